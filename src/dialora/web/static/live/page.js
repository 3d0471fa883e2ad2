// The Live page: what the server tells of calls in progress, as cards.

import { Card } from "./card.js";

const REMAINS_MS = 60_000; // how long a call that has ended stays to be looked at
const root = document.querySelector("[data-live]");
const find = (name) => root.querySelector(`[data-${name}]`);
const template = find("card");
const about = { csrf: root.dataset.csrf, mayAct: "mayAct" in root.dataset };
const cards = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function connection(words, open) {
  find("connection").textContent = words;
  find("connection").classList.toggle("open", open);
}

function problem(text) {
  find("problem").hidden = !text;
  find("problem").textContent = text ?? "";
}

function show() {
  const running = [...cards.values()].filter((card) => !card.over).length;
  find("calls").hidden = cards.size === 0;
  find("empty").hidden = cards.size > 0;
  document.title = running ? `(${running}) Live · Dialora` : "Live · Dialora";
}

function put(known) {
  const card = cards.get(known.id);
  if (card) {
    card.fill(known);
    return;
  }
  const fresh = new Card(template, known, about);
  cards.set(known.id, fresh);
  find("list").prepend(fresh.root);
}

function ended(card, how) {
  const known = card.over;
  card.end(how);
  if (known) return;
  show();
  setTimeout(() => {
    cards.delete(card.known.id);
    card.root.remove();
    show();
  }, REMAINS_MS);
}

function begin() {
  const source = new EventSource("/live/events");
  source.addEventListener("open", () => {
    connection("Connected", true);
    problem(null);
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) {
      connection("Connecting again", false);
      return;
    }
    connection("Not connected", false);
    problem("This page is not told of calls right now. It tries again in half a minute; you can also load it again.");
    setTimeout(begin, 30_000);
  });
  source.addEventListener("calls", ({ data }) => {
    const { calls } = JSON.parse(data);
    const running = new Set(calls.map((it) => it.id));
    for (const card of cards.values()) if (!card.over && !running.has(card.known.id)) ended(card, "This call has ended.");
    for (const known of calls.toReversed()) put(known);
    show();
  });
  source.addEventListener("happened", ({ data }) => {
    const event = JSON.parse(data);
    if (event.kind === "started" && event.card) put(event.card);
    const card = cards.get(event.call);
    if (!card) return;
    if (event.kind === "ended") ended(card, event.how);
    else if (event.kind !== "started" && !card.over) card.happened(event);
    show();
  });
  // What was missed on the way is noticed here.
  source.addEventListener("alive", ({ data }) => {
    const running = new Set(JSON.parse(data).running);
    for (const card of cards.values()) if (!card.over && !running.has(card.known.id)) ended(card, "This call has ended.");
  });
  source.addEventListener("signed-out", () => {
    source.close();
    location.assign("/sign-in?next=/live");
  });
}

setInterval(() => {
  for (const card of cards.values()) if (!card.over) card.draw();
}, calm.matches ? 1000 : 250);

begin();
