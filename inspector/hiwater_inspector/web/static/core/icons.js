// Signs as inline SVG: characters for play, pause and branch are missing from many systems' fonts.

import { s } from "./h.js";

/** @type {Record<string, string>} */
const PATHS = {
  play: "M5 3l9 5-9 5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  step: "M3 3l7 5-7 5zM11 3h2v10h-2z",
  back: "M13 3L6 8l7 5zM3 3h2v10H3z",
  first: "M14 3L8 8l6 5zM8 3L2 8l6 5zM1 3h1v10H1z",
  last: "M2 3l6 5-6 5zM8 3l6 5-6 5zM14 3h1v10h-1z",
  branch: "M4 2v12M4 9c0-3 7-2 7-6M9 5l2-3 2 3",
  tick: "M3 8l3.5 4L13 4",
  cross: "M4 4l8 8M12 4l-8 8",
  differs: "M3 6h10M3 10h10M11 2L5 14",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l4 4",
  theme: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
  menu: "M4 6l4 4 4-4",
  open: "M2 4h5l1 2h6v7H2z",
  download: "M8 2v8M4 7l4 4 4-4M2 14h12",
  link: "M7 9l2-2M6 10l-2 2a2 2 0 0 1-3-3l3-3a2 2 0 0 1 3 0M10 6l2-2a2 2 0 0 1 3 3l-3 3a2 2 0 0 1-3 0",
  warning: "M8 2l7 12H1zM8 6v4M8 12v.5",
};
const FILLED = new Set(["play", "pause", "step", "back", "first", "last"]);

/**
 * A sign of 16 by 16; hidden from screen readers, since a word always stands beside it.
 * @param {string} name
 */
export function icon(name) {
  const filled = FILLED.has(name);
  return s(
    "svg",
    { class: `icon${filled ? " filled" : ""}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    s("path", { d: PATHS[name] ?? "" }),
  );
}
