// The whole trail in one line: where it is damaged, where the filter hits, where one is. A click goes there.

import { colourOf } from "../core/colours.js";
import { h } from "../core/h.js";

const HEIGHT = 26;

export class Minimap {
  #canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { class: "minimap", role: "slider", tabindex: "0", "aria-label": "Place in the trail", "aria-valuemin": "0" }));
  /** @type {any[]} */
  #bins = [];
  #size = 0;
  #at = 0;

  /** @param {(offset: number) => void} go */
  constructor(go) {
    this.element = this.#canvas;
    this.#canvas.addEventListener("click", (event) => go(Math.floor((event.offsetX / this.#canvas.clientWidth) * this.#size)));
    this.#canvas.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -0.01, ArrowRight: 0.01, PageUp: -0.1, PageDown: 0.1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      go(Math.floor(Math.max(0, Math.min(this.#size - 1, this.#at + by * this.#size))));
    });
    new ResizeObserver(() => this.#paint()).observe(this.#canvas);
    addEventListener("themechange", () => this.#paint());
  }

  /** How many bins fit. */
  get bins() {
    return Math.max(64, Math.min(1024, Math.floor(this.#canvas.clientWidth / 3)));
  }

  /**
   * @param {any[]} bins
   * @param {number} size of the trail
   */
  show(bins, size) {
    this.#bins = bins;
    this.#size = size;
    this.#paint();
  }

  /** @param {number} at offset that is looked at */
  set at(at) {
    this.#at = at;
    this.#canvas.setAttribute("aria-valuemax", String(this.#size));
    this.#canvas.setAttribute("aria-valuenow", String(at));
    this.#canvas.setAttribute("aria-valuetext", `offset ${at} of ${this.#size}`);
    this.#paint();
  }

  #paint() {
    const width = this.#canvas.clientWidth;
    if (!width) return;
    const scale = devicePixelRatio || 1;
    this.#canvas.width = width * scale;
    this.#canvas.height = HEIGHT * scale;
    const pen = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    pen.scale(scale, scale);
    const step = width / Math.max(1, this.#bins.length);
    const colours = { records: colourOf("strong-line"), hits: colourOf("accent"), damage: colourOf("drop") };
    for (const [index, bin] of this.#bins.entries()) {
      pen.fillStyle = bin.hits ? colours.hits : colours.records;
      pen.globalAlpha = bin.hits ? 1 : 0.4;
      pen.fillRect(index * step, 8, Math.max(1, step - 0.6), HEIGHT - 14);
      pen.globalAlpha = 1;
      if (bin.damage) {
        pen.fillStyle = colours.damage;
        pen.fillRect(index * step + step / 2 - 1, 0, 2.4, HEIGHT);
      }
    }
    pen.strokeStyle = colourOf("text");
    pen.lineWidth = 2;
    pen.strokeRect((this.#at / Math.max(1, this.#size)) * width - 3, 2, 7, HEIGHT - 4);
  }
}
