// A unit of the course under cmi5: launched by a learning platform, reports over xAPI to the address it was launched with.
"use strict";

const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/";
const VERBS = "http://adlnet.gov/expapi/verbs/";
const launch = new URLSearchParams(location.search);
const isLaunched = ["endpoint", "fetch", "actor", "registration", "activityId"].every((name) => launch.has(name));
let token = null;
let data = null;
let begun = 0;
let isOver = false;

function address(path, parameters = {}) {
  const base = launch.get("endpoint").replace(/\/?$/, "/");
  const query = new URLSearchParams(parameters).toString();
  return base + path + (query ? `?${query}` : "");
}

function call(url, options = {}) {
  const headers = { "X-Experience-API-Version": "1.0.3", Authorization: `Basic ${token}`, "Content-Type": "application/json" };
  return fetch(url, { ...options, headers });
}

function duration() {
  return `PT${((Date.now() - begun) / 1000).toFixed(2)}S`;
}

// Every statement carries the context template of the launch data unchanged (cmi5 9.6), the category of cmi5, and for results that of moveOn.
function statement(verb, result = null, movesOn = false) {
  const context = structuredClone(data.contextTemplate || {});
  context.registration = launch.get("registration");
  context.contextActivities = context.contextActivities || {};
  const categories = context.contextActivities.category || [];
  categories.push({ id: `${CMI5}cmi5` });
  if (movesOn) categories.push({ id: `${CMI5}moveon` });
  context.contextActivities.category = categories;
  if (movesOn && data.masteryScore !== undefined && (verb === "passed" || verb === "failed")) {
    context.extensions = { ...context.extensions, "https://w3id.org/xapi/cmi5/context/extensions/masteryscore": data.masteryScore };
  }
  return {
    id: crypto.randomUUID(),
    timestamp: new Date().toISOString(),
    actor: JSON.parse(launch.get("actor")),
    verb: { id: VERBS + verb, display: { en: verb } },
    object: { id: launch.get("activityId"), objectType: "Activity" },
    context,
    ...(result ? { result } : {}),
  };
}

async function send(one, options = {}) {
  const answer = await call(address("statements", { statementId: one.id }), { method: "PUT", body: JSON.stringify(one), ...options });
  if (!answer.ok) throw new Error(`${answer.status}`);
}

async function begin() {
  const answer = await fetch(launch.get("fetch"), { method: "POST" });
  token = (await answer.json())["auth-token"];
  const about = { activityId: launch.get("activityId"), agent: launch.get("actor"), registration: launch.get("registration"), stateId: "LMS.LaunchData" };
  data = await (await call(address("activities/state", about))).json();
  const preferences = { agent: launch.get("actor"), profileId: "cmi5LearnerPreferences" };
  await call(address("agents/profile", preferences)).catch(() => null);
  begun = Date.now();
  await send(statement("initialized"));
}

function marked(form) {
  const questions = [...form.querySelectorAll("fieldset")];
  let right = 0;
  for (const one of questions) {
    const chosen = one.querySelector("input:checked");
    if (chosen && chosen.value === one.dataset.right) right += 1;
    one.querySelector(".why").hidden = false;
  }
  return { right, of: questions.length };
}

async function handIn(event) {
  event.preventDefault();
  const form = event.target;
  const { right, of } = marked(form);
  document.getElementById("told").textContent = `${right} / ${of}`;
  form.querySelector("button").disabled = true;
  if (!data || (data.launchMode || "Normal") !== "Normal") return;
  const mastery = data.masteryScore === undefined ? Number(document.body.dataset.mastery) : data.masteryScore;
  const isPassed = right / of >= mastery;
  const score = { scaled: right / of, raw: right, min: 0, max: of };
  await send(statement(isPassed ? "passed" : "failed", { score, success: isPassed, duration: duration() }, true));
  await send(statement("completed", { completion: true, duration: duration() }, true));
}

function end() {
  if (!data || isOver) return;
  isOver = true;
  send(statement("terminated", { duration: duration() }), { keepalive: true }).catch(() => null);
}

const ready = isLaunched ? begin() : Promise.resolve();
document.getElementById("quiz").addEventListener("submit", (event) => {
  event.preventDefault();
  ready.then(() => handIn(event));
});
window.addEventListener("pagehide", end);
