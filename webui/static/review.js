/* The review page: selections become places in the text, keys press buttons, deadlines are echoed. Everything works without it. */
"use strict";

/* Offsets count characters as Python does, not UTF-16 units. */
const characters = (text) => [...text].length;

/* The place in the normalised text at which a point of a selection stands. */
function placeOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node.childNodes[offset] || node;
  const run = (element.nodeType === Node.TEXT_NODE ? element.parentElement : element).closest("[data-start]");
  if (run && node.nodeType === Node.TEXT_NODE) return Number(run.dataset.start) + characters(node.data.slice(0, offset));
  if (run) return Number(run.dataset.start);
  return null;
}

/* The stretch of the text between the first and the last run that a selection touches. */
function stretchOf(range, source) {
  let start = placeOf(range.startContainer, range.startOffset);
  let end = placeOf(range.endContainer, range.endOffset);
  if (start === null || end === null) {
    const runs = [...source.querySelectorAll("[data-start]")].filter((run) => range.intersectsNode(run));
    if (!runs.length) return null;
    const last = runs[runs.length - 1];
    if (start === null) start = Number(runs[0].dataset.start);
    if (end === null) end = Number(last.dataset.start) + characters(last.textContent);
  }
  return start < end ? { start, end } : null;
}

const source = document.querySelector("[data-source]");
const adding = document.getElementById("them-viec");
if (source && adding) {
  const button = adding.querySelector("button").cloneNode(true);
  button.type = "button";
  button.classList.add("marked", "main");
  button.hidden = true;
  document.body.append(button);
  const take = () => {
    const selection = document.getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const stretch = range && source.contains(range.commonAncestorContainer) && !adding.contains(range.commonAncestorContainer) ? stretchOf(range, source) : null;
    button.hidden = !stretch;
    if (!stretch) return;
    adding.elements.start.value = stretch.start;
    adding.elements.end.value = stretch.end;
    adding.elements.words.value = "";
    const box = range.getBoundingClientRect();
    button.style.setProperty("left", `${Math.max(8, Math.min(box.left, innerWidth - 260))}px`);
    button.style.setProperty("top", `${Math.min(box.bottom + 6, innerHeight - 60)}px`);
  };
  document.addEventListener("selectionchange", () => { window.clearTimeout(take.waiting); take.waiting = window.setTimeout(take, 150); });
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => adding.requestSubmit());
  adding.elements.words.addEventListener("input", () => { adding.elements.start.value = ""; adding.elements.end.value = ""; });
}

/* A click on evidence goes to its field; a field in use shows its evidence. */
for (const mark of document.querySelectorAll("mark.ev[data-field]")) {
  mark.addEventListener("click", () => {
    if (!document.getSelection().isCollapsed) return;
    const control = document.querySelector(`#f-${mark.dataset.field} input, #f-${mark.dataset.field} textarea`);
    if (control) control.focus();
  });
}
const form = document.getElementById("viec");
if (form) {
  const light = (on) => (event) => {
    const field = event.target.closest(".field");
    const name = field ? field.id.replace("f-", "") : "";
    for (const mark of document.querySelectorAll(`mark.ev[data-field="${name}"]`)) mark.classList.toggle("on", on);
  };
  form.addEventListener("focusin", light(true));
  form.addEventListener("focusout", light(false));
}

/* Corrections that were not saved are not lost by a slip: the browser asks before it leaves. */
if (form) {
  let unsaved = Boolean(document.querySelector(".fields .errors"));
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}

/* The cursor in the words says where the second part begins. */
const wording = document.querySelector("textarea[data-at]");
if (wording && form) {
  const tell = () => {
    const rest = wording.value.slice(wording.selectionStart).trimStart();
    const inside = wording.selectionStart > 0 && rest.length > 0;
    form.elements.at.value = inside ? characters(wording.value) - characters(rest) : "";
    form.elements.second.value = inside ? rest.slice(0, 80) : "";
  };
  wording.addEventListener("click", tell);
  wording.addEventListener("keyup", tell);
  form.elements.second.addEventListener("input", () => { form.elements.at.value = ""; });
}

/* Another empty line when the last name is filled. */
for (const list of document.querySelectorAll("[data-names]")) {
  list.addEventListener("input", () => {
    const last = list.lastElementChild;
    if (!last.value) return;
    const more = last.cloneNode();
    more.value = "";
    more.removeAttribute("id");
    if (!more.hasAttribute("aria-label")) more.setAttribute("aria-label", last.placeholder);
    list.append(more);
  });
}

/* What a typed deadline is understood as. */
for (const field of document.querySelectorAll("input[data-echo]")) {
  const said = field.nextElementSibling;
  let waiting = 0;
  field.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(async () => {
      const typed = field.value;
      const answer = await fetch(`${field.dataset.echo}?go=${encodeURIComponent(typed)}`).catch(() => null);
      if (!answer || !answer.ok || field.value !== typed) return;
      const { echo, understood } = await answer.json();
      const strong = document.createElement(understood ? "b" : "span");
      strong.textContent = echo;
      said.replaceChildren(strong);
    }, 250);
  });
}

/* Keys press what carries their letter. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  const keys = document.getElementById("phim");
  if (event.key === "?") { keys.showModal(); return; }
  if (event.key === "e") { event.preventDefault(); document.getElementById("v-text")?.focus(); return; }
  const target = /^[asrujk]$/.test(event.key) ? document.querySelector(`[data-key="${event.key}"]`) : null;
  if (target) { event.preventDefault(); target.click(); }
});

/* The sentence looked at stands in the middle of its own panel; the page itself stays. */
const now = document.getElementById("now");
if (now && source && matchMedia("(min-width: 68rem)").matches) {
  source.scrollTop += now.getBoundingClientRect().top - source.getBoundingClientRect().top - source.clientHeight / 4;
}
const listed = document.querySelector(".cands a[aria-current]");
if (listed && matchMedia("(min-width: 68rem)").matches) listed.scrollIntoView({ block: "nearest" });

/* The first fault gets the focus. */
document.querySelector(".fields .errors")?.focus();
