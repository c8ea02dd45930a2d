// What was chosen: where it stands in the source, why in words, its values, the record that it holds.

import { h, replace } from "../core/h.js";
import { icon } from "../core/icons.js";

/**
 * @param {HTMLElement} panel
 * @param {any} detail of the server
 * @param {(selected: string) => void} select
 */
export function drawDetail(panel, detail, select) {
  const lines = detail.lines ? `audit_io.c:${detail.lines[0]}${detail.lines[1] === detail.lines[0] ? "" : `-${detail.lines[1]}`}` : "";
  replace(panel,
    h("div", { class: "row" }, h("h2", {}, detail.title), detail.pill ? h("span", { class: `pill ${detail.tone}` }, detail.tone === "asleep" ? icon("pause") : null, detail.pill) : null),
    detail.path.length ? h("p", { class: "mono path" }, detail.path.map((/** @type {string} */ name, /** @type {number} */ index) => [index ? " → " : "", index === detail.path.length - 1 ? h("strong", {}, name) : name]).flat()) : null,
    lines || detail.notes.length ? h("section", { class: "source" }, h("h3", { class: "heading" }, `Where it is: ${lines}`, detail.at ? `, at ${detail.at}` : ""),
      h("ul", {}, detail.notes.map((/** @type {string} */ note) => h("li", {}, note)))) : null,
    detail.why ? h("section", {}, h("h3", { class: "heading" }, "Why"), h("p", { class: "why" }, detail.why)) : null,
    detail.clause ? h("p", {}, h("a", { href: `/spec/${detail.clause}` }, detail.clause), detail.clause_sentence ? `: ${detail.clause_sentence.replace(`${detail.clause}: `, "")}` : "") : null,
    detail.facts.length ? h("section", {}, h("h3", { class: "heading" }, "Now"), rows(detail.facts)) : null,
    detail.record_title ? h("section", {}, h("h3", { class: "heading" }, detail.record_title), rows(detail.record)) : null,
    h("p", { class: "row" }, ["queue", "door", "frag", "daemon", "trail"].map((name) => h("button", { type: "button", class: "quiet", onclick: () => select(name) }, name === "frag" ? "fragment" : name))));
}

/** @param {any[]} list */
function rows(list) {
  return h("table", { class: "facts" }, h("tbody", {}, list.map((row) =>
    h("tr", {}, h("th", { scope: "row", class: `mono depth-${Math.min(4, row.depth)}` }, row.name), h("td", { class: "number muted" }, row.size === null || row.size === undefined ? "" : `${row.size} B`), h("td", { class: "mono" }, row.value)))));
}
