// A call's own page: its recording, its line and its transcript move together.

const format = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

class Player {
  constructor(canvas) {
    this.canvas = canvas;
    this.strip = canvas.querySelector(".strip.large");
    this.spanMs = Number(this.strip.dataset.spanMs);
    this.head = canvas.querySelector(".playhead");
    this.named = document.querySelector("[data-named]");
    this.button = document.querySelector("[data-play]");
    this.time = document.querySelector("[data-time]");
    this.lines = [...document.querySelectorAll("[data-hear-ms]")];
    this.audio = null;
    this.#nameParts();
    if (this.button) this.#listen();
  }

  #nameParts() {
    const parts = [...this.strip.querySelectorAll(".part")];
    const name = (part) => { this.named.textContent = part ? part.dataset.title : ""; };
    for (const part of parts) {
      part.addEventListener("pointerenter", () => name(part));
      part.addEventListener("pointerleave", () => name(null));
      part.addEventListener("focus", () => name(part));
      part.addEventListener("blur", () => name(null));
    }
    // One stop for the tab key; the arrows walk along the call.
    this.strip.addEventListener("keydown", (event) => {
      const at = parts.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (at >= 0 && step && parts[at + step]) {
        parts[at].tabIndex = -1;
        parts[at + step].tabIndex = 0;
        parts[at + step].focus();
        event.preventDefault();
      } else if (at >= 0 && event.key === "Enter" && this.button) {
        this.hear(Number(parts[at].dataset.startMs));
      }
    });
  }

  #listen() {
    this.button.addEventListener("click", () => this.#toggle());
    this.strip.addEventListener("click", (event) => {
      const box = this.strip.getBoundingClientRect();
      this.hear(((event.clientX - box.left) / box.width) * this.spanMs);
    });
    for (const line of this.lines) {
      line.addEventListener("click", () => this.hear(Number(line.dataset.hearMs)));
    }
  }

  // The whole recording is fetched once, with the session's cookie, so that any place in it can be played at once.
  async #load() {
    if (this.audio) return this.audio;
    this.button.disabled = true;
    this.named.textContent = "Fetching the recording";
    try {
      const answer = await fetch(this.canvas.dataset.recording);
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const audio = new Audio(URL.createObjectURL(await answer.blob()));
      audio.addEventListener("timeupdate", () => this.#show());
      audio.addEventListener("play", () => this.#play(true));
      audio.addEventListener("pause", () => this.#play(false));
      this.audio = audio;
      this.named.textContent = "";
      return audio;
    } catch {
      this.named.textContent = "The recording could not be fetched. Load the page again.";
      return null;
    } finally {
      this.button.disabled = false;
    }
  }

  async #toggle() {
    const audio = await this.#load();
    if (!audio) return;
    if (audio.paused) await audio.play();
    else audio.pause();
  }

  async hear(ms) {
    const audio = await this.#load();
    if (!audio) return;
    audio.currentTime = ms / 1000;
    await audio.play();
  }

  #play(on) {
    this.button.classList.toggle("playing", on);
    this.button.querySelector("[data-play-label]").textContent = on ? "Pause" : "Play";
    this.head.hidden = false;
    if (on) this.#follow();
  }

  #follow() {
    this.#show();
    if (!this.audio.paused) requestAnimationFrame(() => this.#follow());
  }

  #show() {
    const ms = this.audio.currentTime * 1000;
    this.time.textContent = format(ms);
    this.head.style.left = `${Math.min(100, (100 * ms) / this.spanMs)}%`;
    const now = this.lines.findLast((line) => Number(line.dataset.hearMs) <= ms + 50);
    for (const line of this.lines) line.closest(".line").classList.toggle("now", line === now);
  }
}

function start() {
  const canvas = document.querySelector("[data-player]");
  if (canvas && !canvas.player) canvas.player = new Player(canvas);
}

start();
document.addEventListener("htmx:after:swap", start);
