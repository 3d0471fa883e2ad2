// "Hear it": the greeting in the agent's voice, at the speed on the slider.

export function offerPreview({ root, address, csrf }) {
  const button = root.querySelector("[data-preview]");
  const slider = root.querySelector("[data-field=voice_speed]");
  const problem = root.querySelector("[data-preview-problem]");
  let context = null;
  let playing = null;

  const say = (words) => { problem.textContent = words; };

  async function fetched() {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrf },
      body: JSON.stringify({ text: root.querySelector("#greeting").value, speed: Number(slider.value) }),
    });
    if (answer.ok) return answer.arrayBuffer();
    const told = await answer.json().catch(() => ({}));
    throw new Error(told.errors?.[0]?.message ?? told.detail ?? "The greeting could not be spoken. Try again in a moment.");
  }

  button.addEventListener("click", async () => {
    playing?.stop();
    say("");
    button.setAttribute("aria-busy", "true");
    try {
      context ??= new AudioContext();
      await context.resume();
      const sound = await context.decodeAudioData(await fetched());
      playing = new AudioBufferSourceNode(context, { buffer: sound });
      playing.connect(context.destination);
      playing.addEventListener("ended", () => { button.removeAttribute("data-playing"); });
      button.setAttribute("data-playing", String(sound.duration));
      playing.start();
    } catch (error) {
      say(error instanceof TypeError ? "The server cannot be reached. Try again in a moment." : error.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}
