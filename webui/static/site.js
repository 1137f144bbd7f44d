/* Comfort only: everything works without it. */
"use strict";

/* "/" goes to the search box, unless something is being typed. */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.getElementById("q");
    if (box) { event.preventDefault(); box.focus(); }
  }
});

/* Menus close on a click elsewhere and on Escape. */
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.chip[open], details.more[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.chip[open], details.more[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

/* A form is sent once: a second press while the first is on its way does nothing. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  window.addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
});

/* Picked rows: the bar says how many, the head box picks all. */
for (const form of document.querySelectorAll("form[data-bulk]")) {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("thead input[type=checkbox]");
  const bar = form.querySelector(".bulk");
  const said = bar.querySelector("[data-none]");
  const tell = () => {
    const picked = boxes.filter((box) => box.checked);
    for (const box of boxes) box.closest("tr").classList.toggle("picked", box.checked);
    bar.classList.toggle("on", picked.length > 0);
    bar.classList.toggle("idle", picked.length === 0);
    said.textContent = picked.length ? said.dataset.some.replace("#", picked.length) : said.dataset.none;
    if (all) all.checked = picked.length === boxes.length && boxes.length > 0;
  };
  if (all) { all.closest("label").hidden = false; all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; tell(); }); }
  form.addEventListener("change", tell);
  tell();
}

/* The first fault of a form gets the focus. */
const faults = document.querySelector(".errors");
if (faults) faults.focus();

/* Under a date: what was understood of it. */
for (const box of document.querySelectorAll("input[data-day]")) {
  const echo = box.parentElement.querySelector(".echo");
  let waiting = 0;
  const ask = async () => {
    if (!box.value.trim()) { echo.hidden = true; return; }
    const address = new URL(box.dataset.day, location.href);
    address.searchParams.set("go", box.value);
    try {
      const answer = await fetch(address);
      if (!answer.ok) return;
      echo.textContent = (await answer.json()).said;
      echo.hidden = false;
    } catch { echo.hidden = true; }
  };
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 250); });
  if (box.value) ask();
}
