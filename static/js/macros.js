// Macros and articles at the composer: "::" or the button opens a list, "??" one of the articles alone; typing filters, arrows choose, Enter inserts at the cursor, Escape goes back.
// The options are those of the plain select, which stays for who has no script. The text comes from the server, filled for this ticket.
const place = document.querySelector("[data-macros]");
const form = place?.closest("form");
const field = form?.elements.body;
const select = place?.querySelector("select");
const button = place?.querySelector("[data-macro-open]");
const panel = place?.querySelector("#macro-list");
const filter = place?.querySelector("#macro-filter");
const list = place?.querySelector("#macro-options");
let marked = false;
let articlesAlone = false;
let caret = 0;

const options = () => [...list.querySelectorAll('[role="option"]')];
const chosen = () => list.querySelector('[aria-selected="true"]');

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) filter.setAttribute("aria-activedescendant", option.id); else filter.removeAttribute("aria-activedescendant");
}
function line(source) {
  const option = document.createElement("div");
  option.id = `macro-option-${source.value}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.value = source.value;
  const label = document.createElement("span");
  label.textContent = source.textContent;
  option.append(label);
  if (source.dataset.then) {
    const then = document.createElement("span");
    then.className = "meta";
    then.textContent = source.dataset.then;
    option.append(then);
  }
  return option;
}
function fill() {
  const wanted = filter.value.trim().toLowerCase();
  const fitting = [...select.options].filter((each) => each.value && (!articlesAlone || each.closest("optgroup")) && each.textContent.toLowerCase().includes(wanted));
  list.replaceChildren(...fitting.map(line));
  if (!fitting.length) {
    const none = document.createElement("p");
    none.className = "meta";
    none.textContent = place.dataset.wordsNone;
    list.append(none);
  }
  choose(options()[0]);
}
function open({ articles = false } = {}) {
  caret = field.selectionStart;
  articlesAlone = articles;
  panel.hidden = false;
  button.setAttribute("aria-expanded", "true");
  filter.value = "";
  fill();
  filter.focus();
}
function close({ back = true } = {}) {
  panel.hidden = true;
  button.setAttribute("aria-expanded", "false");
  marked = false;
  if (back) { field.focus(); field.setSelectionRange(caret, caret); }
}
function say(words) {
  const said = document.getElementById("macro-said");
  const text = document.createElement("p");
  text.className = "guard";
  text.textContent = words;
  said.replaceChildren(...(words ? [text] : []));
}
function put(told) {
  const from = marked ? caret - 2 : caret;
  field.setRangeText(told.text, from, caret, "end");
  caret = field.selectionStart;
  if (told.macro) {
    form.elements.used.value = told.macro;
    const follow = document.getElementById("macro-follow");
    follow.hidden = !told.then;
    follow.querySelector("[data-then]").textContent = told.then;
    form.elements.follow.checked = Boolean(told.then);
  }
  say("");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
async function insert(value) {
  const body = new FormData();
  body.set("macro", value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(place.dataset.macros, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (told.text) put(told); else say(told.refused || place.dataset.wordsFailed);
  } catch { say(place.dataset.wordsFailed); }
  close();
}

if (place) {
  place.querySelector(".macro-plain").hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => { if (panel.hidden) open(); else close(); });
  filter.addEventListener("input", (event) => { event.stopPropagation(); fill(); });
  filter.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const at = all.indexOf(chosen());
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    if (event.key in moves) { event.preventDefault(); choose(all[Math.min(Math.max(moves[event.key], 0), all.length - 1)]); }
    if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); if (chosen()) insert(chosen().dataset.value); }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    if (event.key === "Tab") close({ back: false });
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) insert(option.dataset.value);
  });
  document.addEventListener("click", (event) => { if (!panel.hidden && !place.contains(event.target)) close({ back: false }); });
  field.addEventListener("input", (event) => {
    const publicly = form.elements.visibility.value === "public";
    if (!publicly || event.isComposing || event.inputType !== "insertText") return;
    const typed = /(?:[:：]{2}|[?？]{2})$/.exec(field.value.slice(0, field.selectionStart));
    const articles = Boolean(typed) && !/[:：]/.test(typed[0]);
    if (!typed || (articles && !select.querySelector("optgroup"))) return;
    open({ articles });
    marked = true;
  });
}
