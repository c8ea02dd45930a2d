// Everything that a page can do, by name: the palette on Ctrl K, and the list of keys on ?.

import { h, replace } from "./h.js";
import { allKeys, lettersOff, setLettersOff, shown } from "./keys.js";

/**
 * @typedef {object} Command
 * @property {string} words
 * @property {() => void} act
 * @property {string} [keys]
 */

/** @type {(() => Command[])[]} */
const sources = [];

/**
 * Commands beyond the keys; asked anew each time the palette opens.
 * @param {() => Command[]} source
 */
export function commands(source) {
  sources.push(source);
}

/** Open the palette: type words, choose with the arrows, Enter does it. */
export function openPalette() {
  const all = [...sources.flatMap((source) => source()), ...keyCommands()];
  /** @type {Command[]} */
  let found = all;
  let chosen = 0;
  const list = h("ul", { class: "palette-list", id: "palette-list", role: "listbox", "aria-label": "Commands" });
  const input = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-label": "Command",
      placeholder: "What do you want to do?", autocomplete: "off", spellcheck: "false",
    })
  );
  const dialog = box("Commands", "palette", input, list);

  function draw() {
    replace(list, found.slice(0, 60).map((command, index) =>
      h("li", { id: `palette-${index}`, role: "option", "aria-selected": String(index === chosen), onclick: () => run(command) },
        h("span", {}, command.words), command.keys ? h("kbd", {}, shown(command.keys)) : null)));
    input.setAttribute("aria-activedescendant", found.length ? `palette-${chosen}` : "");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Command | undefined} command */
  function run(command) {
    dialog.close();
    command?.act();
  }

  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = all.filter((command) => words.every((word) => command.words.toLowerCase().includes(word)));
    chosen = 0;
    draw();
  });
  input.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && found.length) {
      event.preventDefault();
      chosen = (chosen + move + Math.min(60, found.length)) % Math.min(60, found.length);
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[chosen]);
    }
  });
  draw();
  dialog.showModal();
}

/** Open the list of keys of this page. */
export function openKeys() {
  /** @type {Map<string, HTMLElement[]>} */
  const groups = new Map();
  for (const key of allKeys()) {
    const name = key.group ?? "Everywhere";
    if (!groups.has(name)) groups.set(name, []);
    const pressed = key.keys.split(" ").length > 1 && key.keys !== " " ? key.keys.split(" ") : [key.keys];
    groups.get(name)?.push(h("div", {}, h("dt", {}, pressed.map((part) => h("kbd", {}, shown(part)))), h("dd", {}, key.words)));
  }
  const off = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", onchange: () => setLettersOff(off.checked) }));
  off.checked = lettersOff();
  const lists = [...groups].map(([name, rows]) => h("section", {}, h("h3", {}, name), h("dl", { class: "keys" }, rows)));
  box("Keys", "keys-dialog", h("div", { class: "keys-groups" }, lists), h("label", { class: "check" }, off, " Turn single letters off")).showModal();
}

/**
 * A modal dialog with a title and a button that closes it; it is gone from the page when it is closed.
 * @param {string} title
 * @param {string} name its class
 * @param {...Node} children
 * @returns {HTMLDialogElement}
 */
export function box(title, name, ...children) {
  const dialog = /** @type {HTMLDialogElement} */ (
    h("dialog", { class: name, "aria-label": title, onclose: () => dialog.remove() },
      h("header", {}, h("h2", {}, title), h("button", { type: "button", "aria-label": "Close", onclick: () => dialog.close() }, "×")),
      ...children)
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}

/** @returns {Command[]} */
function keyCommands() {
  return allKeys().map((key) => ({ words: key.words, keys: key.keys, act: () => key.act(new KeyboardEvent("keydown")) }));
}
