// Keeps the draft on the server equal to the form: what changed goes there in parts, one request at a time.

import { read } from "./document.js";

const AGAIN_AFTER_MS = 5000;

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// By the names sections have here: "greeting", "business.hours".
function sections(document) {
  const { business, ...others } = document;
  return { ...others, ...Object.fromEntries(Object.entries(business).map(([name, it]) => [`business.${name}`, it])) };
}

function whole(parts) {
  const document = {};
  for (const [name, value] of Object.entries(parts)) {
    if (!name.startsWith("business.")) document[name] = value;
    else (document.business ??= {})[name.slice("business.".length)] = value;
  }
  return document;
}

const sectionOf = (pointer) => {
  const [first, second] = pointer.split("/").slice(1);
  return first === "business" && second ? `business.${second}` : first;
};

export class Draft {
  // onState(name, more): "editing", "saving", "saved", "wrong", "moved", "away"; onSaved(told): what the server says.
  constructor({ root, address, csrf, revision, onState, onSaved }) {
    Object.assign(this, { root, address, csrf, revision, onState, onSaved });
    this.saved = sections(read(root));
    this.wrong = [];
    this.halted = false;
    this.running = null;
  }

  get document() {
    return read(this.root);
  }

  get dirty() {
    return Object.keys(this.#changed()).length > 0;
  }

  // Saves until nothing is left that can be saved.
  flush() {
    clearTimeout(this.timer);
    this.running ??= this.#run().finally(() => { this.running = null; });
    return this.running;
  }

  soon(ms) {
    if (this.halted) return;
    this.onState("editing");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), ms);
  }

  #changed() {
    const now = sections(this.document);
    return Object.fromEntries(Object.entries(now).filter(([name, it]) => !same(it, this.saved[name])));
  }

  async #run() {
    // What is refused is left out and the rest tried again; it is refused only until it changes.
    let refused = {};
    let wrong = [];
    while (!this.halted) {
      const parts = Object.fromEntries(
        Object.entries(this.#changed()).filter(([name, it]) => !same(it, refused[name])),
      );
      if (!Object.keys(parts).length) break;
      // What was said of a section that has changed since was said of what it was.
      wrong = wrong.filter(({ pointer }) => !(sectionOf(pointer) in parts));
      this.onState("saving");
      const answer = await this.#send(whole(parts));
      if (!answer) return;
      if (answer.status === 422) {
        const { errors = [] } = answer.told;
        const names = new Set(errors.map(({ pointer }) => sectionOf(pointer)));
        const ofThese = Object.entries(parts).filter(([name]) => names.has(name));
        if (!ofThese.length) return void this.onState("away", answer.told.detail);
        refused = { ...refused, ...Object.fromEntries(ofThese) };
        wrong.push(...errors);
      } else if (answer.status === 409 || answer.status === 401 || answer.status === 403) {
        this.halted = true;
        return void this.onState("moved", answer.told.detail);
      } else if (answer.status !== 200) {
        this.#later();
        return void this.onState("away", answer.told.detail);
      } else {
        Object.assign(this.saved, parts);
        this.revision = answer.told.revision;
        this.onSaved(answer.told);
      }
    }
    this.wrong = wrong;
    if (!this.halted) this.onState(wrong.length ? "wrong" : "saved", wrong);
  }

  async #send(changes) {
    try {
      const answer = await fetch(this.address, {
        method: "PATCH",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": this.csrf },
        body: JSON.stringify({ ...changes, revision: this.revision }),
      });
      return { status: answer.status, told: await answer.json().catch(() => ({})) };
    } catch {
      this.onState("away", "The server cannot be reached. It is tried again.");
      this.#later();
      return null;
    }
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), AGAIN_AFTER_MS);
  }
}
