// Ticking rows for what can be done to many: how many are ticked, and all of this page at once.
const boxes = () => [...document.querySelectorAll("input[form=bulk][name=ticket]")];
function count() {
  const ticked = boxes().filter((box) => box.checked).length;
  document.querySelectorAll("[data-tick-count]").forEach((part) => { part.textContent = ticked || ""; });
  const all = document.querySelector("[data-tick-all]");
  if (all) { all.checked = ticked > 0 && ticked === boxes().length; all.indeterminate = ticked > 0 && !all.checked; }
}
document.addEventListener("change", (event) => {
  if (event.target.dataset?.tickAll !== undefined) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.type === "checkbox") count();
});
count();
