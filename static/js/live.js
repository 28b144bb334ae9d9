// The page as it is now: rows and regions change by themselves, and nothing moves under the hand.
// <body data-live="/live/desk/" data-live-page="queue:mine" data-server-now="ISO"> opens the stream. What it may say:
//   row    {number, html}  a row of [data-live-list] came or changed        gone {number}  it left
//   counts {seconds}       [data-live-counts] may be out of date             calls          what rings may have changed
//   here   {number, who, name, doing, hello}  somebody is at a ticket (here.js)
//   changed, stale         [data-live-region] is out of date                 ended          this session is over
// data-live-pace="2000": regions are read at most so often (ms). data-live-every="30": and every so many seconds without a word.
// A list is an element with id and data-live-list="PREFIX"; its rows have the id PREFIX + number and data-order, which sorts as text.
import { merge, settle } from "./merging.js";

const page = document.body.dataset;
const list = () => document.querySelector("[data-live-list]");
const rowOf = (number) => list() && document.getElementById(list().dataset.liveList + number);
const numbers = () => [...(list()?.children || [])].map((row) => row.id.replace(/^\D+/, "")).filter(Boolean);
const parse = (html) => { const template = document.createElement("template"); template.innerHTML = html; return template.content.firstElementChild; };

// --- rows -----------------------------------------------------------------------------------------------------------------
// While the pointer or the focus is in the list, what is at hand stays where it is: a new row goes in below it, one that left
// only fades, and the order is put right when the hand has left.
const busy = () => Boolean(list()?.matches(":hover, :focus-within") && !document.hidden);

function place(row) {
  const all = list();
  const next = [...all.children].find((other) => other !== row && other.dataset.order > row.dataset.order);
  if (!next && all.dataset.liveMore !== undefined) return row.remove(); // it belongs to a later page
  const hand = all.querySelector(":scope > :hover, :scope > :focus-within");
  const over = hand && next && (next === hand || next.compareDocumentPosition(hand) & Node.DOCUMENT_POSITION_FOLLOWING);
  all.insertBefore(row, over ? hand.nextElementSibling : next || null);
  if (over) row.dataset.misplaced = "";
}
function come({ number, html }) {
  const fresh = parse(html);
  const old = rowOf(number);
  if (!list()) return refresh("[data-live-region]");
  if (old && settle(old) === settle(fresh)) return undefined;
  fresh.classList.add("is-changed");
  if (!old) { place(fresh); } else {
    const keep = old.contains(document.activeElement) ? document.activeElement.id : "";
    const cursor = old.classList.contains("is-cursor");
    const moved = old.dataset.order !== fresh.dataset.order;
    if (old.querySelector("input[name=ticket]")?.checked) fresh.querySelector("input[name=ticket]").checked = true;
    old.replaceWith(fresh);
    if (cursor) fresh.classList.add("is-cursor");
    if (keep) document.getElementById(keep)?.focus({ preventScroll: true });
    if (moved) { if (busy()) fresh.dataset.misplaced = ""; else place(fresh); }
  }
  window.htmx?.process(fresh);
  return undefined;
}
function go({ number }) {
  const row = rowOf(number);
  if (!row) return;
  if (busy()) { row.classList.add("is-taken"); row.dataset.left = ""; } else row.remove();
  if (!numbers().length) refresh("[data-live-region]");
}
function tidy() {
  const all = list();
  if (!all || busy()) return;
  all.querySelectorAll(":scope > [data-left]").forEach((row) => row.remove());
  for (const row of all.querySelectorAll(":scope > [data-misplaced]")) { delete row.dataset.misplaced; place(row); }
}
document.addEventListener("pointerout", () => setTimeout(tidy, 400));
document.addEventListener("focusout", () => setTimeout(tidy, 400));

// --- regions --------------------------------------------------------------------------------------------------------------
// The page asks for itself and takes over what changed. Many words in a short time are one question.
const asked = new Map();
let waiting;
let due = Infinity;
function refresh(selector, wait = 0) {
  asked.set(selector, true);
  const at = Date.now() + wait + Math.random() * wait;
  if (at >= due) return;
  due = at;
  clearTimeout(waiting);
  waiting = setTimeout(read, at - Date.now());
}
async function read() {
  const selectors = [...asked.keys()];
  asked.clear();
  due = Infinity;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll(selectors.join(","))) {
      const other = part.id && fresh.getElementById(part.id);
      if (other) merge(part, other);
    }
  } catch { /* the next word asks again; without a line the banner says so */ }
}
// Where a chat is open, what was said is asked for first, by a small question; the rest of the page follows when it is quieter.
// [data-live-lines]: the address that answers with what is behind a message, each part with its id.
const CHAT_PACE = 60_000;
const talk = () => document.querySelector("[data-live-lines]");
let hearing = "";
async function hear() {
  const thread = talk();
  if (!thread || hearing) { hearing = hearing && "again"; return; }
  hearing = "once";
  const last = Math.max(0, ...[...thread.querySelectorAll("[id^=message-]")].map((message) => Number(message.id.slice(8))));
  try {
    const answer = await fetch(`${thread.dataset.liveLines}?after=${last}`, { credentials: "same-origin" });
    const fresh = answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html").body : null;
    for (const part of [...(fresh?.children || [])]) {
      const mine = document.getElementById(part.id);
      if (mine) merge(mine, part); else thread.append(document.adoptNode(part));
    }
  } catch { /* the page as a whole is read soon */ }
  const again = hearing === "again";
  hearing = "";
  if (again) hear();
}
// Counts are read in turns: with many desks open nobody asks more often than the desk can answer, which says how often that is.
const SPREAD = 2000;

// --- the stream -----------------------------------------------------------------------------------------------------------
let source;
let silent;
let since = "";
const lost = (on) => document.querySelectorAll("[data-live-lost]").forEach((banner) => { banner.hidden = !on; });
const words = {
  row: come,
  gone: go,
  counts: ({ seconds = 0 }) => refresh("[data-live-counts]", Math.max(SPREAD, seconds * 1000)),
  changed: () => { hear(); refresh("[data-live-region]", talk() ? CHAT_PACE : Number(page.livePace) || 50); },
  stale: () => refresh("[data-live-region], [data-live-list], [data-live-counts]", SPREAD / 4),
  calls: () => document.body.dispatchEvent(new CustomEvent("calls")),
  here: (said) => document.dispatchEvent(new CustomEvent("here", { detail: said })),
  ended: () => { source.close(); location.reload(); },
};
function open() {
  const query = new URLSearchParams({ page: page.livePage, lang: document.documentElement.lang, since, at: page.serverNow, rows: numbers().join(","), filters: location.search.slice(1) });
  source = new EventSource(`${page.live}?${query}`);
  for (const [word, act] of Object.entries(words)) {
    source.addEventListener(word, (event) => { since = event.lastEventId || since; act(JSON.parse(event.data)); });
  }
  source.addEventListener("open", () => { clearTimeout(silent); silent = undefined; lost(false); document.body.dataset.liveOn = ""; });
  source.addEventListener("error", () => {
    delete document.body.dataset.liveOn;
    silent ??= setTimeout(() => lost(true), 4000);
    // A server that answered with a refusal ends the stream for good: asked again later, by hand or by us.
    if (source.readyState === EventSource.CLOSED) setTimeout(open, 5000 + Math.random() * 5000);
  });
}
// Browsers allow few lines to one place: a page that nobody looks at lets go of its own after a minute, but for one that keeps watch.
let asleep = false;
let resting;
let release;
function rest() {
  const close = () => { source.close(); asleep = true; };
  if (!navigator.locks) return close();
  return navigator.locks.request("firstline:watch", { ifAvailable: true }, (lock) => (lock ? new Promise((done) => { release = done; }) : close()));
}
function wake() {
  release?.();
  release = undefined;
  if (asleep) { asleep = false; open(); }
}
if (page.live) {
  open();
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(rest, 60_000); else wake();
  });
  if (page.liveEvery) setInterval(() => { if (!document.hidden) words.changed(); }, Number(page.liveEvery) * 1000);
  // A page kept in the background of the browser's history comes back with a dead stream.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { open(); words.stale(); } });
}
