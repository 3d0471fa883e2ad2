// Menus that open in place: Escape and a press elsewhere close them, and the key goes back to what opened them.

const MENUS = "details.menu[open], .rest-door details[open]";

function close(menu, { back }) {
  menu.open = false;
  if (back) menu.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(MENUS)) close(menu, { back: menu.contains(document.activeElement) });
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(target)) close(menu, { back: false });
});
