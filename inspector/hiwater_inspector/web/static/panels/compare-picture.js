// One side of a comparison as a small picture: the queue against its marks, the door buffer, the threads that wait.

import { counted } from "../core/counted.js";
import { h, s } from "../core/h.js";
import { icon } from "../core/icons.js";

const WIDTH = 560;
const HEIGHT = 104;
const SLOTS_LEAST = 8;

/**
 * @param {any} glance of this side
 * @param {any} other the same of the other side: what differs is boxed
 */
export function pipes(glance, other) {
  const slots = Math.max(SLOTS_LEAST, glance.high_water, glance.sizes.length);
  const slot = (WIDTH - 40) / slots;
  const most = Math.max(64, ...glance.sizes);
  const place = (/** @type {number} */ index) => WIDTH - 20 - (index + 1) * slot;
  const mark = (/** @type {number} */ at, /** @type {string} */ name) => at > slots ? [] : [
    s("line", { class: `mark-line ${name}`, x1: place(at - 1), x2: place(at - 1), y1: name === "high" ? 14 : 20, y2: name === "high" ? HEIGHT - 18 : HEIGHT - 12 }),
    s("text", { class: `mark-text ${name}`, x: place(at - 1), y: name === "high" ? 10 : HEIGHT - 2, "text-anchor": at * slot < 60 ? "end" : "middle" }, `${name === "high" ? "high water" : "low water"} ${at}`),
  ];
  const words = `${counted(glance.count, "record")} queued, high water ${glance.high_water}, low water ${glance.low_water}`;
  const picture = s("svg", { class: "pipes", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words },
    s("rect", { class: "tube", x: 4, y: 20, width: WIDTH - 8, height: HEIGHT - 42, rx: 30 }),
    glance.sizes.map((/** @type {number} */ size, /** @type {number} */ index) => {
      const height = 14 + 36 * (size / most);
      return s("rect", { class: "record", x: place(index) + slot * 0.12, width: slot * 0.76, y: 51 - height / 2, height, rx: 4 }, s("title", {}, `${size} bytes`));
    }),
    mark(glance.high_water, "high"), mark(glance.low_water, "low"));
  const fact = (/** @type {string} */ name, /** @type {unknown} */ value, /** @type {unknown} */ twin) =>
    h("div", { class: value === twin ? "fact" : "fact boxed" }, h("span", { class: "muted" }, name), " ", h("strong", {}, String(value)), value === twin ? "" : " ≠");
  const there = new Set(other.threads.map((/** @type {any} */ one) => `${one.thread} ${one.words}`));
  return h("div", {}, picture,
    h("div", { class: "row" }, fact("queued", glance.count, other.count), fact("state", glance.state, other.state),
      fact("door buffer", `${glance.buffer_size} B`, `${other.buffer_size} B`), glance.halted ? h("span", { class: "pill bad" }, icon("cross"), "halted") : null),
    h("ul", { class: "threads" }, glance.threads.map((/** @type {any} */ one) =>
      h("li", {}, h("span", { class: `pill ${one.asleep ? "asleep" : ""}${there.has(`${one.thread} ${one.words}`) ? "" : " differs"}` }, one.asleep ? icon("pause") : null, `${one.thread} ${one.words}`)))));
}
