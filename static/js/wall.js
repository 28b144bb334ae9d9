// The wall: its clock runs in the operator's zone, and on a screen of its own it keeps the screen awake.
const shift = Date.parse(document.body.dataset.serverNow) - Date.now();
const shown = (place) => new Intl.DateTimeFormat("en-GB", { timeZone: place.dataset.clock, hour: "2-digit", minute: "2-digit", second: "2-digit" });
for (const place of document.querySelectorAll("[data-clock]")) {
  const format = shown(place);
  setInterval(() => { place.textContent = format.format(Date.now() + shift); }, 1000);
}
async function stayAwake() {
  // Refused on a low battery or without a secure address: then the screen's own settings hold.
  try { if (!document.hidden) await navigator.wakeLock?.request("screen"); } catch { /* asked again when the page is seen again */ }
}
if (document.body.classList.contains("is-tv")) {
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
  document.addEventListener("dblclick", () => document.documentElement.requestFullscreen?.());
  // A new day and a new release arrive by themselves: once a day, in the quiet of the night, the page begins anew.
  setTimeout(() => location.reload(), 24 * 3600 * 1000);
}
