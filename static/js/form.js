// A register's form: last known figures are taken over by a key, and what was typed is kept until it is saved.
import { drop, keep, kept, offer } from "./kept.js";

const form = document.querySelector("form[data-keep]");
const name = form.dataset.keep;
const NOT_KEPT = "[type=hidden]:not([name=version]), [type=password], [type=file], [data-private]";

const fields = () => [...form.elements].filter((one) => one.name && !one.matches(NOT_KEPT) && one.type !== "submit");
const valueOf = (field) => (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);
const snapshot = () => Object.fromEntries(fields().map((field) => [field.name, valueOf(field)]));

function fill(field, value) {
  if (field.type === "checkbox") field.checked = !["", "False"].includes(value);
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// Last known figures

const lastOf = (field) => field.closest(".carried")?.querySelector("[data-low]");

function doubt(field) {
  const last = lastOf(field);
  if (!last) return;
  const value = field.value.trim() === "" ? NaN : Number(field.value);
  const far = value < Number(last.dataset.low) || value > Number(last.dataset.high);
  const mark = last.parentElement.querySelector("[data-doubt]");
  mark.textContent = far ? mark.dataset.doubt : "";
}

document.addEventListener("click", (event) => {
  const last = event.target.closest("[data-take]");
  if (!last) return;
  const field = document.getElementById(last.dataset.take);
  fill(field, last.dataset.value);
  field.focus();
});
form.addEventListener("keydown", (event) => {
  const last = event.key === "ArrowDown" && event.target.value === "" && lastOf(event.target);
  if (!last) return;
  event.preventDefault();
  fill(event.target, last.dataset.value);
});
form.addEventListener("input", (event) => doubt(event.target));
const doubtAll = () => fields().forEach(doubt);
document.addEventListener("htmx:oobAfterSwap", doubtAll);
doubtAll();

// What was typed

const begun = snapshot();
const same = (one, other) => Object.keys(begun).every((key) => key === "version" || (one[key] ?? "") === (other[key] ?? ""));
const before = kept(name);
if (before?.values && !same(before.values, begun)) {
  offer(
    before,
    () => {
      for (const field of fields()) if (field.name in before.values) fill(field, before.values[field.name]);
    },
    () => drop(name),
  );
}
let timer;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => keep(name, { values: snapshot() }), 200);
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  keep(name, { values: snapshot() });
});
document.querySelector("[data-kept-leave]").addEventListener("click", () => {
  clearTimeout(timer);
  drop(name);
});

document.getElementById("problems")?.focus();
