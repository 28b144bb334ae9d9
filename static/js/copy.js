// data-copy="text": one press copies it and says so in place; data-copied holds the word.
async function copied(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* no permission, or no secure context */ }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button || button.dataset.busy !== undefined) return;
  const word = button.querySelector("span") || button;
  const before = word.textContent;
  button.dataset.busy = "";
  if (await copied(button.dataset.copy)) {
    word.textContent = button.dataset.copied || before;
    button.classList.add("tone-ok");
  }
  setTimeout(() => { word.textContent = before; button.classList.remove("tone-ok"); delete button.dataset.busy; }, 1600);
});
