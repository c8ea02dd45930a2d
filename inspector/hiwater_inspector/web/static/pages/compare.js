// One run on two sides: the steps, the verdict, both pictures, the fields that differ, what passed each door.

import { counted } from "../core/counted.js";
import { commands } from "../core/commands.js";
import { h, replace } from "../core/h.js";
import { icon } from "../core/icons.js";
import { keys } from "../core/keys.js";
import { go, link, thing } from "../core/link.js";
import { context, main, transport } from "../core/shell.js";
import { paint, signal } from "../core/signal.js";
import { copy, speak, trying } from "../core/speak.js";
import { ask, reach, tell } from "../core/wire.js";
import { pipes } from "../panels/compare-picture.js";

const whole = signal(/** @type {any} */ (null));
const step = signal(/** @type {any} */ (null));
const run = thing();

const at = () => Math.max(0, Math.min(whole.value?.steps.length ?? 0, Number(link.value.at ?? whole.value?.first ?? 0)));
const onlyDifferent = () => link.value.only === "diff";

const steps = h("ol", { class: "steps", tabindex: "0", "aria-label": "Steps", role: "listbox" });
const rail = h("aside", { class: "compare-rail", "aria-label": "Steps of the run" });
const verdict = h("section", { class: "verdict panel", "aria-label": "Verdict" });
const sides = h("div", { class: "sides" });
/** @type {Record<string, HTMLElement>} */
const bodies = { left: h("div"), right: h("div") };
const fields = h("section", { class: "panel", "aria-label": "Observed fields" });
const traffic = h("section", { class: "panel", "aria-label": "Door traffic" });
const slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: "0", "aria-label": "Step", oninput: () => move(Number(slider.value)) }));
const count = h("span", { class: "mono" });

/** @param {number} number */
function move(number) {
  const most = whole.untracked?.steps.length ?? 0;
  go({ at: Math.max(0, Math.min(most, number)) });
}

/** @param {1 | -1} way */
function nextDifferent(way) {
  const all = whole.untracked.steps;
  let number = at() + way;
  while (number > 0 && number <= all.length && all[number - 1].equal) number += way;
  if (number > 0 && number <= all.length) move(number);
}

/** @param {string} side */
function choose(side) {
  const select = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": side === "left" ? "Left side" : "Right side", onchange: () => {
    go({ [side]: select.value, at: null }, { push: true });
    load();
  } }));
  for (const one of whole.value.sides) {
    select.append(h("option", { value: one.name, disabled: Boolean(one.why_not), selected: one.name === whole.value[side].name, title: one.why_not }, one.title));
  }
  return select;
}

async function load() {
  const query = new URLSearchParams({ left: link.untracked.left ?? "model", right: link.untracked.right ?? "implementation" });
  const found = await trying(() => ask(`/compare/${encodeURIComponent(run ?? "")}.json?${query}`));
  if (!found) return;
  whole.value = found;
  step.value = null;
  document.title = `${found.title} · hiwater`;
}

/** @param {any} document */
function drawRail(document) {
  const number = at();
  replace(rail,
    h("h2", { class: "heading" }, "Run"), h("p", {}, document.title),
    document.stages.length ? h("div", { class: "row stages" }, h("span", { class: "muted" }, "shrunk"), document.stages.map((/** @type {any} */ stage) => h("span", { class: "pill", title: `${stage.seconds} s` }, `${stage.name}: ${stage.steps}`))) : null,
    steps,
    h("div", { class: "row" },
      h("a", { class: "button", href: `/runs/${run}` }, "Story"),
      h("a", { class: "button", href: `/runs/${run}/file`, download: "" }, "JSON"),
      h("button", { type: "button", onclick: copyLink }, icon("link"), "Link"),
      h("button", { type: "button", onclick: copyPytest }, "pytest")));
  replace(steps, document.steps.map((/** @type {any} */ one, /** @type {number} */ index) =>
    h("li", { role: "option", "aria-selected": String(index + 1 === number), class: one.equal ? "" : "differs", onclick: () => move(index + 1) },
      h("span", { class: "mono muted" }, String(index + 1)), h("span", {}, one.words), h("span", { class: "sign", "aria-label": one.equal ? "equal" : "differs" }, one.equal ? "=" : "≠"))));
  steps.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
}

async function copyPytest() {
  const text = await trying(async () => (await reach(`/runs/${encodeURIComponent(run ?? "")}/pytest`)).text());
  if (text !== undefined) copy(text, "the run as a pytest module");
}

/** A link that carries the run, so that another inspector opens it, with the step and the sides of this one. */
async function copyLink() {
  const carried = await trying(() => ask(`/runs/${encodeURIComponent(run ?? "")}/link.json`));
  if (!carried) return;
  const rest = Object.entries(link.untracked).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join("");
  copy(`${location.origin}${carried.path}${rest}`, "a link that carries the run");
}

/** @param {any} document */
function drawVerdict(document) {
  const parts = document.first !== null;
  verdict.classList.toggle("differs", parts);
  replace(verdict,
    h("div", {}, h("h1", {}, icon(parts ? "differs" : "tick"), ` ${document.verdict[0]}`),
      document.verdict.slice(1).map((/** @type {string} */ line) => h("div", { class: "mono" }, line)),
      document.clause_sentence ? h("p", {}, "Clause ", h("a", { href: `/spec/${document.clause}` }, document.clause_sentence)) : null,
      parts ? h("p", { class: "muted" }, `${document.steps[document.first - 1]?.differing ?? 0} of ${document.fields} observed fields differ after that step; everything before it is equal.`)
        : h("p", { class: "muted" }, `All ${document.fields} observed fields and all events are equal after every step.`)),
    parts ? h("button", { type: "button", class: "primary", onclick: () => move(document.first) }, "Step to the divergence ", h("kbd", {}, "D")) : null);
}

/** The choice of a side keeps its node, and the focus, while steps go by. */
function drawSides() {
  replace(sides, ["left", "right"].map((side) =>
    h("section", { class: "panel side", "aria-label": whole.value[side].title }, h("div", { class: "row" }, choose(side)), bodies[side])));
}

/** @param {any} found */
function drawStep(found) {
  for (const side of ["left", "right"]) {
    replace(/** @type {HTMLElement} */ (bodies[side]),
      pipes(found[side], found[side === "left" ? "right" : "left"]),
      h("ul", { class: "events" },
        found[`${side}_trouble`] ? h("li", { class: "trouble" }, icon("cross"), found[`${side}_trouble`]) : null,
        found[`${side}_events`].map((/** @type {string} */ words, /** @type {number} */ index) => {
          const same = found[`${side === "left" ? "right" : "left"}_events`][index] === words;
          return h("li", {}, h("span", { class: same ? "" : "boxed" }, words, same ? "" : " ≠"));
        })));
  }
  const rows = found.fields.filter((/** @type {any} */ row) => !row.equal || (!onlyDifferent() && row.changed));
  const equal = found.fields.length - found.fields.filter((/** @type {any} */ row) => !row.equal).length;
  replace(fields,
    h("div", { class: "row" }, h("h2", { class: "heading" }, `Fields after step ${found.number}: ${found.words}`), found.note ? h("span", { class: "pill" }, found.note) : null,
      h("label", { class: "check" }, h("input", { type: "checkbox", class: "switch", checked: onlyDifferent(), onchange: () => go({ only: onlyDifferent() ? null : "diff" }) }), "only differences")),
    rows.length ? h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "field"), h("th", { scope: "col" }, whole.value.left.title), h("th", { scope: "col" }, whole.value.right.title))),
      h("tbody", {}, rows.map((/** @type {any} */ row) => h("tr", { class: row.equal ? "" : "differs" },
        h("th", { scope: "row", class: "mono" }, row.key), value(row.left, row.equal), value(row.right, row.equal)))))
      : h("p", { class: "muted" }, onlyDifferent() ? "No field differs here." : "This step changed no field."),
    h("p", { class: "muted" }, `${equal} of ${found.fields.length} fields are equal; those that did not change are folded away.`));
}

/**
 * @param {any} what
 * @param {boolean} equal
 */
function value(what, equal) {
  const text = what === undefined ? "(nothing)" : JSON.stringify(what);
  return h("td", { class: "mono" }, h("span", { class: equal ? "" : "boxed" }, text.length > 300 ? `${text.slice(0, 300)} … (${text.length} characters)` : text, equal ? "" : " ≠"));
}

/** @param {any} document */
function drawTraffic(document) {
  replace(traffic, h("h2", { class: "heading" }, "Door traffic, in order"),
    document.traffic.map((/** @type {any[]} */ passed, /** @type {number} */ side) => {
      const other = document.traffic[1 - side];
      return h("div", { class: "traffic" }, h("span", { class: "who" }, document[side ? "right" : "left"].title),
        h("div", { class: "bars", tabindex: "0", role: "group", "aria-label": "buffers and answers" }, passed.map((one, index) => {
          const twin = other[index];
          const same = twin && twin.kind === one.kind && twin.size === one.size && twin.step === one.step;
          const kind = one.answer ? (one.kind.includes("error") ? "error" : "answer") : "sent";
          return h("button", { type: "button", class: `${kind} ${same ? "" : "differs"} ${one.step === at() ? "now" : ""}`, title: `step ${one.step}`, onclick: () => move(one.step) },
            same ? "" : "≠ ", one.kind, one.answer ? "" : ` ${one.size} B`);
        }), passed.length ? null : h("span", { class: "muted" }, "nothing passed")));
    }));
}

if (run) {
  replace(main, h("div", { class: "compare" }, rail, h("div", { class: "compare-body" }, verdict, sides, fields, traffic)));
  transport.hidden = false;
  replace(transport,
    h("button", { type: "button", "aria-label": "First step", onclick: () => move(0) }, icon("first")),
    h("button", { type: "button", onclick: () => move(at() - 1) }, icon("back"), "step"),
    h("button", { type: "button", onclick: () => move(at() + 1) }, "step", icon("step")),
    h("button", { type: "button", "aria-label": "Last step", onclick: () => move(Infinity) }, icon("last")),
    count, slider,
    h("button", { type: "button", onclick: () => nextDifferent(1) }, icon("differs"), "next difference"));
  paint(() => {
    if (!whole.value) return;
    drawRail(whole.value);
    drawTraffic(whole.value);
    slider.max = String(whole.value.steps.length);
    slider.value = String(at());
    replace(count, `${at()} / ${whole.value.steps.length}`);
  });
  paint(() => {
    if (!whole.value) return;
    drawVerdict(whole.value);
    drawSides();
  });
  paint(() => {
    if (step.value) drawStep(step.value);
  });
  let asked = 0;
  paint(() => {
    if (!whole.value) return;
    const number = at();
    const mine = ++asked;
    const query = new URLSearchParams({ left: whole.value.left.name, right: whole.value.right.name });
    trying(() => ask(`/compare/${encodeURIComponent(run)}/${number}.json?${query}`)).then((found) => {
      if (!found || mine !== asked) return;
      step.value = found;
      const differing = found.fields.filter((/** @type {any} */ row) => !row.equal).length;
      speak(`Step ${number}: ${found.words}. ${differing ? `${differing} fields differ.` : "Equal."}`);
    });
  });
  replace(context, h("span", { class: "pill" }, "run ", h("strong", {}, run)));
  keys(
    { keys: "ArrowLeft", words: "Step back", group: "Compare", act: () => move(at() - 1) },
    { keys: "ArrowRight", words: "Step forward", group: "Compare", act: () => move(at() + 1) },
    { keys: "Home", words: "To the first step", group: "Compare", act: () => move(0) },
    { keys: "End", words: "To the last step", group: "Compare", act: () => move(Infinity) },
    { keys: "d", words: "To the divergence", group: "Compare", act: () => move(whole.untracked?.first ?? 0) },
    { keys: "Shift+d", words: "To the next difference", group: "Compare", act: () => nextDifferent(1) },
  );
  commands(() => (whole.untracked?.sides ?? []).filter((/** @type {any} */ one) => !one.why_not).map((/** @type {any} */ one) => ({
    words: `Compare with ${one.title}`, act: () => {
      go({ right: one.name, at: null }, { push: true });
      load();
    },
  })));
  addEventListener("popstate", load);
  load();
} else if (link.untracked.run) {
  trying(async () => {
    const { run: word, ...kept } = link.untracked;
    const taken = await tell("/runs/link", { word });
    location.replace(`/compare/${taken.id}?${new URLSearchParams(kept)}`);
  });
} else {
  trying(async () => {
    const { runs } = await ask("/runs.json");
    replace(main, h("div", { class: "plain" }, h("h1", {}, "Compare"),
      h("p", {}, "Model and implementation take the same run, step by step, and everything that can be seen of them is compared after each. Choose a run; on its page you choose the sides: the model of any profile, our implementation, a copy of it with a planted fault, or the original C."),
      h("p", {}, h("a", { class: "button primary", href: "/compare/finding-w1?right=fault:writers-not-woken" }, "See a lost wake-up found"), " ",
        h("a", { class: "button", href: "/runs" }, "Open a run of your own")),
      h("ul", {}, runs.map((/** @type {any} */ one) => h("li", {}, h("a", { href: `/compare/${one.id}` }, one.title), h("span", { class: "muted" }, ` ${one.kind}, ${counted(one.steps, "step")}`))))));
  });
}
