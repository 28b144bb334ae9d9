// The composer: its text is kept by the desk while one types, so that it is there on every device of this person.
const composer = () => document.getElementById("composer");
let waiting;
let kept;
// The words only: files travel on their own (composer-files.js).
const typed = (form) => { const body = new FormData(form); body.delete("files"); return body; };
const state = (form) => `${form.elements.visibility.value} ${form.elements.body.value}`;

async function keep() {
  const form = composer();
  if (!form || form.dataset.sent !== undefined || state(form) === kept) return;
  const now = state(form);
  try {
    const answer = await fetch(form.dataset.keepUrl, { method: "POST", body: typed(form), credentials: "same-origin" });
    if (!answer.ok) return;
    kept = now;
    document.getElementById("composer-kept").innerHTML = await answer.text();
  } catch { /* the copy on this device stays, and the next key tries again */ }
}
if (composer()) {
  kept = state(composer());
  for (const event of ["input", "change"]) {
    document.addEventListener(event, (change) => {
      if (change.target.form !== composer()) return;
      clearTimeout(waiting);
      waiting = setTimeout(keep, 1200);
    });
  }
}
// In a chat Enter sends, as people expect of one.
if (composer()?.dataset.enterSends !== undefined) composer().elements.body.focus({ preventScroll: true });
document.addEventListener("keydown", (event) => {
  const form = composer();
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.ctrlKey || event.metaKey || event.target !== form?.elements.body) return;
  if (form.dataset.enterSends === undefined || form.elements.visibility.value !== "public" || (!event.target.value.trim() && !document.querySelector("#composer-files .file")) || event.defaultPrevented || form.dataset.travelling !== undefined) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[name=then][value=send]"));
});
// A line of a chat leaves without leaving the page; what is refused goes the usual way, under the same key, and comes back with its reason.
async function say(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Chat": "1" }, credentials: "same-origin" }).catch(() => null);
  if (answer && answer.status !== 204) { form.submit(); return; }
  delete form.dataset.sent; // once.js has taken it for a form that leaves the page
  for (const button of form.querySelectorAll("[aria-busy]")) { button.removeAttribute("aria-busy"); button.disabled = false; }
  const { body, key } = form.elements;
  if (!answer) { body.focus(); return; }
  body.value = "";
  key.value = crypto.randomUUID();
  body.dispatchEvent(new Event("input", { bubbles: true }));
  body.focus();
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form !== composer() || form.dataset.enterSends === undefined || event.defaultPrevented || !crypto.randomUUID) return;
  if (form.elements.visibility.value !== "public" || form.elements.used?.value || event.submitter?.value === "next") return;
  event.preventDefault();
  say(form);
});
// What could be taken back has gone out: the stream brings it into the thread; without it, this page looks by itself.
const going = document.querySelector("[data-sending] [data-seconds-to]");
if (going) setTimeout(() => document.querySelectorAll("[data-sending]").forEach((each) => each.remove()), Math.max(0, Date.parse(going.dataset.secondsTo) - Date.parse(document.body.dataset.serverNow)) + 500);
