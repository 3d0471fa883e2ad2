// A list goes up as it lies on the disk, while the server reads it row by row and tells how far it is. Nothing
// is held here: the page may be left once the file is up.

const BETWEEN_MS = 700;

function say(place, text, kind = "refused") {
  const said = document.createElement("p");
  said.className = `note ${kind}`;
  said.setAttribute("role", "alert");
  said.textContent = text;
  place.replaceChildren(said);
}

async function sent(address, token, options) {
  const answer = await fetch(address, {
    ...options,
    headers: { "X-CSRF-Token": token, Accept: "application/json", ...options.headers },
  });
  if (answer.ok) return answer;
  let told = null;
  try {
    told = (await answer.json()).detail;
  } catch {
    // Not a problem document: something in between answered.
  }
  throw new Error(told ?? "The server did not take it. Look at the list below before you send it again.");
}

async function show(address, place) {
  const answer = await fetch(address);
  if (answer.ok) place.innerHTML = await answer.text(); // Our own page's piece, escaped by the server.
}

async function bring(form) {
  const place = document.querySelector("[data-import-progress]");
  const button = form.querySelector("button");
  const [file] = form.querySelector("input[type=file]").files;
  const token = form.dataset.token;
  button.disabled = true;
  let timer = null;
  try {
    const asked = new URLSearchParams({ name: file.name, size: file.size });
    if (form.querySelector("[data-try]")?.checked) asked.set("dry_run", "true");
    const { address } = await (await sent(`${form.dataset.import}?${asked}`, token, { method: "POST" })).json();
    timer = setInterval(() => show(address, place), BETWEEN_MS);
    await show(address, place);
    await sent(address, token, { method: "PUT", body: file, headers: { "Content-Type": "text/csv" } });
    clearInterval(timer);
    await show(address, place);
    form.reset();
  } catch (problem) {
    say(place, problem.message);
  } finally {
    clearInterval(timer);
    button.disabled = false;
  }
}

const KINDS = { pdf: "application/pdf", png: "image/png", wav: "audio/wav", html: "text/html", txt: "text/plain" };

async function keep(form) {
  const place = document.querySelector("[data-evidence-kept]");
  const button = form.querySelector("button");
  button.disabled = true;
  for (const file of form.querySelector("input[type=file]").files) {
    const row = document.createElement("li");
    row.textContent = `${file.name}: going up`;
    place.append(row);
    try {
      const kind = KINDS[file.name.split(".").pop().toLowerCase()] ?? file.type;
      const options = { method: "POST", body: file, headers: { "Content-Type": kind } };
      const asked = new URLSearchParams({ name: file.name });
      const { id } = await (await sent(`/consents/evidence?${asked}`, form.dataset.token, options)).json();
      const code = document.createElement("code");
      code.textContent = id;
      row.replaceChildren(`${file.name}: `, code);
    } catch (problem) {
      row.className = "is-refused";
      row.textContent = `${file.name}: ${problem.message}`;
    }
  }
  button.disabled = false;
}

for (const [name, act] of [["import", bring], ["evidence", keep]]) {
  const form = document.querySelector(`[data-${name}]`);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    act(form);
  });
}
