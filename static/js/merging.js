// Taking over what changed in a part of a page, and nothing else: focus, open folds, scroll and what is typed stay.
const skipped = ["data-misplaced", "data-left"];

// What a part looks like, without what only this page knows of it.
export function settle(part) {
  const copy = part.cloneNode(true);
  for (const each of [copy, ...copy.querySelectorAll("*")]) {
    each.classList.remove("is-changed", "is-cursor", "is-taken");
    if (!each.classList.length) each.removeAttribute("class");
    skipped.forEach((name) => each.removeAttribute(name));
    if (each.matches("[data-countdown-to], [data-seconds-to], [data-elapsed-since]")) each.textContent = "";
    if (each.matches("input[name=csrfmiddlewaretoken], input[name=key]")) each.removeAttribute("value");
    each.removeAttribute("data-draft-seen");
  }
  return copy.outerHTML.replace(/\s+/g, " ");
}
const typed = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
  : field.tagName === "SELECT" ? [...field.options].some((option) => option.selected !== option.defaultSelected) : field.value !== field.defaultValue);
// In use: somebody is in it, has something open in it, or has typed something that nobody has yet.
const held = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select, summary, button, a")
  || Boolean(part.querySelector("details[open].menu, dialog[open], :popover-open")) || [...part.querySelectorAll("textarea, input:not([type=hidden]), select")].some(typed);
const keyed = (part) => part.children.length > 0 && [...part.children].every((child) => child.id);

export function merge(old, fresh) {
  if (settle(old) === settle(fresh)) return;
  if (keyed(fresh) && (keyed(old) || !old.children.length)) { mergeChildren(old, fresh); return; }
  if (held(old)) { old.addEventListener("focusout", () => setTimeout(() => old.isConnected && merge(old, fresh), 200), { once: true }); return; }
  const folds = [...old.querySelectorAll("details[open][id]")].map((fold) => fold.id);
  fresh.querySelectorAll("details[id]").forEach((fold) => { if (folds.includes(fold.id)) fold.open = true; });
  old.replaceChildren(...fresh.cloneNode(true).childNodes);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  window.htmx?.process(old);
}
function mergeChildren(old, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...old.children]) if (!wanted.has(child.id) && !held(child)) child.remove();
  let before = null;
  for (const child of [...fresh.children].reverse()) {
    let mine = [...old.children].find((each) => each.id === child.id);
    if (mine) merge(mine, child);
    else { mine = document.importNode(child, true); old.insertBefore(mine, before); window.htmx?.process(mine); }
    if (mine.nextElementSibling !== before) old.insertBefore(mine, before);
    before = mine;
  }
}
