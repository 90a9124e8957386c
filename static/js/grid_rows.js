// The rows of a grid: what is stored of each, what was typed over it, and what was said about it. Knows no screen.
export const FREE = 5; // empty rows that always stand ready at the end

export class Rows {
  constructor(told) {
    this.columns = told.columns;
    this.column = Object.fromEntries(told.columns.map((column) => [column.name, column]));
    this.begun = told.begun;
    this.all = [];
    for (const row of told.rows) this.add({ pk: row.pk, version: row.version, stored: row.cells });
    for (const row of told.draft?.rows ?? []) {
      const added = this.add({ pk: row.pk, version: row.now ?? row.version, stored: row.pk ? row.stored ?? {} : null });
      Object.assign(added, { typed: { ...row.cells }, errors: { ...row.errors }, gone: Boolean(row.pk && !row.stored) });
      // Saved by somebody since it was kept: both stand side by side until the person has chosen.
      if (row.stored && row.now !== row.version) Object.assign(added, { theirs: { ...row.stored }, before: row.version });
    }
    this.spare();
  }

  add(known = {}) {
    const number = this.all.length + 1;
    const row = {
      number, key: known.key ?? `${Date.now().toString(36)}-${number}`, pk: known.pk ?? null, version: known.version ?? 0,
      stored: known.stored ?? { ...this.begun }, typed: {}, errors: {}, remarks: {}, saved: new Set(), theirs: null, before: 0,
      gone: false, judged: false,
    };
    this.all.push(row);
    return row;
  }

  // Keep some empty rows ready; returns those that were added.
  spare() {
    const added = [];
    while (this.all.slice(-FREE).some((row) => !this.isEmpty(row)) || this.all.length < FREE) added.push(this.add());
    return added;
  }

  isEmpty(row) {
    return row.pk === null && Object.keys(row.typed).length === 0;
  }

  text(row, name) {
    return row.typed[name] ?? row.stored[name] ?? "";
  }

  mayType(row, name) {
    return !(row.pk !== null && this.column[name].fixed);
  }

  type(row, name, text) {
    if (text === (row.stored[name] ?? "")) delete row.typed[name];
    else row.typed[name] = text;
    delete row.errors[name];
    delete row.errors[""];
    delete row.remarks[name];
    row.saved.delete(name);
    row.judged = false;
    if (row.theirs && !(name in row.typed)) delete row.theirs[name];
  }

  waiting() {
    return this.all.filter((row) => Object.keys(row.typed).length && !row.gone);
  }

  refused() {
    return this.waiting().filter((row) => Object.keys(row.errors).length || this.clashes(row).length);
  }

  // The cells in which another's saving and this person's typing differ.
  clashes(row) {
    return Object.keys(row.theirs ?? {}).filter((name) => name in row.typed && row.typed[name] !== row.theirs[name]);
  }

  state(row, name) {
    if (this.clashes(row).includes(name)) return "conflict";
    if (row.errors[name] || (row.gone && name in row.typed)) return "refused";
    if (name in row.typed) return "waiting";
    if (row.remarks[name]) return "remark";
    return row.saved.has(name) ? "saved" : "";
  }

  told(row, name) {
    return row.errors[name] ?? row.remarks[name] ?? "";
  }

  toSend(row) {
    const cells = row.pk === null ? { ...this.begun, ...row.typed } : { ...row.typed };
    // Until the person has chosen, the row goes out as of before the other's saving, so the server lets it pass nowhere.
    const version = this.clashes(row).length ? row.before : row.version;
    return { key: row.key, number: row.number, pk: row.pk, version, cells };
  }

  // Take in what the server says about a row that was sent.
  settle(sent, outcome) {
    const row = this.all.find((one) => one.key === sent.key);
    if (!row) return;
    const unchanged = this.columns.every(({ name }) => (sent.cells[name] ?? "") === (this.toSend(row).cells[name] ?? ""));
    if (outcome.state === "written") {
      Object.assign(row, { pk: outcome.pk, version: outcome.version, stored: outcome.cells, errors: {}, remarks: {}, theirs: null });
      for (const [name, text] of Object.entries(sent.cells)) {
        if (row.typed[name] !== undefined && row.typed[name] === text) {
          delete row.typed[name];
          row.saved.add(name);
        }
      }
    } else if (!unchanged) return;
    else if (outcome.state === "conflict") {
      // Only the cells that both have touched need an answer.
      const touched = Object.entries(outcome.cells).filter(([name, text]) => text !== (row.stored[name] ?? ""));
      const theirs = { ...row.theirs, ...Object.fromEntries(touched) };
      Object.assign(row, { stored: outcome.cells, version: outcome.version, before: sent.version, theirs });
      for (const name of Object.keys(row.typed)) if (row.typed[name] === row.stored[name]) delete row.typed[name];
    } else {
      if (outcome.state === "same") for (const name of Object.keys(row.typed)) delete row.typed[name];
      Object.assign(row, { errors: {}, remarks: {} });
    }
    row.judged = true;
    for (const message of outcome.messages) {
      const place = this.column[message.field] ? message.field : "";
      if (message.level === "warning") row.remarks[place] = message.text;
      else if (outcome.state === "conflict") row.conflict = message.text;
      else row.errors[place] = row.errors[place] ? `${row.errors[place]} ${message.text}` : message.text;
    }
  }

  // What is worth keeping in the browser: typed cells that name no person's number.
  unsaved() {
    const open = (typed) => Object.fromEntries(Object.entries(typed).filter(([name]) => !this.column[name]?.private));
    return this.waiting().map((row) => ({
      key: row.key, pk: row.pk, version: row.version, typed: open(row.typed),
      base: Object.fromEntries(Object.keys(row.typed).map((name) => [name, row.stored[name] ?? ""])),
    }));
  }

  // Put back what was kept; returns the rows that changed.
  restore(kept) {
    return kept.map((old) => {
      let row = old.pk === null ? this.all.find((one) => this.isEmpty(one)) : this.all.find((one) => one.pk === old.pk);
      row ??= this.add({ pk: old.pk, stored: old.pk === null ? null : {} });
      // The version and the texts of then: if somebody saved the row since, the server says so.
      if (row.version !== old.version) Object.assign(row.stored, old.base);
      Object.assign(row, { key: old.key, version: old.version, typed: { ...old.typed }, judged: false });
      return row;
    });
  }
}
