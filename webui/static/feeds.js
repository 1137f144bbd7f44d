/* A button that copies the new calendar address. Without it the address can be selected and copied by hand. */
"use strict";

for (const field of document.querySelectorAll("input[data-copy]")) {
  field.addEventListener("focus", () => field.select());
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    field.select();
    const copied = navigator.clipboard ? await navigator.clipboard.writeText(field.value).then(() => true, () => false) : document.execCommand("copy");
    if (copied) button.textContent = field.dataset.copied;
  });
  field.after(button);
}
