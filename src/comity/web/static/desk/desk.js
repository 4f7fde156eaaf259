// What the pages cannot say in HTML: the form token for htmx, and opening the folded place that a finding points to.
"use strict";

// htmx sends the whole form around a field; only the field that changed is saved.
document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceElement } = event.detail.ctx;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) request.headers["X-CSRFToken"] = token.value;
  const field = sourceElement.closest(".ask");
  if (!field) return;
  const own = new Set([...field.querySelectorAll("[name]")].map((one) => one.name));
  for (const name of new Set(request.body.keys())) if (!own.has(name)) request.body.delete(name);
});

function openFolded() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let place = target; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
  if (target.matches("input, textarea, select")) target.focus();
  target.scrollIntoView({ block: "center" });
}

window.addEventListener("hashchange", openFolded);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link && link.hash === location.hash) openFolded();
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
openFolded();

// The keys: the page carries the table that the help tells (`web/keyboard.py`); a key is its place on the keyboard, whatever the layout.
const bindings = [...document.querySelectorAll("#keys > li")].map((one) => ({ ...one.dataset, codes: one.dataset.codes.split(" ") }));
const TYPED_IN = "input, textarea, select, [contenteditable]";
const ROWS = "main tbody tr, main ul.rows > li, main details.lead";
let pressed = [];
let pressedAt = 0;

const does = {
  go: (place) => location.assign(place),
  field: (place) => document.getElementById(place)?.focus(),
  tab: (place) => document.querySelectorAll(".tabs a")[place - 1]?.click(),
  send: (_, from) => (from.form ?? document.querySelector("main form.fields, main form.particulars"))?.querySelector("button.main, button")?.click(),
  row: (step) => {
    const reached = [...document.querySelectorAll(ROWS)].map((row) => row.querySelector("a[href], summary, button:not(:disabled), input")).filter(Boolean);
    const here = reached.findIndex((one) => one.closest(ROWS) === document.activeElement?.closest(ROWS));
    reached[here < 0 ? 0 : Math.min(Math.max(here + Number(step), 0), reached.length - 1)]?.focus();
  },
};

function named(event) {
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.shiftKey ? "Shift+" : "") + event.code;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing || event.code.startsWith("Shift")) return;
  const key = named(event);
  if (!key.startsWith("Ctrl+") && event.target.closest(TYPED_IN)) return;
  // A button may name the one key that presses it.
  const button = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.disabled);
  pressed = event.timeStamp - pressedAt < 1500 ? [...pressed.slice(-1), key] : [key];
  pressedAt = event.timeStamp;
  const ends = (one) => one.codes.every((code, place) => pressed.at(place - one.codes.length) === code);
  const found = bindings.filter(ends).sort((one, other) => other.codes.length - one.codes.length)[0];
  const isSecond = found && found.codes.length > 1;
  if (!button && !found) return;
  event.preventDefault();
  pressed = [];
  if (button && !isSecond) button.click();
  else does[found.does](found.place, event.target);
});
