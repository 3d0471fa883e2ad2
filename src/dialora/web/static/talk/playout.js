// The agent's voice, on the audio thread: a queue that waits a moment before it begins, so that an uneven line
// is not heard; that is emptied at once when told; and that says when a mark has been reached.

import { Resampler } from "./resample.js";

const RATE = 8000;
const HEADSTART_S = 0.06;
const METER_EVERY_S = 0.02;

class Playout extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(RATE, sampleRate);
    this.queue = []; // Float32Array pieces at the context's rate, and marks: { mark: name }
    this.offset = 0; // into the first piece
    this.queued = 0; // samples waiting
    this.heldUntil = null; // frame at which to begin even with little in the queue
    this.playing = false;
    this.energy = 0;
    this.counted = 0;
    this.port.onmessage = ({ data }) => this.#take(data);
  }

  #take(message) {
    if (message.pcm) this.#enqueue(new Int16Array(message.pcm));
    else if (message.type === "mark") this.#mark(message.name);
    else if (message.type === "clear") this.#clear();
  }

  #enqueue(pcm) {
    const samples = this.resampler.push(Float32Array.from(pcm, (value) => value / 32768));
    if (!samples.length) return;
    this.queue.push(samples);
    this.queued += samples.length;
    if (!this.playing && this.heldUntil === null) this.heldUntil = currentFrame + HEADSTART_S * sampleRate;
  }

  #mark(name) {
    if (this.queued) this.queue.push({ mark: name });
    else this.#answer(name);
  }

  // What is thrown away has been answered for: the marks among it are told at once.
  #clear() {
    const marks = this.queue.filter((piece) => piece.mark);
    this.queue = [];
    this.offset = 0;
    this.queued = 0;
    this.heldUntil = null;
    this.playing = false;
    this.resampler.reset();
    for (const piece of marks) this.#answer(piece.mark);
  }

  #answer(name) {
    this.port.postMessage({ type: "mark", name });
  }

  process(_inputs, outputs) {
    const [output] = outputs[0];
    if (!this.playing && this.queued) {
      this.playing = this.queued >= HEADSTART_S * sampleRate || currentFrame >= this.heldUntil;
    }
    for (let n = 0; n < output.length; n += 1) output[n] = this.playing ? this.#next() : 0;
    this.#meter(output);
    return true;
  }

  #next() {
    this.#passMarks();
    const piece = this.queue[0];
    if (!piece) {
      this.playing = false;
      this.heldUntil = null;
      return 0;
    }
    const sample = piece[this.offset];
    this.offset += 1;
    this.queued -= 1;
    if (this.offset === piece.length) {
      this.queue.shift();
      this.offset = 0;
      this.#passMarks();
    }
    return sample;
  }

  #passMarks() {
    while (this.offset === 0 && this.queue[0]?.mark) this.#answer(this.queue.shift().mark);
  }

  #meter(output) {
    for (const sample of output) this.energy += sample * sample;
    this.counted += output.length;
    if (this.counted < METER_EVERY_S * sampleRate) return;
    this.port.postMessage({ level: Math.sqrt(this.energy / this.counted) });
    this.energy = 0;
    this.counted = 0;
  }
}

registerProcessor("playout", Playout);
