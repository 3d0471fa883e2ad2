// The Talk page: one button, two meters, and what is being said.

import { Line } from "./line.js";

const root = document.querySelector("[data-talk]");
const find = (name) => root.querySelector(`[data-${name}]`);
const button = find("talk-button");

const WORDS = {
  idle: "Press Talk and allow the microphone.",
  connecting: "Connecting",
  listening: "Listening",
  speaking: "The agent is speaking",
  ending: "Ending",
  over: "The call has ended.",
};

function agentName() {
  const chosen = find("agent");
  return chosen.selectedOptions?.[0].textContent ?? chosen.dataset.name;
}

let line = null;
let guess = null;

function phase(name, words) {
  root.dataset.phase = name;
  button.disabled = name === "connecting" || name === "ending";
  find("talk-label").textContent = { idle: "Talk", on: "Hang up" }[name] ?? "Wait";
  find("state").textContent = words;
}

function problem(text, more) {
  const note = find("problem");
  note.hidden = !text;
  note.className = `note ${more?.refused ? "refused" : "needs-you"}`;
  note.setAttribute("role", "alert");
  note.replaceChildren(document.createTextNode(text ?? ""));
  if (more?.link) {
    const link = document.createElement("a");
    link.href = more.link;
    link.textContent = more.linkText;
    note.append(" ", link);
  }
}

function level(who, value) {
  // A quiet room is about 0.003, a loud voice 0.3: shown in decibels, as ears hear.
  const share = value > 0 ? Math.max(0, Math.min(1, (20 * Math.log10(value) + 54) / 48)) : 0;
  root.querySelector(`[data-meter="${who}"] .level`).setAttribute("y", String(96 * (1 - share)));
}

function newLine(who) {
  const item = document.createElement("li");
  item.className = `line ${who}`;
  item.dataset.who = who;
  const body = document.createElement("div");
  const label = document.createElement("p");
  label.className = "label";
  label.textContent = who === "caller" ? "You" : agentName();
  body.append(label);
  item.append(body);
  find("lines").append(item);
  return item;
}

// What is being understood grows in place until it is final; sentences of one speaker stand together.
function say(who, text, final) {
  find("spoken").hidden = false;
  let words = who === "caller" ? guess : null;
  if (!words) {
    const last = find("lines").lastElementChild;
    const item = last?.dataset.who === who ? last : newLine(who);
    words = document.createElement("p");
    item.firstElementChild.append(words);
  }
  words.textContent = text;
  words.classList.toggle("guess", !final);
  guess = who === "caller" && !final ? words : null;
  words.scrollIntoView({ block: "nearest" });
}

async function showResult(callId) {
  // The last words may still be on their way into the record.
  for (let tries = 0; tries < 20; tries += 1) {
    const answer = await fetch(`/talk/calls/${callId}`);
    if (answer.status === 200) {
      find("result").innerHTML = await answer.text();
      return;
    }
    if (answer.status !== 202) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function over(callId, words) {
  line = null;
  guess = null;
  level("caller", 0);
  level("agent", 0);
  phase("idle", words);
  if (callId) await showResult(callId);
}

async function begin() {
  problem(null);
  find("result").replaceChildren();
  find("lines").replaceChildren();
  find("spoken").hidden = true;
  phase("connecting", WORDS.connecting);
  // Whoever edits the agent on this page brings it up to date first.
  const before = [];
  root.dispatchEvent(new CustomEvent("talkbegins", { detail: { waitFor: (work) => before.push(work) } }));
  await Promise.allSettled(before);
  line = new Line({
    csrf: root.dataset.csrf,
    agentId: find("agent").value,
    draft: "draft" in root.dataset,
    onLevel: level,
    onHeard: (text, final) => say("caller", text, final),
    onSaid: (text) => say("agent", text, true),
    onState: ({ speaking }) => { find("state").textContent = speaking ? WORDS.speaking : WORDS.listening; },
    onOver: (callId, lost) => {
      if (lost) problem("The line was lost. What was said until then is kept. Press Talk to call again.");
      over(callId, lost ? WORDS.idle : WORDS.over);
    },
  });
  try {
    await line.open();
    phase("on", WORDS.listening);
  } catch (error) {
    line = null;
    problem(error.message, error);
    phase("idle", WORDS.idle);
  }
}

button?.addEventListener("click", () => {
  if (line) {
    phase("ending", WORDS.ending);
    line.hangUp();
  } else {
    begin();
  }
});

// Leaving the page is hanging up.
addEventListener("pagehide", () => line?.hangUp());
