// A run, live or driven: the picture, what can be done, the timeline, the inspector of what was chosen, the transport.

import { commands } from "../core/commands.js";
import { h, keyed, replace, set, whenChanged } from "../core/h.js";
import { icon } from "../core/icons.js";
import { keys } from "../core/keys.js";
import { go, here, link, thing } from "../core/link.js";
import { context, main, transport } from "../core/shell.js";
import { paint, signal } from "../core/signal.js";
import { copy, notice, speak, trying } from "../core/speak.js";
import { ask, bytes, follow, reach, Refused, tell } from "../core/wire.js";
import { applied } from "../panels/queue-changes.js";
import { drawDetail } from "../panels/queue-inspector.js";
import { Picture } from "../panels/queue-picture.js";
import { Rail } from "../panels/queue-rail.js";
import { Rows } from "../panels/queue-table.js";
import { Timeline } from "../panels/queue-timeline.js";
import { Transport } from "../panels/queue-transport.js";

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
/** What this tab has seen of the run, for If-Match; and what the feed has drawn, for its order. */
let seq = -1;
let drawnSeq = -1;
/** Commands go one after the other, the first when the run is there: a key that is held down does not overtake itself. */
let ready = () => {};
let lastCommand = new Promise((resolve) => {
  ready = () => resolve(null);
});

const address = () => `/api/runs/${encodeURIComponent(run)}`;

/** A command with the seq that was seen: of two tabs one steps, the other is told. @param {string} name @param {unknown} [body] */
function command(name, body = {}) {
  lastCommand = lastCommand.then(() => send(name, body));
  return lastCommand;
}

/** @param {string} name @param {unknown} body @returns {Promise<any>} */
async function send(name, body) {
  try {
    const answer = await tell(`${address()}/${name}`, body, seq);
    if (answer?.state) took(answer.state);
    else if (answer?.seq !== undefined && answer.id) took(answer);
    if (answer?.words) {
      speak(answer.words);
      if (name !== "step") notice(answer.words, /refused|returned E|cannot/.test(answer.words) ? "bad" : "good");
    }
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
  seq = Math.max(seq, next.seq);
  state.value = next;
}

const picture = new Picture((name) => go({ sel: name }));
const rail = new Rail({
  policy: (order) => command("policy", order),
  fault: (order) => command("fault", order),
  act: (order) => command("act", order),
});
const lines = new Timeline((at) => seek(at));
const counters = h("div", { class: "counters", role: "group", "aria-label": "Counters" });
const verdict = h("div", { class: "verdict-line" });
const note = h("p", { class: "note", hidden: true });
const table = new Rows((name) => go({ sel: name }));
const panel = h("aside", { class: "inspector", "aria-label": "What is chosen" });
const middle = h("div", { class: "queue-middle" }, h("h1", { class: "unseen" }, "The audit queue"), counters, h("section", { class: "panel picture" }, verdict, note, picture.element, table.element), lines.element);
const step = () => command("step", { choice: controls.picked(), by: 1 });
const back = () => command("step", { choice: null, by: -1 });
const seek = (/** @type {number} */ at) => command("seek", { at });
const toggle = () => (state.untracked?.kind === "live" ? freeze() : state.untracked?.running ? command("pause") : command("run", { until: controls.until, steps: 100_000, seconds: 60, pace: controls.until === "steps" ? 12 : null }));
const controls = new Transport({ step, back, seek, toggle, fork, takeOver, tableOrPicture }, UNTIL);

/** Live: stand still while the run goes on; or, from a moment that was sought, back to the present. */
async function freeze() {
  const past = inThePast(state.untracked);
  frozen.value = past ? false : !frozen.untracked;
  if (past) await seek(state.untracked.steps);
  if (!frozen.untracked) refresh();
}

/** @param {any} now */
function inThePast(now) {
  return now?.kind === "live" && now.at < now.steps;
}

/** What has reached the daemon, as a trail on the page Decode. */
async function openTrail() {
  const octets = await trying(() => bytes(`${address()}/trail`));
  if (!octets) return;
  if (!octets.length) return notice("No record has reached the trail yet.");
  const made = await trying(async () => (await reach(`/api/trails?name=${encodeURIComponent(view.untracked?.trail.name || run)}`, { method: "POST", body: /** @type {BodyInit} */ (octets) })).json());
  if (made) location.assign(`/decode/${made.id}`);
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
        drawnSeq = body.snapshot.seq;
        if (!frozen.untracked) view.value = body.snapshot.state;
      } else if (body.batch) {
        const { from, to, changes } = body.batch;
        if (frozen.untracked) {
          behind.value += to - from;
          return to;
        }
        if (from !== drawnSeq) return -1;
        view.value = applied(view.untracked, changes);
        drawnSeq = to;
        behind.value = body.batch.behind ?? 0;
      } else if (body.resume) {
        drawnSeq = body.resume.seq;
      }
      seq = Math.max(seq, drawnSeq);
      later();
      return drawnSeq;
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
  }, state.untracked?.kind === "live" ? 300 : 60);
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
  table.element.hidden = !rows;
  if (rows) table.draw(now, selected());
  else picture.draw(now, selected());
  keyed(counters, COUNTERS, (name) => name, (name) => h("div", { class: "panel counter" }, h("div", { class: "muted" }, name), h("strong", { class: "mono" })), (node, name) => {
    whenChanged(/** @type {Element} */ (node.lastElementChild), String(now.counters[name]), () => now.counters[name].toLocaleString("en"));
  });
  rail.draw(now, state.value);
  const sign = { agrees: "tick", differs: "differs", unknown: "warning" }[/** @type {"agrees"} */ (now.verdict.state)];
  const told = `${now.state}${now.clock ? ` · ${now.clock}` : ""}${now.now ? ` · ${now.now}` : ""}`;
  whenChanged(verdict, `${now.verdict.state} ${now.verdict.sentence} ${now.halted} ${now.memory} ${told}`, () => [h("span", { class: `pill ${{ agrees: "good", differs: "differs", unknown: "asleep" }[/** @type {"agrees"} */ (now.verdict.state)]}` }, icon(sign), now.verdict.sentence || "the model has not said anything yet"),
    now.halted ? h("span", { class: "pill bad" }, icon("cross"), `halted: ${now.halted}`) : null, now.memory ? null : h("span", { class: "pill bad" }, icon("cross"), "no memory"),
    h("span", { class: "muted" }, told)]);
  const asleep = now.writers.asleep;
  speak(`${now.now}. ${now.queue.length} of ${now.queue.high_water} records${asleep.length ? `, ${asleep.join(", ")} asleep` : ""}.`);
});

paint(() => {
  const name = selected();
  if (state.value) choose(name);
});
/** What is pressed or focused in the inspector stays where it is until it is let go, unless something else is chosen. */
let held = false;
let shownDetail = "";
panel.addEventListener("pointerdown", () => {
  held = true;
});
addEventListener("pointerup", () => setTimeout(() => {
  held = false;
}));
paint(() => {
  if (!detail.value) return;
  if (shownDetail === selected() && (held || panel.contains(document.activeElement))) return;
  shownDetail = selected();
  drawDetail(panel, detail.value, (name) => go({ sel: name }));
  if (/^(trail|rec:)/.test(selected())) panel.prepend(h("p", { class: "row" }, h("button", { type: "button", onclick: openTrail }, icon("open"), "Open the trail in Decode")));
});
paint(() => {
  if (timeline.value && state.value) lines.draw(timeline.value, state.value.kind === "live" && !inThePast(state.value) ? timeline.value.end : state.value.at);
});
paint(() => {
  const now = state.value;
  if (!now) return;
  document.title = `${now.title} · hiwater`;
  replace(context, h("span", { class: "pill" }, now.kind, " ", h("strong", {}, now.title)), connected.value ? null : h("span", { class: "pill bad" }, icon("cross"), "not connected"));
  note.hidden = !now.note;
  replace(note, now.note);
  transport.hidden = false;
  controls.draw(transport, now, { frozen: frozen.value, behind: behind.value, past: inThePast(now) });
});

async function fork() {
  const made = await command("fork", { at: state.untracked.at, title: `${state.untracked.title}, from step ${state.untracked.at}` });
  if (made?.id && made.id !== run) location.assign(`/queue/${made.id}`);
}

function tableOrPicture() {
  go({ view: link.untracked.view === "table" ? null : "table" });
}

keys(
  { keys: "ArrowRight", words: "Step forward", group: "Queue", act: step },
  { keys: "ArrowLeft", words: "Step back", group: "Queue", act: back },
  { keys: "Home", words: "To the first step", group: "Queue", act: () => seek(0) },
  { keys: "End", words: "To the last step", group: "Queue", act: () => seek(state.untracked?.steps ?? 0) },
  { keys: " ", words: "Run or pause; live: pause the view or catch up", group: "Queue", act: toggle },
  { keys: "f", words: "Fork here: keep both futures", group: "Queue", act: fork },
  { keys: "d", words: "To the divergence", group: "Queue", act: () => state.untracked?.divergence && seek(state.untracked.divergence) },
  { keys: "v", words: "Table or picture", group: "Queue", act: tableOrPicture },
);
commands(() => [
  ...(state.untracked?.choices ?? []).map((/** @type {any} */ one) => ({ words: `Next: ${one.words}`, act: () => command("step", { choice: one.id, by: 1 }) })),
  ...Object.entries(UNTIL).map(([name, words]) => ({ words: `Run until ${words}`, act: () => command("run", { until: name, steps: 100_000, seconds: 60 }) })),
  ...(state.untracked?.branches ?? []).map((/** @type {any} */ one) => ({ words: `Branch: ${one.title}`, act: () => location.assign(`/queue/${one.id}`) })),
  { words: "Copy a link to this moment", act: () => copy(here(), "the link") },
  { words: "Open the trail in Decode", act: openTrail },
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
    const { open: _, ...kept } = link.untracked;
    history.replaceState(null, "", `/queue/${made.id}`);
    run = made.id;
    link.value = {};
    go(kept);
  }
  await refresh();
  begin();
  ready();
  later();
});
