// Listening in: both sides of a call, from the server's socket to the speaker. Nothing is sent but the pass.

const HEAD_BYTES = 8;

export class Ear {
  constructor({ onHeard, onOver }) {
    Object.assign(this, { onHeard, onOver });
    this.over = false;
  }

  // Within the press of a button: browsers let no page make a sound by itself. Throws an Error for people.
  async open() {
    this.context = new AudioContext({ latencyHint: "interactive" });
    await this.context.audioWorklet.addModule(new URL("overhear.js", import.meta.url));
    await this.context.resume();
    this.player = new AudioWorkletNode(this.context, "overhear", { numberOfInputs: 0, outputChannelCount: [2] });
    this.player.connect(this.context.destination);
  }

  connect({ url, token }) {
    const socket = new WebSocket(new URL(url, location.href.replace(/^http/, "ws")));
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "start", token })));
    socket.addEventListener("message", ({ data }) => this.#received(data));
    socket.addEventListener("close", () => this.stop(this.said ?? null));
  }

  stop(problem = null) {
    if (this.over) return;
    this.over = true;
    this.socket?.close(1000);
    this.context?.close();
    this.onOver(problem);
  }

  #received(data) {
    if (typeof data === "string") {
      const told = JSON.parse(data);
      if (told.type === "listening") this.onHeard();
      else if (told.type === "refused") this.said = told.detail;
      return;
    }
    const [side, position] = new Uint32Array(data, 0, 2);
    const pcm = new Int16Array(data, HEAD_BYTES);
    this.heard = (this.heard ?? 0) + pcm.length;
    this.player?.port.postMessage({ side, position, pcm });
  }
}
