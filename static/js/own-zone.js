// Moments by the visitor's own clock, beside those of the line. The server does not know the zone, and need not.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const parts = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

for (const place of document.querySelectorAll("[data-your-time]")) {
  const at = new Date(place.dataset.yourTime);
  const language = document.documentElement.lang;
  const here = new Intl.DateTimeFormat(language, { ...parts, timeZone: own }).format(at);
  const there = new Intl.DateTimeFormat(language, { ...parts, timeZone: place.dataset.zoneOf }).format(at);
  if (here === there) continue;
  place.textContent = place.dataset.words.replace("TIME", here);
  place.hidden = false;
}
