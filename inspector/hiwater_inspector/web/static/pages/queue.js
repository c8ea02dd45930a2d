// The founder writes this page (see inspector/README.md): helper r4, leave it and the panels queue-*.js to him.
// A run, live or driven: the picture, what can be done, the timeline, the inspector of what was chosen, the transport.

import { commands } from "../core/commands.js";
import { h, replace, set } from "../core/h.js";
import { icon } from "../core/icons.js";
import { keys } from "../core/keys.js";
import { go, here, link, thing } from "../core/link.js";
import { context, main, transport } from "../core/shell.js";
import { paint, signal } from "../core/signal.js";
import { copy, notice, speak, trying } from "../core/speak.js";
import { ask, follow, Refused, tell } from "../core/wire.js";
import { applied } from "../panels/queue-changes.js";
import { drawDetail } from "../panels/queue-inspector.js";
import { Picture } from "../panels/queue-picture.js";
import { Rail } from "../panels/queue-rail.js";
import { drawTable } from "../panels/queue-table.js";
import { Timeline } from "../panels/queue-timeline.js";

const COUNTERS = ["as_generated", "as_nonattrib", "as_enqueue", "as_written", "as_dropped", "as_wblocked", "as_totalsize"];
const UNTIL = { sleep: "a thread sleeps", drop: "a drop", "high water": "high water", "door error": "a door error", divergence: "the divergence", idle: "nothing more to do" };

const view = signal(/** @type {any} */ (null));
const state = signal(/** @type {any} */ (null));
const detail = signal(/** @type {any} */ (null));
const timeline = signal(/** @type {any} */ (null));
const connected = signal(true);
/** A live view that stands still while the run goes on, and how many changes it is behind. */
const frozen = signal(false);
const behind = signal(0);
const selected = () => link.value.sel ?? "queue";
let run = thing() ?? "";
let seq = -1;

const address = () => `/api/runs/${encodeURIComponent(run)}`;

/** A command with the seq that was seen: of two tabs one steps, the other is told. @param {string} name @param {unknown} [body] */
async function command(name, body = {}) {
  try {
    const answer = await tell(`${address()}/${name}`, body, seq);
    if (answer?.state) took(answer.state);
    else if (answer?.seq !== undefined && answer.id) took(answer);
    if (answer?.words) speak(answer.words);
    return answer;
  } catch (error) {
    if (error instanceof Refused && error.status === 409 && error.body?.seq !== undefined) seq = error.body.seq;
    notice(String(/** @type {Error} */ (error).message));
    return null;
  }
}

/** @param {any} next */
function took(next) {
  if (next.id && next.id !== run) {
    location.assign(`/queue/${next.id}${location.search}`);
    return;
  }
  seq = next.seq;
  state.value = next;
}

const picture = new Picture((name) => go({ sel: name }));
const rail = new Rail({
  policy: (order) => command("policy", order),
  fault: (order) => command("fault", order),
  act: (order) => command("act", order),
});
const lines = new Timeline((at) => command("seek", { at }));
const counters = h("div", { class: "counters", role: "group", "aria-label": "Counters" });
const verdict = h("div", { class: "verdict-line" });
const note = h("p", { class: "note", hidden: true });
const table = h("div", { class: "table-view panel", hidden: true });
const panel = h("aside", { class: "inspector", "aria-label": "What is chosen" });
const middle = h("div", { class: "queue-middle" }, counters, h("section", { class: "panel picture" }, verdict, note, picture.element, table), lines.element);
const slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: "0", "aria-label": "Step", onchange: () => command("seek", { at: Number(slider.value) }) }));
const count = h("span", { class: "mono" });
const choice = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Next step" }));
const until = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Run until" }, h("option", { value: "steps" }, "until I stop it"), Object.entries(UNTIL).map(([name, words]) => h("option", { value: name }, `until ${words}`))));

const step = () => command("step", { choice: choice.value || null, by: 1 });
const back = () => command("step", { choice: null, by: -1 });
const toggle = () => (state.untracked?.kind === "live" ? freeze() : state.untracked?.running ? command("pause") : command("run", { until: until.value, steps: 100_000, seconds: 60 }));

function freeze() {
  frozen.value = !frozen.untracked;
  if (!frozen.untracked) refresh();
}

async function refresh() {
  const [now, picture] = await Promise.all([ask(address()), ask(`${address()}/view`)]);
  took(now);
  view.value = picture;
  behind.value = 0;
}

/** Live: the same configuration, driven. */
async function takeOver() {
  const made = await trying(() => tell("/api/runs", { take_over: run }));
  if (made) location.assign(`/queue/${made.id}`);
}

function begin() {
  replace(main, h("div", { class: "queue-page" }, rail.element, middle, panel));
  follow(`${address()}/live`, {
    state: (there) => {
      connected.value = there;
    },
    message: (body) => {
      if (body.snapshot) {
        seq = body.snapshot.seq;
        if (!frozen.untracked) view.value = body.snapshot.state;
      } else if (body.batch) {
        const { from, to, changes } = body.batch;
        if (frozen.untracked) {
          behind.value += to - from;
          return to;
        }
        if (from !== seq) return -1;
        view.value = applied(view.untracked, changes);
        seq = to;
        behind.value = body.batch.behind ?? 0;
      } else if (body.resume) {
        seq = body.resume.seq;
      }
      later();
      return seq;
    },
  });
}

let waiting = 0;
/** State, inspector and timeline follow the picture, at most some times a second. */
function later() {
  if (waiting) return;
  waiting = setTimeout(async () => {
    waiting = 0;
    const now = await trying(() => ask(address()));
    if (now) took(now);
    const spans = await trying(() => ask(`${address()}/timeline?begin=0`));
    if (spans) timeline.value = spans;
    choose(selected());
  }, 120);
}

let asked = 0;
/** @param {string} name */
async function choose(name) {
  const mine = ++asked;
  const found = await trying(() => ask(`${address()}/detail?sel=${encodeURIComponent(name)}`));
  if (found && mine === asked) detail.value = found;
}

paint(() => {
  const now = view.value;
  if (!now) return;
  const rows = link.value.view === "table";
  picture.element.toggleAttribute("hidden", rows);
  table.hidden = !rows;
  if (rows) drawTable(table, now, selected(), (name) => go({ sel: name }));
  else picture.draw(now, selected());
  replace(counters, COUNTERS.map((name) => h("div", { class: "panel counter" }, h("div", { class: "muted" }, name), h("strong", { class: "mono" }, now.counters[name].toLocaleString("en")))));
  rail.draw(now, state.value);
  const sign = { agrees: "tick", differs: "differs", unknown: "warning" }[/** @type {"agrees"} */ (now.verdict.state)];
  replace(verdict, h("span", { class: `pill ${{ agrees: "good", differs: "differs", unknown: "asleep" }[/** @type {"agrees"} */ (now.verdict.state)]}` }, icon(sign), now.verdict.sentence || "the model has not said anything yet"),
    now.halted ? h("span", { class: "pill bad" }, icon("cross"), `halted: ${now.halted}`) : null, now.memory ? null : h("span", { class: "pill bad" }, icon("cross"), "no memory"),
    h("span", { class: "muted" }, `${now.state}${now.clock ? ` · ${now.clock}` : ""}${now.now ? ` · ${now.now}` : ""}`));
  const asleep = now.writers.asleep;
  speak(`${now.now}. ${now.queue.length} of ${now.queue.high_water} records${asleep.length ? `, ${asleep.join(", ")} asleep` : ""}.`);
});

paint(() => {
  const name = selected();
  if (state.value) choose(name);
});
paint(() => {
  if (detail.value) drawDetail(panel, detail.value, (name) => go({ sel: name }));
});
paint(() => {
  if (timeline.value && view.value) lines.draw(timeline.value, state.value?.kind === "live" ? timeline.value.end : (state.value?.at ?? view.value.at));
});
paint(() => {
  const now = state.value;
  if (!now) return;
  document.title = `${now.title} · hiwater`;
  replace(context, h("span", { class: "pill" }, now.kind, " ", h("strong", {}, now.title)), connected.value ? null : h("span", { class: "pill bad" }, icon("cross"), "not connected"));
  note.hidden = !now.note;
  replace(note, now.note);
  drawTransport(now);
});

let drawn = "";
/** @param {any} now */
function drawTransport(now) {
  transport.hidden = false;
  const live = now.kind === "live";
  if (drawn !== now.kind) {
    drawn = now.kind;
    replace(transport, live
      ? [h("button", { type: "button", class: "primary", id: "toggle", onclick: toggle }), count, h("span", { class: "pill", id: "behind" }),
          h("button", { type: "button", onclick: takeOver }, icon("step"), "take over in slow motion"), h("button", { type: "button", onclick: rows }, "table or picture")]
      : [h("button", { type: "button", "aria-label": "First step", onclick: () => command("seek", { at: 0 }) }, icon("first")),
          h("button", { type: "button", onclick: back }, icon("back"), "step"),
          h("button", { type: "button", class: "primary", id: "toggle", onclick: toggle }), until,
          h("button", { type: "button", onclick: step }, "step", icon("step")),
          h("button", { type: "button", "aria-label": "Last step", onclick: () => command("seek", { at: state.untracked.steps }) }, icon("last")),
          count, slider, h("label", { class: "next" }, h("span", { class: "muted" }, "next"), choice),
          h("button", { type: "button", onclick: fork }, icon("branch"), "fork here"), h("button", { type: "button", onclick: rows }, "table or picture")]);
  }
  const button = document.getElementById("toggle");
  if (button) replace(button, live ? [icon(frozen.value ? "play" : "pause"), frozen.value ? "catch up" : "pause the view"] : [icon(now.running ? "pause" : "play"), now.running ? "pause" : "run"]);
  const late = document.getElementById("behind");
  if (late) replace(late, frozen.value ? `${behind.value} changes behind` : "live");
  replace(count, live ? `${now.steps.toLocaleString("en")} events` : `${now.at} / ${now.steps}`);
  set(slider, { max: now.steps });
  slider.value = String(now.at);
  const kept = choice.value;
  replace(choice, now.choices.map((/** @type {any} */ one) => h("option", { value: one.id }, one.words)));
  if (now.choices.some((/** @type {any} */ one) => one.id === kept && now.at === lastAt)) choice.value = kept;
  lastAt = now.at;
}
let lastAt = -1;

async function fork() {
  const made = await command("fork", { at: state.untracked.at, title: `${state.untracked.title}, from step ${state.untracked.at}` });
  if (made?.id && made.id !== run) location.assign(`/queue/${made.id}`);
}

function rows() {
  go({ view: link.untracked.view === "table" ? null : "table" });
}

keys(
  { keys: "ArrowRight", words: "Step forward", group: "Queue", act: step },
  { keys: "ArrowLeft", words: "Step back", group: "Queue", act: back },
  { keys: "Home", words: "To the first step", group: "Queue", act: () => command("seek", { at: 0 }) },
  { keys: "End", words: "To the last step", group: "Queue", act: () => command("seek", { at: state.untracked?.steps ?? 0 }) },
  { keys: " ", words: "Run or pause; live: pause the view or catch up", group: "Queue", act: toggle },
  { keys: "f", words: "Fork here: keep both futures", group: "Queue", act: fork },
  { keys: "d", words: "To the divergence", group: "Queue", act: () => state.untracked?.divergence && command("seek", { at: state.untracked.divergence }) },
  { keys: "v", words: "Table or picture", group: "Queue", act: rows },
);
commands(() => [
  ...(state.untracked?.choices ?? []).map((/** @type {any} */ one) => ({ words: `Next: ${one.words}`, act: () => command("step", { choice: one.id, by: 1 }) })),
  ...Object.entries(UNTIL).map(([name, words]) => ({ words: `Run until ${words}`, act: () => command("run", { until: name, steps: 100_000, seconds: 60 }) })),
  ...(state.untracked?.branches ?? []).map((/** @type {any} */ one) => ({ words: `Branch: ${one.title}`, act: () => location.assign(`/queue/${one.id}`) })),
  { words: "Copy a link to this moment", act: () => copy(here(), "the link") },
  { words: "Save this run", act: () => location.assign(`${address()}/document`) },
  { words: "Compare model and implementation on this run", act: compare },
]);

async function compare() {
  const document = await trying(() => ask(`${address()}/document`));
  const taken = document && (await trying(() => tell("/runs", document)));
  if (taken) location.assign(`/compare/${taken.id}`);
}

trying(async () => {
  if (!run) {
    const open = link.untracked.open;
    const made = await tell("/api/runs", open ? { open } : { kind: "live" });
    history.replaceState(null, "", `/queue/${made.id}`);
    run = made.id;
    link.value = {};
  }
  await refresh();
  begin();
  later();
});
