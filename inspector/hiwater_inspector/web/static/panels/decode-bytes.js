// The bytes of a trail, 16 in a row, with their text: an ARIA grid of the rows that are seen, one tab stop, a cursor.

import { h } from "../core/h.js";
import { pressedOn, presses } from "../core/press.js";
import { speak } from "../core/speak.js";
import { Virtual } from "../core/virtual.js";
import { bytes } from "../core/wire.js";
import { Pages } from "./decode-pages.js";

const ROW = 16;
const PAGE = 65_536;
const MADE_MOST = 400;

/**
 * @typedef {object} Painted
 * @property {number} offset
 * @property {number} length
 * @property {string} kind a class
 */

export class Bytes {
  #size = 0;
  #cursor = 0;
  /** @type {Painted[]} */
  #painted = [];
  /** @type {{offset: number, length: number} | null} */
  #selection = null;
  /** @type {{offset: number, length: number} | null} */
  #framed = null;
  /** @type {Map<number, { row: HTMLElement, cells: Element[][], came: boolean }>} rows that were made, by index */
  #made = new Map();

  /**
   * @param {string} address of the trail
   * @param {{ choose: (offset: number) => void, hover: (offset: number | null) => void, words: (offset: number) => string }} on
   */
  constructor(address, on) {
    this.on = on;
    this.pages = new Pages(PAGE, (first, size, signal) => bytes(`${address}/bytes?off=${first}&len=${Math.min(size, this.#size - first)}`, signal), () => this.list.draw());
    this.list = new Virtual({ label: "Bytes", role: "grid", height: 20, row: (index) => this.#row(index) });
    this.element = this.list.element;
    this.element.classList.add("bytes");
    this.element.addEventListener("pointerover", (event) => this.#over(event));
    this.element.addEventListener("pointerleave", () => this.on.hover(null));
    presses(this.element, (offset) => this.#move(Number(offset)), "data-offset");
    this.element.addEventListener("keydown", (event) => this.#key(event), { capture: true });
  }

  /** @param {number} size of the trail */
  set size(size) {
    if (size !== this.#size) {
      this.#made.clear();
      this.pages.forget();
    }
    this.#size = size;
    this.list.count = Math.ceil(size / ROW);
  }

  /**
   * What the bytes of the chosen record belong to, and what of them is chosen.
   * @param {Painted[]} painted in order
   * @param {{offset: number, length: number} | null} selection
   * @param {number} offset where the cursor stands, unless it is on what is chosen already
   */
  show(painted, selection, offset) {
    this.#painted = painted;
    this.#selection = selection;
    if (!within(selection, this.#cursor)) this.#cursor = offset;
    this.#follow();
  }

  /** Show where the cursor is, and bring it into sight. */
  #follow() {
    this.#restyle();
    const row = Math.floor(this.#cursor / ROW);
    if (row !== this.list.chosen || !this.#made.has(row)) this.list.chosen = row;
  }

  /** Frame bytes without moving: what the pointer is on elsewhere. @param {{offset: number, length: number} | null} span */
  frame(span) {
    if (span?.offset === this.#framed?.offset && span?.length === this.#framed?.length) return;
    this.#framed = span;
    this.#restyle();
  }

  /** A row keeps its nodes while it is seen; only what is chosen, framed or painted on it changes. @param {number} index */
  #row(index) {
    const kept = this.#made.get(index);
    if (kept?.came) {
      this.#style(index, kept.cells);
      return kept.row;
    }
    if (this.#made.size > MADE_MOST) this.#made.clear();
    const made = this.#make(index);
    this.#made.set(index, made);
    this.#style(index, made.cells);
    return made.row;
  }

  /** What was chosen, framed or painted has changed: the rows that are there show it in this very frame. */
  #restyle() {
    for (const [index, { row, cells }] of this.#made) if (row.isConnected) this.#style(index, cells);
  }

  /** @param {number} index @param {Element[][]} cells */
  #style(index, cells) {
    const first = index * ROW;
    let part = this.#painted.findIndex((one) => one.offset + one.length > first);
    for (const [inside, pair] of cells.entries()) {
      const place = first + inside;
      while (part >= 0 && part < this.#painted.length && /** @type {Painted} */ (this.#painted[part]).offset + /** @type {Painted} */ (this.#painted[part]).length <= place) part++;
      const painted = part >= 0 ? this.#painted[part] : undefined;
      const kind = painted && painted.offset <= place ? painted.kind : "";
      const name = `${kind}${within(this.#selection, place) ? " chosen" : ""}${within(this.#framed, place) ? " framed" : ""}${place === this.#cursor ? " cursor" : ""}`;
      for (const cell of pair) if (cell.className !== name) cell.className = name;
    }
  }

  /** @param {number} index */
  #make(index) {
    const first = index * ROW;
    const page = this.pages.at(first);
    const inside = first % PAGE;
    const row = h("div", { class: "bytes-row" }, h("span", { class: "bytes-offset muted", role: "rowheader" }, first.toString(16).padStart(8, "0")));
    const hex = h("span", { class: "bytes-hex", role: "presentation" });
    const text = h("span", { class: "bytes-text", "aria-hidden": "true" });
    const cells = [];
    for (let place = first; place < Math.min(first + ROW, this.#size); place++) {
      const value = page?.[inside + place - first];
      cells.push([
        h("span", { "data-offset": place, role: "gridcell", "aria-colindex": place - first + 2 }, value === undefined ? "··" : value.toString(16).padStart(2, "0")),
        h("span", { "data-offset": place }, value === undefined ? " " : value >= 32 && value < 127 ? String.fromCharCode(value) : "·"),
      ]);
    }
    hex.append(...cells.map(([cell]) => /** @type {Element} */ (cell)));
    text.append(...cells.map(([, cell]) => /** @type {Element} */ (cell)));
    row.append(hex, text);
    return { row, cells, came: page !== undefined };
  }

  /** @param {PointerEvent} event */
  #over(event) {
    const offset = pressedOn(event, "data-offset");
    this.on.hover(offset === null ? null : Number(offset));
  }

  /** @param {number} offset */
  #move(offset) {
    this.#cursor = Math.max(0, Math.min(this.#size - 1, offset));
    this.#follow();
    this.on.choose(this.#cursor);
    const value = this.pages.at(this.#cursor)?.[this.#cursor % PAGE];
    speak(`offset ${this.#cursor} ${value === undefined ? "" : `${value.toString(16).padStart(2, "0")} ${value >= 32 && value < 127 ? String.fromCharCode(value) : ""}`}, ${this.on.words(this.#cursor)}`);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = ROW * Math.max(1, Math.floor(this.element.clientHeight / 20) - 1);
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -ROW, ArrowDown: ROW, PageUp: -page, PageDown: page, Home: -this.#cursor, End: this.#size - 1 - this.#cursor }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(this.#cursor + by);
  }
}

/**
 * @param {{offset: number, length: number} | null} span
 * @param {number} place
 */
function within(span, place) {
  return span !== null && place >= span.offset && place < span.offset + span.length;
}
