// One call: microphone and speaker on one side, the server's socket on the other.

const LARGEST_BACKLOG = 64_000; // bytes; 4 s of sound that a stuck line has not taken

class Problem extends Error {
  constructor(message, more = {}) {
    super(message);
    Object.assign(this, more);
  }
}

export class Line {
  constructor({ csrf, agentId, draft = false, onLevel, onHeard, onSaid, onState, onOver }) {
    Object.assign(this, { csrf, agentId, draft, onLevel, onHeard, onSaid, onState, onOver });
    this.callId = null;
    this.ended = false;
  }

  // Throws an Error whose message is for people.
  async open() {
    try {
      await this.#openSound();
      const call = await this.#ring();
      this.callId = call.call_id;
      await this.#connect(call);
    } catch (error) {
      this.ended = true;
      this.#closeSound();
      throw error;
    }
  }

  hangUp() {
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.#tell({ type: "stop" });
      // The server says how it ended; if it says nothing, the line is closed all the same.
      this.closing = setTimeout(() => this.#over(false), 5000);
    } else {
      this.#over(false);
    }
  }

  async #openSound() {
    if (!globalThis.isSecureContext || !navigator.mediaDevices) {
      throw new Problem("Browsers only give the microphone to https pages, or on this machine itself. Open Dialora through https.");
    }
    try {
      this.microphone = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
    } catch (error) {
      throw new Problem(
        error.name === "NotAllowedError"
          ? "The browser does not allow the microphone here. Allow it beside the address, then press Talk."
          : "No microphone was found. Connect one, then press Talk.",
      );
    }
    this.context = new AudioContext({ latencyHint: "interactive" });
    const here = new URL(".", import.meta.url);
    await Promise.all([
      this.context.audioWorklet.addModule(new URL("capture.js", here)),
      this.context.audioWorklet.addModule(new URL("playout.js", here)),
    ]);
    await this.context.resume();
    this.capture = new AudioWorkletNode(this.context, "capture", { numberOfOutputs: 0 });
    this.capture.port.onmessage = ({ data }) => this.#captured(data);
    this.playout = new AudioWorkletNode(this.context, "playout", { numberOfInputs: 0, outputChannelCount: [1] });
    this.playout.port.onmessage = ({ data }) => {
      if (data.type === "mark") this.#tell(data);
      else this.onLevel("agent", data.level);
    };
    this.playout.connect(this.context.destination);
    this.context.createMediaStreamSource(this.microphone).connect(this.capture);
    // A microphone that is unplugged ends the call, rather than leaving it silent.
    this.microphone.getAudioTracks()[0].addEventListener("ended", () => this.hangUp());
  }

  async #ring() {
    const answer = await fetch("/talk/calls", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": this.csrf },
      body: JSON.stringify({ agent_id: this.agentId, draft: this.draft }),
    }).catch(() => { throw new Problem("The server cannot be reached. Nothing was lost. Try again in a moment."); });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    if (answer.status === 401) throw new Problem("Your time here is over.", { link: "/sign-in?next=/talk", linkText: "Sign in again" });
    throw new Problem(told.detail ?? "The call could not be started. Try again in a moment.", {
      refused: Boolean(told.decision),
      ...(told.decision_id && { link: `/decisions/${told.decision_id}`, linkText: "The whole decision" }),
    });
  }

  #connect({ url, token }) {
    const socket = new WebSocket(new URL(url, location.href.replace(/^http/, "ws")));
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    return new Promise((resolve, reject) => {
      let opened = false;
      socket.addEventListener("open", () => {
        opened = true;
        this.#tell({ type: "start", token });
        resolve();
      });
      socket.addEventListener("message", ({ data }) => this.#received(data));
      socket.addEventListener("close", () => {
        if (opened) this.#over(true);
        else reject(new Problem("The line could not be opened. Try again in a moment."));
      });
    });
  }

  #captured({ pcm, level }) {
    this.onLevel("caller", level);
    const { socket } = this;
    if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < LARGEST_BACKLOG) socket.send(pcm);
  }

  #received(message) {
    if (message instanceof ArrayBuffer) {
      this.playout.port.postMessage({ pcm: message }, [message]);
      return;
    }
    const told = JSON.parse(message);
    if (told.type === "clear" || told.type === "mark") this.playout.port.postMessage(told);
    else if (told.type === "caller") this.onHeard(told.text, told.final);
    else if (told.type === "agent") this.onSaid(told.text);
    else if (told.type === "state") this.onState(told);
    else if (told.type === "ended") this.#over(told.reason === "line_lost" || told.reason === "error");
  }

  #tell(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  #over(lost) {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.closing);
    this.socket?.close(1000);
    this.#closeSound();
    this.onOver(this.callId, lost);
  }

  #closeSound() {
    for (const track of this.microphone?.getTracks() ?? []) track.stop();
    this.context?.close();
  }
}
