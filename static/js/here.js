// Who else is at this ticket, and whether they write: said by each open page to the others, forgotten after 45 seconds without a word.
const FORGET = 45_000;
const AGAIN = 20_000;
// A customer in chat says again every few seconds that they are writing.
const SHORT = 6_000;
const people = new Map();
const place = () => document.getElementById("here");

function show() {
  const part = place();
  if (!part) return;
  for (const [who, one] of people) if (Date.now() - one.at > FORGET) people.delete(who);
  const lines = [...people.values()].map((one) => {
    const line = document.createElement("li");
    line.className = "state";
    const words = document.createElement("span");
    words.textContent = one.who === "customer" ? part.dataset.customer : part.dataset[one.doing].replace("NAME", one.name);
    line.append(part.querySelector(`template[data-for=${one.doing}]`).content.cloneNode(true), words);
    return line;
  });
  part.querySelector("ul").replaceChildren(...lines);
  part.hidden = !lines.length;
}
const composer = () => document.getElementById("composer");
function doing() {
  const form = composer();
  if (!form?.contains(document.activeElement) || !form.elements.body?.value.trim()) return "reading";
  return form.elements.visibility.value === "internal" ? "noting" : "replying";
}
let said = "";
function say(word, hello = false) {
  const part = place();
  if (!part) return;
  said = word;
  const body = new FormData();
  body.set("doing", word);
  if (hello) body.set("hello", "1");
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value || "");
  // Also while the page is being left; what comes of it does not matter.
  if (word === "gone") navigator.sendBeacon(part.dataset.url, body);
  else fetch(part.dataset.url, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
}
if (place()) {
  say("reading", true);
  setInterval(() => { show(); if (!document.hidden) say(doing()); }, AGAIN);
  let waiting;
  for (const event of ["input", "focusin", "focusout", "change"]) {
    document.addEventListener(event, () => { clearTimeout(waiting); waiting = setTimeout(() => { if (doing() !== said) say(doing()); }, 300); });
  }
  addEventListener("pagehide", () => say("gone"));
}
document.addEventListener("here", ({ detail }) => {
  if (place()?.dataset.number === detail.number) {
    if (detail.doing === "gone") people.delete(detail.who); else people.set(detail.who, { ...detail, at: Date.now() - (detail.who === "customer" ? FORGET - SHORT : 0) });
    if (detail.hello) setTimeout(() => say(doing()), Math.random() * 500);
    show();
    if (detail.who === "customer") setTimeout(show, SHORT + 100);
  }
});
// The panel was read anew: its lines are ours to put back.
new MutationObserver(() => { if (place()?.hidden && people.size) show(); }).observe(document.getElementById("panel") || document.createElement("i"), { childList: true });
