// A lesson: text, a question before each surprise, and the picture of the run that answers it. Steps go both ways.

import { counted } from "../core/counted.js";
import { h, replace } from "../core/h.js";
import { icon } from "../core/icons.js";
import { keys } from "../core/keys.js";
import { go, link, thing } from "../core/link.js";
import { context, main, transport } from "../core/shell.js";
import { flush, paint, signal } from "../core/signal.js";
import { speak, trying } from "../core/speak.js";
import { ask } from "../core/wire.js";
import { pipes } from "../panels/compare-picture.js";

const DONE = "hiwater.lessons-done";
const contents = signal(/** @type {any[]} */ ([]));
const lesson = signal(/** @type {any} */ (null));
/** The choice that was made before a step, by the number of the step. */
const chosen = signal(/** @type {Record<number, number>} */ ({}));

const at = () => Math.max(0, Math.min(lesson.value?.steps ?? 0, Number(link.value.step ?? 0)));
/** @returns {string[]} */
const done = () => JSON.parse(localStorage.getItem(DONE) ?? "[]");

const list = h("nav", { class: "lessons-contents", "aria-label": "Lessons" });
const text = h("article", { class: "lessons-text prose", tabindex: "-1" });
const picture = h("aside", { class: "lessons-picture", "aria-label": "The queue, now" });
const slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: "0", "aria-label": "Step of the lesson", oninput: () => move(Number(slider.value)) }));
const count = h("span", { class: "mono" });
const next = h("button", { type: "button", class: "primary", onclick: () => forward() });

/** @param {number} number */
function move(number) {
  const steps = lesson.untracked?.steps ?? 0;
  const step = Math.max(0, Math.min(steps, number));
  go({ step: step || null });
  if (step === steps && lesson.untracked) localStorage.setItem(DONE, JSON.stringify([...new Set([...done(), lesson.untracked.id])]));
}

/** A question that is open is answered first: predict, then run. */
function forward() {
  const question = lesson.untracked?.moments[at()].question;
  if (question && chosen.untracked[at() + 1] === undefined) {
    speak(`Predict first. ${question.question}`);
    flush();
    /** @type {HTMLElement | null} */ (text.querySelector(".question button"))?.focus();
    return;
  }
  move(at() + 1);
}

/** @param {any} question @param {number} before */
function card(question, before) {
  const mine = chosen.value[before];
  return h("section", { class: "question", "aria-label": "Question" },
    h("p", {}, h("strong", {}, "Predict, then run. "), question.question),
    h("div", { class: "row", role: "group", "aria-label": "Choices" }, question.choices.map((/** @type {string} */ words, /** @type {number} */ index) =>
      h("button", { type: "button", "aria-pressed": String(mine === index), onclick: () => {
        chosen.value = { ...chosen.untracked, [before]: index };
        flush();
        /** @type {HTMLElement | null} */ (text.querySelector(".question .primary"))?.focus();
      } }, words))),
    mine === undefined ? null : h("button", { type: "button", class: "primary", onclick: () => {
      move(before);
      flush();
      text.focus();
    } }, icon("step"), "Run it"));
}

/** @param {any} question @param {number} number */
function answer(question, number) {
  const mine = chosen.value[number];
  if (!question || mine === undefined) return null;
  const right = mine === question.right;
  return h("p", { class: `answer ${right ? "right" : "wrong"}` }, icon(right ? "tick" : "cross"),
    right ? "As you said: " : `You said "${question.choices[mine]}". It is: `, h("strong", {}, question.choices[question.right]));
}

paint(() => {
  const finished = done();
  replace(list, h("h2", { class: "heading" }, "From a system call to a file"),
    h("ol", {}, contents.value.map((one) => h("li", { class: one.id === thing() ? "here" : "" },
      h("a", { href: `/lessons/${one.id}`, "aria-current": one.id === thing() ? "page" : null }, one.title),
      finished.includes(one.id) ? h("span", { class: "done" }, icon("tick"), h("span", { class: "unseen" }, "done")) : null))),
    h("p", { class: "muted" }, "Assign a lesson by its link. Progress stays in this browser. Lessons of your own: ", h("code", {}, "hiwater inspect --lessons DIR"), "."));
});

paint(() => {
  const one = lesson.value;
  if (!one) return;
  const number = at();
  const moment = one.moments[number];
  const before = number ? one.moments[number - 1].question : null;
  replace(text,
    h("p", { class: "muted" }, `Lesson · step ${number} of ${one.steps}`),
    h("h1", {}, one.title),
    number === 0 ? one.why.split("\n\n").map((/** @type {string} */ words) => h("p", {}, words)) : null,
    number ? h("p", { class: "act" }, h("span", { class: "pill" }, moment.words)) : null,
    answer(before, number),
    moment.text ? h("p", {}, moment.text) : null,
    moment.events.length ? h("ul", { class: "happened" }, moment.events.map((/** @type {string} */ words) => h("li", {}, words))) : null,
    moment.question ? card(moment.question, number + 1) : null,
    number === one.steps ? h("section", { class: "end" }, h("h2", {}, "That was the lesson"),
      h("p", { class: "row" }, following(one.id), h("a", { class: "button", href: `/queue?open=${one.id}` }, "Try other steps yourself"), h("a", { class: "button", href: `/compare/${one.id}` }, "Model and implementation")),
      h("h3", {}, "The clauses it was about"), h("ul", {}, Object.entries(one.clauses).map(([id, sentence]) => h("li", {}, h("a", { href: `/spec/${id}` }, id), `: ${String(sentence).replace(`${id}: `, "")}`)))) : null);
  replace(picture,
    h("h2", { class: "heading" }, "The queue, now"), pipes(moment.picture, moment.picture),
    h("h2", { class: "heading" }, "Counters"),
    h("table", {}, h("tbody", {}, Object.entries(moment.counters).map(([name, value]) => {
      const was = number ? one.moments[number - 1].counters[name] : value;
      return h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: `number ${was === value ? "" : "changed"}` }, `${value}${was === value ? "" : `  (was ${was})`}`));
    }))),
    h("p", { class: "row" }, h("span", { class: `pill ${moment.agrees ? "good" : "differs"}` }, icon(moment.agrees ? "tick" : "differs"), moment.agrees ? "model and implementation agree" : "model and implementation differ")));
  const open = moment.question && chosen.value[number + 1] === undefined;
  replace(next, number === one.steps ? "the end" : open ? "predict first" : ["next: ", one.moments[number + 1].words.slice(0, 60)].join(""));
  next.toggleAttribute("disabled", number === one.steps);
  slider.max = String(one.steps);
  slider.value = String(number);
  replace(count, `${number} / ${one.steps}`);
  speak([moment.words, moment.text, moment.question?.question ?? ""].filter(Boolean).join(". "));
});

/** @param {string} id */
function following(id) {
  const index = contents.value.findIndex((one) => one.id === id);
  const one = contents.value[index + 1];
  return one ? h("a", { class: "button primary", href: `/lessons/${one.id}` }, `Next: ${one.title}`) : null;
}

const opened = thing();
replace(main, h("div", { class: "lessons" }, list, h("div", { class: "lessons-middle" }, text), picture));
trying(async () => {
  contents.value = await ask("/lessons.json");
  if (!opened) {
    picture.hidden = true;
    replace(text, h("h1", {}, "Learn the audit queue by driving it"),
      h("p", {}, "Each lesson is a run of the model and of the real implementation, side by side. You take its steps, forward and back. Before each surprise there is a question: predict, then run."),
      h("p", {}, h("a", { class: "button primary", href: `/lessons/${contents.value[0]?.id}` }, "Begin with the first")),
      h("ol", {}, contents.value.map((one) => h("li", {}, h("a", { href: `/lessons/${one.id}` }, one.title), h("span", { class: "muted" }, ` · ${counted(one.steps, "step")}, ${counted(one.questions, "question")}`)))));
    return;
  }
  lesson.value = await ask(`/lessons/${encodeURIComponent(opened)}.json`);
  document.title = `${lesson.value.title} · hiwater`;
  replace(context, h("span", { class: "pill" }, "lesson ", h("strong", {}, lesson.value.title)));
  transport.hidden = false;
  replace(transport, h("button", { type: "button", onclick: () => move(at() - 1) }, icon("back"), "back"), next, count, slider,
    h("span", { class: "pill" }, h("kbd", {}, "←"), h("kbd", {}, "→"), " step"));
  keys(
    { keys: "ArrowRight", words: "Next step of the lesson", group: "Lessons", act: forward },
    { keys: "ArrowLeft", words: "Step back", group: "Lessons", act: () => move(at() - 1) },
    { keys: "Home", words: "To the beginning", group: "Lessons", act: () => move(0) },
  );
});
