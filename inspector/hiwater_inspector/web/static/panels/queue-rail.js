// The left rail: policy, queue controls, faults, acts. What the kernel refuses is told in its own words.

import { h, replace, set, whenChanged } from "../core/h.js";
import { icon } from "../core/icons.js";

const CONTROLS = [["high_water", "high water", "records"], ["low_water", "low water", "records"], ["buffer_size", "buffer", "bytes"], ["delay", "delay", "ticks"]];

/**
 * @typedef {object} Doing
 * @property {(order: Record<string, unknown>) => void} policy
 * @property {(order: Record<string, unknown>) => void} fault
 * @property {(order: Record<string, unknown>) => void} act
 */

/** Fields keep what is being typed: they follow the view only while nobody writes in them. */
export class Rail {
  #flags = h("div", { class: "flags" });
  #controls = new Map();
  #rate = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: "1", max: "2000", value: "20", "aria-label": "Records a second" }));
  #shownRate = h("output", { class: "mono" });
  #live = h("div", { class: "workload" });
  #times = /** @type {HTMLInputElement} */ (h("input", { type: "number", min: "1", max: "10000", value: "1", "aria-label": "How many", class: "few" }));
  #size = /** @type {HTMLInputElement} */ (h("input", { type: "number", min: "1", max: "16000", value: "64", "aria-label": "Bytes of text in each", class: "few" }));

  /** @param {Doing} doing */
  constructor(doing) {
    this.doing = doing;
    const act = (/** @type {string} */ name) => () => doing.act({ act: name, times: Number(this.#times.value), size: Number(this.#size.value) });
    const shown = () => replace(this.#shownRate, this.#rate.value);
    shown();
    this.#rate.addEventListener("input", shown);
    this.#rate.addEventListener("change", () => doing.act({ act: "rate", times: Number(this.#rate.value) }));
    this.element = h("aside", { class: "rail", "aria-label": "What can be done" },
      h("h2", { class: "heading" }, "Policy"), this.#flags,
      h("h2", { class: "heading" }, "Queue controls"),
      h("form", { class: "controls", onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
        CONTROLS.map(([name, words, unit]) => {
          const field = /** @type {HTMLInputElement} */ (h("input", { type: "number", min: "0", name, class: "few" }));
          this.#controls.set(name, field);
          return h("label", {}, h("span", {}, words), field, h("span", { class: "muted unit" }, unit));
        }),
        h("button", { type: "submit" }, "Set (A_SETQCTRL)")),
      h("h2", { class: "heading" }, "Act as a thread"),
      h("div", { class: "row" }, this.#times, h("span", { class: "muted" }, "of"), this.#size, h("span", { class: "muted" }, "bytes")),
      h("div", { class: "acts" },
        h("button", { type: "button", onclick: act("produce") }, "+ record of a system call"),
        h("button", { type: "button", onclick: act("defer") }, "+ deferred record"),
        h("button", { type: "button", onclick: act("async") }, "+ async event (softcall)"),
        h("button", { type: "button", onclick: act("drain") }, "reader: drain")),
      h("h2", { class: "heading" }, "Inject a fault"),
      h("div", { class: "acts" },
        h("button", { type: "button", onclick: () => doing.fault({ fault: "again", times: 3 }) }, "door: EAGAIN three times"),
        h("button", { type: "button", onclick: () => doing.fault({ fault: "door", error: 4 }) }, "door: EINTR"),
        h("button", { type: "button", class: "danger", onclick: () => doing.fault({ fault: "gone" }) }, icon("cross"), "daemon gone"),
        h("button", { type: "button", onclick: () => doing.fault({ fault: "back" }) }, "daemon back"),
        h("button", { type: "button", onclick: () => doing.fault({ fault: "minus one" }) }, "daemon answers −1"),
        h("button", { type: "button", class: "memory", onclick: () => doing.fault({ fault: "memory", on: this.memory }) }, "no memory")),
      this.#live);
    this.memory = true;
  }

  /**
   * @param {any} view
   * @param {any} state
   */
  draw(view, state) {
    this.memory = view.memory;
    const button = this.element.querySelector(".memory");
    if (button) whenChanged(button, String(view.memory), () => (view.memory ? "no memory" : "memory is back"));
    const flags = [...view.policy, { name: "auditing", words: "the state, A_SETCOND", on: view.state === "AUDITING" }];
    if (this.#flags.children.length !== flags.length) {
      replace(this.#flags, flags.map((flag) => h("label", { class: "flag" }, h("span", {}, h("strong", {}, flag.name), " ", h("span", { class: "muted" }, flag.words)),
        h("input", { type: "checkbox", class: "switch", "data-flag": flag.name, onchange: (/** @type {Event} */ event) => {
          const on = /** @type {HTMLInputElement} */ (event.target).checked;
          this.doing.policy(flag.name === "auditing" ? { auditing: on } : { flags: { [flag.name]: on } });
        } }))));
    }
    for (const flag of flags) {
      const field = /** @type {HTMLInputElement | null} */ (this.#flags.querySelector(`[data-flag="${CSS.escape(flag.name)}"]`));
      if (field) field.checked = flag.on;
    }
    for (const [name, field] of this.#controls) if (document.activeElement !== field && !field.dataset.typed) field.value = String(view.queue[name]);
    if (state?.kind === "live" && !this.#live.firstChild) {
      replace(this.#live, h("h2", { class: "heading" }, "Workload"), h("label", {}, this.#shownRate, " records a second ", this.#rate),
        h("div", { class: "acts" }, h("button", { type: "button", onclick: () => this.doing.act({ act: "burst", times: 200 }) }, "burst of 200"),
          h("button", { type: "button", onclick: () => this.doing.fault({ fault: "stop" }) }, "stop the daemon (SIGSTOP)"), h("button", { type: "button", onclick: () => this.doing.fault({ fault: "continue" }) }, "let it go on (SIGCONT)")));
    }
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.doing.policy(Object.fromEntries([...this.#controls].map(([name, field]) => [name, Number(field.value)])));
    for (const field of this.#controls.values()) set(field, { "data-typed": null });
  }
}
