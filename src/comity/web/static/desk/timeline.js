// The timeline of what came back: the server counts events by kind and column, this draws one column of pixels for each count.
// Everything it can do has a button; the table below the picture follows the span that is drawn.
"use strict";

(() => {
  const figure = document.getElementById("timeline");
  const canvas = figure && figure.querySelector("canvas");
  const pen = canvas && canvas.getContext("2d");
  const LANE = 22, HEAD = 8, FOOT = 30, NAMES = 190, LEAST = 1000;
  let drawn = null, names = NAMES, asked = 0, dragged = null, pointed = null, waiting = 0;

  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const wide = () => Math.max(figure.clientWidth - names, 50);
  const msOf = (text) => Date.parse(text);
  const query = () => {
    const chosen = new URLSearchParams(location.search);
    chosen.delete("page");
    return chosen;
  };

  async function load(from, to, follow) {
    const number = ++asked, chosen = query();
    chosen.delete("from");
    chosen.delete("to");
    if (from !== null) {
      chosen.set("from", new Date(from).toISOString());
      chosen.set("to", new Date(to).toISOString());
    }
    names = figure.clientWidth < 500 ? 84 : NAMES;
    const counted = new URLSearchParams(chosen);
    counted.set("width", String(Math.round(wide())));
    const answer = await fetch(`${figure.dataset.bins}?${counted}`);
    if (!answer.ok || number !== asked) return;
    drawn = await answer.json();
    draw();
    if (!follow) return;
    history.replaceState(null, "", `?${chosen}`);
    clearTimeout(waiting);
    waiting = setTimeout(() => table(number), 250);
  }

  // The table is the page itself, asked for with the span that is drawn.
  async function table(number) {
    const answer = await fetch(location.href);
    if (!answer.ok || number !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["found", "choice"]) {
      const [here, there] = [document.getElementById(id), page.getElementById(id)];
      if (!here || !there) continue;
      const fresh = document.importNode(there, true);
      here.replaceWith(fresh);
      if (window.htmx) window.htmx.process(fresh);
    }
  }

  function draw() {
    const lanes = drawn.lanes, width = figure.clientWidth, height = HEAD + lanes.length * LANE + FOOT, scale = window.devicePixelRatio || 1;
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.style.height = `${height}px`;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = `12px ${style("--text")}`;
    pen.textBaseline = "middle";
    lanes.forEach((lane, number) => {
      const top = HEAD + number * LANE, most = Math.max(...lane.bins.map(([, count]) => count));
      pen.fillStyle = style("--soft");
      pen.fillText(cut(lane.name, names - 10), 2, top + LANE / 2);
      pen.fillStyle = style("--line");
      pen.fillRect(names, top + LANE - 2, width - names, 1);
      pen.fillStyle = style("--accent");
      const step = (width - names) / drawn.bins;
      for (const [bin, count] of lane.bins) {
        const tall = Math.max(3, (Math.log1p(count) / Math.log1p(most)) * (LANE - 4));
        pen.fillRect(names + bin * step, top + LANE - 2 - tall, Math.max(step, 1.5), tall);
      }
    });
    axis(width, HEAD + lanes.length * LANE);
    if (dragged) {
      pen.globalAlpha = 0.2;
      pen.fillRect(Math.min(dragged.from, dragged.to), 0, Math.abs(dragged.to - dragged.from), height - FOOT);
      pen.globalAlpha = 1;
    }
    const words = figure.dataset.wordsDrawn;
    document.getElementById("drawn").textContent = words.replace("%shown", drawn.events).replace("%all", drawn.all).replace("%undated", drawn.undated);
  }

  function cut(text, room) {
    if (pen.measureText(text).width <= room) return text;
    while (text.length > 1 && pen.measureText(`${text}…`).width > room) text = text.slice(0, -1);
    return `${text}…`;
  }

  function axis(width, top) {
    const from = msOf(drawn.from), to = msOf(drawn.to), many = Math.max(2, Math.floor((width - names) / 150));
    pen.fillStyle = style("--soft");
    for (let tick = 0; tick < many; tick++) {
      const at = from + ((to - from) * tick) / many, x = names + ((width - names) * tick) / many;
      pen.fillRect(x, top, 1, 5);
      pen.fillText(told(at, to - from), x + 3, top + 14);
    }
  }

  function told(at, span) {
    const fine = { timeZone: figure.dataset.zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" };
    if (span < 90 * 86400e3) Object.assign(fine, { hour: "2-digit", minute: "2-digit" });
    if (span < 3 * 3600e3) Object.assign(fine, { second: "2-digit" });
    return new Intl.DateTimeFormat("sv-SE", fine).format(new Date(at));
  }

  function move(from, to) {
    if (!drawn) return;
    const span = Math.max(to - from, LEAST), middle = (from + to) / 2;
    if (!Number.isFinite(middle) || span > 300 * 366 * 86400e3) return;
    load(Math.round(middle - span / 2), Math.round(middle + span / 2), true);
  }

  const deeds = {
    earlier: (from, to) => move(from - (to - from) / 4, to - (to - from) / 4),
    later: (from, to) => move(from + (to - from) / 4, to + (to - from) / 4),
    closer: (from, to, at = 0.5) => move(from + (to - from) * at * 0.5, to - (to - from) * (1 - at) * 0.5),
    wider: (from, to, at = 0.5) => move(from - (to - from) * at, to + (to - from) * (1 - at)),
    all: () => load(null, null, true),
  };
  const act = (deed, at) => drawn && deeds[deed](msOf(drawn.from), msOf(drawn.to), at);

  function begin() {
    for (const button of figure.querySelectorAll("[data-do]")) button.addEventListener("click", () => act(button.dataset.do));
    const keys = { ArrowLeft: "earlier", ArrowRight: "later", ArrowUp: "closer", ArrowDown: "wider", Home: "all" };
    canvas.addEventListener("keydown", (event) => {
      if (!keys[event.code] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act(keys[event.code]);
    });
    const place = (event) => Math.min(Math.max(event.offsetX, names), figure.clientWidth);
    const share = (x) => (x - names) / wide();
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      act(event.deltaY < 0 ? "closer" : "wider", share(place(event)));
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      dragged = { from: place(event), to: place(event) };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawn) return;
      if (dragged) {
        dragged.to = place(event);
        draw();
      } else point(place(event), event.offsetY);
    });
    canvas.addEventListener("pointerup", () => {
      const [one, two] = dragged ? [dragged.from, dragged.to].sort((a, b) => a - b) : [0, 0];
      dragged = null;
      if (!drawn || two - one < 4) return drawn && draw();
      const from = msOf(drawn.from), span = msOf(drawn.to) - from;
      move(from + span * share(one), from + span * share(two));
    });
    window.addEventListener("resize", () => {
      clearTimeout(pointed);
      pointed = setTimeout(() => drawn && load(msOf(drawn.from), msOf(drawn.to), false), 150);
    });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn && draw());
    const chosen = query();
    load(chosen.has("from") && figure.dataset.from ? msOf(figure.dataset.from) : null, figure.dataset.to ? msOf(figure.dataset.to) : null, false);
  }

  // What stands under the pointer, in words.
  function point(x, y) {
    const lane = drawn.lanes[Math.floor((y - HEAD) / LANE)], output = document.getElementById("pointed");
    const from = msOf(drawn.from), span = msOf(drawn.to) - from, bin = Math.floor(((x - names) / wide()) * drawn.bins);
    const found = lane && lane.bins.find(([number]) => Math.abs(number - bin) <= 1);
    output.textContent = `${told(from + (span * bin) / drawn.bins, span / 10)}${found ? ` · ${lane.name}: ${found[1]}` : ""}`;
  }

  if (pen) begin();
})();

// The rows of a table of events: next, previous, star; opening is the Enter key on the link that has the focus.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const links = [...document.querySelectorAll(".events a.open, .talk a.open")];
  const here = links.indexOf(document.activeElement.closest("tr, li")?.querySelector("a.open"));
  if (event.code === "KeyJ" || event.code === "KeyK") {
    const next = links[event.code === "KeyJ" ? here + 1 : Math.max(here - 1, 0)];
    if (next) {
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  } else if (event.code === "KeyS" && here >= 0) {
    const star = links[here].closest("tr, li").querySelector("form.star button:not(:disabled)");
    if (star) {
      event.preventDefault();
      star.click();
    }
  }
});
// In the graph of links an arrow key goes to the neighbour that lies in its direction.
document.addEventListener("keydown", (event) => {
  const node = document.activeElement && document.activeElement.closest(".graph a.node");
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.code];
  if (!node || !way || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const at = (one) => {
    const circle = one.querySelector("circle");
    return [circle.cx.baseVal.value, circle.cy.baseVal.value];
  };
  const [x, y] = at(node);
  let best = null, least = Infinity;
  for (const number of node.dataset.beside.split(" ")) {
    const other = document.getElementById(`n${number}`);
    if (!other) continue;
    const [dx, dy] = [at(other)[0] - x, at(other)[1] - y], along = dx * way[0] + dy * way[1], across = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (along > 0 && along + 2 * across < least) [best, least] = [other, along + 2 * across];
  }
  if (best) best.focus();
});
// A star that was pressed by key keeps the focus on its row.
document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement === document.body) document.querySelector("tr.was a.open")?.focus();
});
