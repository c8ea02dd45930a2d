// Being built.

import { h, replace } from "../core/h.js";
import { main } from "../core/shell.js";

replace(main, h("div", { class: "plain" }, h("h1", {}, "home")));
