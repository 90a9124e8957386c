// Finding rows: the search box, look-ups, the tree of units, menus of a list, ticked rows. Every page works without it.
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

// Look-ups: a text field that offers rows while one types (templates/base/lookup.html). Listens on the document, so that
// fields which are added to the page later work, too.
(() => {
  const parts = (input) => {
    // The field itself may be of that class, too.
    const box = input.parentElement.closest(".lookup");
    return {
      key: box.querySelector("input[type=hidden]"),
      offered: box.querySelector(".offered"),
      list: box.querySelector("[role=listbox]"),
      told: box.querySelector(".told"),
    };
  };
  const fieldOf = (event) => event.target.closest?.("[data-lookup]");
  let asked = 0;
  let timer = null;

  const close = (input) => {
    parts(input).offered.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (input, option) => {
    parts(input).key.value = option.dataset.key;
    input.value = input.dataset.chosen = option.dataset.text;
    close(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const mark = (input, option) => {
    for (const other of parts(input).list.children) other.setAttribute("aria-selected", String(other === option));
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const ask = async (input) => {
    const number = ++asked;
    // What was chosen is offered among others, not as the only one.
    const text = input.value === input.dataset.chosen ? "" : input.value;
    const answer = await fetch(`${input.dataset.lookup}&q=${encodeURIComponent(text)}`);
    if (!answer.ok || number !== asked || document.activeElement !== input) return;
    const found = await answer.json();
    const { list, offered, told } = parts(input);
    list.replaceChildren(
      ...found.choices.map((choice, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        Object.assign(option.dataset, { key: choice.key, text: choice.text });
        option.textContent = choice.text;
        if (choice.note) {
          const note = document.createElement("small");
          note.textContent = choice.note;
          option.append(" ", note);
        }
        return option;
      }),
    );
    list.hidden = !found.choices.length;
    told.textContent = found.told;
    offered.hidden = false;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  document.addEventListener("input", (event) => {
    const input = fieldOf(event);
    if (!input) return;
    if (input.value !== input.dataset.chosen) parts(input).key.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, 150, input);
  });
  document.addEventListener("keydown", (event) => {
    const input = fieldOf(event);
    if (!input || event.isComposing) return;
    const { list, offered } = parts(input);
    const options = [...list.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (offered.hidden) ask(input);
      else if (options.length) mark(input, options.at((at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)) % options.length));
    } else if (event.key === "Enter" && !offered.hidden && at >= 0) {
      event.preventDefault();
      choose(input, options[at]);
    } else if (event.key === "Escape" && !offered.hidden) {
      event.preventDefault();
      close(input);
    }
  });
  document.addEventListener("click", (event) => {
    const input = fieldOf(event);
    if (input && parts(input).offered.hidden) ask(input);
  });
  // Before the field loses the focus, which would take the list away.
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest?.(".lookup [role=option]");
    if (!option) return;
    event.preventDefault();
    choose(option.closest(".lookup").querySelector("[data-lookup]"), option);
  });
  document.addEventListener("focusout", (event) => {
    const input = fieldOf(event);
    if (input) close(input);
  });
  // Addresses stay short enough to be passed on: a chosen row by its key alone, nothing that says nothing.
  document.addEventListener(
    "submit",
    (event) => {
      for (const input of event.target.querySelectorAll("[data-lookup]"))
        if (parts(input).key.value || !input.value) input.removeAttribute("name");
      if (event.target.method === "get")
        for (const field of event.target.elements)
          if (!field.value || field.value === field.dataset.usual) field.removeAttribute("name");
    },
    true,
  );
})();

// The tree of units: twists open and close, arrows walk. What was closed stays closed while the window lives.
(() => {
  const tree = document.querySelector(".tree");
  if (!tree) return;
  const remembered = "closed-units";
  const closed = new Set(JSON.parse(sessionStorage.getItem(remembered) ?? "[]"));
  const below = (twist) => document.getElementById(twist.getAttribute("aria-controls"));
  const turn = (twist, open) => {
    twist.setAttribute("aria-expanded", String(open));
    below(twist).hidden = !open;
  };
  for (const twist of tree.querySelectorAll(".twist[aria-expanded=true]"))
    if (closed.has(below(twist).id) && !below(twist).querySelector("[aria-current]")) turn(twist, false);
  const here = tree.querySelector("[aria-current]");
  if (here) tree.scrollTop = here.offsetTop - tree.clientHeight / 2;

  tree.addEventListener("click", (event) => {
    const twist = event.target.closest(".twist");
    if (!twist) return;
    const open = twist.getAttribute("aria-expanded") !== "true";
    turn(twist, open);
    open ? closed.delete(below(twist).id) : closed.add(below(twist).id);
    sessionStorage.setItem(remembered, JSON.stringify([...closed]));
  });
  tree.addEventListener("keydown", (event) => {
    const twist = event.target.closest("li")?.querySelector(":scope > .twist");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const open = { ArrowRight: "false", ArrowLeft: "true" }[event.key];
    if (step) {
      const links = [...tree.querySelectorAll("a")].filter((link) => link.getClientRects().length);
      const at = links.indexOf(event.target.closest("li").querySelector("a"));
      links[at + step]?.focus();
    } else if (open && twist?.getAttribute("aria-expanded") === open) twist.click();
    if (step || open) event.preventDefault();
  });
})();

// Menus above a list close on Escape and when one goes elsewhere; columns change their order by their buttons.
(() => {
  const close = (menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  };
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("[data-menu][open]");
    if (event.key === "Escape" && menu) close(menu);
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("[data-menu][open]"))
      if (!menu.contains(event.target)) menu.open = false;
    const button = event.target.closest("[data-ordered] [data-move]");
    if (!button) return;
    const line = button.closest("li");
    const other = button.dataset.move < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (other) button.dataset.move < 0 ? other.before(line) : other.after(line);
    button.focus();
  });
  // One word in the address instead of one for each column.
  document.addEventListener(
    "submit",
    (event) => {
      const ticked = event.target.matches("[data-ordered]") ? event.target.querySelectorAll("[name=cols]:checked") : [];
      if (!ticked.length) return;
      const whole = document.createElement("input");
      Object.assign(whole, { type: "hidden", name: "cols", value: [...ticked].map((tick) => tick.value).join(",") });
      for (const tick of ticked) tick.removeAttribute("name");
      event.target.append(whole);
    },
    true,
  );
})();

// Ticked rows: one box ticks the page. Nothing is sent while nothing is ticked.
(() => {
  const all = document.querySelector("[data-tick-all]");
  const form = document.querySelector("form[data-bulk]");
  if (!all || !form) return;
  const ticks = [...document.querySelectorAll("input[name=row][form=bulk]")];
  const whole = form.querySelector("[name=whole]");
  all.hidden = false;
  const show = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    all.checked = ticked > 0 && ticked === ticks.length;
    all.indeterminate = ticked > 0 && ticked < ticks.length;
    for (const button of form.querySelectorAll("button")) button.disabled = !ticked && !whole?.checked;
  };
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    show();
  });
  for (const tick of [...ticks, ...(whole ? [whole] : [])]) tick.addEventListener("change", show);
  // Also when one comes back to the page as it was left.
  window.addEventListener("pageshow", show);
})();
