// The same picture as rows: for a screen reader, for many threads, for copying.

import { counted } from "../core/counted.js";
import { h, keyed, set, whenChanged } from "../core/h.js";

const ROWS_MOST = 400;

/** @typedef {{ name: string, cells: (string | number)[] }} Row */

/** The rows of a view; `select` is told what was chosen, in the picture's names. */
export class Rows {
  #threads = h("tbody", {});
  #length = h("h2", {});
  #records = h("tbody", {});
  #behind = h("p", { class: "muted" });
  #parts = h("tbody", {});

  /** @param {(selected: string) => void} select */
  constructor(select) {
    this.select = select;
    const table = (/** @type {string[]} */ names, /** @type {HTMLElement} */ body) => h("table", {}, h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, name)))), body);
    this.element = h("div", { class: "table-view panel", hidden: true },
      h("h2", {}, "Threads"), table(["thread", "call", "does", "why", "deferred"], this.#threads),
      this.#length, table(["record", "bytes", "kind", "event", "thread"], this.#records), this.#behind,
      h("h2", {}, "The way out"), table(["part", "state"], this.#parts));
  }

  /**
   * @param {any} view
   * @param {string} selected
   */
  draw(view, selected) {
    const { queue, buffer } = view;
    this.#fill(this.#threads, selected, [...view.threads, view.output].map((one) => ({ name: `thr:${one.name}`, cells: [one.name, one.call, one.words, one.why.sentence, one.deferred_count] })));
    const length = `Queue: ${counted(queue.length, "record")}, ${counted(queue.size, "byte")}, high water ${queue.high_water}, low water ${queue.low_water}`;
    whenChanged(this.#length, length, () => length);
    const shown = queue.slots.slice(0, ROWS_MOST);
    this.#fill(this.#records, selected, shown.map((/** @type {any} */ one) => ({ name: `rec:${one.number}`, cells: [one.number, one.size, one.kind, one.event, one.thread] })));
    const behind = queue.length > ROWS_MOST ? `and ${queue.length - shown.length} more behind them` : "";
    whenChanged(this.#behind, behind, () => behind);
    this.#fill(this.#parts, selected, [
      { name: "door", cells: ["door buffer", buffer.record ? `record ${buffer.record.number}, bytes ${buffer.begin} to ${buffer.end} of ${buffer.record.size}` : "empty"] },
      { name: "frag", cells: ["fragment", view.fragment.state] },
      { name: "daemon", cells: ["daemon", view.daemon.there ? view.daemon.words : "gone"] },
      { name: "trail", cells: ["trail", `${view.trail.name} ${counted(view.trail.records, "record")}, ${counted(view.trail.size, "byte")}`] }]);
  }

  /**
   * Rows that stay keep their nodes: what is pressed or focused is still there when the next change is drawn.
   * @param {HTMLElement} body
   * @param {string} selected
   * @param {Row[]} rows
   */
  #fill(body, selected, rows) {
    keyed(body, rows, (row) => row.name, ({ name, cells }) => h("tr", {}, cells.map((_, index) => index ? h("td", {}) : h("th", { scope: "row" }, h("button", { type: "button", class: "quiet", "data-sel": name, onclick: () => this.select(name) })))), (node, { name, cells }) => {
      set(node, { "aria-selected": String(name === selected) });
      for (const [index, cell] of cells.entries()) {
        const place = /** @type {Element} */ (index ? node.children[index] : node.querySelector("button"));
        whenChanged(place, String(cell), () => String(cell));
      }
    });
  }
}
