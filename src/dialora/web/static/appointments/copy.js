// Copies the address of a feed, where the browser lets us.

const button = document.querySelector("[data-copy]");
const address = document.querySelector("[data-address]");

if (navigator.clipboard) button.hidden = false;
button.addEventListener("click", async () => {
  await navigator.clipboard.writeText(address.textContent.trim());
  button.textContent = "Copied";
});
