// The list of what stands in the way, one cell a line; each leads to its cell.
const MOST = 100;

export class Problems {
  constructor(known) {
    Object.assign(this, known);
    this.box = document.getElementById("grid-problems");
    this.list = this.box.querySelector("ol");
  }

  show() {
    const items = this.rows.all.flatMap((row) => this.of(row));
    this.box.hidden = !items.length;
    this.box.querySelector("h2 span").textContent = items.length ? `(${items.length})` : "";
    this.list.replaceChildren(...items.slice(0, MOST));
  }

  of(row) {
    if (row.gone) return [this.line(row, "", this.words.gone)];
    return [
      ...Object.entries(row.errors).map(([name, text]) => this.line(row, name, `${this.marks.refused} ${text}`)),
      ...this.rows.clashes(row).map((name) => this.clash(row, name)),
      ...Object.entries(row.remarks).map(([name, text]) => this.line(row, name, `${this.marks.remark} ${text}`)),
    ];
  }

  line(row, name, text) {
    const item = document.createElement("li");
    const place = document.createElement("button");
    place.type = "button";
    place.textContent = [this.fill(this.words.row, { row: row.number }), this.rows.column[name]?.head].filter(Boolean).join(" · ");
    place.title = this.words.goTo;
    place.addEventListener("click", () => this.go(row, name || this.rows.columns[0].name));
    item.append(place, ` ${text}`);
    return item;
  }

  clash(row, name) {
    const { words } = this;
    const both = `${this.marks.conflict} ${row.conflict ?? words.conflict} ${words.theirs}: ${row.theirs[name] || words.empty} · ${words.mine}: ${row.typed[name] || words.empty}`;
    const item = this.line(row, name, both);
    const choice = (text, choose) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-outline-secondary btn-sm";
      button.textContent = text;
      button.addEventListener("click", () => {
        choose();
        this.changed([row]);
      });
      item.append(" ", button);
    };
    choice(words.takeTheirs, () => {
      delete row.typed[name];
      delete row.theirs[name];
    });
    choice(words.keepMine, () => delete row.theirs[name]);
    return item;
  }
}
