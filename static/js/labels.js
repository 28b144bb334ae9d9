// What an element with a key is called: its own words, without the caps and counts in it.
export function label(element) {
  const said = element.dataset.keyLabel || element.getAttribute("aria-label") || element.title;
  if (said) return said;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .count, .sr").forEach((part) => part.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}
export const seen = (element) => element.getClientRects().length > 0 && !element.closest("[inert]");
