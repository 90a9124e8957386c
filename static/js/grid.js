// The grid of a register: Tabulator draws the rows, one input that always has the focus takes keys, input methods and
// pasted blocks, and `Sending` talks to the server.
import { drop, keep, kept, offer } from "./kept.js";
import { Rows } from "./grid_rows.js";
import { Sending } from "./grid_send.js";
import { Problems } from "./grid_problems.js";
import { Typing } from "./grid_typing.js";

const told = JSON.parse(document.getElementById("grid-data").textContent);
const words = told.words;
const rows = new Rows(told);
const element = document.getElementById("grid");
const keptName = told.draft ? `${told.kept}/${told.draft.pk}` : told.kept;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

function draw(cell) {
  const row = rows.all[cell.getData().id];
  const name = cell.getField();
  const state = rows.state(row, name);
  const text = rows.text(row, name);
  const message = rows.told(row, name);
  const node = span(text);
  const own = cell.getElement();
  own.className = own.className.replace(/\bcell-\S+/g, "").trim();
  own.classList.toggle("cell-fixed", !rows.mayType(row, name));
  if (state) {
    own.classList.add(`cell-${state}`);
    const mark = document.createElement("span");
    mark.className = `mark-${state}`;
    mark.textContent = told.marks[state];
    mark.ariaHidden = "true";
    node.prepend(mark);
  }
  own.setAttribute("aria-label", [text || words.empty, words[state], message].filter(Boolean).join(" "));
  own.setAttribute("aria-invalid", String(state === "refused" || state === "conflict"));
  own.title = message;
  return node;
}

function title(column) {
  return () => {
    const node = document.createElement("span");
    node.textContent = column.unit ? `${column.head}（${column.unit}）` : column.head;
    if (column.needed) {
      const star = document.createElement("span");
      star.className = "asteriskField";
      star.textContent = " *";
      star.title = words.needed;
      node.append(star);
    }
    return node;
  };
}

const asData = (row) => ({ id: row.number - 1, ...Object.fromEntries(rows.columns.map(({ name }) => [name, rows.text(row, name)])) });

const table = new window.Tabulator(element, {
  data: rows.all.map(asData),
  index: "id",
  height: "100%",
  layout: "fitData",
  keybindings: false,
  columnDefaults: { headerSort: false, resizable: "header", minWidth: 88, maxInitialWidth: 240 },
  rowHeader: { field: "id", headerSort: false, resizable: false, frozen: true, width: 44, hozAlign: "right", titleFormatter: () => span("#"), formatter: (cell) => span(cell.getData().id + 1) },
  columns: rows.columns.map((column) => ({ field: column.name, title: column.head, titleFormatter: title(column), formatter: draw, hozAlign: column.numeric ? "right" : "left", width: column.long ? 200 : undefined })),
});

function span(text) {
  const node = document.createElement("span");
  node.textContent = text;
  return node;
}

// Drawing anew what changed

function redraw(changed) {
  for (const row of changed) {
    const shown = table.getRow(row.number - 1);
    if (shown) shown.update(asData(row)).then(() => shown.reformat());
  }
}

async function grow() {
  const added = rows.spare();
  const missing = rows.all.slice(table.getDataCount());
  if (added.length || missing.length) await table.addData(missing.map(asData), false);
}

// What the whole page says

const summary = document.getElementById("grid-summary");
const right = document.getElementById("grid-right");
const draft = document.getElementById("grid-draft");
const notice = document.getElementById("grid-notice");

function say(text, signIn = false) {
  notice.hidden = !text;
  notice.firstElementChild.textContent = text;
  notice.lastElementChild.hidden = !signIn;
}

let news = "";
function tell(text) {
  news = text ?? news;
  const waiting = rows.waiting().length;
  const refused = rows.refused().length;
  const saved = rows.all.filter((row) => row.saved.size).length;
  const good = waiting - refused;
  summary.textContent = [news, waiting || saved ? fill(words.summary, { waiting: good, refused, saved }) : ""].join(" ").trim();
  right.hidden = !(refused && good && !sending.unsure);
  right.textContent = fill(words.writeRight, { right: good, wrong: refused });
  draft.hidden = !waiting;
  problems.show();
}

let keeping;
function remember() {
  clearTimeout(keeping);
  keeping = setTimeout(rememberNow, 150);
}
function rememberNow() {
  const unsaved = rows.unsaved();
  if (unsaved.length || sending.unsure) {
    keep(keptName, { rows: unsaved, unsure: sending.unsure, wanted: sending.wanted, reason: reason.value });
  } else drop(keptName);
}

const reason = document.getElementById("grid-reason");
const sending = new Sending({
  words, rows, draft: told.draft?.pk ?? null, token: document.querySelector("#grid-save [name=csrfmiddlewaretoken]").value,
  reason: () => reason.value,
  say, tell: (text) => tell(text && fill(text.words, text)),
  changed: (touched) => {
    redraw(touched);
    grow();
    // At once: who leaves right after saving is not offered the saved rows again.
    rememberNow();
    tell();
  },
  remember: rememberNow,
});
const problems = new Problems({ rows, words, fill, marks: told.marks, go: (row, name) => typing.go(row.number - 1, name), changed });
const typing = new Typing({ table, rows, words, fill, say, told, changed, tell });

async function changed(touched, text) {
  await grow();
  redraw(touched);
  remember();
  tell(text ?? "");
  sending.judgeSoon();
}

document.getElementById("grid-save").addEventListener("submit", (event) => {
  event.preventDefault();
  typing.finish();
  sending.save();
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  typing.finish();
  sending.save();
});
document.getElementById("grid-new").addEventListener("click", () => typing.goToNew());
right.addEventListener("click", () => sending.saveRight());
draft.addEventListener("click", () => sending.keepAsDraft());

table.on("tableBuilt", () => {
  // The library leaves two elements of the grid without a role that its own role allows.
  element.querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
  element.querySelector(".tabulator-header").removeAttribute("tabindex");
  element.querySelector(".tabulator-table").setAttribute("role", "presentation");
  typing.begin();
  tell("");
  const before = kept(keptName);
  if (!before?.rows) return;
  offer(
    before,
    async () => {
      reason.value = before.reason ?? "";
      const restored = rows.restore(before.rows);
      sending.resume(before);
      await changed(restored);
    },
    () => drop(keptName),
  );
});
