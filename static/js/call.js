// Enter in a field with data-enter="id" presses that button: in the identity check it checks, and never ends a call.
document.addEventListener("keydown", (event) => {
  const id = event.key === "Enter" && !event.isComposing && event.target.dataset?.enter;
  if (!id) return;
  event.preventDefault();
  document.getElementById(id)?.click();
});
// After a refusal: to the first field that needs a correction.
const wrong = document.querySelector('#call-form [aria-invalid="true"]');
wrong?.focus();
wrong?.scrollIntoView({ block: "center" }); // its reason stands beside it, and must not lie under the foot
// The panel arrived by itself (a call answered on the telephone): say so by moving the focus only when nobody is typing.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.target.id !== "call-dock" || document.activeElement?.matches("input, textarea, select")) return;
  event.target.querySelector(".call-body")?.focus({ preventScroll: true });
});
