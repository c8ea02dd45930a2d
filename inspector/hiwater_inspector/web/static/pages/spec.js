// The clauses with what stands for each, the bodies of evidence with their standing, the findings.

import { counted } from "../core/counted.js";
import { h, replace } from "../core/h.js";
import { icon } from "../core/icons.js";
import { keys } from "../core/keys.js";
import { go, link, thing } from "../core/link.js";
import { context, main } from "../core/shell.js";
import { paint, signal } from "../core/signal.js";
import { speak, trying } from "../core/speak.js";
import { ask } from "../core/wire.js";

const MEANINGS = {
  exampled: "a finding or scenario shows it", sampled: "random runs held it", exhaustive: "every state of a named scope holds it",
  symbolic: "CrossHair or Z3 confirmed it over all paths of a function", inductive: "it is preserved by every step, for any number",
  compared: "the original C did the same in random runs",
};
const SHORT = { exampled: "exa", sampled: "sam", exhaustive: "exh", symbolic: "sym", inductive: "ind", compared: "cmp" };
const specification = signal(/** @type {any} */ (null));
const clause = signal(/** @type {any} */ (null));
const tabs = { clauses: "Clauses", evidence: "Evidence", findings: "Findings" };

const search = /** @type {HTMLInputElement} */ (
  h("input", { type: "search", placeholder: "Search: ENQ-03, sleep, audit_io.c:374", "aria-label": "Search the specification", oninput: () => go({ q: search.value }) })
);
search.value = link.untracked.q ?? "";
const nav = h("div", { class: "row", role: "group", "aria-label": "Part" });
const body = h("div", { class: "spec-body", tabindex: "0", role: "region", "aria-label": "Specification" });
const panel = h("aside", { class: "panel spec-one", "aria-label": "Clause", hidden: true });
replace(main, h("div", { class: "spec" }, h("div", { class: "row" }, h("h1", {}, "What the C promises"), search, nav), h("div", { class: "spec-columns" }, body, panel)));

/** @param {string} text */
function wanted(text) {
  const words = (link.value.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => text.toLowerCase().includes(word));
}

/**
 * @param {string[]} levels
 * @param {any} spec
 */
function bar(levels, spec) {
  return h("span", { class: "levels", role: "img", "aria-label": levels.length ? levels.join(", ") : "stated only" },
    spec.levels.map((/** @type {keyof typeof MEANINGS} */ level) => h("span", { class: levels.includes(level) ? "has" : "", title: `${level}: ${MEANINGS[level]}` }, SHORT[level])));
}

/** @param {any} spec */
function clauses(spec) {
  return spec.areas.map((/** @type {any} */ area) => {
    const rows = area.clauses.filter((/** @type {any} */ one) => wanted(`${one.id} ${one.sentence} ${one.source} ${one.strength} ${one.levels.join(" ")} ${one.function ?? ""}`));
    if (!rows.length) return null;
    return h("section", {}, h("h2", {}, area.title),
      h("table", {}, h("thead", { class: "unseen" }, h("tr", {}, ["clause", "strength", "sentence", "where", "shown"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, rows.map((/** @type {any} */ one) =>
          h("tr", { "aria-selected": one.id === thing() ? "true" : null },
            h("td", {}, h("a", { class: "mono", href: `/spec/${one.id}${location.search}` }, one.id)),
            h("td", {}, h("span", { class: `strength ${one.strength}` }, one.strength)),
            h("td", {}, one.sentence),
            h("td", { class: "mono muted" }, one.source),
            h("td", {}, bar(one.levels, spec)))))));
  });
}

/** @param {any} row */
function standing(row) {
  const sign = { fresh: "tick", stale: "warning" }[/** @type {string} */ (row.standing)] ?? "cross";
  return h("span", { class: `pill ${row.standing === "fresh" ? "good" : row.standing === "stale" ? "asleep" : "bad"}` }, icon(sign), row.standing);
}

/** @param {any} spec */
function evidence(spec) {
  const total = spec.areas.reduce((/** @type {number} */ sum, /** @type {any} */ area) => sum + area.clauses.length, 0);
  return [
    h("div", { class: "counts" }, spec.levels.map((/** @type {keyof typeof MEANINGS} */ level) =>
      h("div", { class: "panel" }, h("div", { class: "heading" }, level), h("strong", {}, `${spec.counts[level]} of ${total}`), h("div", { class: "muted" }, MEANINGS[level])))),
    ...spec.evidence.filter((/** @type {any} */ row) => wanted(`${row.name} ${row.what} ${row.lines.join(" ")}`)).map((/** @type {any} */ row) =>
      h("section", { class: "panel" },
        h("div", { class: "row" }, h("h2", {}, row.name), standing(row), h("span", { class: "muted" }, `of the ${row.about}${row.date ? `, ${row.date}` : ""}${row.how ? `, ${row.how}` : ""}`)),
        h("p", {}, row.what), h("ul", {}, row.lines.map((/** @type {string} */ line) => h("li", {}, line))),
        h("p", { class: "muted" }, "Shown again by ", h("code", {}, row.again)))),
  ];
}

/** @param {any} spec */
function findings(spec) {
  return h("table", {}, h("thead", {}, h("tr", {}, ["finding", "kind", "what happens", "clauses"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, spec.findings.filter((/** @type {any} */ one) => wanted(`${one.id} ${one.title} ${one.clauses.join(" ")}`)).map((/** @type {any} */ one) =>
      h("tr", {},
        h("td", { class: "mono" }, one.run ? h("a", { href: `/runs/${one.run}` }, one.id) : one.id),
        h("td", {}, one.classification ?? "without a run"),
        h("td", {}, one.title),
        h("td", { class: "mono" }, one.clauses.map((/** @type {string} */ id) => [h("a", { href: `/spec/${id}` }, id), " "]).flat())))));
}

paint(() => {
  const part = link.value.part ?? "clauses";
  replace(nav, Object.entries(tabs).map(([name, title]) =>
    h("button", { type: "button", "aria-pressed": String(part === name), onclick: () => go({ part: name === "clauses" ? null : name }, { push: true }) }, title)));
  const spec = specification.value;
  if (!spec) return;
  replace(body, part === "evidence" ? evidence(spec) : part === "findings" ? findings(spec) : clauses(spec));
  if (link.value.q) speak(`${body.querySelectorAll("tbody tr").length} rows`);
});

paint(() => {
  const one = clause.value;
  panel.hidden = !one;
  if (!one) return;
  replace(panel,
    h("div", { class: "row" }, h("h2", { class: "mono" }, one.id), h("span", { class: `strength ${one.strength}` }, one.strength)),
    h("p", { class: "sentence" }, one.sentence),
    h("dl", {},
      h("dt", {}, "where"), h("dd", { class: "mono" }, one.source, one.function ? `, ${one.function}` : ""),
      Object.entries(one.profiles).flatMap(([name, text]) => [h("dt", {}, `profile ${name}`), h("dd", {}, String(text))]),
      h("dt", {}, "in the model"), h("dd", { class: "mono" }, one.not_modelled ?? (one.model.length ? one.model.map((/** @type {string} */ place) => h("div", {}, place)) : "nothing cites it"))),
    h("h3", { class: "heading" }, "Shown by"),
    one.evidence.length ? one.evidence.map((/** @type {any} */ row) => h("p", {}, h("strong", {}, `${row.level}: ${row.name} `), standing(row), h("br"), row.what)) : h("p", {}, "Stated only: nothing stands for it now."),
    one.findings.length ? h("h3", { class: "heading" }, "Runs that show it") : null,
    h("ul", {}, one.findings.map((/** @type {any} */ row) => h("li", {}, h("a", { href: `/queue?open=${row.run}` }, `${row.id}: ${row.title}`)))),
    one.vectors.length ? h("h3", { class: "heading" }, "Conformance vectors") : null,
    one.vectors.length ? h("p", {}, "Short runs with every answer. The last answer of a negative one is what the clause forbids.") : null,
    h("ul", {}, one.vectors.map((/** @type {any} */ row) => h("li", {},
      h("a", { href: `/queue?open=${row.run}` }, row.id), `, ${counted(row.steps, "step")}`, row.why ? h("br") : null, row.why))));
  document.title = `${one.id} · hiwater`;
  replace(context, h("span", { class: "pill" }, "clause ", h("strong", {}, one.id)));
});

keys({ keys: "/", words: "Search the specification", group: "Spec", act: () => search.focus() });
const named = thing();
/** Bring the clause that was asked for into sight, in the frame in which it is drawn. */
function reveal() {
  requestAnimationFrame(() => {
    const row = body.querySelector('tr[aria-selected="true"]');
    if (row) body.scrollTop += row.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 2;
  });
}

trying(async () => {
  specification.value = await ask("/spec.json");
  if (!named) return;
  reveal();
  clause.value = await ask(`/spec/${encodeURIComponent(named)}.json`);
  // What is known of it takes room beside the list, whose rows grow higher.
  reveal();
});
