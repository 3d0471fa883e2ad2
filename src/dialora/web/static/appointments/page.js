// The appointments page: what is opened in the sheet, what was done, and how to take it back.

import { waiting } from "../waiting.js";
import { begin as beginCalendar } from "./calendar.js";

const dialog = document.querySelector("[data-dialog]");
const spoken = document.querySelector("[data-said]");
/** How long a sentence and its Undo stay. */
const STAYS_MS = 15_000;
/** How often others' changes are looked for. */
const LOOKS_MS = 20_000;

let calendar = null;
let gone = null;
const narrow = matchMedia("(max-width: 800px)");
let listed = document.querySelector("#listed").innerHTML;

/** Send a form as the page would, and give back what was done. Throws what to say. */
async function send(address, fields) {
  const token = document.querySelector('input[name="csrf_token"]').value;
  let answer;
  try {
    const asking = fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRF-Token": token },
      body: new URLSearchParams(fields),
    });
    answer = await waiting(asking);
  } catch {
    throw new Error("The server cannot be reached. Nothing was changed as far as this page knows.");
  }
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => null);
  throw new Error(problem?.detail ?? "That did not work. Load the page and look before you try again.");
}

/** Say what was done, or why not, with a way back. */
function say(text, { undo = null, refused = false } = {}) {
  clearTimeout(gone);
  const note = document.createElement("div");
  note.className = `note ${refused ? "refused" : "good"}`;
  const sentence = document.createElement("p");
  sentence.textContent = text;
  note.append(sentence);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "Undo";
    button.addEventListener("click", () => act(undo.address, undo.fields, { again: false }));
    note.append(button);
  }
  spoken.replaceChildren(note);
  const leave = () => {
    if (spoken.matches(":hover, :focus-within")) gone = setTimeout(leave, STAYS_MS);
    else spoken.replaceChildren();
  };
  gone = setTimeout(leave, STAYS_MS);
}

/** Do something, say it, and show how things stand now; `revert` puts back what was moved too soon. */
async function act(address, fields, { again = true, revert = null } = {}) {
  try {
    const done = await send(address, fields);
    say([done.said, done.remark].filter(Boolean).join(" "), { undo: again ? done.undo : null });
  } catch (refusal) {
    revert?.();
    say(refusal.message, { refused: true });
  }
  await refresh();
}

/** The page as the server has it now: the list, and the cards. */
async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = fresh.querySelector("#listed");
  if (!now) return;
  if (now.innerHTML !== listed) showList(now);
  calendar?.show(drawnIn(fresh));
}

/** The list anew, open if it was, and with whatever had the focus in it. */
function showList(now) {
  listed = now.innerHTML;
  const list = document.querySelector("#listed");
  const row = list.contains(document.activeElement) ? document.activeElement.closest("li") : null;
  const place = row ? pressable(row).indexOf(document.activeElement) : -1;
  const open = list.querySelector("[data-twin]")?.open ?? false;
  list.replaceChildren(...now.childNodes);
  const twin = list.querySelector("[data-twin]");
  if (twin) twin.open = open || narrow.matches;
  window.htmx?.process(list);
  const same = row && document.getElementById(row.id);
  if (same) (pressable(same)[place] ?? pressable(same)[0])?.focus();
}

const pressable = (row) => [...row.querySelectorAll("a, button")];

function drawnIn(page) {
  const data = page.querySelector("#drawn-data");
  return data ? JSON.parse(data.textContent) : null;
}

/** Open one appointment, or the form for a new one, over the page. */
async function open(address) {
  const answer = await waiting(fetch(address, { headers: { "HX-Request": "true" } })).catch(() => null);
  if (!answer?.ok) {
    location.href = address;
    return;
  }
  dialog.innerHTML = await answer.text();
  for (const button of dialog.querySelectorAll("[data-close]")) button.hidden = false;
  dialog.showModal();
}

async function submit(event) {
  const form = event.target.closest("[data-sheet]");
  if (!form || !dialog.contains(form)) return;
  event.preventDefault();
  const problem = form.querySelector("[data-problem]");
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const done = await send(form.getAttribute("action"), new FormData(form));
    dialog.close();
    say([done.said, done.remark].filter(Boolean).join(" "), { undo: done.undo });
  } catch (refusal) {
    problem.textContent = refusal.message;
    problem.hidden = false;
  } finally {
    button.disabled = false;
  }
  await refresh();
}

document.addEventListener("submit", submit);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-open]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.getAttribute("href"));
  }
  // A press beside the sheet, or on its button, closes it.
  if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});

/** The calendar where there is room for it; on a phone the list stands open. */
function fit() {
  const place = document.querySelector("[data-calendar]");
  if (!place) return;
  const twin = document.querySelector("[data-twin]");
  if (narrow.matches && twin) twin.open = true;
  if (!narrow.matches) calendar ??= beginCalendar(place, drawnIn(document), { act, open });
}

narrow.addEventListener("change", fit);
fit();

setInterval(() => {
  const busy = dialog.open || calendar?.busy() || document.hidden;
  if (!busy) refresh();
}, LOOKS_MS);
