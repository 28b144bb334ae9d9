// Toasts go when they are final, or when a person sends them away.
document.addEventListener("click", (event) => {
  event.target.closest?.("[data-toast-close]")?.closest("[data-toast]").remove();
});
// A toast with something to undo stays until it is final; a plain one eight seconds, longer while it is pointed at or focused.
const given = document.body.dataset.serverNow;
const shift = given ? Date.parse(given) - Date.now() : 0;
function leave(toast) {
  if (toast.dataset.leaving !== undefined) return;
  toast.dataset.leaving = "";
  const last = toast.dataset.leavesAt ? Date.parse(toast.dataset.leavesAt) - Date.now() - shift : 8000;
  setTimeout(function go() { toast.matches(":hover, :focus-within") && !toast.dataset.leavesAt ? setTimeout(go, 2000) : toast.remove(); }, Math.max(last, 0));
}
const all = () => document.querySelectorAll("[data-toast]").forEach(leave);
new MutationObserver(all).observe(document.getElementById("toasts"), { childList: true });
all();
