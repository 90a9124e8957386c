// Keys, input methods and pasted blocks. One input lies over the current cell and always has the focus: empty and
// clear while one moves about, so that the first letter typed, or the first stroke of an input method, begins the cell.
import { parse, write } from "./tsv.js";

const LIMIT = 1000;

export class Typing {
  constructor(known) {
    Object.assign(this, known);
    this.frame = document.querySelector(".grid-frame");
    this.input = document.getElementById("grid-cell");
    this.choices = document.getElementById("grid-choices");
    this.spoken = document.getElementById("grid-said");
    this.box = document.createElement("div");
    this.box.className = "grid-range";
    this.frame.append(this.box);
    this.names = this.rows.columns.map(({ name }) => name);
    this.at = this.to = { row: 0, col: 0 };
    this.editing = ""; // "typed" while arrows leave the cell, "opened" while they move within it
    this.leaving = false;
    this.undone = [];
  }

  begin() {
    const { input, table, frame } = this;
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("input", () => this.editing || this.open("typed"));
    input.addEventListener("compositionstart", () => this.editing || this.open("typed"));
    input.addEventListener("focus", () => this.speak());
    input.addEventListener("blur", () => this.finish());
    input.addEventListener("paste", (event) => this.paste(event));
    input.addEventListener("copy", (event) => this.copy(event));
    input.addEventListener("cut", (event) => this.copy(event) && this.clear());
    let pressed = false;
    const place = (cell) => ({ row: cell.getRow().getPosition() - 1, col: this.names.indexOf(cell.getField()) });
    table.on("cellMouseDown", (event, cell) => {
      event.preventDefault();
      this.finish();
      pressed = true;
      const { row, col } = place(cell);
      if (col < 0) this.select({ row, col: 0 }, { row, col: this.names.length - 1 });
      else if (event.shiftKey) this.select(this.at, { row, col });
      else this.select({ row, col });
      input.focus({ preventScroll: true });
    });
    table.on("cellMouseOver", (event, cell) => {
      if (pressed && event.buttons && place(cell).col >= 0) this.select(this.at, place(cell), false);
    });
    document.addEventListener("mouseup", () => (pressed = false));
    table.on("cellDblClick", (_event, cell) => place(cell).col >= 0 && this.open("opened"));
    for (const event of ["scrollVertical", "scrollHorizontal", "columnResized", "renderComplete"]) table.on(event, () => this.lay());
    new ResizeObserver(() => this.lay()).observe(frame);
    this.select({ row: 0, col: Math.max(this.free(0), 0) }, undefined, false);
  }

  // The first column in which the row may be typed and nothing stands yet, else in which it may be typed.
  free(number) {
    const may = (name) => this.rows.mayType(this.row(number), name);
    const empty = this.names.findIndex((name) => may(name) && !this.rows.text(this.row(number), name));
    return empty < 0 || this.row(number).pk !== null ? this.names.findIndex(may) : empty;
  }

  goToNew() {
    const row = this.rows.all.findIndex((one) => this.rows.isEmpty(one));
    this.go(row, this.names[this.free(row)]);
  }

  // Where one is

  row(number = this.at.row) {
    return this.rows.all[number];
  }

  column(number = this.at.col) {
    return this.rows.columns[number];
  }

  cell({ row, col }) {
    return this.table.getRow(row).getCell(this.names[col]).getElement();
  }

  select(at, to = at, scroll = true) {
    this.at = at;
    this.to = to;
    this.leaving = false;
    if (scroll) this.reveal();
    this.lay();
    this.speak();
  }

  reveal() {
    const holder = this.frame.querySelector(".tabulator-tableholder");
    const shown = this.table.getRow(this.to.row);
    const row = shown.getElement();
    if (!row.isConnected) this.table.scrollToRow(this.to.row, "center", false);
    const [cell, view] = [this.cell(this.to).getBoundingClientRect(), holder.getBoundingClientRect()];
    const left = view.left + 44;
    if (cell.top < view.top) holder.scrollTop -= view.top - cell.top;
    if (cell.bottom > view.top + holder.clientHeight) holder.scrollTop += cell.bottom - view.top - holder.clientHeight;
    if (cell.left < left) holder.scrollLeft -= left - cell.left;
    if (cell.right > view.left + holder.clientWidth) holder.scrollLeft += cell.right - view.left - holder.clientWidth;
  }

  // The corners of the selection, the upper left first.
  corners() {
    const [top, bottom] = [this.at.row, this.to.row].sort((one, other) => one - other);
    const [left, right] = [this.at.col, this.to.col].sort((one, other) => one - other);
    return { top, bottom, left, right };
  }

  lay() {
    const frame = this.frame.getBoundingClientRect();
    const put = (one, first, last) => {
      const [a, b] = [first.getBoundingClientRect(), last.getBoundingClientRect()];
      Object.assign(one.style, { left: `${a.left - frame.left}px`, top: `${a.top - frame.top}px`, width: `${b.right - a.left}px`, height: `${b.bottom - a.top}px` });
    };
    const view = this.frame.querySelector(".tabulator-tableholder").getBoundingClientRect();
    const own = this.cell(this.at);
    const place = own.getBoundingClientRect();
    const seen = own.isConnected && place.bottom > view.top && place.top < view.bottom && place.right > view.left + 44 && place.left < view.right;
    this.input.classList.toggle("unseen", !seen);
    if (own.isConnected) put(this.input, own, own);
    const { top, bottom, left, right } = this.corners();
    const drawn = this.table.getRows("visible").map((row) => row.getPosition() - 1).filter((row) => row >= top && row <= bottom);
    const single = top === bottom && left === right;
    this.box.hidden = single || !drawn.length;
    if (!this.box.hidden) put(this.box, this.cell({ row: drawn[0], col: left }), this.cell({ row: drawn.at(-1), col: right }));
  }

  speak() {
    const row = this.row();
    const column = this.column();
    const state = this.rows.state(row, column.name);
    const place = `${this.fill(this.words.row, { row: row.number })}, ${column.head}`;
    const content = [this.rows.text(row, column.name) || this.words.empty, this.words[state], this.rows.told(row, column.name)];
    this.input.setAttribute("aria-label", place);
    if (!this.editing && document.activeElement === this.input) this.spoken.textContent = `${place}: ${content.filter(Boolean).join(", ")}`;
  }

  go(row, name) {
    this.select({ row, col: this.names.indexOf(name) });
    this.input.focus({ preventScroll: true });
  }

  move(down, right, extend = false) {
    const from = extend ? this.to : this.at;
    const clamp = (value, last) => Math.min(Math.max(value, 0), last);
    const goal = { row: clamp(from.row + down, this.rows.all.length - 1), col: clamp(from.col + right, this.names.length - 1) };
    this.select(extend ? this.at : goal, goal);
  }

  // Whether there is a cell to go on to; without one, Tab leaves the grid.
  tab(back) {
    const count = this.names.length;
    const next = this.at.row * count + this.at.col + (back ? -1 : 1);
    if (next < 0 || next >= this.rows.all.length * count) return false;
    this.select({ row: Math.floor(next / count), col: next % count });
    return true;
  }

  // Keys

  key(event) {
    if (event.isComposing) return;
    const { key, shiftKey: shift } = event;
    const control = event.ctrlKey || event.metaKey;
    const arrow = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
    const done = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (this.editing) {
      const picks = this.input.hasAttribute("list") && (key === "ArrowUp" || key === "ArrowDown");
      if (key === "Escape") {
        this.close();
        done();
      } else if (key === "Enter") {
        this.finish();
        this.move(shift ? -1 : 1, 0);
        done();
      } else if (key === "Tab") {
        this.finish();
        if (this.tab(shift)) done();
      } else if (arrow && this.editing === "typed" && !control && !picks) {
        this.finish();
        this.move(...arrow);
        done();
      }
      return;
    }
    if (arrow) {
      const far = control ? 1e6 : 1;
      this.move(arrow[0] * far, arrow[1] * far, shift);
      done();
    } else if (key === "Tab") {
      if (!this.leaving && this.tab(shift)) done();
    } else if (key === "Enter" || key === "F2") {
      this.open("opened");
      done();
    } else if (key === "Escape") {
      this.leaving = true;
      done();
    } else if (key === "Delete" || key === "Backspace") {
      this.clear();
      done();
    } else if (key === "Home" || key === "End") {
      this.move(control ? (key === "Home" ? -1e6 : 1e6) : 0, key === "Home" ? -1e6 : 1e6, shift);
      done();
    } else if (key === "PageUp" || key === "PageDown") {
      this.move(key === "PageUp" ? -12 : 12, 0, shift);
      done();
    } else if (control && key.toLowerCase() === "z") {
      this.undo();
      done();
    } else if (control && key.toLowerCase() === "d") {
      this.fillDown();
      done();
    } else if (control && key.toLowerCase() === "a") {
      this.select({ row: 0, col: 0 }, { row: this.rows.all.length - 1, col: this.names.length - 1 }, false);
      done();
    } else if (key.length === 1 && !control) {
      // Typed into the input in the ordinary way; other keys of the page do not hear it.
      event.stopPropagation();
    }
  }

  open(how) {
    if (!this.rows.mayType(this.row(), this.column().name)) {
      this.input.value = "";
      this.tell(this.words.fixed);
      return;
    }
    this.editing = how;
    this.to = this.at;
    this.lay();
    const { choices } = this.column();
    this.input.toggleAttribute("list", choices.length > 0);
    if (choices.length) {
      this.input.setAttribute("list", "grid-choices");
      this.choices.replaceChildren(...choices.map((words) => Object.assign(document.createElement("option"), { value: words })));
    }
    this.input.classList.add("editing");
    if (how === "opened") {
      this.input.value = this.rows.text(this.row(), this.column().name);
      this.input.focus({ preventScroll: true });
      this.input.select();
    }
  }

  close() {
    this.editing = "";
    this.input.value = "";
    this.input.removeAttribute("list");
    this.input.classList.remove("editing");
  }

  finish() {
    if (!this.editing) return;
    const text = this.input.value.trim();
    this.close();
    this.apply([{ row: this.at.row, name: this.column().name, text }]);
  }

  // Changes

  // cells: {row, name, text}. Returns the number of cells that took their text.
  apply(cells, message, record = true) {
    const before = [];
    const touched = new Set();
    let fixed = 0;
    for (const { row: number, name, text } of cells) {
      const row = this.row(number);
      if (!this.rows.mayType(row, name)) {
        if (text !== this.rows.text(row, name)) fixed += 1;
        continue;
      }
      const old = this.rows.text(row, name);
      if (old === text) continue;
      before.push({ row: number, name, text: old });
      this.rows.type(row, name, text);
      touched.add(row);
    }
    if (record && before.length) this.undone.push(before);
    this.changed([...touched], fixed ? this.words.fixed : message);
    return before.length;
  }

  undo() {
    const before = this.undone.pop();
    if (before) this.apply(before, "", false);
  }

  selected(make) {
    const { top, bottom, left, right } = this.corners();
    const cells = [];
    for (let row = top; row <= bottom; row += 1) for (let col = left; col <= right; col += 1) cells.push(make(row, col));
    return cells;
  }

  clear() {
    this.apply(this.selected((row, col) => ({ row, name: this.names[col], text: "" })));
  }

  fillDown() {
    const { top } = this.corners();
    const text = (row, col) => this.rows.text(this.row(this.at.row === this.to.row ? row - 1 : top), this.names[col]);
    if (this.at.row === this.to.row && top === 0) return;
    this.apply(this.selected((row, col) => ({ row, name: this.names[col], text: text(row, col) })));
  }

  copy(event) {
    if (this.editing) return false;
    event.preventDefault();
    const { top, bottom, left, right } = this.corners();
    const block = [];
    for (let row = top; row <= bottom; row += 1) block.push(this.names.slice(left, right + 1).map((name) => this.rows.text(this.row(row), name)));
    event.clipboardData.setData("text/plain", write(block));
    return true;
  }

  async paste(event) {
    const block = parse(event.clipboardData.getData("text/plain"));
    const single = block.length === 1 && block[0].length === 1;
    if (this.editing && single) return;
    event.preventDefault();
    this.close();
    if (!block.length) return;
    const { top, bottom, left, right } = this.corners();
    if (single) {
      this.apply(this.selected((row, col) => ({ row, name: this.names[col], text: block[0][0].trim() })));
      return;
    }
    const heads = this.headsOf(block[0]);
    const names = heads ?? this.names.slice(left);
    const lines = heads ? block.slice(1) : block;
    if (top + lines.length > LIMIT) {
      this.tell(this.fill(this.words.tooMany, { limit: LIMIT }));
      return;
    }
    while (this.rows.all.length < top + lines.length) this.rows.add();
    const cells = lines.flatMap((line, down) => line.flatMap((text, place) => (names[place] ? [{ row: top + down, name: names[place], text: text.trim() }] : [])));
    const last = Math.min(left + Math.max(...lines.map((line) => line.length)), this.names.length) - 1;
    this.apply(cells, this.fill(this.words.pasted, { rows: lines.length, cells: cells.length }));
    this.at = { row: top, col: heads ? 0 : left };
    this.to = { row: Math.max(top + lines.length - 1, lines.length ? top : bottom), col: heads ? this.names.length - 1 : Math.max(last, right) };
  }

  // The columns of a block's first line, when it is the head of a table: at least two cells, all of them known heads.
  headsOf(line) {
    const plain = (text) => text.replace(/[（(][^（）()]*[)）]/g, "").replace(/[\s*:：]/g, "").toLowerCase();
    const found = line.map((text) => this.rows.columns.find(({ heads }) => heads.includes(plain(text)))?.name);
    const filled = line.filter((text) => text.trim());
    return filled.length > 1 && line.every((text, place) => !text.trim() || found[place]) ? found : null;
  }
}
