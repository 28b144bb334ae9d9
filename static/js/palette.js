// The command palette: Ctrl or ⌘ with K. The desk is asked once for each pause in typing; the keys of this page are added here.
import { label, seen } from "./labels.js";

const dialog = document.getElementById("palette");
const field = dialog?.querySelector("input[role=combobox]");
const list = document.getElementById("palette-list");
let waiting;
let turn = 0;
let keyed = [];
const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");
function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  if (!option) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", option.id);
  return option.scrollIntoView({ block: "nearest" });
}
// What has a key on the page below, unless it is a place to type in.
function ofPage(words) {
  return keyed.filter(({ name, key }) => words.every((word) => name.toLowerCase().includes(word) || key === word)).map(({ element, name, key }, place) => {
    const option = document.createElement("li");
    option.className = "menu-item";
    option.id = `palette-key-${place}`;
    option.setAttribute("role", "option");
    const says = document.createElement("span");
    says.className = "truncate";
    says.textContent = name;
    const cap = document.createElement("kbd");
    cap.className = "key push";
    cap.textContent = key.toUpperCase();
    option.append(says, cap);
    // After this turn: the click on the option is outside of the menu that it opens, and would close it again.
    option.addEventListener("click", () => { dialog.close(); setTimeout(() => element.click()); });
    return option;
  });
}
async function ask() {
  const now = ++turn;
  const body = new FormData(field.form);
  body.set("q", field.value);
  const answer = await fetch(dialog.dataset.url, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
  if (now !== turn || !dialog.open) return;
  list.innerHTML = answer?.ok && !answer.redirected ? await answer.text() : "";
  const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const search = list.querySelector("[data-search]");
  for (const each of ofPage(words)) list.insertBefore(each, search);
  choose(options()[0]);
  const says = dialog.querySelector("[data-found]");
  says.textContent = says.dataset.found.replace("COUNT", options().length);
}
function open() {
  if (dialog.open) return;
  document.querySelectorAll("dialog[open]").forEach((other) => other.close());
  keyed = [...document.querySelectorAll("[data-key]")].filter((each) => seen(each) && !each.matches("input, textarea, select"))
    .map((element) => ({ element, name: label(element), key: element.dataset.key }));
  field.value = "";
  list.replaceChildren();
  dialog.showModal();
  field.focus();
  ask();
}
function go(option) {
  if (!option) return;
  if (option.dataset.url) location.assign(option.dataset.url);
  else if (option.dataset.search !== undefined) {
    const search = document.querySelector(".desk-search");
    search.elements.q.value = field.value;
    dialog.close();
    search.requestSubmit();
  } else option.click();
}
if (dialog) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-open-palette]")) open();
    else if (event.target === dialog) dialog.close();
    else { const option = event.target.closest?.("#palette-list [role=option]"); if (option?.dataset.url || option?.dataset.search !== undefined) go(option); }
  });
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 200); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    else if (event.key === "Enter") go(chosen());
    else return;
    event.preventDefault();
  });
}
