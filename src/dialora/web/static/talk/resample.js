// One rate of sound to another, piece by piece, through a windowed sinc: what the new rate cannot carry is
// filtered out first, so that nothing folds back into the voice.

const ZERO_CROSSINGS = 8;
const PHASES = 64;

function kernel(cutoff) {
  // Tap k of phase p stands (k - half + p / PHASES) input samples from the output's place.
  const half = Math.ceil(ZERO_CROSSINGS / cutoff);
  const taps = 2 * half;
  const table = new Float32Array((PHASES + 1) * taps);
  for (let phase = 0; phase <= PHASES; phase += 1) {
    let sum = 0;
    for (let k = 0; k < taps; k += 1) {
      const x = k - half + 1 - phase / PHASES;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / half);
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x * cutoff) / (Math.PI * x * cutoff);
      const value = Math.abs(x) < half ? sinc * window : 0;
      table[phase * taps + k] = value;
      sum += value;
    }
    for (let k = 0; k < taps; k += 1) table[phase * taps + k] /= sum;
  }
  return { taps, table };
}

export class Resampler {
  constructor(fromRate, toRate) {
    this.step = fromRate / toRate;
    // A little below half of the lower rate, for a filter this short.
    const { taps, table } = kernel(Math.min(1, toRate / fromRate) * 0.92);
    this.taps = taps;
    this.table = table;
    this.kept = new Float32Array(taps - 1);
    this.position = 0;
  }

  // All samples that can be made once `input` is there; what is needed again is kept.
  push(input) {
    const joined = new Float32Array(this.kept.length + input.length);
    joined.set(this.kept);
    joined.set(input, this.kept.length);
    const count = Math.max(0, Math.ceil((joined.length - this.taps + 1 - this.position) / this.step));
    const output = new Float32Array(count);
    for (let n = 0; n < count; n += 1) {
      const whole = Math.floor(this.position);
      const row = Math.round((this.position - whole) * PHASES) * this.taps;
      let sum = 0;
      for (let k = 0; k < this.taps; k += 1) sum += joined[whole + k] * this.table[row + k];
      output[n] = sum;
      this.position += this.step;
    }
    const used = Math.min(Math.floor(this.position), joined.length);
    this.position -= used;
    this.kept = joined.slice(used);
    return output;
  }

  reset() {
    this.kept = new Float32Array(this.taps - 1);
    this.position = 0;
  }
}
