// What a person types is never lost: kept on this device per form until the server says that it arrived.
// <form data-draft="USER:FORM"> is kept; an element data-draft-clear="USER:FORM" on a later page, or in a swap, clears it;
// data-draft-clear="*" (sign-out) clears all. Never kept: passwords, one-time codes, files, data-no-draft.
const PREFIX = "firstline:draft:";
const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* nothing was kept */ } },
  dropAll() { try { Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key)); } catch { /* same */ } },
};
const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);
const fields = (form) => [...form.elements].filter((field) => field.name && field.matches("input, textarea, select")
  && !SKIPPED.has(field.type) && field.autocomplete !== "one-time-code" && field.dataset.noDraft === undefined);
// data-typed: what the server sent back unsaved counts as typed, so that the draft keeps it.
const touched = (field) => field.dataset.typed !== undefined && field.value !== "" ? true : field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
  : field.tagName === "SELECT" ? ![...field.options].every((option) => option.selected === option.defaultSelected) && field.value !== ""
    : field.value !== field.defaultValue;
const note = (form, on) => form.querySelectorAll("[data-draft-note]").forEach((place) => { place.hidden = !on; });

function keep(form) {
  const values = {};
  for (const field of fields(form)) {
    const tick = field.type === "checkbox" || field.type === "radio";
    if (touched(field)) values[tick ? `${field.name}=${field.value}` : field.name] = tick ? field.checked : field.value;
  }
  const any = Object.keys(values).length > 0;
  if (!any) store.drop(form.dataset.draft);
  note(form, any && store.set(form.dataset.draft, values));
}

// `root`: a part of the form that was swapped in while one typed.
function restore(form, root) {
  if (!form.dataset.draft || (!root && form.dataset.draftSeen !== undefined)) return;
  form.dataset.draftSeen = "";
  const values = store.get(form.dataset.draft);
  if (!values) return;
  for (const field of fields(form)) {
    if (root && !root.contains(field)) continue;
    const tick = field.type === "checkbox" || field.type === "radio";
    const value = values[tick ? `${field.name}=${field.value}` : field.name];
    if (value === undefined || touched(field)) continue;
    // A refused form comes back with the text in it: what the server sent wins.
    if (!tick && field.tagName !== "SELECT" && field.defaultValue) continue;
    if (tick) field.checked = value; else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  note(form, true);
}

function scan(root) {
  if (!root.querySelectorAll) return;
  const every = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  for (const mark of every("[data-draft-clear]")) mark.dataset.draftClear === "*" ? store.dropAll() : store.drop(mark.dataset.draftClear);
  every("form[data-draft]").forEach((form) => restore(form));
  const around = root.closest?.("form[data-draft]");
  if (around && around !== root) restore(around, root);
}

let waiting;
// A browser may tell a page that it is left only after the next one is there: what was sent is not kept again behind its back.
const sent = new WeakSet();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.draft) return;
  sent.delete(form);
  clearTimeout(waiting);
  waiting = setTimeout(() => keep(form), 150);
});
const keepAll = () => document.querySelectorAll("form[data-draft]").forEach((form) => { if (!sent.has(form) && fields(form).some(touched)) keep(form); });
addEventListener("pagehide", keepAll);
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.draft) return;
  clearTimeout(waiting);
  keep(event.target);
  sent.add(event.target);
});
document.addEventListener("htmx:beforeSwap", keepAll);
document.addEventListener("htmx:load", (event) => scan(event.target));

const line = () => document.querySelectorAll("[data-offline]").forEach((place) => { place.hidden = navigator.onLine; });
addEventListener("online", line);
addEventListener("offline", () => { keepAll(); line(); });
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-reload]")) location.reload(); });
scan(document);
line();
