// A call's page: its recording, its rows and its transcript move together.

const STEP_S = 5;
const format = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

/** The row of the strip that a moment lies on, and where. */
function placeOf(rows, ms) {
  const row = rows.findLast((each) => each.fromMs <= ms) ?? rows[0];
  return { row, share: Math.min(1, Math.max(0, (ms - row.fromMs) / row.spanMs)) };
}

/** One stop for the tab key; the arrows walk along the call. */
function walkable(canvas, named, hear) {
  const parts = [...canvas.querySelectorAll(".part")];
  const name = (part) => { named.textContent = part ? part.dataset.title : ""; };
  for (const part of parts) {
    part.addEventListener("pointerenter", () => name(part));
    part.addEventListener("pointerleave", () => name(null));
    part.addEventListener("focus", () => name(part));
    part.addEventListener("blur", () => name(null));
  }
  canvas.addEventListener("keydown", (event) => {
    const at = parts.indexOf(document.activeElement);
    if (at < 0) return;
    const next = parts[at + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0)];
    if (next && next !== parts[at]) {
      parts[at].tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key === "Enter" && hear) {
      hear(Number(parts[at].dataset.startMs));
    } else if (!event.key.startsWith("Arrow")) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Keeps the line that is heard in sight, unless somebody reads elsewhere. */
class Reading {
  constructor(box) {
    this.box = box;
    this.lines = [...box.querySelectorAll("[data-line-ms]")].map((line) => ({ line, ms: Number(line.dataset.lineMs) }));
    this.now = null;
    this.following = true;
    for (const turned of ["wheel", "touchmove"]) {
      box.addEventListener(turned, () => { this.following = false; }, { passive: true });
    }
  }

  show(ms) {
    const now = this.lines.findLast((each) => each.ms <= ms + 50)?.line ?? null;
    if (now === this.now) return;
    this.now?.classList.remove("now");
    this.now?.removeAttribute("aria-current");
    this.now = now;
    now?.classList.add("now");
    now?.setAttribute("aria-current", "true");
    if (now && this.following) this.#reveal(now);
  }

  #reveal(line) {
    const box = this.box.getBoundingClientRect();
    const at = line.getBoundingClientRect();
    if (at.top >= box.top && at.bottom <= box.bottom) return;
    // Only the box moves, never the page under somebody's eyes.
    this.box.scrollTop += at.top - box.top - (box.height - at.height) / 3;
  }
}

class Player {
  constructor(canvas) {
    this.canvas = canvas;
    this.rows = [...canvas.querySelectorAll(".strip-row")].map((element) => ({
      strip: element.querySelector(".strip"),
      fromMs: Number(element.dataset.fromMs),
      spanMs: Number(element.dataset.spanMs),
    }));
    this.head = canvas.querySelector(".playhead");
    this.named = document.querySelector("[data-named]");
    this.button = document.querySelector("[data-play]");
    this.time = document.querySelector("[data-time]");
    this.reading = new Reading(document.querySelector("[data-reading]"));
    walkable(canvas, this.named, this.button && ((ms) => this.hear(ms)));
    if (this.button) this.#listen();
  }

  #listen() {
    // Streamed: the browser asks for the bytes around the place that is played.
    this.audio = new Audio();
    this.audio.preload = "none";
    this.audio.src = this.canvas.dataset.recording;
    this.audio.addEventListener("timeupdate", () => this.#show());
    this.audio.addEventListener("seeked", () => this.#show());
    this.audio.addEventListener("play", () => this.#play(true));
    this.audio.addEventListener("pause", () => this.#play(false));
    this.audio.addEventListener("error", () => {
      this.named.textContent = "The recording could not be fetched. Load the page again.";
    });
    this.button.addEventListener("click", () => this.toggle());
    for (const row of this.rows) {
      row.strip.addEventListener("click", (event) => {
        const box = row.strip.getBoundingClientRect();
        this.hear(row.fromMs + ((event.clientX - box.left) / box.width) * row.spanMs);
      });
    }
    for (const { line, ms } of this.reading.lines) {
      line.addEventListener("click", () => {
        // Words that are being marked are not to be heard.
        if (getSelection().isCollapsed) this.hear(ms);
      });
    }
    for (const bar of document.querySelectorAll("[data-hear-bar]")) {
      bar.addEventListener("click", () => this.hear(Number(bar.dataset.hearBar)));
    }
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  // The keys of a player, wherever nothing else wants them.
  #key(event) {
    if (!this.canvas.isConnected || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("a, button, input, select, textarea, summary, [role='region']")) return;
    if (event.key === " ") this.toggle();
    else if (event.key === "ArrowRight") this.seek(this.audio.currentTime + STEP_S);
    else if (event.key === "ArrowLeft") this.seek(this.audio.currentTime - STEP_S);
    else return;
    event.preventDefault();
  }

  toggle() {
    this.reading.following = true;
    if (this.audio.paused) this.#start();
    else this.audio.pause();
  }

  hear(ms) {
    this.reading.following = true;
    this.seek(ms / 1000);
    this.#start();
  }

  seek(seconds) {
    const end = Number.isFinite(this.audio.duration) ? this.audio.duration : Infinity;
    this.audio.currentTime = Math.min(end, Math.max(0, seconds));
    this.#show();
  }

  #start() {
    // Stopped again before it began, or refused: the error event has said why.
    this.audio.play().catch(() => {});
  }

  #play(on) {
    this.button.classList.toggle("playing", on);
    this.button.querySelector("[data-play-label]").textContent = on ? "Pause" : "Play";
    if (on) this.#follow();
  }

  #follow() {
    this.#show();
    if (!this.audio.paused) requestAnimationFrame(() => this.#follow());
  }

  #show() {
    const ms = this.audio.currentTime * 1000;
    const { row, share } = placeOf(this.rows, ms);
    const canvas = this.canvas.getBoundingClientRect();
    const strip = row.strip.getBoundingClientRect();
    this.time.textContent = format(ms);
    this.head.hidden = false;
    this.head.style.top = `${strip.top - canvas.top}px`;
    this.head.style.left = `${strip.left - canvas.left + share * strip.width}px`;
    this.reading.show(ms);
  }
}

function start() {
  const canvas = document.querySelector("[data-player]");
  if (canvas && !canvas.player) canvas.player = new Player(canvas);
}

start();
document.addEventListener("htmx:after:swap", start);
