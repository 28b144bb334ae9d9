// The keyboard, all the way. Any element with data-key="n" is pressed (or focused, if one types in it) by that key; "g t" is two keys in a row.
// Rows are [data-row] with a [data-row-link]; the cursor is the focus, so readers hear it. Never while typing; never with a modifier.
import { label, seen } from "./labels.js";

const dialog = document.getElementById("keys-dialog");
const OFF = "firstline:keys-off";
let off = false;
try { off = localStorage.getItem(OFF) === "1"; } catch { /* stays on */ }
let first = "";
let firstTimer;

const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")].filter(seen);
const current = () => document.querySelector("[data-row]:has([data-row-link]:focus)") || document.querySelector("[data-row].is-cursor");

const boxOf = (row) => row?.querySelector("input[type=checkbox]");

function go(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)] || all[0];
  document.querySelectorAll("[data-row].is-cursor").forEach((row) => row.classList.remove("is-cursor"));
  next.classList.add("is-cursor");
  next.querySelector("[data-row-link]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
function press(key) {
  const wanted = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key && seen(element));
  if (!wanted) return false;
  if (typing(wanted)) { wanted.focus(); wanted.select?.(); } else wanted.click();
  return true;
}
const moves = {
  j: () => go(1),
  k: () => go(-1),
  x: () => boxOf(current())?.click(),
  "?": () => show(),
};

function line(list, keys, words) {
  const term = document.createElement("dt");
  for (const name of keys) {
    const cap = document.createElement("kbd");
    cap.className = "key";
    cap.textContent = name.length === 1 ? name.toUpperCase() : name;
    term.append(cap, " ");
  }
  const says = document.createElement("dd");
  says.textContent = words;
  list.append(term, says);
}
function show() {
  if (!dialog || dialog.open) return;
  const list = dialog.querySelector("[data-keys-list]");
  const words = dialog.dataset;
  list.replaceChildren();
  if (rows().length) {
    line(list, ["J", "K"], words.wordsMove);
    line(list, ["↵"], words.wordsOpen);
    if (rows().some(boxOf)) line(list, ["X"], words.wordsSelect);
  }
  for (const element of [...document.querySelectorAll("[data-key]")].filter(seen)) {
    line(list, element.dataset.key.split(" "), label(element));
  }
  line(list, ["?"], words.wordsThis);
  line(list, ["Esc"], words.wordsClose);
  dialog.querySelector("[data-keys-switch]").checked = !off;
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  const mod = event.ctrlKey || event.metaKey;
  if (mod && event.key === "Enter" && event.target.form) {
    const send = event.target.form.querySelector('[data-key-typing="mod+enter"]');
    if (send) { event.preventDefault(); send.click(); }
    return;
  }
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (mod || event.altKey || event.isComposing || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (off && event.key !== "?") return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : "";
  if (!name || name === " ") return;
  const done = (first && press(`${first} ${name}`)) || (moves[name] ? (moves[name](), true) : press(name));
  clearTimeout(firstTimer);
  first = done ? "" : name;
  firstTimer = setTimeout(() => { first = ""; }, 900);
  if (done) event.preventDefault();
});
dialog?.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("[data-close]")) dialog.close(); });
dialog?.addEventListener("change", (event) => {
  if (event.target.dataset.keysSwitch === undefined) return;
  off = !event.target.checked;
  try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* for this page only */ }
});
document.querySelector("[data-open-keys]")?.addEventListener("click", show);
