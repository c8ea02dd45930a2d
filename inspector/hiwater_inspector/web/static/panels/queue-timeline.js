// Tracks per thread and the queue's length against both marks, over the steps; one playhead; click or drag to go there.

import { colourOf } from "../core/colours.js";
import { h } from "../core/h.js";

const LEFT = 84;
const ROW = 18;
const LENGTH = 56;

/** A canvas, since a run has thousands of spans; the list beside it for screen readers says the same of the moment. */
export class Timeline {
  #canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { role: "img", "aria-label": "Timeline" }));
  /** @type {any} */
  #data = null;
  #at = 0;

  /** @param {(at: number) => void} seek */
  constructor(seek) {
    this.element = h("section", { class: "timeline panel", "aria-label": "Timeline" }, this.#canvas);
    const go = (/** @type {PointerEvent} */ event) => {
      if (!this.#data || !(event.buttons & 1)) return;
      const { width } = this.#canvas.getBoundingClientRect();
      const share = (event.offsetX - LEFT) / Math.max(1, width - LEFT - 8);
      seek(Math.round(this.#data.begin + Math.max(0, Math.min(1, share)) * (this.#data.end - this.#data.begin)));
    };
    this.#canvas.addEventListener("pointerdown", go);
    this.#canvas.addEventListener("pointermove", go);
    new ResizeObserver(() => this.#paint()).observe(this.element);
    addEventListener("themechange", () => this.#paint());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#paint());
  }

  /**
   * @param {any} data a Timeline of the server
   * @param {number} at
   */
  draw(data, at) {
    this.#data = data;
    this.#at = at;
    this.#canvas.setAttribute("aria-label", `Timeline: step ${at} of ${data.end}, ${data.tracks.length} tracks`);
    this.#paint();
  }

  #paint() {
    const data = this.#data;
    if (!data) return;
    const height = data.tracks.length * ROW + LENGTH + 14;
    const width = Math.max(200, this.element.clientWidth - 26);
    const scale = devicePixelRatio || 1;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    this.#canvas.style.setProperty("width", `${width}px`);
    this.#canvas.style.setProperty("height", `${height}px`);
    const pen = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    pen.scale(scale, scale);
    pen.font = "12px ui-monospace, 'DejaVu Sans Mono', monospace";
    const span = Math.max(1, data.end - data.begin);
    const x = (/** @type {number} */ step) => LEFT + ((step - data.begin) / span) * (width - LEFT - 8);
    for (const [row, track] of data.tracks.entries()) {
      const y = row * ROW;
      pen.fillStyle = colourOf("muted");
      pen.fillText(track.name.slice(0, 10), 0, y + 13);
      pen.fillStyle = colourOf("sunken");
      pen.fillRect(LEFT, y + 2, width - LEFT - 8, ROW - 4);
      for (const one of track.spans) {
        pen.fillStyle = colourOf(KINDS[one.kind] ?? "strong-line");
        pen.fillRect(x(one.begin), y + 2, Math.max(1.5, x(one.end) - x(one.begin) - 0.5), ROW - 4);
      }
    }
    const top = data.tracks.length * ROW + 4;
    const most = Math.max(1, ...data.marks.map((/** @type {number[]} */ mark) => mark[1] ?? 0), ...data.length.map((/** @type {number[]} */ point) => point[2] ?? 0));
    const y = (/** @type {number} */ length) => top + LENGTH - (length / most) * (LENGTH - 6);
    pen.fillStyle = colourOf("muted");
    pen.fillText("length", 0, top + LENGTH / 2);
    pen.fillStyle = colourOf("sunken");
    pen.fillRect(LEFT, top, width - LEFT - 8, LENGTH);
    pen.fillStyle = colourOf("synchronous");
    pen.globalAlpha = 0.45;
    pen.beginPath();
    for (const [index, point] of data.length.entries()) {
      const next = data.length[index + 1]?.[0] ?? data.end;
      pen.rect(x(point[0]), y(point[2]), Math.max(1, x(next) - x(point[0])), top + LENGTH - y(point[2]));
    }
    pen.fill();
    pen.globalAlpha = 1;
    for (const [index, mark] of data.marks.entries()) {
      const until = data.marks[index + 1]?.[0] ?? data.end;
      for (const [place, name] of [[1, "drop"], [2, "progress"]]) {
        pen.strokeStyle = colourOf(String(name));
        pen.setLineDash([4, 3]);
        pen.beginPath();
        pen.moveTo(x(mark[0]), y(mark[Number(place)]));
        pen.lineTo(x(until), y(mark[Number(place)]));
        pen.stroke();
      }
    }
    pen.setLineDash([]);
    if (data.divergence !== null && data.divergence !== undefined) this.#line(pen, x(data.divergence), width, height, colourOf("divergence"), "≠");
    this.#line(pen, x(this.#at), width, height, colourOf("accent"), String(this.#at));
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number} x
   * @param {number} width of the picture
   * @param {number} height
   * @param {string} colour
   * @param {string} words
   */
  #line(pen, x, width, height, colour, words) {
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, height - 12);
    pen.stroke();
    const wide = pen.measureText(words).width + 3;
    pen.fillText(words, x + wide < width ? x + 3 : x - wide, height - 2);
    pen.lineWidth = 1;
  }
}

/** @type {Record<string, string>} */
const KINDS = { synchronous: "synchronous", deferred: "deferred", softcall: "softcall", asleep: "asleep", progress: "progress", running: "progress", error: "drop", drop: "drop", door: "progress", reader: "progress" };
