// Small behaviours that plain HTML lacks. Every page works without them.
document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-submit]");
  if (field) field.form.requestSubmit();
});

// A form that was changed is not left by accident.
let changed = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-guard]")) changed = true;
});
document.addEventListener("submit", () => {
  changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
