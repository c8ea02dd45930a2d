// Keys, the grammar of filters, the words of the audit queue, what is served.

import { openKeys } from "../core/commands.js";
import { h, replace } from "../core/h.js";
import { main } from "../core/shell.js";
import { trying } from "../core/speak.js";
import { ask } from "../core/wire.js";

trying(async () => {
  const help = await ask("/help.json");
  replace(main, h("div", { class: "plain" },
    h("h1", {}, "Help"),
    h("p", {}, "Everything works from the keyboard. ", h("button", { type: "button", onclick: openKeys }, "The keys of this page"), " are also behind ", h("kbd", {}, "?"), " everywhere, and every command behind ", h("kbd", {}, "Ctrl K"), "."),
    h("h2", {}, "Go to a page"),
    h("dl", { class: "words" }, help.pages.flatMap((/** @type {any} */ page) => [
      h("dt", {}, h("a", { href: page.route }, page.title), " ", page.key ? [h("kbd", {}, "g"), " ", h("kbd", {}, page.key)] : null), h("dd", {}, page.purpose)].flat())),
    h("h2", { id: "filter" }, "Filters"),
    h("p", {}, "The same on the page Decode, and behind ", h("code", {}, "hiwater decode --select"), "."),
    h("pre", { class: "grammar", tabindex: "0", "aria-label": "Grammar of filters" }, help.grammar),
    h("h2", { id: "words" }, "Words"),
    h("dl", { class: "words" }, help.words.flatMap((/** @type {any} */ word) => [h("dt", { id: word.name.replaceAll(" ", "-") }, word.name), h("dd", {}, word.sentence)])),
    h("h2", {}, "For scripts"),
    h("p", {}, "Every page has its data at its address with .json behind it. The whole interface is described at ", h("a", { href: "/api/openapi.json" }, "/api/openapi.json"), "; send the token that was printed as a bearer."),
    h("h2", {}, "What this is"),
    h("p", {}, `hiwater ${help.version}. No page loads anything from elsewhere, nothing is reported to anybody. Only files that were named on the command line or uploaded here can be read; uploads are gone when the inspector ends.`)));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
});
