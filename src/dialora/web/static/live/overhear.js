// Two voices on one line of time, on the audio thread. The caller's sound comes as it is spoken and sets the
// pace; the agent's comes a little ahead of its playing and is taken back where the agent is cut.

import { Resampler } from "../talk/resample.js";

const RATE = 8000;
const RING = RATE * 16;
const BEHIND = RATE * 0.25; // how far behind the newest sound of the caller we play
const TOO_FAR = RATE * 1.0;
const PIECE = 160;
const CALLER = 0;
const AGENT_CUT = 2;

class Track {
  constructor() {
    this.ring = new Float32Array(RING);
    this.end = 0;
  }

  put(position, pcm) {
    for (let n = 0; n < pcm.length; n += 1) this.ring[(position + n) % RING] = pcm[n] / 32768;
    this.end = position + pcm.length;
  }

  cut(position) {
    for (let at = position; at < this.end; at += 1) this.ring[at % RING] = 0;
    this.end = Math.min(this.end, position);
  }

  take(position) {
    const sample = position < this.end ? this.ring[position % RING] : 0;
    this.ring[position % RING] = 0; // or it would come round again
    return sample;
  }
}

class Overhear extends AudioWorkletProcessor {
  constructor() {
    super();
    this.tracks = [new Track(), new Track()];
    this.outputs = [new Resampler(RATE, sampleRate), new Resampler(RATE, sampleRate)];
    this.queues = [[], []];
    this.waiting = 0; // samples at the context's rate
    this.offset = 0;
    this.at = null; // the next sample to play
    this.port.onmessage = ({ data }) => this.#take(data);
  }

  #take({ side, position, pcm }) {
    if (side === AGENT_CUT) {
      this.tracks[1].cut(position);
      return;
    }
    this.tracks[side].put(position, pcm);
    if (side !== CALLER) return;
    const newest = this.tracks[CALLER].end;
    if (this.at === null || newest - this.at > TOO_FAR) this.at = Math.max(0, newest - BEHIND);
  }

  // The caller left, the agent right, as in a recording, and each a little on the other side.
  #make() {
    if (this.at === null || this.at + PIECE > this.tracks[CALLER].end) return false;
    const sounds = [new Float32Array(PIECE), new Float32Array(PIECE)];
    for (let n = 0; n < PIECE; n += 1) {
      const caller = this.tracks[0].take(this.at + n);
      const agent = this.tracks[1].take(this.at + n);
      sounds[0][n] = caller + 0.4 * agent;
      sounds[1][n] = agent + 0.4 * caller;
    }
    this.at += PIECE;
    sounds.forEach((sound, side) => this.queues[side].push(this.outputs[side].push(sound)));
    this.waiting += this.queues[0].at(-1).length;
    return true;
  }

  process(_inputs, outputs) {
    const [channels] = outputs;
    const wanted = channels[0].length;
    while (this.waiting < wanted && this.#make());
    for (let n = 0; n < wanted && this.waiting > 0; n += 1) {
      while (this.offset >= this.queues[0][0].length) {
        for (const queue of this.queues) queue.shift();
        this.offset = 0;
      }
      channels.forEach((channel, side) => {
        channel[n] = this.queues[side % 2][0][this.offset];
      });
      this.offset += 1;
      this.waiting -= 1;
    }
    return true;
  }
}

registerProcessor("overhear", Overhear);
