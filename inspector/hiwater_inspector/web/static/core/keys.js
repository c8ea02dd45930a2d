// The keys of a page: declared once with words, so that the help dialog and the palette cannot disagree with them.

/**
 * @typedef {object} Key
 * @property {string} keys as pressed: "ArrowLeft", "Shift+ArrowLeft", "Control+k", "g q"
 * @property {string} words what it does
 * @property {(event: KeyboardEvent) => void} act
 * @property {string} [group]
 */

const OFF = "hiwater.single-keys-off";
const SEQUENCE_MS = 1500;
/** @type {Key[]} */
const declared = [];
let prefix = "";
let prefixed = 0;

/** @param {...Key} keys */
export function keys(...keys) {
  declared.push(...keys);
}

/** @returns {readonly Key[]} */
export function allKeys() {
  return declared;
}

/** Single letters can be turned off: WCAG 2.1.4. */
export function lettersOff() {
  return localStorage.getItem(OFF) === "yes";
}

/** @param {boolean} off */
export function setLettersOff(off) {
  localStorage.setItem(OFF, off ? "yes" : "no");
}

/**
 * As people read it: "Ctrl K", "Shift ←".
 * @param {string} keys
 */
export function shown(keys) {
  return keys
    .split("+")
    .map((part) => ({ Control: "Ctrl", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "Space" })[part] ?? part)
    .map((part) => (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const letter = event.key.length === 1 && event.key !== " ";
  let name = "";
  if (event.ctrlKey || event.metaKey) name += "Control+";
  if (event.altKey) name += "Alt+";
  // A shifted sign such as ? is its own key; a shifted letter or arrow is Shift and the key.
  if (event.shiftKey && (!letter || event.key.toLowerCase() !== event.key.toUpperCase())) name += "Shift+";
  return name + (letter ? event.key.toLowerCase() : event.key);
}

/** @param {EventTarget | null} target */
function writes(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["button", "checkbox", "radio"].includes(target.type);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = pressed(event);
  const plain = !name.includes("Control+") && !name.includes("Alt+");
  if (plain && writes(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (plain && name.length === 1 && lettersOff()) return;
  // Space and Enter belong to the button that has the focus.
  if ((name === " " || name === "Enter") && event.target instanceof Element && event.target.closest("button, a, summary, input, [role=option], [role=treeitem]")) return;
  const sequence = prefix && performance.now() - prefixed < SEQUENCE_MS ? `${prefix} ${name}` : name;
  prefix = "";
  const key = declared.find((one) => one.keys.toLowerCase() === sequence.toLowerCase());
  if (key) {
    event.preventDefault();
    key.act(event);
  } else if (declared.some((one) => one.keys.startsWith(`${name} `) && name.length === 1)) {
    prefix = name;
    prefixed = performance.now();
  }
});
