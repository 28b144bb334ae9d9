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
// What could be taken back has gone out: the stream brings it into the thread; without it, this page looks by itself.
const going = document.querySelector("[data-sending] [data-seconds-to]");
if (going) setTimeout(() => document.querySelectorAll("[data-sending]").forEach((each) => each.remove()), Math.max(0, Date.parse(going.dataset.secondsTo) - Date.parse(document.body.dataset.serverNow)) + 500);
