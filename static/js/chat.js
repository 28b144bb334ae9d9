// A customer's chat: a line is sent without leaving the page; a word of the stream says that there is something to read, and the page
// reads what is behind its last line. Whatever was lost on the way, the next question brings it.
import { emptied, progress } from "./attach.js";

const chat = document.getElementById("chat");
const lines = () => document.getElementById("chat-lines");
const form = document.getElementById("say");
const typing = document.getElementById("chat-typing");
// In a frame of another site there are no cookies, and often no storage either: a key says whose chat it is, and the page around us,
// which is the operator's, keeps it for as long as its tab is open.
const framed = chat.dataset.framed !== undefined;
const kept = { key: "" };
const above = location.ancestorOrigins?.[0] || (document.referrer && new URL(document.referrer).origin);
const around = framed && chat.dataset.origins.split(" ").find((origin) => origin === above);
const tell = (word, key) => around && parent.postMessage({ firstline: word, key }, around);
const headers = (more = {}) => (framed ? { ...more, "X-Chat-Key": kept.key } : more);
const forget = () => { tell("forget"); location.reload(); };
const live = () => document.getElementById("chat-state").dataset.live === "yes";

let reading;
let again = false;
async function read() {
  if (reading) { again = true; return; }
  reading = true;
  try {
    // A line with a file that was still being checked is read again.
    const held = lines().querySelector(".chat-line:has([data-held])");
    const after = held ? Number(held.id.replace("line-", "")) - 1 : lines().dataset.last;
    const answer = await fetch(`${chat.dataset.linesUrl}?after=${after}`, { headers: headers(), credentials: "same-origin" });
    if (answer.status === 410) { if (framed) forget(); else location.reload(); return; }
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const near = innerHeight + scrollY > document.body.scrollHeight - 160;
    for (const line of fresh.querySelectorAll(".chat-line")) {
      const there = document.getElementById(line.id);
      if (!there) lines().append(document.adoptNode(line));
      else if (there.querySelector("[data-held]")) there.replaceWith(document.adoptNode(line));
      if (line.classList.contains("is-ours")) typing.hidden = true;
    }
    lines().dataset.last = fresh.getElementById("chat-lines").dataset.last;
    const state = fresh.getElementById("chat-state");
    if (state.innerHTML !== document.getElementById("chat-state").innerHTML) document.getElementById("chat-state").replaceWith(document.adoptNode(state));
    if (!live() && form && !form.hidden) { source?.close(); if (framed) form.hidden = true; else location.reload(); }
    if (near) lines().lastElementChild?.scrollIntoView({ block: "center" });
  } catch { /* the next word, or the next look, asks again */ } finally {
    reading = false;
    if (again) { again = false; read(); }
  }
}

let source;
let fades;
async function open() {
  const query = new URLSearchParams({ at: document.body.dataset.serverNow });
  if (framed) {
    const answer = await fetch(chat.dataset.streamUrl, { method: "POST", headers: headers() }).catch(() => null);
    if (!answer?.ok) { if (answer?.status === 410) forget(); else setTimeout(open, 3000 + Math.random() * 3000); return; }
    query.set("key", (await answer.json()).key);
  }
  source = new EventSource(`${chat.dataset.chat}?${query}`);
  source.addEventListener("lines", read);
  source.addEventListener("stale", read);
  source.addEventListener("ended", () => { source.close(); read(); });
  source.addEventListener("typing", () => { typing.hidden = false; clearTimeout(fades); fades = setTimeout(() => { typing.hidden = true; }, 6000); });
  source.addEventListener("open", read);
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED && live()) setTimeout(open, 3000 + Math.random() * 3000); });
}

function failed(words) {
  const error = document.getElementById("chat-error");
  error.hidden = !words;
  error.querySelector("span").textContent = words || "";
}
function release() {
  const button = form.querySelector("button[type=submit]");
  delete form.dataset.sending;
  delete form.dataset.sent; // once.js has taken it for a form that leaves the page
  button.disabled = false;
  button.removeAttribute("aria-busy");
}
// As fetch, with a bar for each file.
const post = () => new Promise((done, lost) => {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  for (const [name, value] of Object.entries(headers({ "X-Chat": "1" }))) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", (told) => { if (chosen()) progress(form, told.loaded, told.total); });
  request.addEventListener("load", () => done(request));
  ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, lost));
  request.send(new FormData(form));
});
const chosen = () => form.elements.files.files.length;
async function say() {
  const body = form.elements.body;
  if ((!body.value.trim() && !chosen()) || form.dataset.sending !== undefined) return;
  form.dataset.sending = "";
  try {
    const answer = await post();
    if (answer.status === 204) {
      body.value = "";
      emptied(form);
      body.dispatchEvent(new Event("input", { bubbles: true }));
      form.elements.key.value = crypto.randomUUID?.() || `${Date.now()}`;
      failed("");
    } else { failed(answer.getResponseHeader("Content-Type")?.startsWith("text/plain") ? answer.responseText : chat.dataset.failed); }
  } catch { failed(chat.dataset.failed); } finally { release(); }
  read();
  body.focus();
}
let told = 0;
if (form) {
  form.addEventListener("submit", (event) => { event.preventDefault(); say(); });
  form.elements.body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) { event.preventDefault(); say(); }
  });
  form.elements.body.addEventListener("input", (event) => {
    if (!event.isTrusted || Date.now() - told < 4000) return;
    told = Date.now();
    const body = new FormData();
    if (!framed) body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fetch(chat.dataset.typingUrl, { method: "POST", body, headers: headers(), credentials: "same-origin" }).catch(() => {});
  });
}
// In a frame no cookie says who asks: a file is fetched with the key, and then saved.
if (framed) chat.addEventListener("click", async (event) => {
  const link = event.target.closest("a.file-open");
  if (!link) return;
  event.preventDefault();
  const answer = await fetch(link.href, { headers: headers() }).catch(() => null);
  if (!answer?.ok) { failed(chat.dataset.failed); return; }
  const save = document.createElement("a");
  save.href = URL.createObjectURL(await answer.blob());
  save.download = link.querySelector("b").textContent;
  save.click();
  setTimeout(() => URL.revokeObjectURL(save.href), 60_000);
});
function sit() {
  open();
  lines().lastElementChild?.scrollIntoView({ block: "center" });
  // The stream may be held up by what lies between: look now and then.
  setInterval(() => { if (!document.hidden && live()) read(); }, 20_000);
}
const begin = document.getElementById("chat-start");
function enter() {
  begin.hidden = true;
  chat.hidden = false;
  read();
  sit();
}
async function start() {
  const error = document.getElementById("start-error");
  const answer = await fetch(begin.action, { method: "POST", body: new FormData(begin), headers: headers({ "X-Chat": "1" }) }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  delete begin.dataset.sent;
  begin.querySelector("button").disabled = false;
  begin.querySelector("button").removeAttribute("aria-busy");
  error.hidden = Boolean(said?.key);
  error.querySelector("span").textContent = said?.sentences?.join(" ") || chat.dataset.failed;
  if (!said?.key) return;
  kept.key = said.key;
  tell("keep", said.key);
  enter();
}
if (begin) {
  begin.addEventListener("submit", (event) => { event.preventDefault(); start(); });
  document.getElementById("chat-leave").addEventListener("click", () => fetch(chat.dataset.leaveUrl, { method: "POST", headers: headers() }).catch(() => {}).then(() => (live() ? read() : forget())));
  addEventListener("message", ({ origin, data }) => {
    if (origin !== around || data?.firstline !== "key" || kept.key || typeof data.key !== "string") return;
    kept.key = data.key;
    enter();
  });
  tell("hello");
} else if (live()) sit();
