// The start: what a visitor can do here, in the order of how long it takes.

import { h, replace } from "../core/h.js";
import { icon } from "../core/icons.js";
import { main } from "../core/shell.js";
import { trying } from "../core/speak.js";
import { ask } from "../core/wire.js";

/**
 * @param {string} href
 * @param {string} sign
 * @param {string} title
 * @param {string} words
 * @param {string} key
 */
function door(href, sign, title, words, key) {
  return h("a", { class: "door panel", href }, h("h2", {}, icon(sign), title, h("kbd", {}, `g ${key}`)), h("p", {}, words));
}

const recent = h("section", { "aria-label": "Runs" });
replace(
  main,
  h("div", { class: "plain" },
    h("h1", {}, "The illumos audit queue, to be looked at"),
    h("p", { class: "lead" }, "When the queue of audit records reaches high water, threads sleep, records are dropped and counted, or the machine halts. Here you can watch it, step it, break it, and read what it left behind."),
    h("div", { class: "doors" },
      door("/queue", "play", "Watch it live", "Our implementation with real threads, a real daemon and a real trail. Make bursts, kill the daemon, change the policy.", "q"),
      door("/lessons", "step", "Learn it", "Nine short lessons. Predict, then run, forward and back.", "l"),
      door("/decode", "open", "Read a trail", "Drop an audit trail of any size: records, bytes, tokens, fields, praudit text, damage.", "d"),
      door("/compare", "differs", "Compare", "Model and implementation side by side, with the first difference in words and the clause it breaks.", "c"),
      door("/spec", "tick", "What is promised", "166 clauses of the C, each with what has been shown of it, by which tool, and what is stale.", "s"),
      door("/runs", "branch", "Findings and runs", "How a writer can sleep for ever, and forty other findings, each as a run.", "r")),
    recent),
);

trying(async () => {
  const { runs } = await ask("/runs.json");
  const own = runs.filter((/** @type {any} */ run) => run.kind === "file" || run.kind === "upload");
  const shown = own.length ? own : runs.filter((/** @type {any} */ run) => /^finding-w/.test(run.id));
  replace(recent, h("h2", {}, own.length ? "Your runs" : "How writers sleep for ever"),
    h("ul", {}, shown.map((/** @type {any} */ run) => h("li", {}, h("a", { href: `/runs/${run.id}` }, run.title)))));
});
