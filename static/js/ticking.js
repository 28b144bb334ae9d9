// Clocks that move: data-countdown-to="ISO", data-seconds-to="ISO" and data-elapsed-since="ISO". Only text that changed is written, in tabular figures,
// so nothing shifts. The clock is the server's: <body data-server-now> says how far this device is off.
const given = document.body.dataset.serverNow;
const shift = given ? Date.parse(given) - Date.now() : 0;
const two = (value) => String(value).padStart(2, "0");

function left(to, far) {
  const seconds = Math.trunc((to - Date.now() - shift) / 1000);
  const sign = seconds < 0 ? "−" : "";
  if (Math.abs(seconds) >= 172800) {
    const hours = Math.floor(Math.abs(seconds) / 3600);
    const parts = [Math.floor(hours / 24), hours % 24];
    return sign + far.replace(/#/g, () => parts.shift());
  }
  const minutes = Math.floor(seconds / 60);
  return `${minutes < 0 ? "−" : ""}${Math.floor(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}
function elapsed(since) {
  const seconds = Math.max(0, Math.trunc((Date.now() + shift - since) / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}
function put(place, text) { if (place.textContent !== text) place.textContent = text; }
function tick() {
  for (const place of document.querySelectorAll("[data-countdown-to]")) put(place, left(Date.parse(place.dataset.countdownTo), place.dataset.far || "# d # h"));
  for (const place of document.querySelectorAll("[data-seconds-to]")) put(place, String(Math.max(0, Math.ceil((Date.parse(place.dataset.secondsTo) - Date.now() - shift) / 1000))));
  for (const place of document.querySelectorAll("[data-elapsed-since]")) put(place, elapsed(Date.parse(place.dataset.elapsedSince)));
}
let timer;
function run() { clearInterval(timer); if (!document.hidden) { tick(); timer = setInterval(tick, 1000); } }
document.addEventListener("visibilitychange", run);
run();
