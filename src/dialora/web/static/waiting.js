// While the server is at work on what was asked of it, a thin line moves along the top of the page and the
// button that was pressed says so. What is fetched by itself, every few seconds, is not worth a line.

/** Sooner than this nobody wonders. */
const AFTER_MS = 200;
/** After this the next page will not come: whoever waits may press again. */
const GIVES_UP_MS = 30_000;

const root = document.documentElement;
let asked = 0;
let timer = null;

function begin() {
  asked += 1;
  timer ??= setTimeout(() => root.classList.add("waiting"), AFTER_MS);
}

function over() {
  asked = Math.max(0, asked - 1);
  if (asked) return;
  clearTimeout(timer);
  timer = null;
  root.classList.remove("waiting");
}

/** The line moves until this is done. */
export async function waiting(work) {
  begin();
  try {
    return await work;
  } finally {
    over();
  }
}

const unasked = (part) => part.closest?.("[data-decoration]") || part.getAttribute?.("hx-trigger")?.startsWith("every");

document.addEventListener("htmx:before:request", ({ target }) => { if (!unasked(target)) begin(); });
document.addEventListener("htmx:finally:request", ({ target }) => { if (!unasked(target)) over(); });

// The next page is on its way. On the window: by then whoever answers without leaving has said so.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.target) return;
  if (form.dataset.asked !== undefined) {
    // Pressed twice, it is done once.
    event.preventDefault();
    return;
  }
  if (form.method === "post") form.dataset.asked = "";
  leaving();
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || event.defaultPrevented || elsewhere || link.target || link.hasAttribute("download")) return;
  const there = new URL(link.href);
  if (there.origin !== location.origin || (there.hash && there.pathname === location.pathname)) return;
  // A file is saved, and this page stays.
  if (/\.\w{2,5}$/.test(there.pathname)) return;
  leaving();
});

function leaving() {
  begin();
  setTimeout(staying, GIVES_UP_MS);
}

/** Nothing is under way any more. */
function staying() {
  asked = 0;
  over();
  for (const form of document.querySelectorAll("form[data-asked]")) delete form.dataset.asked;
}

// Loading was stopped, or the page was come back to as it was left.
addEventListener("keydown", ({ key }) => { if (key === "Escape") staying(); });
addEventListener("pageshow", ({ persisted }) => { if (persisted) staying(); });
