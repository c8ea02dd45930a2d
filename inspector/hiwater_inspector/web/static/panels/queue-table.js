// The same picture as rows: for a screen reader, for many threads, for copying.

import { h, replace } from "../core/h.js";

const ROWS_MOST = 400;

/**
 * @param {HTMLElement} panel
 * @param {any} view
 * @param {string} selected
 * @param {(selected: string) => void} select
 */
export function drawTable(panel, view, selected, select) {
  const row = (/** @type {string} */ name, /** @type {(string | number)[]} */ cells, /** @type {boolean} */ tall = false) =>
    h("tr", { "aria-selected": String(name === selected), class: tall ? "strong" : "" },
      cells.map((cell, index) => index ? h("td", {}, String(cell)) : h("th", { scope: "row" }, h("button", { type: "button", class: "quiet", "data-sel": name, onclick: () => select(name) }, String(cell)))));
  const head = (/** @type {string[]} */ names) => h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, name))));
  const { queue } = view;
  const focused = panel.contains(document.activeElement) ? document.activeElement?.getAttribute("data-sel") : null;
  replace(panel,
    h("h2", {}, "Threads"),
    h("table", {}, head(["thread", "call", "does", "why", "deferred"]), h("tbody", {}, [...view.threads, view.output].map((/** @type {any} */ one) =>
      row(`thr:${one.name}`, [one.name, one.call, one.words, one.why.sentence, one.deferred_count])))),
    h("h2", {}, `Queue: ${queue.length} records, ${queue.size} bytes, high water ${queue.high_water}, low water ${queue.low_water}`),
    h("table", {}, head(["record", "bytes", "kind", "event", "thread"]), h("tbody", {}, queue.slots.slice(0, ROWS_MOST).map((/** @type {any} */ one) =>
      row(`rec:${one.number}`, [one.number, one.size, one.kind, one.event, one.thread])))),
    queue.length > ROWS_MOST ? h("p", { class: "muted" }, `and ${queue.length - Math.min(ROWS_MOST, queue.slots.length)} more behind them`) : null,
    h("h2", {}, "The way out"),
    h("table", {}, head(["part", "state"]), h("tbody", {},
      row("door", ["door buffer", view.buffer.record ? `record ${view.buffer.record.number}, bytes ${view.buffer.begin} to ${view.buffer.end} of ${view.buffer.record.size}` : "empty"]),
      row("frag", ["fragment", view.fragment.state]),
      row("daemon", ["daemon", view.daemon.there ? view.daemon.words : "gone"]),
      row("trail", ["trail", `${view.trail.name} ${view.trail.records} records, ${view.trail.size} bytes`]))));
  if (focused) /** @type {HTMLElement | null} */ (panel.querySelector(`[data-sel="${CSS.escape(focused)}"]`))?.focus();
}
