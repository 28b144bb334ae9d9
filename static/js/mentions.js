// Who can be mentioned: after @ in an internal note the desk is asked, and a list opens over the text. Arrows choose, Enter or Tab takes, Esc closes.
const form = () => document.getElementById("composer");
const list = () => document.getElementById("composer-names");
const field = () => document.getElementById("composer-body");
let waiting;
let asked = 0;
// The word behind the last @ before the cursor; null where there is none, and where the customer would read it.
function typed() {
  const text = field();
  if (!text || form().elements.visibility.value !== "internal" || text.selectionStart !== text.selectionEnd) return null;
  const found = /(?:^|[^\w@.])[@＠]([^\s@＠]{0,30})$/u.exec(text.value.slice(0, text.selectionStart));
  return found ? found[1] : null;
}
const options = () => [...list().querySelectorAll("[role=option]")];
const chosen = () => list().querySelector("[aria-selected=true]");
function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  field().setAttribute("aria-activedescendant", option?.id || "");
}
function close() {
  asked += 1;
  list().hidden = true;
  field().removeAttribute("aria-activedescendant");
}
async function open() {
  const word = typed();
  if (word === null) return close();
  const turn = ++asked;
  const answer = await fetch(`${list().dataset.url}?${new URLSearchParams({ q: word })}`, { credentials: "same-origin" }).catch(() => null);
  if (turn !== asked || !answer?.ok || answer.redirected) return undefined;
  list().innerHTML = await answer.text();
  list().hidden = !options().length;
  if (!list().hidden) { field().setAttribute("aria-controls", "composer-names"); choose(options()[0]); }
  return undefined;
}
function take(option) {
  const text = field();
  const end = text.selectionStart;
  const start = Math.max(text.value.lastIndexOf("@", end - 1), text.value.lastIndexOf("＠", end - 1));
  text.setRangeText(`${option.dataset.way} `, start, end, "end");
  close();
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
if (list()) {
  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    clearTimeout(waiting);
    if (typed() === null) { if (!list().hidden) close(); } else waiting = setTimeout(open, 150);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field() || list().hidden || event.isComposing) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && chosen()) take(chosen());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.("#composer-names [role=option]");
    if (option) { event.preventDefault(); take(option); } else if (!list().hidden) close();
  });
}
