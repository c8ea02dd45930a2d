// A list of any length, of which only what is seen exists. Browsers clamp an element at 33,554,428 pixels, so the range
// of the scroll bar is scaled beyond that; the wheel and the keys still move by rows.

import { h, replace } from "./h.js";
import { presses } from "./press.js";

const MOST_PIXELS = 30_000_000;
const BEYOND = 6;

/**
 * @typedef {object} Rows
 * @property {string} label for screen readers
 * @property {"listbox" | "tree" | "grid"} role
 * @property {number} height of a row, in pixels: the same as in the style
 * @property {(index: number) => HTMLElement} row makes one; gets its role, its id and aria-selected here
 * @property {(index: number) => void} [choose] a row was pressed, or reached by key
 * @property {(first: number, last: number) => void} [seen] these rows come into sight: fetch them
 */

/** One tab stop; the chosen row is told by aria-activedescendant, so focus never leaves the list when rows come and go. */
export class Virtual {
  #count = 0;
  #chosen = -1;
  #asked = false;
  #prefix = `rows-${Math.random().toString(36).slice(2, 8)}`;

  /** @param {Rows} rows */
  constructor(rows) {
    this.rows = rows;
    this.space = h("div", { class: "virtual-space", role: "presentation" });
    this.shown = h("div", { class: "virtual-shown", role: "presentation" });
    this.element = h(
      "div",
      {
        class: "virtual",
        role: rows.role,
        tabindex: "0",
        "aria-label": rows.label,
        onscroll: () => this.draw(),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
        onwheel: (/** @type {WheelEvent} */ event) => this.#wheel(event),
      },
      this.space,
      this.shown,
    );
    presses(this.element, (index) => this.#choose(Number(index)), "data-row");
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  /** @returns {number} rows in all */
  get count() {
    return this.#count;
  }

  set count(count) {
    this.#count = count;
    const pixels = Math.min(MOST_PIXELS, count * this.rows.height);
    this.space.style.setProperty("height", `${pixels}px`);
    this.element.setAttribute(this.rows.role === "grid" ? "aria-rowcount" : "data-count", String(count));
    this.draw();
  }

  /** @returns {number} the chosen row, or -1 */
  get chosen() {
    return this.#chosen;
  }

  /** Choose a row without telling the page, and bring it into sight. */
  set chosen(index) {
    this.#chosen = index;
    if (index >= 0) this.reveal(index);
    this.draw();
  }

  /** The first row that is seen, as a fraction of rows. */
  get first() {
    return this.element.scrollTop * this.#scale();
  }

  /**
   * Bring a row into sight, moving no more than needed.
   * @param {number} index
   */
  reveal(index) {
    const fits = this.#fits();
    const beyond = index < Math.ceil(this.first) ? index - this.first : Math.max(0, index - this.first - fits + 1);
    // A step further scrolls by a step; a jump lands with something to see before it.
    if (Math.abs(beyond) > fits / 2) this.scrollTo(index - Math.floor(fits / 3));
    else if (beyond < 0) this.scrollTo(index);
    else if (beyond > 0) this.scrollTo(index - fits + 1);
  }

  /**
   * Make this the first row.
   * @param {number} index
   */
  scrollTo(index) {
    this.element.scrollTop = Math.max(0, index) / this.#scale();
    this.draw();
  }

  /** Draw in the next frame: rows have changed. */
  draw() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#paint());
  }

  /** Rows per pixel of the scroll bar; pixels beyond the view belong to the last page. */
  #scale() {
    const range = Math.min(MOST_PIXELS, this.#count * this.rows.height) - this.element.clientHeight;
    const last = this.#count - this.element.clientHeight / this.rows.height;
    return range > 0 && last > 0 ? last / range : 1 / this.rows.height;
  }

  #fits() {
    return Math.max(1, Math.floor(this.element.clientHeight / this.rows.height));
  }

  #paint() {
    this.#asked = false;
    const { height, role } = this.rows;
    const start = Math.max(0, Math.floor(this.first) - BEYOND);
    const end = Math.min(this.#count, Math.ceil(this.first + this.element.clientHeight / height) + BEYOND);
    this.rows.seen?.(start, end);
    const made = [];
    for (let index = start; index < end; index++) {
      const row = this.rows.row(index);
      row.id = `${this.#prefix}-${index}`;
      row.dataset.row = String(index);
      row.setAttribute("role", { listbox: "option", tree: "treeitem", grid: "row" }[role]);
      row.setAttribute("aria-selected", String(index === this.#chosen));
      if (role === "grid") row.setAttribute("aria-rowindex", String(index + 1));
      else {
        row.setAttribute("aria-posinset", String(index + 1));
        row.setAttribute("aria-setsize", String(this.#count));
      }
      made.push(row);
    }
    replace(this.shown, made);
    const offset = this.element.scrollTop - (this.first - start) * height;
    this.shown.style.setProperty("transform", `translateY(${offset}px)`);
    const active = this.#chosen >= start && this.#chosen < end ? `${this.#prefix}-${this.#chosen}` : null;
    if (active) this.element.setAttribute("aria-activedescendant", active);
    else this.element.removeAttribute("aria-activedescendant");
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (this.#count * this.rows.height <= MOST_PIXELS || event.ctrlKey) return;
    event.preventDefault();
    this.scrollTo(this.first + event.deltaY / this.rows.height);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = this.#fits();
    const move = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -Infinity, End: Infinity }[event.key];
    if (move !== undefined && this.#count) {
      event.preventDefault();
      const from = this.#chosen < 0 ? (move > 0 ? -1 : 0) : this.#chosen;
      this.#choose(Math.max(0, Math.min(this.#count - 1, from + move)));
    }
  }

  /** @param {number} index */
  #choose(index) {
    this.chosen = index;
    this.rows.choose?.(index);
  }
}
