// One line on your site brings this button: <script src="…/chat/embed.js" data-label="Chat" async></script>
// The chat itself lives in a frame of ours; nothing of your page is read, and your page reads nothing of it.
(() => {
  const script = document.currentScript;
  const button = document.createElement("button");
  const frame = document.createElement("iframe");
  button.type = "button";
  button.textContent = script?.dataset.label || "Chat";
  button.setAttribute("aria-expanded", "false");
  Object.assign(button.style, { position: "fixed", insetInlineEnd: "20px", insetBlockEnd: "20px", zIndex: 2147483000, minHeight: "44px", padding: "0 20px", border: "0", borderRadius: "22px", background: script?.dataset.colour || "#2b5fa8", color: "#fff", font: "600 16px system-ui, sans-serif", cursor: "pointer" });
  frame.title = button.textContent;
  Object.assign(frame.style, { position: "fixed", insetInlineEnd: "20px", insetBlockEnd: "76px", zIndex: 2147483000, width: "min(400px, calc(100vw - 40px))", height: "min(620px, calc(100vh - 100px))", border: "1px solid #8884", borderRadius: "12px", background: "Canvas", display: "none" });
  button.addEventListener("click", () => {
    const open = frame.style.display === "none";
    if (open && !frame.src) frame.src = "{{ frame|escapejs }}";
    frame.style.display = open ? "block" : "none";
    button.setAttribute("aria-expanded", String(open));
  });
  // The frame may keep nothing of its own: its key is kept here while this tab is open.
  const origin = new URL("{{ frame|escapejs }}").origin;
  const kept = { get: () => { try { return sessionStorage.getItem("firstline-chat"); } catch { return null; } } };
  addEventListener("message", ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== origin) return;
    try {
      if (data?.firstline === "keep") sessionStorage.setItem("firstline-chat", data.key);
      if (data?.firstline === "forget") sessionStorage.removeItem("firstline-chat");
    } catch { /* the chat lives as long as this page */ }
    if (data?.firstline === "hello" && kept.get()) source.postMessage({ firstline: "key", key: kept.get() }, origin);
  });
  document.body.append(frame, button);
})();
