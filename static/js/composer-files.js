// Files of the composer: chosen, dropped or pasted, they travel at once, one after the other, and lie with the draft on the desk.
// So they are there after a reload and on every device. Sending waits until all have arrived.
const composer = () => document.getElementById("composer");
const area = () => document.getElementById("composer-files");
const waiting = [];
let travelling = false;

function said(words) {
  const line = document.getElementById("composer-files-said");
  line.querySelector("span").textContent = words;
  line.hidden = !words;
}
const buttons = (busy) => composer().querySelectorAll("button[name=then]").forEach((button) => { button.disabled = busy; });

function took(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("composer-files");
  if (!fresh) return false;
  const told = page.getElementById("composer-files-said").textContent.trim();
  if (told) said(told);
  area().replaceWith(document.adoptNode(fresh));
  // What still travels stands behind what has arrived.
  waiting.forEach(({ row }) => show(row));
  return true;
}
function show(row) {
  let list = area().querySelector("ul");
  if (!list) { list = document.createElement("ul"); list.className = "files"; area().prepend(list); }
  list.append(row);
}

function next() {
  const one = waiting[0];
  travelling = Boolean(one);
  composer().toggleAttribute("data-travelling", travelling);
  buttons(travelling);
  if (!one) return;
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "visibility"]) body.set(name, composer().elements[name].value);
  body.set("files", one.file, one.file.name);
  const request = new XMLHttpRequest();
  request.open("POST", composer().dataset.filesUrl);
  const bar = one.row.querySelector("progress");
  request.upload.addEventListener("progress", (told) => { bar.value = told.loaded / told.total; });
  const done = (html) => { waiting.shift(); one.row.remove(); if (!took(html)) said(document.querySelector("[data-files-words]").dataset.lost); next(); };
  request.addEventListener("load", () => done(request.responseText));
  ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, () => done("")));
  request.send(body);
}

function add(files) {
  said("");
  for (const file of files) {
    const row = composer().querySelector("[data-travelling]:is(template)").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    show(row);
    waiting.push({ file, row });
  }
  if (!travelling) next();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-composer-files]")) return;
  const chosen = [...event.target.files];
  event.target.value = "";
  add(chosen);
});
document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData?.files || []];
  // A copied cell or page brings a picture of itself along: then the words are meant.
  if (!composer() || !files.length || event.clipboardData.types.includes("text/plain") || event.target.closest("dialog")) return;
  event.preventDefault();
  add(files);
});
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!composer() || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    composer().classList.toggle("is-over", name === "dragover");
    if (name === "drop") add([...event.dataTransfer.files]);
  });
}
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) composer()?.classList.remove("is-over"); });
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-drop]");
  if (!button) return;
  event.preventDefault();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", composer().elements.csrfmiddlewaretoken.value);
  body.set("drop", button.value);
  button.disabled = true;
  const answer = await fetch(button.formAction, { method: "POST", body, headers: { "X-Files": "1" }, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || !took(await answer.text())) { button.disabled = false; said(document.querySelector("[data-files-words]").dataset.lost); return; }
  composer().elements.body.focus({ preventScroll: true });
});
