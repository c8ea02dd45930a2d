// The runs that can be opened, by kind, with a search; a run file can be dropped anywhere on the page.

import { counted } from "../core/counted.js";
import { h, replace } from "../core/h.js";
import { icon } from "../core/icons.js";
import { keys } from "../core/keys.js";
import { go, link, thing } from "../core/link.js";
import { context, main } from "../core/shell.js";
import { paint, signal } from "../core/signal.js";
import { copy, notice, speak, trying } from "../core/speak.js";
import { ask, reach } from "../core/wire.js";

const KINDS = { file: "named on the command line", upload: "uploaded", scenario: "scenarios", finding: "findings", witness: "witnesses of the exploration", lesson: "lessons" };
const runs = signal(/** @type {any[]} */ ([]));
const story = signal(/** @type {any} */ (null));

const search = /** @type {HTMLInputElement} */ (
  h("input", { type: "search", placeholder: "Search: w1, BLOCK-05, daemon …", "aria-label": "Search runs", oninput: () => go({ q: search.value }) })
);
search.value = link.untracked.q ?? "";
const input = /** @type {HTMLInputElement} */ (h("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: () => take(input.files?.[0]) }));
const list = h("div", { class: "runs-list" });
const panel = h("aside", { class: "panel runs-story", "aria-label": "Story of the run" });
replace(
  main,
  h("div", { class: "runs" },
    h("div", { class: "runs-head row" }, h("h1", {}, "Runs"), search,
      h("button", { type: "button", onclick: () => input.click() }, icon("open"), "Open a run file"), input,
      h("span", { class: "muted" }, "or drop one here; ", h("code", {}, "hiwater conform --save"), " and ", h("code", {}, "hiwater findings --json"), " write them")),
    h("div", { class: "runs-body" }, list, panel)),
);

/** @param {File | undefined} file */
async function take(file) {
  if (!file) return;
  const taken = await trying(async () => (await reach(`/runs?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file })).json());
  if (taken) location.assign(`/runs/${taken.id}`);
}

/** @param {any} run */
function row(run) {
  return h("li", { class: run.id === thing() ? "here" : "" },
    h("a", { href: `/runs/${run.id}${location.search}` }, run.title),
    h("span", { class: "muted" }, ` ${counted(run.steps, "step")}`),
    run.classification ? h("span", { class: `pill ${run.classification}` }, run.classification) : null,
    run.differs ? h("span", { class: "pill differs" }, icon("differs"), "differs") : null);
}

paint(() => {
  const words = (link.value.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const found = runs.value.filter((run) => words.every((word) => `${run.id} ${run.title} ${run.clauses.join(" ")}`.toLowerCase().includes(word)));
  replace(list, Object.entries(KINDS).map(([kind, title]) => {
    const rows = found.filter((run) => run.kind === kind);
    return rows.length ? h("section", {}, h("h2", { class: "heading" }, `${title} · ${rows.length}`), h("ul", {}, rows.map(row))) : null;
  }), found.length ? null : h("p", { class: "muted" }, "No run has these words."));
  if (words.length) speak(`${found.length} runs`);
});

paint(() => {
  const run = story.value;
  panel.hidden = !run;
  if (!run) return;
  replace(panel,
    h("h2", {}, run.title),
    run.why ? h("p", {}, run.why) : null,
    h("div", { class: "row" },
      h("a", { class: "button primary", href: `/queue?open=${run.id}` }, icon("step"), "Step through it"),
      h("a", { class: "button", href: `/compare/${run.id}` }, icon("differs"), "Compare"),
      h("a", { class: "button", href: `/runs/${run.id}/file`, download: "" }, icon("download"), "Run file"),
      h("button", { type: "button", onclick: () => copy(run.story.join("\n"), "the story") }, "Copy the story")),
    h("p", { class: "row" }, run.clauses.map((/** @type {string} */ clause) => h("a", { class: "pill", href: `/spec/${clause}` }, clause))),
    h("pre", { class: "story", tabindex: "0", "aria-label": "Story" }, run.story.join("\n")));
});

addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  take(event.dataTransfer?.files[0]);
});
keys({ keys: "/", words: "Search runs", group: "Runs", act: () => search.focus() });

const opened = thing();
trying(async () => {
  runs.value = (await ask("/runs.json")).runs;
  if (opened) {
    story.value = await ask(`/runs/${encodeURIComponent(opened)}.json`);
    document.title = `${story.value.title} · hiwater`;
    replace(context, h("span", { class: "pill" }, "run ", h("strong", {}, opened)));
  }
}).then(() => {
  if (!runs.untracked.length) notice("The list of runs did not come.");
});
