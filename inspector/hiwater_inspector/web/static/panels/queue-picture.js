// The pipeline as one picture, left to right as the bytes go: producers, queue, waiting rooms, reader, door, daemon, trail.

import { counted } from "../core/counted.js";
import { keyed, replace, s, set, whenChanged } from "../core/h.js";
import { pressedOn, presses } from "../core/press.js";

const TUBE = { x: 236, y: 112, width: 512, height: 68 };
const EACH_MOST = 200;
const CARDS_MOST = 5;
const EACH = 62;
const STATES = [["COMPLETE", 676, 388], ["FIRST", 776, 388], ["MIDDLE", 876, 388], ["LAST", 776, 448]];
const ARROWS = {
  "COMPLETE COMPLETE": "M660 372 C 652 346, 700 346, 692 370",
  "COMPLETE FIRST": "M716 388 L 738 388",
  "FIRST MIDDLE": "M812 388 L 838 388",
  "FIRST LAST": "M782 404 L 782 430",
  "MIDDLE MIDDLE": "M866 372 C 858 346, 906 346, 894 370",
  "MIDDLE LAST": "M880 404 C 880 440, 850 450, 812 449",
  "LAST FIRST": "M768 432 L 768 406",
  "LAST COMPLETE": "M742 449 C 700 450, 676 436, 676 406",
};

/**
 * @param {string} words
 * @param {number} most
 */
function cut(words, most) {
  return words.length > most ? `${words.slice(0, most - 1)}…` : words;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {string} [name]
 */
function text(x, y, words, name = "") {
  return s("text", { x, y, class: name }, words);
}

/** The picture; `select` is told what was chosen: `thr:user1`, `rec:53`, `queue`, `door`, `frag`, `daemon`, `trail`. */
export class Picture {
  #producers = s("g");
  #arrows = s("g", { class: "flows" });
  #records = s("g", { class: "records" });
  #marks = s("g");
  #rooms = s("g");
  #chips = s("g");
  // Cards stay the same nodes while what is in them changes, so that they keep focus and hover.
  #softint = card("thr:softint", "card dashed");
  #reader = card("thr:output");
  #daemon = card("daemon");
  #door = card("door", "door");
  #trail = card("trail");
  #turns = s("g");
  #states = s("g");
  #room = s("text", { x: 612, y: 412, class: "mono end muted" });
  #title = s("text", { x: TUBE.x, y: 92, class: "strong" });
  #selected = "";
  /** @type {any} */
  #view = null;

  /** @param {(selected: string) => void} select */
  constructor(select) {
    this.select = select;
    this.element = /** @type {SVGElement} */ (
      s("svg", { class: "pipeline", viewBox: "0 0 984 526", role: "group", "aria-label": "The audit pipeline" },
        s("defs", {},
          s("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { width: 6, height: 6, class: "deferred" }), s("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "hatch" })),
          s("pattern", { id: "dots", width: 6, height: 6, patternUnits: "userSpaceOnUse" }, s("rect", { width: 6, height: 6, class: "softcall" }), s("circle", { cx: 3, cy: 3, r: 1.3, class: "dot" })),
          s("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" }, s("path", { d: "M0 0 L8 4 L0 8 z", class: "tip" }))),
        this.#arrows, text(0, 20, "PRODUCERS", "label"), this.#producers,
        text(TUBE.x, 72, "QUEUE", "label"), this.#title,
        s("rect", { class: "tube", x: TUBE.x - 8, y: TUBE.y, width: TUBE.width + 16, height: TUBE.height, rx: 34, tabindex: "0", role: "button", "data-sel": "queue", "aria-label": "Queue" }),
        this.#records, this.#marks, this.#rooms, this.#chips, this.#softint,
        text(790, 92, "READER", "label"), this.#reader, text(790, 228, "DAEMON", "label"), this.#daemon,
        text(236, 338, "DOOR BUFFER", "label"), this.#door, this.#room,
        text(640, 338, "FRAGMENT STATE", "label"), this.#turns, this.#states, this.#trail)
    );
    presses(this.element, select);
    this.element.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /**
   * @param {any} view
   * @param {string} selected
   */
  draw(view, selected) {
    this.#view = view;
    this.#selected = selected;
    this.#drawProducers(view);
    this.#drawQueue(view);
    this.#drawRooms(view);
    this.#drawRight(view);
    this.#drawDoor(view);
    this.#drawFragment(view);
    this.#drawTrail(view);
    for (const node of this.element.querySelectorAll("[data-sel]")) {
      set(node, { "aria-pressed": String(node.getAttribute("data-sel") === selected) });
    }
  }

  /** Records are reached from the queue by the arrows; everything else is a tab stop. @param {KeyboardEvent} event */
  #key(event) {
    const name = pressedOn(event);
    if (!name) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.select(name);
    } else if (name === "queue" && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      const slots = this.#view?.queue.slots ?? [];
      const at = slots.findIndex((/** @type {any} */ one) => `rec:${one.number}` === this.#selected);
      const next = Math.max(0, Math.min(slots.length - 1, at < 0 ? 0 : at + (event.key === "ArrowLeft" ? 1 : -1)));
      if (slots[next]) this.select(`rec:${slots[next].number}`);
    }
  }

  /** @param {any} view */
  #drawProducers(view) {
    const producers = view.threads.filter((/** @type {any} */ one) => one.role === "producer");
    const shown = producers.slice(0, CARDS_MOST);
    /** @type {SVGElement[]} */
    const flows = [];
    keyed(this.#producers, shown, (one) => one.name, (one) => card(`thr:${one.name}`), (node, one) => {
      const y = 30 + shown.indexOf(one) * EACH;
      fillCard(node, 0, y, 168, 54, one.name, one.call, one.words, tone(one.doing), `${one.deferred_count}`, () => [
        ...one.deferred.slice(0, 4).map((/** @type {any} */ _, /** @type {number} */ index) => s("rect", { x: 100 + index * 16, y: y + 36, width: 12, height: 12, rx: 2, fill: "url(#hatch)" })),
        one.deferred_count > 4 ? text(164, y + 46, `${one.deferred_count}`, "small end") : null]);
      set(node, { "aria-label": `${one.name}, ${one.call || "no call"}: ${one.words}${one.deferred_count ? `, ${counted(one.deferred_count, "record")} deferred` : ""}` });
    });
    for (const [index, one] of shown.entries()) {
      const y = 57 + index * EACH;
      const asleep = view.writers.asleep.includes(one.name);
      flows.push(s("path", { class: asleep ? "flow asleep" : "flow", d: asleep ? `M168 ${y} C 214 ${y}, 206 258, 232 258` : `M168 ${y} C 210 ${y}, 196 146, 224 146`, "marker-end": "url(#tip)" }));
    }
    const more = producers.length - shown.length;
    const y = 30 + shown.length * EACH;
    if (view.softcalls.pending) flows.push(s("path", { class: "flow softcalls", d: `M168 ${y + 26} C 222 ${y + 26}, 190 168, 226 164`, "marker-end": "url(#tip)" }));
    flows.push(s("path", { class: "flow", d: "M756 146 L 786 146", "marker-end": "url(#tip)" }), s("path", { class: "flow", d: "M884 196 L 884 234", "marker-end": "url(#tip)" }), s("path", { class: "flow dotted", d: "M972 320 L 972 494 L 330 494", "marker-end": "url(#tip)" }));
    const softint = this.#softint;
    fillCard(softint, 0, y, 168, 54, "softcall", "", `${view.softcalls.pending} pending`, "idle", "", () =>
      view.softcalls.records.slice(0, 4).map((/** @type {any} */ _, /** @type {number} */ index) => s("rect", { x: 100 + index * 16, y: y + 32, width: 12, height: 12, rx: 2, fill: "url(#dots)" })));
    set(softint, { "aria-label": `softcalls, ${view.softcalls.pending} pending` });
    whenChanged(this.#arrows, `${shown.map((/** @type {any} */ one) => view.writers.asleep.includes(one.name))} ${view.softcalls.pending > 0} ${more}`, () => [...flows, more > 0 ? text(0, y + 70, `and ${more} more threads: see the table`, "small muted") : null]);
  }

  /** @param {any} view */
  #drawQueue(view) {
    const { queue } = view;
    const places = Math.max(12, queue.length, Math.min(queue.high_water + 2, Math.max(queue.length * 4, 24)));
    const step = TUBE.width / places;
    replace(this.#title, `${counted(queue.length, "record")}, ${counted(queue.size, "byte")}`);
    set(this.#title, { x: TUBE.x + 62, y: 72 });
    const most = Math.max(64, ...queue.slots.slice(0, EACH_MOST).map((/** @type {any} */ one) => one.size));
    const place = (/** @type {number} */ index) => TUBE.x + TUBE.width - (index + 1) * step;
    if (queue.length <= EACH_MOST) {
      keyed(this.#records, queue.slots, (one) => one.number, (one) => s("rect", { rx: Math.min(4, step / 3), class: `record ${one.kind}`, "data-sel": `rec:${one.number}` }), (node, one) => {
        const index = one.number - queue.slots[0].number;
        const height = 16 + 40 * (one.size / most);
        set(node, { x: place(index) + step * 0.1, width: Math.max(1, step * 0.8), y: TUBE.y + TUBE.height / 2 - height / 2, height });
        if (!node.firstChild) node.append(s("title", {}, `record ${one.number}, ${one.size} bytes, ${one.kind}`));
      });
    } else {
      replace(this.#records, this.#bars(queue, place, step));
    }
    const mark = (/** @type {number} */ at, /** @type {string} */ name, /** @type {number} */ y) => at > places ? [text(TUBE.x - 4, y, `${name} ${at.toLocaleString("en")} is further left`, `mark-text ${name.split(" ")[0]}`)] : [
      s("line", { class: `mark-line ${name.split(" ")[0]}`, x1: place(at - 1), x2: place(at - 1), y1: TUBE.y - 10, y2: TUBE.y + TUBE.height + 10 }),
      s("text", { class: `mark-text ${name.split(" ")[0]}`, x: Math.max(TUBE.x + 34, Math.min(TUBE.x + TUBE.width - 10, place(at - 1))), y, "text-anchor": "middle" }, `${name} ${at.toLocaleString("en")}`)];
    const head = queue.slots[0];
    whenChanged(this.#marks, `${places} ${queue.high_water} ${queue.low_water} ${head?.number}`, () => [...mark(queue.high_water, "high water", TUBE.y - 15), ...mark(queue.low_water, "low water", TUBE.y + TUBE.height + 22),
      head && place(queue.low_water - 1) < TUBE.x + TUBE.width - 110 ? text(TUBE.x + TUBE.width + 6, TUBE.y + TUBE.height + 22, `head ${head.number}`, "small end muted") : null]);
  }

  /**
   * Many records: one path a kind, and bins behind the window.
   * @param {any} queue
   * @param {(index: number) => number} place
   * @param {number} step
   */
  #bars(queue, place, step) {
    const middle = TUBE.y + TUBE.height / 2;
    /** @type {Record<string, string>} */
    const paths = {};
    for (const [index, one] of queue.slots.entries()) {
      const half = 8 + Math.min(20, one.size / 40);
      paths[one.kind] = `${paths[one.kind] ?? ""}M${(place(index) + step * 0.45).toFixed(2)} ${middle - half}v${2 * half}`;
    }
    const drawn = Object.entries(paths).map(([kind, d]) => s("path", { d, class: `bars ${kind}`, "stroke-width": Math.max(0.4, step * 0.8) }));
    const first = queue.slots[0]?.number ?? 0;
    for (const bin of queue.bins) {
      const index = bin.first - first;
      const width = bin.records * step;
      const half = 8 + Math.min(20, bin.size / Math.max(1, bin.records) / 40);
      drawn.push(s("rect", { class: "bin", x: place(index + bin.records - 1), width: Math.max(0.5, width - 0.6), y: middle - half, height: 2 * half }, s("title", {}, `${bin.records} records, ${bin.size} bytes`)));
    }
    return drawn;
  }

  /** @param {any} view */
  #drawRooms(view) {
    /** @type {{ thread: string, name: string, x: number }[]} */
    const chips = [];
    const room = (/** @type {number} */ x, /** @type {number} */ width, /** @type {string} */ name, /** @type {any} */ one) => {
      const shown = one.asleep.slice(0, width > 206 ? 3 : 2);
      for (const [index, thread] of shown.entries()) chips.push({ thread, name, x: x + 12 + index * 90 });
      const more = one.asleep.length - shown.length;
      return s("g", {}, s("rect", { class: one.asleep.length ? "room full" : "room", x, y: 216, width, height: 68, rx: 10 }), text(x + 12, 236, `${name} waiting room`, "small muted"),
        one.asleep.length ? null : text(x + 12, 263, "empty", "muted mono"), more > 0 ? text(x + width - 12, 236, `and ${more} more`, "small end") : null);
    };
    const rooms = [room(236, 290, "write_cv", view.writers), room(542, 206, "read_cv", view.readers)];
    whenChanged(this.#rooms, `${view.writers.asleep} / ${view.readers.asleep}`, () => rooms);
    keyed(this.#chips, chips, (chip) => `${chip.name} ${chip.thread}`, (chip) => card(`thr:${chip.thread}`, "chip"), (node, { thread, name, x }) => {
      set(node, { "aria-label": `${thread}, asleep on ${name}` });
      whenChanged(node, `${x}`, () => [s("rect", { x, y: 246, width: 84, height: 26, rx: 13 }), s("path", { d: `M${x + 11} 254v10M${x + 16} 254v10`, class: "bars-sign" }), text(x + 23, 263, cut(thread, 8), "mono")]);
    });
  }

  /** @param {any} view */
  #drawRight(view) {
    const reader = this.#reader;
    set(reader, { "data-sel": `thr:${view.output.name}`, "aria-label": `reader ${view.output.name}: ${view.output.words}` });
    const held = view.buffer.record ? `record ${view.buffer.record.number}, byte ${view.buffer.end} of ${view.buffer.record.size}` : "";
    fillCard(reader, 790, 104, 190, 92, view.output.name, view.output.call, view.output.words, tone(view.output.doing), held, () => [text(804, 186, held, "small muted")]);
    const daemon = this.#daemon;
    const together = view.daemon.expected ? `reassembly: ${view.daemon.held} of ${view.daemon.expected} B` : "";
    set(daemon, { class: `card ${view.daemon.there ? "" : "gone"}`, "aria-label": `daemon: ${view.daemon.there ? view.daemon.words : "gone"}` });
    fillCard(daemon, 790, 238, 190, 82, view.daemon.there ? "auditd" : "auditd is gone", "", view.daemon.words, view.daemon.there ? "running" : "bad", together, () => [text(804, 310, together, "small muted")]);
  }

  /** @param {any} view */
  #drawDoor(view) {
    const { buffer } = view;
    const share = buffer.size ? Math.min(1, (buffer.end - buffer.begin) / buffer.size) : 0;
    const words = buffer.record ? `record ${buffer.record.number} · bytes ${buffer.begin}–${buffer.end - 1} of ${buffer.record.size}` : "empty";
    set(this.#door, { "aria-label": `door buffer: ${words}` });
    whenChanged(this.#door, `${words} ${share} ${buffer.record?.kind}`, () => [s("rect", { class: "tube", x: 236, y: 350, width: 376, height: 44, rx: 8 }),
      s("rect", { class: `filled ${buffer.record?.kind ?? "synchronous"}`, x: 240, y: 354, width: 368 * share, height: 36, rx: 5 }),
      text(250, 412, words, "mono")]);
    replace(this.#room, `${(buffer.end - buffer.begin).toLocaleString("en")} / ${buffer.size.toLocaleString("en")} B`);
  }

  /** @param {any} view */
  #drawFragment(view) {
    const taken = view.fragment.transition?.join(" ");
    whenChanged(this.#turns, taken ?? "", () => Object.entries(ARROWS).map(([name, d]) => s("path", { d, class: name === taken ? "turn taken" : "turn", "marker-end": "url(#tip)" })));
    keyed(this.#states, STATES, ([name]) => String(name), ([name, x, y]) => s("g", { "data-sel": "frag" },
      s("rect", { x: Number(x) - 38, y: Number(y) - 16, width: 76, height: 32, rx: 16 }),
      s("text", { x, y: Number(y) + 4, "text-anchor": "middle" }, String(name))), (node, [name]) => {
      const now = name === view.fragment.state;
      set(node, { class: now ? "state now" : "state", tabindex: now ? "0" : null, role: now ? "button" : null, "aria-label": now ? `fragment state ${name}${taken ? `, after ${taken.replace(" ", " to ")}` : ""}` : null });
    });
  }

  /** @param {any} view */
  #drawTrail(view) {
    const { trail } = view;
    const words = `${counted(trail.records, "record")} · ${counted(trail.size, "byte")}${trail.sequence === null ? "" : ` · last sequence ${trail.sequence}`}`;
    set(this.#trail, { "aria-label": `trail: ${words}` });
    fillCard(this.#trail, 0, 466, 326, 56, "trail", cut(trail.name, 34), words, "", "", () => []);
  }
}

/**
 * @param {string} selected
 * @param {string} [name] its class
 */
function card(selected, name = "card") {
  return s("g", { class: name, "data-sel": selected, tabindex: "0", role: "button" });
}

/**
 * @param {Element} node
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {string} name
 * @param {string} call
 * @param {string} words
 * @param {string} sign
 * @param {string} from what else is drawn from
 * @param {() => (Node | null)[]} more
 */
function fillCard(node, x, y, width, height, name, call, words, sign, from, more) {
  whenChanged(node, [x, y, name, call, words, sign, from].join("\n"), () => cardContent(x, y, width, height, name, call, words, sign, more()));
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {string} name
 * @param {string} call
 * @param {string} words
 * @param {string} sign
 * @param {(Node | null)[]} more
 */
function cardContent(x, y, width, height, name, call, words, sign, more) {
  const title = s("text", { x: x + 12, y: y + 21 }, s("tspan", { class: "strong" }, name), call ? s("tspan", { class: "muted", dx: 6 }, cut(call, Math.floor(width / 8) - name.length)) : null);
  return [s("rect", { class: "ground", x, y, width, height, rx: 10 }), title,
    sign ? s("circle", { class: `sign ${sign}`, cx: x + 17, cy: y + 40, r: 4 }) : null,
    s("text", { x: x + (sign ? 28 : 12), y: y + 44, class: "small muted" }, cut(words, Math.floor((width - 36) / 6)), s("title", {}, words)), ...more];
}

/** @param {string} doing */
function tone(doing) {
  return { asleep: "asleep", blocked: "asleep", waiting: "asleep", "at the door": "progress", running: "progress", ready: "ready", gone: "bad" }[doing] ?? "idle";
}
