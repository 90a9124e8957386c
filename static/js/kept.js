// What was typed and is not saved yet, kept in this browser for the person who typed it: it outlives a lost
// connection, a closed tab and an expired session, and goes when it is saved or when the person signs out.
const DAYS = 14;
const person = document.querySelector("[data-person]")?.dataset.person;

const address = (name) => `kept:${person}:${name}`;

function entries() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("kept:"));
  } catch {
    return [];
  }
}

export function keep(name, content) {
  if (!person) return;
  try {
    localStorage.setItem(address(name), JSON.stringify({ at: Date.now(), ...content }));
  } catch {
    // A full or forbidden store: the page works on without this net.
  }
}

export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(address(name)));
  } catch {
    return null;
  }
}

export function drop(name) {
  try {
    localStorage.removeItem(address(name));
  } catch {
    // Nothing can have been kept there.
  }
}

export function dropAll() {
  entries().filter((key) => key.startsWith(address(""))).forEach((key) => localStorage.removeItem(key));
}

export function dropOld() {
  const limit = Date.now() - DAYS * 86400000;
  for (const key of entries()) {
    let content = null;
    try {
      content = JSON.parse(localStorage.getItem(key));
    } catch {
      // Not ours, or cut short: of no use to anyone.
    }
    if (!content || !(content.at > limit)) localStorage.removeItem(key);
  }
}

// Fill the page's offer and show it. restore and discard are called for the two answers.
export function offer(content, restore, discard) {
  const box = document.querySelector("[data-kept-offer]");
  const text = box.querySelector("[data-kept-text]");
  const when = new Date(content.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  text.textContent = text.dataset.keptText.replace("{when}", when);
  box.hidden = false;
  const answered = (answer) => () => {
    box.hidden = true;
    answer();
  };
  box.querySelector("[data-kept-restore]").onclick = answered(restore);
  box.querySelector("[data-kept-drop]").onclick = answered(discard);
}
