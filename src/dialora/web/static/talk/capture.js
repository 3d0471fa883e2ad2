// The microphone, on the audio thread: frames of 20 ms, 8 kHz, 16 bit, and how loud each was.

import { Resampler } from "./resample.js";

const RATE = 8000;
const FRAME = 160;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, RATE);
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.energy = 0;
  }

  process(inputs) {
    const channel = inputs[0]?.[0];
    if (!channel) return true;
    for (const sample of this.resampler.push(channel)) {
      const clipped = Math.max(-1, Math.min(1, sample));
      this.frame[this.filled] = Math.round(clipped * 32767);
      this.energy += clipped * clipped;
      this.filled += 1;
      if (this.filled === FRAME) this.#send();
    }
    return true;
  }

  #send() {
    const pcm = this.frame;
    this.port.postMessage({ pcm: pcm.buffer, level: Math.sqrt(this.energy / FRAME) }, [pcm.buffer]);
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.energy = 0;
  }
}

registerProcessor("capture", Capture);
