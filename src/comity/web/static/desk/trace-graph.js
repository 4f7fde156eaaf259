// Walking the graph of a trace: arrows go from node to node, O opens or stops one, W tells why its payment is here. A key is its place.
"use strict";

const nodes = [...document.querySelectorAll(".tracegraph a.node")];
const at = (one) => [Number(one.dataset.column), Number(one.dataset.row)];

function nearest(from, columns, rows) {
  const [column, row] = at(from);
  const there = nodes.filter((one) => {
    const [c, r] = at(one);
    return columns ? Math.sign(c - column) === columns : c === column && Math.sign(r - row) === rows;
  });
  const far = (one) => Math.abs(at(one)[0] - column) * 10000 + Math.abs(at(one)[1] - row);
  return there.sort((one, other) => far(one) - far(other))[0];
}

function walk(to) {
  if (!to) return;
  for (const one of nodes) one.tabIndex = one === to ? 0 : -1;
  to.focus();
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.querySelector(".tracegraph")?.addEventListener("keydown", (event) => {
  const here = event.target.closest("a.node");
  if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
  const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  if (steps[event.key]) walk(nearest(here, ...steps[event.key]));
  else if (event.code === "KeyO" && here.dataset.turn) location.assign(here.dataset.turn);
  else if (event.code === "KeyW" && here.dataset.why) location.assign(here.dataset.why);
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// The row of the table that a node leads to takes the focus, so that the reader goes on there.
function goToRow() {
  const row = location.hash && document.getElementById(location.hash.slice(1));
  if (row && row.tabIndex === -1) row.focus();
}
window.addEventListener("hashchange", goToRow);
goToRow();
