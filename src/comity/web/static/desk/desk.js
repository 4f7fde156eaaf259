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

// One key for the search, also on Cyrillic and Arabic layouts; never while somebody types.
document.addEventListener("keydown", (event) => {
  if (event.code !== "Slash" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const find = document.getElementById("find");
  if (find) {
    event.preventDefault();
    find.focus();
  }
});

// A button may name the one key that presses it (its place on the keyboard); the key is told in the button's title.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const button = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.code && !one.disabled);
  if (button) {
    event.preventDefault();
    button.click();
  }
});
