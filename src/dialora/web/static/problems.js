// What a piece of a page could not do is said at the bottom of it, in the server's own words.

function show(text) {
  document.querySelector(".toast")?.remove();
  const toast = document.createElement("p");
  toast.className = "toast note refused";
  toast.setAttribute("role", "alert");
  toast.textContent = text;
  document.body.append(toast);
  setTimeout(() => toast.remove(), 8000);
}

function asked(event) {
  // Decoration that does not come is not worth a word.
  return !event.target.closest?.("[data-decoration]");
}

document.addEventListener("htmx:response:error", (event) => {
  if (!asked(event)) return;
  let told = null;
  try {
    told = JSON.parse(event.detail.ctx.text).detail;
  } catch {
    // Not a problem document: something in between answered.
  }
  show(told ?? "That did not work. Load the page and look before you try again.");
});

document.addEventListener("htmx:error", (event) => {
  if (asked(event)) show("The server cannot be reached. Nothing was changed as far as this page knows.");
});
