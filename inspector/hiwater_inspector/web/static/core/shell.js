// What every page has: the way to the others, the palette, the theme, the list of keys.

import { openKeys, openPalette } from "./commands.js";
import { h, replace, set } from "./h.js";
import { icon } from "./icons.js";
import { keys } from "./keys.js";
import { speak } from "./speak.js";

const THEMES = ["system", "light", "dark"];
const PAGES = [
  ["h", "/", "Start"],
  ["q", "/queue", "Queue"],
  ["c", "/compare", "Compare"],
  ["d", "/decode", "Decode"],
  ["s", "/spec", "Spec"],
  ["l", "/lessons", "Lessons"],
  ["r", "/runs", "Runs"],
];

/** The page's own place to draw in. */
export const main = /** @type {HTMLElement} */ (document.getElementById("main"));
/** In the middle of the bar: which run or trail this is. */
export const context = /** @type {HTMLElement} */ (document.getElementById("context"));
/** At the bottom: steps, slider, keys; hidden until a page fills it. */
export const transport = /** @type {HTMLElement} */ (document.getElementById("transport"));

function theme() {
  return document.documentElement.dataset.theme ?? "system";
}

function nextTheme() {
  const next = /** @type {string} */ (THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  localStorage.setItem("hiwater.theme", next);
  set(themeButton, { "aria-label": `Theme: ${next}`, title: `Theme: ${next}` });
  dispatchEvent(new Event("themechange"));
  speak(`Theme: ${next}`);
}

const themeButton = h("button", { type: "button", class: "tool", onclick: nextTheme, "aria-label": `Theme: ${theme()}`, title: `Theme: ${theme()}` }, icon("theme"));
const tools = document.getElementById("tools");
if (tools) {
  replace(
    tools,
    h("button", { type: "button", class: "palette-open", onclick: openPalette }, icon("search"), h("span", {}, "commands"), h("kbd", {}, "Ctrl K")),
    themeButton,
    h("button", { type: "button", class: "tool", onclick: openKeys, "aria-label": "Keys of this page", title: "Keys of this page (?)" }, "?"),
    h("a", { class: "tool", href: "/help" }, "Help"),
  );
}

keys(
  { keys: "?", words: "List the keys of this page", act: openKeys },
  { keys: "Control+k", words: "Find a command", act: openPalette },
  { keys: "t", words: "Change the theme: system, light, dark", act: nextTheme },
  ...PAGES.map(([letter, route, title]) => ({
    keys: `g ${letter}`, words: `Go to ${title}`, act: () => location.assign(/** @type {string} */ (route)),
  })),
);

// The transitions of the browser go from page to page; the keyboard should find the content first.
document.querySelector(".skip")?.addEventListener("click", () => main.focus());
