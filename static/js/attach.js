// Files of a form: dropped, pasted, taken with a camera or chosen; shown with a small picture, sent with a bar for each.
// The file field itself holds them, so what is sent without this script is the same. A refused form comes back in place, its files kept.
const size = (bytes) => bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const place = (form) => form.querySelector("[data-attach-field]");
const input = (form) => form.querySelector("[data-files]");

function put(form, files) {
  const all = new DataTransfer();
  files.forEach((file) => all.items.add(file));
  input(form).files = all.files;
  show(form);
}

function said(form, words) {
  const line = place(form).querySelector("[data-attach-said]");
  line.textContent = words;
  line.hidden = !words;
}

function add(form, more) {
  const { most, largest, together } = place(form).dataset;
  const words = place(form).querySelector("[data-attach-words]").dataset;
  const files = [...input(form).files];
  let why = "";
  for (const file of more) {
    if (file.size > Number(largest)) why = `${words.tooLarge} ${file.name}`;
    else if (files.length >= Number(most)) why = words.tooMany;
    else if (files.reduce((sum, each) => sum + each.size, file.size) > Number(together)) why = words.tooMuch;
    else files.push(file);
  }
  put(form, files);
  said(form, why);
}

async function sketch(canvas, file) {
  if (!file.type.startsWith("image/")) return;
  try {
    const picture = await createImageBitmap(file, { resizeWidth: 80, resizeQuality: "low" });
    const side = Math.min(picture.width, picture.height);
    canvas.getContext("2d").drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 40, 40);
    picture.close();
  } catch { /* not a picture after all */ }
}

function show(form) {
  const list = place(form).querySelector("[data-attach-list]");
  const row = place(form).querySelector("[data-attach-row]");
  list.replaceChildren(...[...input(form).files].map((file, index) => {
    const line = row.content.cloneNode(true);
    line.querySelector("[data-name]").textContent = file.name;
    line.querySelector("[data-size]").textContent = size(file.size);
    line.querySelector("button").addEventListener("click", () => { put(form, [...input(form).files].filter((_each, at) => at !== index)); said(form, ""); });
    sketch(line.querySelector("canvas"), file);
    return line;
  }));
  list.hidden = !list.children.length;
}

export function progress(form, loaded, total) {
  const files = [...input(form).files];
  // The fields travel first and the files in their order, so how far each has come follows from the whole.
  let before = total - files.reduce((sum, file) => sum + file.size, 0);
  place(form).querySelectorAll("progress").forEach((bar, index) => {
    bar.hidden = false;
    bar.value = Math.min(1, Math.max(0, (loaded - before) / Math.max(1, files[index].size)));
    before += files[index].size;
  });
}

// What was chosen has been sent.
export const emptied = (form) => put(form, []);

const release = (form) => form.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true }));

function answered(form, request) {
  // What came is the page itself: where sending led to, read once (what it says is said once), or the form again with what is wrong.
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = page.querySelector("main");
  if (!fresh) { lost(form); return; }
  const files = [...input(form).files];
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  document.title = page.title;
  const sent = request.status < 400;
  if (sent) { history.replaceState({ anew: true }, ""); history.pushState({ anew: true }, "", request.responseURL); }
  fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  if (sent) { scrollTo(0, 0); fresh.focus(); return; }
  const again = fresh.querySelector("form[data-attach]");
  if (again && files.length) put(again, files);
  (fresh.querySelector("[role=alert]:not([hidden]), [aria-invalid=true], .error:not([hidden])") || fresh).scrollIntoView({ block: "center" });
  fresh.querySelector("[aria-invalid=true]")?.focus();
}
// Going back over what was put in place: that page is read anew. A jump within a page has no state.
addEventListener("popstate", (event) => { if (event.state?.anew) location.reload(); });

function lost(form) {
  release(form);
  said(form, place(form).querySelector("[data-attach-words]").dataset.lost);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.attach === undefined || event.defaultPrevented || !input(form).files.length) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (told) => progress(form, told.loaded, told.total));
  request.addEventListener("load", () => answered(form, request));
  ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, () => lost(form)));
  request.send(new FormData(form));
});
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.attach === undefined) return;
  if (event.target.matches("[data-camera]")) { add(form, [...event.target.files]); event.target.value = ""; }
  // What the browser's own dialogue chose takes the place of what was there: it is judged like all else.
  if (event.target.matches("[data-files]")) { const chosen = [...event.target.files]; put(form, []); add(form, chosen); }
});
document.addEventListener("paste", (event) => {
  const form = document.querySelector("form[data-attach]");
  const files = [...event.clipboardData?.files || []];
  if (form && files.length) { event.preventDefault(); add(form, files); }
});
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    const form = document.querySelector("form[data-attach]");
    if (!form || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    place(form).classList.toggle("is-over", name === "dragover");
    if (name === "drop") add(form, [...event.dataTransfer.files]);
  });
}
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.querySelector("form[data-attach] .is-over")?.classList.remove("is-over"); });
