// Copies a link that is shown only once.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = button.parentElement.querySelector("[data-copied]");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    // Without that right the marked text can still be copied by hand.
    button.textContent = "Press Ctrl C";
  }
});
