// One call in progress: who, since when, its line, its words, and what can be done with it.

import { waiting } from "../waiting.js";
import { Ear } from "./ear.js";
import { Strip } from "./strip.js";

const SURE_MS = 4000;
const STATES = {
  quiet: "",
  caller: "The caller is speaking",
  agent: (name) => `${name} is speaking`,
};

export class Card {
  constructor(template, known, { csrf, mayAct }) {
    this.root = template.content.firstElementChild.cloneNode(true);
    this.csrf = csrf;
    this.mayAct = mayAct;
    this.over = false;
    this.turns = new Map();
    this.open = []; // lines of an exchange that is not on record yet
    this.guess = null;
    this.strip = new Strip(this.#find("strip"));
    this.#act("listen", () => this.#listen());
    this.#act("end", () => this.#end());
    this.#act("put-through", () => this.#putThrough());
    this.fill(known);
  }

  // All that is on record of it.
  fill(known) {
    this.known = known;
    this.began = performance.now() - known.elapsed;
    this.#find("who").textContent = known.who;
    this.#find("link").href = `/calls/${known.id}`;
    this.#find("why").hidden = !known.decision;
    this.#find("why").href = `/decisions/${known.decision}`;
    this.#find("number").textContent = known.number ? `${known.number} · ` : "";
    this.#find("since").textContent = `${known.test ? "Test call · " : ""}${known.message ? "Leaves a message" : `${known.agent} answers`} · since ${known.clock}`;
    this.#find("scroll").setAttribute("aria-label", `What is being said: ${known.who}`);
    this.strip.notices = [...known.notices];
    this.strip.turns = new Map();
    this.turns = new Map();
    this.open = [];
    this.guess = null;
    this.#find("lines").replaceChildren();
    for (const turn of known.turns) this.turn(turn);
    this.recording(known);
    this.#choices();
    this.draw();
  }

  happened(event) {
    const now = this.began + event.at;
    if (now > performance.now()) this.began -= now - performance.now();
    if (event.kind === "caller") this.#words("caller", event.text, event.final);
    else if (event.kind === "agent") this.#words("agent", event.text, true);
    else if (event.kind === "state") this.#state(event);
    else if (event.kind === "turn" && event.turn) this.turn(event.turn);
    else if (event.kind === "turn" && event.card) this.fill(event.card);
    else if (event.kind === "notice") this.strip.notice(event.notice);
    else if (event.kind === "recording") this.recording(event);
    else if (event.kind === "ended") this.end(event.how);
    this.draw();
  }

  // An exchange is on record: it stands in place of what was shown of it while it was open.
  turn(turn) {
    for (const line of this.open) line.remove();
    this.open = [];
    this.guess = null;
    this.strip.turn(turn);
    for (const line of this.turns.get(turn.index) ?? []) line.remove();
    const lines = [["caller", turn.caller.text], ["agent", turn.agent.text]]
      .filter(([, text]) => text)
      .map(([side, text]) => this.#line(side, text));
    for (const name of turn.tools) {
      const used = document.createElement("p");
      used.className = "used label";
      used.textContent = `◆ ${name}`;
      lines.at(-1)?.lastElementChild.append(used);
    }
    this.turns.set(turn.index, lines);
  }

  recording({ recording: state, rule, message_rule: ofMessages }) {
    this.kept = state === "kept";
    this.#find("rule").textContent = this.known.message ? ofMessages : rule;
    this.#find("listen").disabled = !this.kept;
    // Where it can never be, the rule beside it says so.
    this.#find("listen").hidden = state === "refused" || state === "not_wanted";
    if (state !== "refused") return;
    this.#find("lines").replaceChildren();
    this.open = [];
    this.turns = new Map();
    this.guess = null;
    this.ear?.stop();
  }

  end(how) {
    this.#find("state").textContent = how;
    if (this.over) return;
    this.over = true;
    this.ended = performance.now();
    this.root.classList.add("over");
    this.#find("acts").hidden = true;
    this.#find("rule").textContent = "";
    this.strip.state(this.ended - this.began, { caller: false, agent: false });
    this.ear?.stop();
    this.draw();
  }

  draw() {
    const now = (this.ended ?? performance.now()) - this.began;
    const seconds = Math.max(0, Math.floor(now / 1000));
    this.#find("time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.strip.draw(now, this.over);
  }

  // Words

  #words(side, text, final) {
    if (!this.kept) return;
    if (side === "caller" && this.guess) {
      this.guess.lastElementChild.lastElementChild.textContent = text;
    } else {
      const last = this.open.at(-1);
      if (side === "agent" && last?.dataset.side === "agent") {
        last.lastElementChild.lastElementChild.textContent += ` ${text}`;
        this.#follow();
        return;
      }
      const line = this.#line(side, text);
      this.open.push(line);
      if (side === "caller") this.guess = line;
    }
    if (side === "caller") {
      this.guess.classList.toggle("unsure", !final);
      this.guess.lastElementChild.lastElementChild.classList.toggle("guess", !final);
      if (final) this.guess = null;
    }
    this.#follow();
  }

  #line(side, text) {
    const item = document.createElement("li");
    item.className = `line ${side}`;
    item.dataset.side = side;
    const name = document.createElement("p");
    name.className = "label clip";
    name.textContent = name.title = side === "caller" ? "Caller" : this.known.agent;
    const words = document.createElement("p");
    words.textContent = text;
    const body = document.createElement("div");
    body.append(words);
    item.append(name, body);
    this.#find("lines").append(item);
    this.#follow();
    return item;
  }

  // The newest words stay in sight, unless somebody reads further up.
  #follow() {
    const words = this.#find("scroll");
    const below = words.scrollHeight - words.scrollTop - words.clientHeight;
    if (below < 160 || !words.matches(":hover, :focus")) words.scrollTop = words.scrollHeight;
  }

  #state(event) {
    this.strip.state(event.at, event);
    const said = event.caller ? STATES.caller : event.agent ? STATES.agent(this.known.agent) : STATES.quiet;
    if (!this.over && !this.going) this.#find("state").textContent = said;
  }

  // What can be done

  #choices() {
    const { people, browser } = this.known;
    this.#find("acts").hidden = !this.mayAct || this.over;
    this.#find("through").hidden = browser || people.length === 0;
    const choice = this.#find("people");
    choice.hidden = people.length < 2;
    choice.replaceChildren(...people.map((name) => new Option(name, name)));
    choice.setAttribute("aria-label", "Whom to put the caller through to");
    this.#find("people-label").hidden = true;
    this.#find("through-label").textContent = people.length === 1 ? `Put through to ${people[0]}` : "Put through";
    if (browser && this.mayAct) this.#find("rule").textContent += " A call from the browser cannot be put through: there is no telephone line.";
  }

  #act(name, what) {
    this.#find(name).addEventListener("click", what);
  }

  async #listen() {
    if (this.ear) {
      this.ear.stop();
      return;
    }
    this.#listening("Connecting", true);
    this.ear = new Ear({
      onHeard: () => this.#listening("Stop listening", true),
      onOver: (problem) => {
        this.ear = null;
        this.#listening("Listen in", false);
        if (problem) this.#problem(problem);
      },
    });
    try {
      await this.ear.open();
      const pass = await this.#post("listen", {});
      if (pass) this.ear?.connect(pass);
      else this.ear?.stop();
    } catch (error) {
      this.ear?.stop(error.message);
    }
  }

  #listening(label, pressed) {
    this.#find("listen-label").textContent = label;
    this.#find("listen").setAttribute("aria-pressed", String(pressed));
  }

  // Cannot be undone: the first press asks, the second does it.
  async #end() {
    const button = this.#find("end");
    if (!button.classList.contains("sure")) {
      button.classList.add("sure");
      this.#find("end-label").textContent = "Press again to end it";
      this.sure = setTimeout(() => this.#unsure(), SURE_MS);
      return;
    }
    clearTimeout(this.sure);
    this.#unsure();
    if (await this.#post("end", {})) this.#leaving(this.known.message ? "Hanging up" : `${this.known.agent} is saying goodbye`);
  }

  #unsure() {
    this.#find("end").classList.remove("sure");
    this.#find("end-label").textContent = "End the call";
  }

  async #putThrough() {
    const to = this.#find("people").value;
    const told = await this.#post("put-through", { to });
    if (told) this.#leaving(`${this.known.message ? "P" : `${this.known.agent} is p`}utting the caller through to ${told.name}`);
  }

  #leaving(words) {
    this.going = true;
    this.#find("state").textContent = words;
    for (const name of ["end", "put-through"]) this.#find(name).disabled = true;
  }

  // What came of it, or null once the problem is said on the card.
  async #post(verb, body) {
    this.#problem(null);
    const button = this.#find(verb);
    button.setAttribute("aria-busy", "true");
    const asking = fetch(`/live/calls/${this.known.id}/${verb}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": this.csrf },
      body: JSON.stringify(body),
    });
    const answer = await waiting(asking).catch(() => null);
    button.removeAttribute("aria-busy");
    if (!answer) {
      this.#problem("The server cannot be reached. Nothing was done. Try again in a moment.");
      return null;
    }
    if (answer.status === 204) return {};
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    this.#problem(told.detail ?? "That did not work. Try again in a moment.");
    return null;
  }

  #problem(text) {
    const note = this.#find("note");
    note.hidden = !text;
    note.textContent = text ?? "";
  }

  #find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }
}
