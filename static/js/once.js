// A form is sent once. The hidden idempotency key makes a second arrival harmless; this keeps it from leaving.
const release = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('[aria-busy="true"]')) { button.removeAttribute("aria-busy"); button.disabled = false; }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent !== undefined) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  if (event.defaultPrevented) return;
  // Offline the browser would put its own error page in the place of what was typed: stay, and show that there is no connection.
  if (!navigator.onLine) {
    event.preventDefault(); event.stopImmediatePropagation();
    document.querySelector("[data-offline]")?.scrollIntoView({ block: "nearest" });
    return;
  }
  form.dataset.sent = "";
  // After this turn, so that the pressed button's own name and value still travel.
  setTimeout(() => {
    const button = event.submitter || form.querySelector("button:not([type=button])");
    if (form.dataset.sent === undefined || !button) return;
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
  });
}, true);
document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest?.("form"); if (form) release(form); });
addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release); });
