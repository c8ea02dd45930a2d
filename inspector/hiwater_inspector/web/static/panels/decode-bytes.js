// The bytes of a trail, 16 in a row, with their text: an ARIA grid of the rows that are seen, one tab stop, a cursor.

import { h } from "../core/h.js";
import { speak } from "../core/speak.js";
import { Virtual } from "../core/virtual.js";
import { bytes } from "../core/wire.js";
import { Pages } from "./decode-pages.js";

const ROW = 16;
const PAGE = 65_536;

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
    this.element.addEventListener("click", (event) => {
      const offset = this.#offset(event.target);
      if (offset !== null) this.#move(offset);
    });
    this.element.addEventListener("keydown", (event) => this.#key(event), { capture: true });
  }

  /** @param {number} size of the trail */
  set size(size) {
    this.#size = size;
    this.list.count = Math.ceil(size / ROW);
  }

  /**
   * What the bytes of the chosen record belong to, and what of them is chosen.
   * @param {Painted[]} painted in order
   * @param {{offset: number, length: number} | null} selection
   * @param {number} offset where the cursor stands
   */
  show(painted, selection, offset) {
    this.#painted = painted;
    this.#selection = selection;
    this.#cursor = offset;
    this.list.chosen = Math.floor(offset / ROW);
    this.list.draw();
  }

  /** Frame bytes without moving: what the pointer is on elsewhere. @param {{offset: number, length: number} | null} span */
  frame(span) {
    this.#framed = span;
    this.list.draw();
  }

  /** @param {number} index */
  #row(index) {
    const first = index * ROW;
    const page = this.pages.at(first);
    const inside = first % PAGE;
    const row = h("div", { class: "bytes-row" }, h("span", { class: "bytes-offset muted", role: "rowheader" }, first.toString(16).padStart(8, "0")));
    const hex = h("span", { class: "bytes-hex", role: "presentation" });
    const text = h("span", { class: "bytes-text", "aria-hidden": "true" });
    let part = this.#painted.findIndex((one) => one.offset + one.length > first);
    for (let place = first; place < Math.min(first + ROW, this.#size); place++) {
      while (part >= 0 && part < this.#painted.length && /** @type {Painted} */ (this.#painted[part]).offset + /** @type {Painted} */ (this.#painted[part]).length <= place) part++;
      const painted = part >= 0 ? this.#painted[part] : undefined;
      const kind = painted && painted.offset <= place ? painted.kind : "";
      const value = page?.[inside + place - first];
      const name = `${kind}${within(this.#selection, place) ? " chosen" : ""}${within(this.#framed, place) ? " framed" : ""}${place === this.#cursor ? " cursor" : ""}`;
      hex.append(h("span", { class: name, "data-offset": place, role: "gridcell", "aria-colindex": place - first + 2 }, value === undefined ? "··" : value.toString(16).padStart(2, "0")));
      text.append(h("span", { class: name, "data-offset": place }, value === undefined ? " " : value >= 32 && value < 127 ? String.fromCharCode(value) : "·"));
    }
    row.append(hex, text);
    return row;
  }

  /** @param {EventTarget | null} target */
  #offset(target) {
    const cell = target instanceof Element ? target.closest("[data-offset]") : null;
    return cell ? Number(cell.getAttribute("data-offset")) : null;
  }

  /** @param {PointerEvent} event */
  #over(event) {
    this.on.hover(this.#offset(event.target));
  }

  /** @param {number} offset */
  #move(offset) {
    this.#cursor = Math.max(0, Math.min(this.#size - 1, offset));
    this.list.chosen = Math.floor(this.#cursor / ROW);
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
