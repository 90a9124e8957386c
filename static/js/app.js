// Small behaviours that plain HTML lacks. Every page works without them.
import { drop, dropAll, dropOld } from "./kept.js";

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-submit]");
  if (field) field.form.requestSubmit();
});

// On a phone the registers are folded until they are asked for, so that the page itself comes first.
if (matchMedia("(max-width: 800px)").matches) {
  for (const group of document.querySelectorAll(".side details")) group.open = false;
}

// Work that has come to its end is shown with its result.
document.addEventListener("job-ended", () => location.reload());

// A form that was changed is not left by accident.
let changed = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-guard]")) changed = true;
});
document.addEventListener("submit", (event) => {
  // A form beside a guarded one takes nothing of it along.
  if (!event.target.matches("[data-beside]")) changed = false;
  if (event.target.matches("[data-sign-out]")) dropAll();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-kept-leave]")) changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

// What the server says is saved needs no keeping in the browser.
for (const message of document.querySelectorAll("[data-done^='kept:']")) drop(message.dataset.done.slice(5));
dropOld();
