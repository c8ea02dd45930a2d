// What a screen reader hears, and what went wrong: a polite sentence at most once a second, and notices that stay.

import { h } from "./h.js";

const PAUSE_MS = 1000;
let last = -PAUSE_MS;
let timer = 0;

/**
 * Say it in the polite live region; of several within a second, the last.
 * @param {string} sentence
 */
export function speak(sentence) {
  clearTimeout(timer);
  const wait = Math.max(0, last + PAUSE_MS - performance.now());
  timer = setTimeout(() => {
    last = performance.now();
    const region = document.getElementById("spoken");
    if (region && region.textContent !== sentence) region.textContent = sentence;
  }, wait);
}

/**
 * Show a sentence until it is closed, or for some seconds when it is good news.
 * @param {string} sentence
 * @param {"bad" | "good"} [kind]
 */
export function notice(sentence, kind = "bad") {
  const region = document.getElementById("notices");
  if (!region) return;
  for (const other of region.children) if (other.firstElementChild?.textContent === sentence) other.remove();
  const close = h("button", { type: "button", "aria-label": "Close this notice", onclick: () => note.remove() }, "×");
  const note = h("div", { class: `notice ${kind}` }, h("span", {}, sentence), close);
  region.append(note);
  if (kind === "good") setTimeout(() => note.remove(), 4000);
}

/**
 * Do it; what the server refuses becomes a notice.
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T | undefined>}
 */
export async function trying(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) notice(String(/** @type {Error} */ (error).message));
    return undefined;
  }
}

/**
 * Copy text, and say so.
 * @param {string} text
 * @param {string} what for the sentence "Copied: …"
 */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    notice(`Copied: ${what}`, "good");
    speak(`Copied: ${what}`);
  } catch {
    notice("The browser did not let this page copy. Select the text and copy it by hand.");
  }
}
