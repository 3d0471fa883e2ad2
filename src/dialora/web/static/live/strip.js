// One call as one line, growing: the caller's speech stands above it, the agent's hangs below it.

const SVG = "http://www.w3.org/2000/svg";
const FIRST_SPAN_MS = 90_000;
const HEIGHT = 64;
const MIDDLE = 32;
const TOP = 6;
const BOTTOM = 58;
const THINNEST = 0.25; // percent of the width

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export class Strip {
  constructor(place) {
    this.svg = drawn("svg", { class: "strip growing", height: HEIGHT, role: "img", "aria-label": "The call as one line" });
    place.replaceChildren(this.svg);
    this.notices = [];
    this.turns = new Map();
    this.speaking = { caller: [], agent: [] }; // until a turn says it better
    this.spokeTo = 0;
  }

  // Who speaks from this moment on; a stretch without an end is still going on.
  state(at, { caller, agent }) {
    for (const [side, speaks] of [["caller", caller], ["agent", agent]]) {
      const last = this.speaking[side].at(-1);
      const open = last && last.to === null;
      if (speaks && !open) this.speaking[side].push({ from: at, to: null });
      if (!speaks && open) last.to = at;
    }
  }

  notice(notice) {
    this.notices.push(notice);
    this.#known(notice.to);
  }

  turn(turn) {
    this.turns.set(turn.index, turn);
    this.#known(Math.max(turn.caller.to ?? 0, turn.agent.to ?? 0));
  }

  // Up to here the record says who spoke.
  #known(until) {
    for (const side of ["caller", "agent"]) {
      this.speaking[side] = this.speaking[side].filter((it) => it.to === null || it.to > until + 500);
    }
  }

  draw(now, over) {
    let span = FIRST_SPAN_MS;
    while (span < now) span *= 2;
    const percent = (ms) => Math.min(100, (100 * ms) / span);
    const parts = [drawn("rect", { class: "thread", x: 0, y: MIDDLE - 0.5, width: `${percent(now)}%`, height: 1 })];
    const block = (side, from, to) => {
      const above = side === "caller";
      parts.push(drawn("rect", {
        class: side,
        x: `${percent(from)}%`,
        y: above ? TOP : MIDDLE + 2,
        width: `${Math.max(THINNEST, percent(to - from))}%`,
        height: above ? MIDDLE - 2 - TOP : BOTTOM - MIDDLE - 2,
        rx: 1,
      }));
    };
    for (const { from, to } of this.notices) {
      block("agent", from, to);
      parts.push(drawn("rect", { class: "notice", x: `${percent(from)}%`, y: MIDDLE - 4, width: 2, height: BOTTOM - MIDDLE + 4 }));
    }
    for (const turn of this.turns.values()) this.#drawTurn(turn, block, parts, percent);
    for (const side of ["caller", "agent"]) {
      for (const { from, to } of this.speaking[side]) block(side, from, to ?? now);
    }
    if (!over) parts.push(drawn("circle", { class: "edge", cx: `${percent(now)}%`, cy: MIDDLE, r: 3 }));
    this.svg.replaceChildren(...parts);
    this.svg.setAttribute("aria-label", `The call as one line. The caller spoke ${this.#times()}.`);
  }

  #drawTurn(turn, block, parts, percent) {
    const { caller, agent } = turn;
    if (caller.from !== null && caller.to !== null) block("caller", caller.from, caller.to);
    if (agent.from === null || agent.to === null) return;
    if (caller.to !== null && agent.from > caller.to) {
      parts.push(drawn("rect", {
        class: turn.slow ? "slow" : "prompt",
        x: `${percent(caller.to)}%`,
        y: MIDDLE - 1.5,
        width: `${Math.max(THINNEST, percent(agent.from - caller.to))}%`,
        height: 3,
      }));
    }
    block("agent", agent.from, agent.to);
    turn.tools.forEach((name, place) => {
      const from = caller.to ?? agent.from;
      const at = from + ((agent.from - from) * (place + 1)) / (turn.tools.length + 1);
      const mark = drawn("svg", { class: "tool", x: `${percent(at)}%`, y: MIDDLE, overflow: "visible" });
      mark.append(drawn("path", { d: "M0-5 5 0 0 5-5 0z" }));
      parts.push(mark);
    });
    if (turn.cut) {
      const cut = drawn("svg", { class: "cut", x: `${percent(agent.to)}%`, y: MIDDLE + 2, overflow: "visible" });
      cut.append(drawn("path", { d: `M-3 ${BOTTOM - MIDDLE} 3 -2` }));
      parts.push(cut);
    }
  }

  #times() {
    const count = [...this.turns.values()].filter((turn) => turn.caller.from !== null).length;
    return count === 1 ? "once" : `${count} times`;
  }
}
