// What is wrong with a field is said right below it.

import { place } from "./document.js";

let counted = 0;

export function clearWrong(root) {
  for (const told of root.querySelectorAll(".wrong")) told.remove();
  for (const field of root.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}

export function showWrong(root, errors) {
  clearWrong(root);
  for (const { pointer, message } of errors) {
    const where = find(root, pointer);
    const told = document.createElement("p");
    told.className = "wrong";
    told.id = `wrong-${(counted += 1)}`;
    told.textContent = message;
    if (where.matches("input, select, textarea")) {
      where.setAttribute("aria-invalid", "true");
      where.setAttribute("aria-describedby", told.id);
      (where.closest(".cell, .span") ?? where).append(told);
    } else {
      where.append(told);
    }
  }
}

function find(root, pointer) {
  // The name of the business stands apart from the rest of it.
  if (pointer === "/business/name") return root.querySelector("[data-object=business] > .cell [data-field=name]");
  const found = place(root, pointer);
  // A day that is no day: its field is the one of the day.
  return found.dataset.item !== undefined ? found.querySelector("[data-key], [data-field]") : found;
}
