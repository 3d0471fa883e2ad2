// The Agent page: every change is saved to the draft as it is made.

import { waiting } from "../waiting.js";
import { keyOf } from "./document.js";
import { Draft } from "./draft.js";
import { offerPreview } from "./preview.js";
import { clearWrong, showWrong } from "./wrong.js";

const TYPING_MS = 700;
const CHOSEN_MS = 60;

const root = document.querySelector("[data-document]");
const desk = document.querySelector("[data-desk]");
const at = `/agents/${desk.dataset.agentId}`;
const kept = `dialora-discarded-${desk.dataset.agentId}`;

const SIGNS = {
  editing: "Not saved yet",
  saving: "Saving",
  // When and by whom, as soon as there is a draft.
  saved: desk.querySelector("[data-sign-words]").textContent,
};

function sign(name, words) {
  desk.dataset.state = name;
  desk.querySelector("[data-sign-words]").textContent = words;
}

function onState(name, more) {
  if (name === "wrong") {
    showWrong(root, more);
    const what = more.length === 1 ? more[0].message : `${more.length} fields need a look.`;
    sign("wrong", `Not saved: ${what}`);
  } else if (name === "moved") {
    sign("moved", `Not saved: ${more ?? "this has changed elsewhere."} `);
    const again = document.createElement("a");
    again.href = at;
    again.textContent = "Load it again";
    desk.querySelector("[data-sign-words]").append(again);
  } else if (name === "away") {
    sign("away", `Not saved: ${more ?? "the server could not do it. It is tried again."}`);
  } else {
    if (name === "saved") clearWrong(root);
    sign(name, SIGNS[name]);
  }
}

function onSaved(told) {
  SIGNS.saved = told.saved || "Saved";
  desk.querySelector("[data-standing]").textContent = told.standing;
  desk.querySelector("[data-acts]").hidden = !told.changes;
  for (const field of desk.querySelectorAll("input[name=revision]")) field.value = told.revision;
  root.querySelectorAll("[data-kind=key]").forEach((field, number) => { field.value ||= told.keys[number] ?? ""; });
  const notices = root.querySelector("[data-notices]");
  notices.textContent = told.notices.join(" ");
  root.querySelector("[data-notices-frame]").hidden = !told.notices.length;
}

const draft = new Draft({ root, address: `${at}/draft`, csrf: desk.dataset.csrf, revision: desk.dataset.revision, onState, onSaved });

// One day listed twice cannot be told apart once it is sent.
function doubledDay() {
  const seen = new Set();
  return [...root.querySelectorAll("[data-days] > [data-item]")].find((item) => {
    const day = keyOf(item);
    return day && (seen.has(day) || !seen.add(day));
  });
}

function changed(ms) {
  const doubled = doubledDay();
  if (!doubled) return draft.soon(ms);
  const pointer = `/business/hours/special_days/${keyOf(doubled)}`;
  onState("wrong", [{ pointer, message: "This day is listed twice." }]);
}

root.addEventListener("input", ({ target }) => {
  if (target.dataset.field === "voice_speed") root.querySelector("[data-speed]").textContent = Number(target.value).toFixed(2);
  if (target.dataset.reachable !== undefined) {
    target.closest("[data-item]").querySelector("[data-own-hours]").hidden = target.value !== "own_hours";
  }
  changed(target.matches("select, [type=checkbox], [type=range]") ? CHOSEN_MS : TYPING_MS);
});
root.addEventListener("change", () => changed(CHOSEN_MS));

// Rows that come and go

function blank(kind) {
  return document.querySelector(`template[data-new="${kind}"]`).content.firstElementChild.cloneNode(true);
}

function addRow(group, kind) {
  const row = blank(kind);
  group.querySelector("[data-list], [data-days]").append(row);
  return row;
}

// The next hours begin where the last ones ended.
function fillSpan(row) {
  const before = row.previousElementSibling?.querySelector("[data-field=closes]")?.value;
  const [opens, closes] = row.querySelectorAll("input");
  opens.value = before ? later(before, 60) : "09:00";
  closes.value = before ? later(before, 300) : "17:00";
}

function later(wall, minutes) {
  const [hour, minute] = wall.split(":").map(Number);
  const total = Math.min(hour * 60 + minute + minutes, 23 * 60 + 59);
  return `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
}

root.addEventListener("click", ({ target }) => {
  const adds = target.closest("[data-add]");
  const removes = target.closest("[data-remove]");
  const holiday = target.closest("[data-holiday]");
  if (adds) {
    const row = addRow(adds.closest("[data-group]"), adds.dataset.add);
    if (adds.dataset.add === "span") {
      fillSpan(row);
      changed(CHOSEN_MS);
    }
    row.querySelector("input:not([type=hidden])").focus();
  } else if (removes) {
    const row = removes.closest("[data-item]");
    const next = row.closest("[data-group]").querySelector(":scope > [data-add]") ?? row.closest("[data-group]");
    row.remove();
    next.focus?.();
    changed(CHOSEN_MS);
  } else if (holiday) {
    const row = addRow(holiday.closest("[data-group]"), "special-day");
    row.querySelector("[data-key]").value = holiday.dataset.holiday;
    row.querySelector("[data-field=name]").value = holiday.dataset.name;
    holiday.remove();
    row.querySelector("[data-add]").focus();
    changed(CHOSEN_MS);
  } else if (target.closest("[data-copy-monday]")) {
    copyMonday();
    changed(CHOSEN_MS);
  }
});

function copyMonday() {
  const week = root.querySelector("#hours [data-object=week]");
  const monday = week.querySelector("[data-list=monday]");
  for (const day of ["tuesday", "wednesday", "thursday", "friday"]) {
    const copies = [...monday.children].map((row) => {
      const copy = row.cloneNode(true);
      const from = row.querySelectorAll("input");
      copy.querySelectorAll("input").forEach((field, number) => { field.value = from[number].value; });
      return copy;
    });
    week.querySelector(`[data-list=${day}]`).replaceChildren(...copies);
  }
}

// Publishing and discarding take what is on the page, not what was there a second ago.

async function settled(event, form) {
  event.preventDefault();
  form.dataset.asked = "";
  await waiting(draft.flush());
  if (desk.dataset.state !== "saved" && draft.dirty) {
    delete form.dataset.asked;
    return;
  }
  form.querySelector("[name=revision]").value = draft.revision;
  form.submit();
}

desk.querySelector("[data-publish]")?.addEventListener("submit", (event) => settled(event, event.currentTarget));
desk.querySelector("[data-discard]").addEventListener("submit", () => {
  sessionStorage.setItem(kept, JSON.stringify(draft.document));
});

const undo = document.querySelector("[data-undo-discard]");
if (undo && sessionStorage.getItem(kept)) {
  undo.hidden = false;
  undo.addEventListener("click", async () => {
    const body = JSON.stringify({ ...JSON.parse(sessionStorage.getItem(kept)), revision: draft.revision });
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": desk.dataset.csrf };
    const answer = await fetch(`${at}/draft`, { method: "PATCH", headers, body });
    if (!answer.ok) return onState("away", (await answer.json()).detail);
    sessionStorage.removeItem(kept);
    location.assign(at);
  });
}
// A note about what has just happened does not come back with the page.
if (location.search) history.replaceState(null, "", at + location.hash);

document.querySelector("[data-talk]").addEventListener("talkbegins", ({ detail }) => detail.waitFor(draft.flush()));
addEventListener("beforeunload", (event) => { if (draft.dirty && !draft.halted) event.preventDefault(); });

offerPreview({ root, address: `${at}/preview`, csrf: desk.dataset.csrf });
