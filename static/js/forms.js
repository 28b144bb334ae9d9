// Small help while typing. data-number-input: a ticket number in groups of four. data-opens="id": a button opens once a choice is made.
// Checks on the server are htmx's (hx-trigger="input changed delay:400ms"), see components/_field.html.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset?.numberInput === undefined || !/^[\d\s-]*$/.test(field.value)) return;
  if (field.selectionStart !== field.value.length) return;
  field.value = field.value.replace(/\D/g, "").slice(0, 12).replace(/(\d{4})(?=\d)/g, "$1 ");
});
const open = (choice) => {
  const button = document.getElementById(choice.dataset.opens);
  if (button) button.setAttribute("aria-disabled", String(!choice.value));
};
document.addEventListener("change", (event) => { if (event.target.dataset?.opens) open(event.target); });
// A locked button keeps its reason in sight; pressing it does nothing but show what is missing.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.('button[aria-disabled="true"]');
  if (!button) return;
  event.preventDefault();
  button.form?.reportValidity();
}, true);
// After a refusal the marks and the lock stay until the text is changed.
document.addEventListener("input", (event) => {
  if (event.target.tagName !== "TEXTAREA") return;
  for (const mark of event.target.form?.querySelectorAll("[data-until-edit]") || []) {
    if (mark.tagName === "BUTTON") mark.removeAttribute("aria-disabled"); else mark.remove();
  }
});
const all = (root) => root.querySelectorAll?.("[data-opens]").forEach(open);
document.addEventListener("htmx:load", (event) => all(event.target));
all(document);
