/* Upload: every file on its own, each with its result; files may be dropped anywhere on the page. Everything works without it. */
"use strict";

const form = document.querySelector("form[data-upload]");
if (form) {
  const chooser = form.querySelector("input[type=file]");
  const results = document.getElementById("ket-qua");
  const words = form.dataset;

  const line = (list, name) => {
    const item = document.createElement("li");
    const label = document.createElement("b");
    const said = document.createElement("span");
    label.textContent = name;
    said.textContent = words.queued;
    item.append(label, ": ", said);
    list.append(item);
    return said;
  };

  const tell = (said, outcome) => {
    said.textContent = `${outcome.sentence} `;
    said.className = outcome.kind === "refused" ? "error-text" : "";
    if (!outcome.address) return;
    const link = document.createElement("a");
    link.href = outcome.address;
    link.textContent = outcome.kind === "new" ? words.open : words.known;
    said.append(link);
    if (outcome.again) said.append(` ${words.again}`);
  };

  /* How long a file is being read, and how many pages are: a scan takes a second or two a page. Ends when what it gives is called. */
  const clock = (said, key) => {
    const seconds = document.createElement("span");
    let pages = "";
    const ask = async () => {
      const answer = await fetch(`${form.action}/tien-do?khoa=${key}`, { headers: { Accept: "application/json" } }).catch(() => null);
      const told = answer && answer.ok ? await answer.json().catch(() => ({})) : {};
      pages = told.of ? `${words.pages.replace("{n}", told.read).replace("{of}", told.of)} ` : "";
    };
    said.replaceChildren(document.createElement("progress"), ` ${words.waiting} `, seconds);
    const begun = Date.now();
    const ticking = setInterval(() => {
      const passed = Math.round((Date.now() - begun) / 1000);
      if (passed > 1) ask();
      seconds.textContent = passed < 3 ? "" : pages + words.seconds.replace("{n}", passed) + (passed < 6 ? "" : ` ${words.patience}`);
    }, 1000);
    return () => clearInterval(ticking);
  };

  const send = async (file, said) => {
    const body = new FormData(form);
    body.delete("file");
    body.append("file", file);
    const key = [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(36)).join("");
    body.append("key", key);
    const stop = clock(said, key);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    const outcomes = answer && (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : null;
    stop();
    tell(said, outcomes ? outcomes[0] : { kind: "refused", sentence: await sentenceOf(answer) });
  };

  /* What an error page says, else that the network failed. */
  const sentenceOf = async (answer) => {
    if (!answer) return words.failed;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("main p.gap");
    return said ? said.textContent.trim() : words.failed;
  };

  /* Files that wait for their turn would not be sent: the browser asks first. */
  const stay = (event) => event.preventDefault();

  const sendAll = async (files) => {
    if (!files.length) return;
    const list = document.createElement("ul");
    list.className = "lines outcomes";
    results.replaceChildren(list);
    const waiting = [...files].map((file) => [file, line(list, file.name)]);
    window.addEventListener("beforeunload", stay);
    for (const [file, said] of waiting) await send(file, said);
    window.removeEventListener("beforeunload", stay);
    form.reset();
  };

  form.addEventListener("submit", (event) => {
    if (!chooser.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    delete form.dataset.sent;
    sendAll([...chooser.files]);
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) sendAll([...event.dataTransfer.files]);
  });
}
