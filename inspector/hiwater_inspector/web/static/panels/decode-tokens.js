// The tokens of the chosen record as a tree: what is chosen here lights its bytes, and the other way round.

import { h, replace } from "../core/h.js";
import { presses } from "../core/press.js";

/**
 * @typedef {object} Tree
 * @property {(span: {offset: number, length: number}) => void} choose
 * @property {(span: {offset: number, length: number} | null) => void} hover
 */

export class Tokens {
  /** @type {Set<number>} */
  #open = new Set();
  /** @type {any} */
  #record = null;
  /** @type {{offset: number, length: number} | null} */
  #chosen = null;

  /** @param {Tree} on */
  constructor(on) {
    this.on = on;
    this.element = h("div", { class: "tokens", role: "tree", "aria-label": "Tokens of the record", tabindex: "0", onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event), onpointerleave: () => on.hover(null) });
    presses(this.element, (index) => {
      const row = this.#rows()[Number(index)];
      if (row) this.#press(row);
    }, "data-token");
  }

  /**
   * @param {any} record
   * @param {{offset: number, length: number} | null} chosen
   */
  show(record, chosen) {
    if (record.offset !== this.#record?.offset) this.#open.clear();
    this.#record = record;
    this.#chosen = chosen;
    const token = chosen && record.tokens.find((/** @type {any} */ one) => chosen.offset >= one.offset && chosen.offset < one.offset + one.length);
    if (token && chosen && chosen.length < token.length) this.#open.add(token.offset);
    this.#draw();
  }

  /** @returns {any[]} the rows that are seen: tokens, and the fields of open ones */
  #rows() {
    return this.#record.tokens.flatMap((/** @type {any} */ token) => [
      { ...token, depth: 1 },
      ...(this.#open.has(token.offset) ? token.fields.map((/** @type {any} */ field) => ({ ...field, depth: 2, summary: field.value })) : []),
    ]);
  }

  #draw() {
    const chosen = this.#chosen;
    let active = null;
    replace(this.element, this.#rows().map((row, index) => {
      const is = Boolean(chosen && row.offset === chosen.offset && row.length === chosen.length && (row.depth === 2 || row.length > 0));
      if (is) active = `token-${index}`;
      return h("div", {
        id: `token-${index}`, "data-token": index, class: `token depth-${row.depth}${row.damage ? " damaged" : ""}`, role: "treeitem", "aria-level": row.depth, "aria-selected": String(is),
        "aria-expanded": row.depth === 1 && row.fields.length ? String(this.#open.has(row.offset)) : null,
        onpointerenter: () => this.on.hover(row),
      }, h("span", { class: "name mono" }, row.depth === 1 && row.fields.length ? (this.#open.has(row.offset) ? "▾ " : "▸ ") : "", row.name),
        h("span", { class: "mono muted size" }, `${row.length} B`), h("span", { class: "mono value" }, row.damage ? `${row.damage}: ` : "", row.summary));
    }));
    if (active) {
      this.element.setAttribute("aria-activedescendant", active);
      document.getElementById(active)?.scrollIntoView({ block: "nearest" });
    } else this.element.removeAttribute("aria-activedescendant");
  }

  /** @param {any} row */
  #press(row) {
    if (row.depth === 1) {
      if (this.#open.has(row.offset) && this.#chosen?.offset === row.offset) this.#open.delete(row.offset);
      else this.#open.add(row.offset);
    }
    this.on.choose({ offset: row.offset, length: row.length });
    this.#draw();
  }

  /** Left closes or goes to the parent, Right opens, as in every tree. @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.#record) return;
    const rows = this.#rows();
    const at = rows.findIndex((row) => row.offset === this.#chosen?.offset && row.length === this.#chosen?.length);
    const row = rows[at];
    const move = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (move !== undefined) {
      const next = rows[Math.max(0, Math.min(rows.length - 1, (at < 0 ? -1 : at) + move))];
      if (next) this.on.choose({ offset: next.offset, length: next.length });
    } else if (event.key === "ArrowRight" && row?.depth === 1) {
      this.#open.add(row.offset);
      this.#draw();
    } else if (event.key === "ArrowLeft" && row?.depth === 1) {
      this.#open.delete(row.offset);
      this.#draw();
    } else if (event.key === "ArrowLeft" && row) {
      const parent = rows.slice(0, at).reverse().find((one) => one.depth === 1);
      if (parent) this.on.choose({ offset: parent.offset, length: parent.length });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
