// Finding rows: the search box. Every page works without it.
(() => {
  // A key without Ctrl can hinder those who speak their input, so it can be switched off where the search is.
  const box = document.getElementById("find");
  const remembered = "slash-off";
  const toggle = document.querySelector("[data-shortcut]");
  if (toggle) {
    const tick = toggle.querySelector("input");
    toggle.hidden = false;
    tick.checked = !localStorage.getItem(remembered);
    tick.addEventListener("change", () =>
      tick.checked ? localStorage.removeItem(remembered) : localStorage.setItem(remembered, "1"),
    );
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || !box) return;
    if (event.target.closest("input, select, textarea, [contenteditable]") || localStorage.getItem(remembered)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
