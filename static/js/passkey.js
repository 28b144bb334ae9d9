// A passkey that was refused, cancelled or is not on this device: the page says so, where the library only writes to the console.
const told = document.querySelector("[data-passkey-failed]");
document.addEventListener("allauth.error", (event) => {
  if (!told) return;
  event.preventDefault();
  told.hidden = true;
  requestAnimationFrame(() => { told.hidden = false; }); // shown anew, so that it is read out anew
});
