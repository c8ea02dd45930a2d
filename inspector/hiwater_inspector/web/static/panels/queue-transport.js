// What moves a run on: of a live one the view alone, of a driven one the run itself, step by step, with the next to pick.

import { counted } from "../core/counted.js";
import { h, replace, set, whenChanged } from "../core/h.js";
import { icon } from "../core/icons.js";

/**
 * @typedef {object} Moving
 * @property {() => void} step
 * @property {() => void} back
 * @property {(at: number) => void} seek
 * @property {() => void} toggle
 * @property {() => void} fork
 * @property {() => void} takeOver
 * @property {() => void} tableOrPicture
 */

/** A step that was picked by hand is the next one at this moment of the run alone; otherwise the run's own is taken. */
export class Transport {
  #count = h("span", { class: "mono" });
  #behind = h("span", { class: "pill" });
  #toggle = h("button", { type: "button", class: "primary" });
  #slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: "0", "aria-label": "Step" }));
  #choice = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Next step" }));
  #until;
  #picked = "";
  #kind = "";
  #steps = 0;
  #at = -1;

  /**
   * @param {Moving} moving
   * @param {Record<string, string>} until
   */
  constructor(moving, until) {
    this.moving = moving;
    this.#until = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Run until" }, h("option", { value: "steps" }, "until I stop it"), Object.entries(until).map(([name, words]) => h("option", { value: name }, `until ${words}`))));
    this.#toggle.addEventListener("click", () => moving.toggle());
    this.#slider.addEventListener("change", () => moving.seek(Number(this.#slider.value)));
    this.#choice.addEventListener("change", () => {
      this.#picked = this.#choice.value;
    });
  }

  /** What a driven run is run until. */
  get until() {
    return this.#until.value;
  }

  /** The step that was picked, once; null for the run's own. */
  picked() {
    const taken = this.#picked || null;
    this.#picked = "";
    return taken;
  }

  /**
   * @param {HTMLElement} place
   * @param {any} now
   * @param {{ frozen: boolean, behind: number, past: boolean }} seen of a live run: whether the view stands still, and where
   */
  draw(place, now, { frozen, behind, past }) {
    const live = now.kind === "live";
    if (this.#kind !== now.kind) {
      this.#kind = now.kind;
      replace(place, live ? this.#ofLive() : this.#ofDriven());
    }
    const moves = live ? !frozen && !past : now.running;
    const words = live ? (moves ? "pause the view" : "catch up") : moves ? "pause" : "run";
    whenChanged(this.#toggle, words, () => [icon(moves ? "pause" : "play"), words]);
    write(this.#behind, past ? `event ${now.at}, ${now.steps - now.at} before the present` : frozen ? `${behind} changes behind` : "live");
    write(this.#count, live ? counted(now.steps, "event") : `${now.at} / ${now.steps}`);
    this.#steps = now.steps;
    set(this.#slider, { max: now.steps });
    this.#slider.value = String(now.at);
    if (now.at !== this.#at) this.#picked = "";
    const choices = /** @type {{ id: string, words: string }[]} */ (now.choices);
    whenChanged(this.#choice, JSON.stringify(choices), () => choices.map((one) => h("option", { value: one.id }, one.words)));
    if (this.#picked) this.#choice.value = this.#picked;
    else this.#choice.selectedIndex = choices.length ? 0 : -1;
    this.#at = now.at;
  }

  #ofLive() {
    return [this.#toggle, this.#count, this.#behind,
      h("button", { type: "button", onclick: this.moving.takeOver }, icon("step"), "take over in slow motion"), this.#tableOrPicture()];
  }

  #ofDriven() {
    const { step, back, seek, fork } = this.moving;
    return [h("button", { type: "button", "aria-label": "First step", onclick: () => seek(0) }, icon("first")),
      h("button", { type: "button", onclick: back }, icon("back"), "step"), this.#toggle, this.#until,
      h("button", { type: "button", onclick: step }, "step", icon("step")),
      h("button", { type: "button", "aria-label": "Last step", onclick: () => seek(this.#steps) }, icon("last")),
      this.#count, this.#slider, h("label", { class: "next" }, h("span", { class: "muted" }, "next"), this.#choice),
      h("button", { type: "button", onclick: fork }, icon("branch"), "fork here"), this.#tableOrPicture()];
  }

  #tableOrPicture() {
    return h("button", { type: "button", onclick: this.moving.tableOrPicture }, "table or picture");
  }
}

/** @param {Element} node @param {string} words */
function write(node, words) {
  whenChanged(node, words, () => words);
}
