// The form as the API's document, and a JSON pointer of that document as a place in the form.
//
// data-object, data-list and data-days hold others; data-item is one of a list or of days; data-field is a value.

const HOLDERS = "[data-object], [data-list], [data-days], [data-item]";
const PARTS = "[data-object], [data-list], [data-days], [data-field]";

// What belongs to this holder itself and not to one within it.
function own(holder, selector) {
  return [...holder.querySelectorAll(selector)].filter((part) => part.parentElement.closest(HOLDERS) === holder);
}

function nameOf(part) {
  const { object, list, days, field } = part.dataset;
  return object ?? list ?? days ?? field;
}

export function cents(text) {
  const amount = text.trim().replace(/^[$£€]/, "").replace(",", ".");
  return /^\d{1,7}(\.\d{1,2})?$/.test(amount) ? Math.round(Number(amount) * 100) : text;
}

const KINDS = {
  text: (field) => field.value,
  key: (field) => field.value || null,
  number: (field) => (field.value === "" ? null : Number(field.value)),
  flag: (field) => field.checked,
  lines: (field) => field.value.split("\n").filter((line) => line.trim()),
  commas: (field) => field.value.split(",").filter((word) => word.trim()),
  from: (field) => field.value === "from",
  money: (field) => {
    const kind = field.closest("[data-item]").querySelector("[data-kind=from]").value;
    return kind === "depends" ? null : cents(field.value);
  },
};

function readPart(part) {
  if (part.dataset.field !== undefined) return KINDS[part.dataset.kind ?? "text"](part);
  if (part.dataset.list !== undefined) return own(part, "[data-item]").map(read);
  if (part.dataset.days !== undefined) {
    return Object.fromEntries(own(part, "[data-item]").map((item) => [keyOf(item), read(item)]));
  }
  return read(part);
}

export function keyOf(item) {
  return own(item, "[data-key]")[0].value;
}

export function read(holder) {
  const document = {};
  for (const part of own(holder, PARTS)) {
    if (part.closest("[hidden]") && part.dataset.field === undefined) continue;
    const name = nameOf(part);
    const value = readPart(part);
    document[name] = part.dataset.object !== undefined ? { ...document[name], ...value } : value;
  }
  return document;
}

// The element that a pointer names, or the innermost one on the way to it.
export function place(root, pointer) {
  let here = root;
  for (const step of pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))) {
    const next = within(here, step);
    if (!next) break;
    here = next;
  }
  return here;
}

function within(here, step) {
  if (here.dataset.list !== undefined) return own(here, "[data-item]")[Number(step)];
  if (here.dataset.days !== undefined) return own(here, "[data-item]").find((item) => keyOf(item) === step);
  const parts = own(here, PARTS).filter((part) => nameOf(part) === step);
  // One name may stand in several places: the last holder of it has the most.
  return parts.at(-1);
}
