// "Hear it": a sentence in the agent's voice, its slots filled, as it stands in its field.

const form = document.querySelector("[data-csrf]");
const problem = form.querySelector("[data-hear-problem]");
let context = null;
let playing = null;

async function fetched(button) {
  const text = form.querySelector(`#${button.dataset.hear}`).value;
  const answer = await fetch("/settings/words/preview", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": form.dataset.csrf },
    body: JSON.stringify({ language: button.dataset.language, text }),
  });
  if (answer.ok) return answer.arrayBuffer();
  const told = await answer.json().catch(() => ({}));
  throw new Error(told.errors?.[0]?.message ?? told.detail ?? "It could not be spoken. Try again in a moment.");
}

for (const button of form.querySelectorAll("[data-hear]")) {
  button.addEventListener("click", async () => {
    playing?.stop();
    problem.textContent = "";
    button.setAttribute("aria-busy", "true");
    try {
      context ??= new AudioContext();
      await context.resume();
      const sound = await context.decodeAudioData(await fetched(button));
      playing = new AudioBufferSourceNode(context, { buffer: sound });
      playing.connect(context.destination);
      button.setAttribute("data-playing", String(sound.duration));
      playing.addEventListener("ended", () => { button.removeAttribute("data-playing"); });
      playing.start();
    } catch (error) {
      problem.textContent = error instanceof TypeError ? "The server cannot be reached. Try again in a moment." : error.message;
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}
