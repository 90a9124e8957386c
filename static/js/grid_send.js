// Sending a grid's rows: judged while one types, written on wish, all of them as one change. A sending whose answer
// was lost is sent again under its own number, so that the server writes it once; rows wait while there is no
// connection and go by themselves when it returns.
const PAUSE = 600;
const AGAIN = 4000;

export class Sending {
  constructor(known) {
    Object.assign(this, known);
    this.unsure = null; // a sending of which one cannot know whether it arrived
    this.wanted = false; // saving was asked for and waits for the connection
    this.busy = Promise.resolve();
    window.addEventListener("online", () => this.returned());
    window.addEventListener("offline", () => this.lost());
    if (!navigator.onLine) this.lost();
  }

  lost() {
    this.say(this.wanted || this.unsure ? this.words.offlineSend : this.words.offline);
  }

  async returned() {
    this.say("");
    this.tell({ words: this.words.online });
    if (this.wanted || this.unsure) await this.save();
    else this.judgeSoon();
  }

  judgeSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.judge(), PAUSE);
  }

  // One request at a time, in the order in which they were asked for.
  next(work) {
    this.busy = this.busy.then(work, work);
    return this.busy;
  }

  judge() {
    return this.next(async () => {
      const fresh = this.rows.waiting().filter((row) => !row.judged);
      if (!fresh.length || !navigator.onLine || this.unsure) return;
      const sent = this.rows.waiting().map((row) => this.rows.toSend(row));
      const answer = await this.post({ rows: sent, write: false });
      if (answer) this.settle(sent, answer);
    });
  }

  save() {
    clearTimeout(this.soon);
    return this.next(async () => {
      if (this.unsure && !(await this.resend())) return;
      await this.write(this.rows.waiting(), [], false);
    });
  }

  saveRight() {
    const refused = this.rows.refused();
    return this.next(() => this.write(this.rows.waiting().filter((row) => !refused.includes(row)), refused, true));
  }

  keepAsDraft() {
    return this.next(() => this.write([], this.rows.waiting(), true));
  }

  // Write rows and keep others as a draft. An opened draft ends with its last row.
  async write(rows, left, keep, again = true) {
    if (!rows.length && !left.length) return;
    this.unsure = {
      batch: crypto.randomUUID?.() ?? uuid(), write: rows.length > 0, reason: this.reason(), draft: this.draft,
      rows: rows.map((row) => this.rows.toSend(row)), left: left.map((row) => this.rows.toSend(row)),
      keep: keep || this.draft !== null,
    };
    this.wanted = true;
    this.remember();
    const done = await this.resend();
    // The other has touched other cells of the row: nothing to choose, so it is simply saved now.
    const merged = done === "refused" && !this.rows.refused().length && rows.length;
    if (merged && again) await this.write(rows, left, keep, false);
  }

  async resend() {
    const sent = this.unsure;
    const answer = await this.post(sent);
    if (!answer) return "";
    this.unsure = null;
    this.wanted = false;
    return this.settle(sent.rows, answer, sent) ? "written" : "refused";
  }

  resume({ unsure, wanted }) {
    this.unsure = unsure ?? null;
    this.wanted = Boolean(wanted);
    if (this.unsure) this.save();
  }

  // Take in an answer. Returns whether all that was asked for is written.
  settle(sent, answer, asked = null) {
    const touched = new Set();
    const of = (key) => this.rows.all.find((row) => row.key === key);
    for (const key of answer.gone ?? []) {
      const row = of(key);
      if (row) touched.add(Object.assign(row, { gone: true }));
    }
    const outcomes = answer.outcomes ?? [];
    outcomes.forEach((outcome) => {
      const row = sent.find(({ key }) => key === outcome.key);
      if (!row) return;
      this.rows.settle(row, outcome);
      touched.add(of(outcome.key));
    });
    const written = Boolean(asked) && !answer.gone && outcomes.every(({ state }) => ["written", "same"].includes(state));
    if (asked) this.news(asked, answer, written, outcomes);
    else if (outcomes.length) this.tell({ words: "" });
    this.changed([...touched].filter(Boolean));
    return written;
  }

  news(asked, answer, written, outcomes) {
    if (answer.problem) this.say(answer.problem);
    if (!written) return;
    const count = outcomes.filter(({ state }) => state === "written").length;
    if (asked.keep && asked.left.length) {
      // The draft has them now, so this page lets them go and opens the draft.
      for (const { key } of asked.left) {
        const row = this.rows.all.find((one) => one.key === key);
        if (row) Object.assign(row, { typed: {}, errors: {}, remarks: {}, theirs: null });
      }
      this.remember();
      window.location.assign(`?draft=${answer.draft.pk}`);
      return;
    }
    if (this.draft !== null && !answer.draft) this.draft = null;
    this.tell({ words: this.words.written, count });
  }

  async post(body) {
    let response;
    try {
      response = await fetch(window.location.href, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify({ batch: crypto.randomUUID?.() ?? uuid(), ...body }),
      });
    } catch {
      // Whether it arrived is not known; its number makes it safe to ask again.
      this.lost();
      if (this.unsure) this.tryAgain();
      return null;
    }
    const isJson = response.headers.get("Content-Type")?.includes("application/json");
    if (isJson) {
      this.say("");
      return response.json();
    }
    if (response.redirected || response.status === 403) this.say(this.words.signIn, true);
    else {
      this.say(this.words.failed);
      if (this.unsure) this.tryAgain();
    }
    return null;
  }

  tryAgain() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.unsure && this.save(), AGAIN);
  }
}

// Plain http on an office network knows no randomUUID.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}
