// The table of shares: what is left over of each source is told while one types. The server counts again.
const rows = document.querySelectorAll(".shares tbody tr");

function count(row) {
  for (const output of row.querySelectorAll("[data-left]")) {
    const figure = output.dataset.left;
    const whole = row.dataset[figure];
    const typed = [...row.querySelectorAll(`[data-figure=${figure}]`)].map((field) => field.value.trim().replaceAll(",", ""));
    // What goes with the whole of a street has no fields.
    if (whole === "" || typed.length === 0) continue;
    const given = typed.reduce((sum, text) => sum + (/^\d+$/.test(text) ? Number(text) : 0), 0);
    const left = Number(whole) - given;
    output.textContent = left.toLocaleString("en");
    output.classList.toggle("wrong", left !== 0);
    output.classList.toggle("even", left === 0);
  }
}

for (const row of rows) {
  count(row);
  row.addEventListener("input", () => count(row));
}
document.getElementById("problems")?.focus();
