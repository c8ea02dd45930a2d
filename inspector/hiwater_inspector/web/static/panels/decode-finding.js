// Ways to a place in a trail: an offset or a record that is named, bytes or text that are looked for.

import { box } from "../core/commands.js";
import { h } from "../core/h.js";
import { notice, trying } from "../core/speak.js";
import { ask } from "../core/wire.js";

/**
 * @typedef {object} Places
 * @property {string} address of the trail
 * @property {() => number | undefined} chosen the first of the bytes that are chosen
 * @property {() => number} start of what is shown
 * @property {() => number} size of the trail
 * @property {(offset: number, length: number) => void} place shows the piece that holds these bytes
 * @property {(record: number) => void} open shows a record
 */

/** @param {Places} on */
export function finding(on) {
  let sought = { what: "", form: "text" };

  function goTo() {
    const where = /** @type {HTMLInputElement} */ (h("input", { type: "text", class: "mono", "aria-label": "Offset", placeholder: "68, 0x44, or record 12" }));
    const form = h("form", { onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      const words = where.value.trim().toLowerCase();
      const number = Number(words.replace(/^(record|rec)\s*/, ""));
      if (!Number.isInteger(number) || number < 0) return void where.setAttribute("aria-invalid", "true");
      dialog.close();
      if (/^rec/.test(words)) return on.open(number);
      on.place(number, 1);
    } }, where, " ", h("button", { type: "submit", class: "primary" }, "Go"));
    const dialog = box("Go to an offset or a record", "menu", form);
    dialog.showModal();
    where.focus();
  }

  /** Bytes or text, from behind the cursor on. */
  function find() {
    const what = /** @type {HTMLInputElement} */ (h("input", { type: "text", class: "mono", "aria-label": "What to find", placeholder: "/etc/shadow, or 23 00 0c", value: sought.what }));
    const kind = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "It is" }, h("option", { value: "text" }, "text"), h("option", { value: "hex" }, "bytes in hexadecimal")));
    kind.value = sought.form;
    const dialog = box("Find in the bytes", "menu", h("form", { onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      sought = { what: what.value, form: kind.value };
      dialog.close();
      findNext();
    } }, what, " ", kind, " ", h("button", { type: "submit", class: "primary" }, "Find next")));
    dialog.showModal();
    what.focus();
  }

  /** A long search is asked in pieces of some seconds; whatever is chosen meanwhile ends it. */
  async function findNext() {
    if (!sought.what) return find();
    const begun = on.chosen();
    let from = begun === undefined ? on.start() : begun + 1;
    for (;;) {
      const query = `what=${encodeURIComponent(sought.what)}&form=${sought.form}&from=${from}`;
      const found = await trying(() => ask(`${on.address}/find?${query}`));
      if (!found || on.chosen() !== begun) return;
      if (found.offset !== null) return on.place(found.offset, found.length);
      if (found.until >= on.size()) return notice(`“${sought.what}” does not stand behind this place.`);
      from = found.until;
      notice(`Looking… ${Math.floor((100 * from) / on.size())} %`, "good");
    }
  }

  return { goTo, find, findNext };
}
