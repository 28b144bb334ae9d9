// Light, dark or the system's choice, before the first paint. Loaded without defer on purpose: it is tiny, and late it would flash.
(() => {
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem("firstline:theme"); } catch { return null; } };
  const keep = (value) => { try { value ? localStorage.setItem("firstline:theme", value) : localStorage.removeItem("firstline:theme"); } catch { /* private window: lasts for this page */ } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const forced = root.dataset.theme;
  const show = (value) => {
    if (forced) return;
    if (value === "light" || value === "dark") root.dataset.theme = value; else delete root.dataset.theme;
    for (const one of document.querySelectorAll("[data-theme-set]")) one.checked = one.value === (value || "system");
  };
  root.dataset.js = "";
  show(stored());
  document.addEventListener("DOMContentLoaded", () => show(stored()));
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-theme-set]")) return;
    const value = event.target.value === "system" ? null : event.target.value;
    keep(value); show(value);
  });
  // The portal has one button: it flips what is seen, and falls back to "system" when both agree.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-theme-toggle]")) return;
    const seen = root.dataset.theme || (system.matches ? "dark" : "light");
    const next = seen === "dark" ? "light" : "dark";
    const value = next === (system.matches ? "dark" : "light") ? null : next;
    keep(value); show(value);
  });
  addEventListener("storage", (event) => { if (event.key === "firstline:theme") show(event.newValue); });
})();
