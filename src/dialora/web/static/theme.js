// Light or dark: what the system says, unless somebody chose. Runs before the page is drawn, so nothing flashes.

const KEY = "dialora.theme";

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage is closed to us: the system decides.
  }
}

function show(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}

show(chosen());

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = dark ? "light" : "dark";
  show(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Kept for this page only.
  }
});
