// A trail: records, bytes, tokens, the field and praudit's text, all about the same place; a filter; a map of the whole.

import { counted } from "../core/counted.js";
import { box, commands } from "../core/commands.js";
import { h, replace } from "../core/h.js";
import { icon } from "../core/icons.js";
import { keys } from "../core/keys.js";
import { go, here, link, thing } from "../core/link.js";
import { presses } from "../core/press.js";
import { context, main, transport } from "../core/shell.js";
import { paint, signal } from "../core/signal.js";
import { copy, notice, speak, trying } from "../core/speak.js";
import { Virtual } from "../core/virtual.js";
import { ask, reach } from "../core/wire.js";
import { Bytes } from "../panels/decode-bytes.js";
import { finding } from "../panels/decode-finding.js";
import { Minimap } from "../panels/decode-minimap.js";
import { Pages } from "../panels/decode-pages.js";
import { Tokens } from "../panels/decode-tokens.js";

const COPIES = { hex: "hex", c: "a C array", python: "Python bytes", json: "JSON of the record", praudit: "praudit's text" };
/** Pieces that are no records. @type {Record<string, string>} */
const NAMES = { file: "file token", skipped: "skipped bytes" };
const EXPORTS = { praudit: "praudit text", json: "JSON", xml: "XML", text: "hiwater text", bsm: "BSM (bytes)" };
const trail = thing();
const address = `/api/trails/${encodeURIComponent(trail ?? "")}`;

const about = signal(/** @type {any} */ (null));
/** The options of praudit, by the name that the address has for them. */
const FORMS = { "": "praudit", raw: "praudit -r", short: "praudit -s", line: "praudit -l", xml: "praudit -x" };
/** The piece that is shown: a record, a file token, or bytes that are skipped. */
const piece = signal(/** @type {any} */ (null));
const field = signal(/** @type {any} */ (null));
const found = signal(/** @type {{ total: number, done: boolean } | null} */ (null));
const filter = () => link.value.filter ?? "";

/** @returns {{offset: number, length: number} | null} */
function selection() {
  if (link.value.off === undefined) return null;
  return { offset: Number(link.value.off), length: Math.max(1, Number(link.value.len ?? 1)) };
}

/** Choose bytes, and let Alt and the arrows come back. @param {{offset: number, length: number}} span */
function choose(span) {
  go({ off: span.offset, len: span.length }, { push: true });
}

/** Where a piece is in the address: a record by its number, any other by its first byte. @param {{number: number | null, offset: number | null}} one */
const whereIs = (one) => (one.number === null ? { rec: null, piece: one.offset } : { rec: one.number, piece: null });

/** @param {{number: number | null, offset: number | null}} one */
function open(one) {
  go({ ...whereIs(one), off: null, len: null }, { push: true });
}

const rows = new Pages(200, (first, size, signal) => ask(`${address}/rows?first=${first}&n=${size}&filter=${encodeURIComponent(filter())}`, { signal }), () => {
  list.draw();
  if (wanted >= 0) openRow(wanted);
  const page = rows.at(0);
  if (!page) return;
  if (page.total !== found.untracked?.total || page.done !== found.untracked?.done) found.value = { total: page.total, done: page.done };
  // A filter is still on its way through the trail: look again.
  if (filter() && !page.done) setTimeout(() => {
    rows.forget();
    rows.at(0);
  }, 300);
});

const list = new Virtual({
  label: "Records", role: "listbox", height: 26,
  row: (index) => {
    const one = rows.at(index)?.rows[index % rows.size];
    if (!one) return h("div", { class: "record-row muted" }, "…");
    return h("div", { class: `record-row ${one.kind} ${one.damage ? "damaged" : ""} ${one.place === piece.untracked?.place ? "here" : ""}`, title: one.damage ?? `${one.event} ${one.time}` },
      h("span", { class: "mono muted" }, one.number === null ? "" : String(one.number)), h("span", { class: "event" }, one.kind === "skipped" ? one.damage : one.event.replace(/^file .*\//, "file ")),
      one.kind === "record" ? [h("span", { class: "mono muted time" }, one.time.slice(11) || one.time), h("span", { class: `mono result ${/fail/.test(one.result) ? "bad" : ""}` }, one.damage ? "damaged" : one.result)] : null,
      h("span", { class: "mono muted size" }, `${one.length.toLocaleString("en")} B`));
  },
  choose: (index) => openRow(index),
});

const bytes = new Bytes(address, {
  choose: async (offset) => {
    const now = piece.untracked;
    if (!now || offset < now.offset || offset >= now.offset + now.length) {
      return place(offset, 1);
    }
    choose(spanAt(now, offset) ?? { offset, length: 1 });
  },
  hover: (offset) => bytes.frame(offset === null || !piece.untracked ? null : spanAt(piece.untracked, offset)),
  words: (offset) => wordsAt(offset),
});
const tokens = new Tokens({ choose, hover: (span) => bytes.frame(span) });
const minimap = new Minimap(async (offset) => {
  const at = await trying(() => ask(`${address}/at/${offset}`));
  if (at && at.offset !== null) open(at);
});

const { goTo, find, findNext } = finding({
  address, place, chosen: () => selection()?.offset, start: () => piece.untracked?.offset ?? 0, size: () => about.untracked?.size ?? 0,
  open: (number) => open({ number, offset: null }),
});

/** A row that was chosen before it came: it is opened when it does. */
let wanted = -1;

/** @param {number} index */
function openRow(index) {
  const one = rows.at(index)?.rows[index % rows.size];
  wanted = one ? -1 : index;
  if (one) open(one);
}

/** The smallest thing that holds the byte: a field, else a token. @param {any} one @param {number} offset */
function spanAt(one, offset) {
  const inside = (/** @type {any} */ part) => offset >= part.offset && offset < part.offset + part.length;
  const token = one.tokens.find(inside);
  const part = token?.fields.find(inside) ?? token;
  return part ? { offset: part.offset, length: part.length } : null;
}

/** @param {number} offset */
function wordsAt(offset) {
  const one = piece.untracked;
  const inside = (/** @type {any} */ part) => offset >= part.offset && offset < part.offset + part.length;
  const token = one?.tokens.find(inside);
  const part = token?.fields.find(inside);
  return token ? `${token.name}${part ? ` ${part.name}, ${part.value}` : ""}` : "outside this piece";
}

const search = /** @type {HTMLInputElement} */ (h("input", { type: "search", class: "mono", "aria-label": "Filter", placeholder: "filter: event:open* and path:~/etc/ and failed", spellcheck: "false", onchange: () => go({ filter: search.value.trim() }, { push: true }) }));
const hits = h("span", { class: "mono muted", role: "status" });
const pill = h("span", { class: "pill" });
const text = h("div", { class: "praudit mono", tabindex: "0", role: "region", "aria-label": "praudit text" });
presses(text, (index) => {
  const line = piece.untracked.text[Number(index)];
  if (line) choose({ offset: line.offset, length: line.length });
}, "data-line");
const damage = h("div", { class: "damage" });
const fieldPanel = h("section", { class: "field", "aria-label": "Field" });
const count = h("span", { class: "pill" });
const form = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Form of praudit", onchange: () => go({ fmt: form.value }) }, Object.entries(FORMS).map(([name, words]) => h("option", { value: name }, words))));
const input = /** @type {HTMLInputElement} */ (h("input", { type: "file", hidden: true, onchange: () => upload(input.files?.[0]) }));

/** @param {File | undefined} file */
async function upload(file) {
  if (!file) return;
  notice(`Reading ${file.name}…`, "good");
  const made = await trying(async () => (await reach(`/api/trails?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file })).json());
  if (made) location.assign(`/decode/${made.id}`);
}

/** The server reads it no further and forgets it. */
async function closeTrail() {
  const gone = await trying(async () => (await reach(address, { method: "DELETE" })).ok);
  if (gone) location.assign("/decode");
}

/** @param {string} title @param {Record<string, string>} choices @param {(name: string) => void} act */
function menu(title, choices, act) {
  const dialog = box(title, "menu", h("div", { class: "acts" }, Object.entries(choices).map(([name, words]) => h("button", { type: "button", onclick: () => {
    dialog.close();
    act(name);
  } }, words))));
  dialog.showModal();
}

function copyAs() {
  const span = selection() ?? piece.untracked;
  if (!span) return;
  menu("Copy as", { ...COPIES, link: "a link to this place" }, async (form) => {
    if (form === "link") return copy(here(), "the link");
    const said = await trying(async () => (await reach(`${address}/copy?off=${span.offset}&len=${span.length}&form=${form}`)).text());
    if (said !== undefined) copy(said, `${span.length} bytes as ${form}`);
  });
}

function exportAs() {
  menu(filter() ? "Export the filtered records" : "Export all records", EXPORTS, (form) => location.assign(`${address}/export?form=${form}&filter=${encodeURIComponent(filter())}`));
}

/** Show the piece that holds a byte, with bytes of it chosen. @param {number} offset @param {number} length */
async function place(offset, length) {
  const at = await trying(() => ask(`${address}/at/${offset}`));
  if (at && at.offset !== null) go({ ...whereIs(at), off: offset, len: length }, { push: true });
}

/** Records, and what stands between them. @param {any} now */
function holds(now) {
  const gaps = now.pieces - now.records - now.files;
  return [counted(now.records, "record"), now.files && counted(now.files, "file"), gaps && counted(gaps, "gap")].filter(Boolean).join(", ");
}

/** The next record that the filter finds. @param {1 | -1} way */
function nextHit(way) {
  list.chosen = Math.max(0, Math.min(list.count - 1, list.chosen + way));
  openRow(list.chosen);
}

function layOut() {
  replace(main, h("h1", { class: "unseen" }, "A trail, decoded"), h("div", { class: "decode" },
    h("div", { class: "decode-tools" }, pill, search, hits,
      h("button", { type: "button", onclick: goTo }, "Go to", h("kbd", {}, "Shift G")), h("button", { type: "button", onclick: find }, "Find", h("kbd", {}, "Ctrl F")),
      h("button", { type: "button", onclick: copyAs }, "Copy as", h("kbd", {}, "C")),
      h("button", { type: "button", onclick: exportAs }, icon("download"), "Export"), h("button", { type: "button", onclick: () => input.click() }, icon("open"), "Open"), input),
    h("section", { class: "decode-records", "aria-label": "Records" }, h("h2", { class: "pane-head" }, "records"), list.element),
    h("section", { class: "decode-middle" },
      h("h2", { class: "pane-head" }, "bytes", h("span", { class: "muted" }, "16 in a row · text")), bytes.element, minimap.element,
      h("div", { class: "pane-head" }, h("h2", {}, "praudit text"), h("span", { class: "muted" }, "click a line: its bytes light up ", form)), text),
    h("section", { class: "decode-right" },
      h("h2", { class: "pane-head" }, "tokens"), damage, tokens.element, fieldPanel)));
  transport.hidden = false;
  replace(transport, count, h("span", { class: "pill" }, ["↑", "↓"].map((key) => h("kbd", {}, key)), " record ", h("kbd", {}, "/"), " filter ", h("kbd", {}, "N"), " next hit ", h("kbd", {}, "Tab"), " pane"));
}

/** Text of praudit, a line a token. @param {any} one */
function drawText(one) {
  const span = selection();
  replace(text, one.text.map((/** @type {any} */ line, /** @type {number} */ index) =>
    h("div", { class: span && line.offset <= span.offset && span.offset < line.offset + line.length ? "line chosen" : "line", "data-line": index, onpointerenter: () => bytes.frame(line) }, line.text)));
  text.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
}

/** @param {any} one */
function drawField(one) {
  replace(fieldPanel, h("h2", { class: "pane-head" }, "field", h("span", { class: "muted" }, one.type)),
    h("dl", {}, [["name", one.name], ["bytes", one.bytes], ["value", one.value], ["offset", `0x${one.offset.toString(16)} + ${one.length}`], ...one.readings.map((/** @type {any} */ reading) => [reading.name, reading.value])]
      .flatMap(([name, value]) => [h("dt", {}, name), h("dd", { class: "mono" }, String(value))]), one.check ? [h("dt", {}, "check"), h("dd", { class: "check-words" }, one.check)] : []),
    one.words ? h("p", {}, one.words) : null,
    one.filter ? h("p", {}, h("button", { type: "button", onclick: () => {
      search.value = one.filter;
      go({ filter: one.filter }, { push: true });
    } }, "Apply as filter"), " ", h("code", {}, one.filter)) : null);
}

async function watch() {
  while (about.untracked && !about.untracked.gone) {
    const now = about.untracked;
    if (!now.done) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      const next = await trying(() => ask(address));
      if (!next) return;
      about.value = next;
      if (filter() || next.done) rows.forget();
      list.draw();
      if (next.done) minimapOf();
    } else {
      await seen();
      const grown = await growth(now.size);
      if (grown.size !== now.size) {
        about.value = (await trying(() => ask(address))) ?? now;
        rows.forget();
        minimapOf();
      }
    }
  }
}

async function minimapOf() {
  if (!about.untracked) return;
  const map = await trying(() => ask(`${address}/minimap?bins=${minimap.bins}&filter=${encodeURIComponent(filter())}`));
  if (map) minimap.show(map.bins, about.untracked.size);
}

/** Resolves when the page is seen. */
function seen() {
  return document.hidden ? new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true })) : Promise.resolve();
}

/** What was appended: asked while the page is seen, for a browser has few connections for all tabs. @param {number} size */
async function growth(size) {
  const control = new AbortController();
  const end = () => control.abort();
  document.addEventListener("visibilitychange", end, { once: true });
  try {
    return await ask(`${address}/growth?after=${size}`, { signal: control.signal });
  } catch {
    // Hidden, or the server is away for a while: it is asked again when the page is seen.
    if (!control.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 3000));
    return { size };
  } finally {
    document.removeEventListener("visibilitychange", end);
  }
}

/** The question to the server whose answer an address shows. @param {Record<string, string | undefined>} parts */
function askedFor({ rec, piece: first, fmt }) {
  const which = first === undefined && (rec !== undefined || about.value?.records) ? `record/${rec ?? 0}` : `piece/${first ?? 0}`;
  return `${which}?fmt=${encodeURIComponent(fmt ?? "")}`;
}

function begin() {
  layOut();
  let shownFilter = "";
  let asked = "";
  let askedOf = 0;
  let answered = "";
  let explained = "";
  paint(() => {
    const now = about.value;
    if (!now) return;
    document.title = `${now.name} · hiwater`;
    replace(context, h("span", { class: "pill" }, h("strong", {}, now.name)));
    replace(pill, `${now.size.toLocaleString("en")} B · ${holds(now)}`, now.done ? "" : ` · ${Math.floor(now.progress * 100)} %`, now.damaged ? h("span", { class: "bad-words" }, ` · ${now.damaged} damaged`) : "");
    bytes.size = now.size;
    if (!filter()) list.count = now.pieces;
  });
  paint(() => {
    const wanted = filter();
    if (wanted !== shownFilter) {
      shownFilter = wanted;
      search.value = wanted;
      rows.forget();
      found.value = null;
      list.chosen = -1;
      list.count = wanted ? 0 : (about.untracked?.pieces ?? 0);
      rows.at(0);
      minimapOf();
    }
    const now = found.value;
    if (wanted && now) list.count = now.total;
    replace(hits, wanted && now ? `${now.total.toLocaleString("en")}${now.done ? "" : "+"} of ${(about.value?.records ?? 0).toLocaleString("en")}` : "");
    if (wanted && now?.done) {
      speak(counted(now.total, "record"));
      minimapOf();
    }
  });
  paint(() => {
    const wanted = askedFor(link.value);
    const size = about.value?.size ?? 0;
    // The end of the file may have cut short what is shown: it is asked for again when the file has grown.
    const atEnd = piece.untracked && piece.untracked.offset + piece.untracked.length >= askedOf && size > askedOf;
    if (!about.value || (asked === wanted && !atEnd)) return;
    [asked, askedOf] = [wanted, size];
    form.value = link.untracked.fmt ?? "";
    trying(() => ask(`${address}/${wanted}`)).then((one) => {
      if (!one || asked !== wanted || askedOf !== size) return;
      // Keys are faster than frames: what the address asks for no more is not shown, and is asked for again if it comes back.
      if (askedFor(link.untracked) === wanted) [answered, piece.value] = [wanted, one];
      else asked = "";
    });
  });
  paint(() => {
    const one = piece.value;
    if (!one) return;
    const span = selection();
    bytes.show(one.tokens.map((/** @type {any} */ token, /** @type {number} */ index) => ({ offset: token.offset, length: token.length, kind: `part-${index % 4}` })), span, span?.offset ?? one.offset);
    tokens.show(one, span);
    minimap.at = span?.offset ?? one.offset;
    drawText(one);
    replace(damage, one.damage.map((/** @type {any} */ fault) => h("p", { class: "pill bad" }, icon("warning"), `offset ${fault.offset}: ${fault.reason}`)));
    replace(count, `${one.number === null ? NAMES[one.kind] : `record ${one.number}`} · offset 0x${one.offset.toString(16)} · ${one.length} B`, span ? ` · selection ${span.length} B` : "");
    const place = span ?? one;
    const wanted = `field?off=${place.offset}&len=${span ? span.length : 1}`;
    explained = wanted;
    trying(() => ask(`${address}/${wanted}`)).then((found) => {
      if (found && explained === wanted) field.value = found;
    });
  });
  // The list must not go back to what is still shown, while the address is further on.
  paint(() => {
    if (piece.value && !link.untracked.filter && answered === askedFor(link.untracked)) list.chosen = piece.value.place;
  });
  paint(() => {
    if (field.value) drawField(field.value);
  });
  keys(
    { keys: "/", words: "Filter", group: "Decode", act: () => search.focus() },
    { keys: "Shift+g", words: "Go to an offset or a record", group: "Decode", act: () => goTo() },
    { keys: "n", words: "Next hit of the filter", group: "Decode", act: () => nextHit(1) },
    { keys: "Shift+n", words: "Previous hit", group: "Decode", act: () => nextHit(-1) },
    { keys: "c", words: "Copy as…", group: "Decode", act: copyAs },
    { keys: "Control+f", words: "Find bytes or text", group: "Decode", act: find },
    { keys: "F3", words: "Find the next of them", group: "Decode", act: findNext },
    { keys: "Control+ArrowDown", words: "Next record", group: "Decode", act: () => nextHit(1) },
    { keys: "Control+ArrowUp", words: "Previous record", group: "Decode", act: () => nextHit(-1) },
    { keys: "F8", words: "Next record", group: "Decode", act: () => nextHit(1) },
    { keys: "F7", words: "Previous record", group: "Decode", act: () => nextHit(-1) },
    { keys: "Alt+ArrowLeft", words: "Back to what was chosen before", group: "Decode", act: () => history.back() },
    { keys: "Alt+ArrowRight", words: "Forward again", group: "Decode", act: () => history.forward() },
  );
  commands(() => [
    ...Object.entries(EXPORTS).map(([form, words]) => ({ words: `Export as ${words}`, act: () => location.assign(`${address}/export?form=${form}&filter=${encodeURIComponent(filter())}`) })),
    { words: "Copy a link to this place", act: () => copy(here(), "the link") },
    { words: "Close this trail", act: closeTrail },
  ]);
  trying(async () => {
    about.value = await ask(address);
    if (about.untracked.trouble) notice(`The trail cannot be read further: ${about.untracked.trouble}.`);
    if (about.untracked.done && !filter()) minimapOf();
    list.element.focus();
    watch();
  });
}

async function choices() {
  const { trails } = await ask("/api/trails");
  replace(main, h("div", { class: "plain" }, h("h1", {}, "Read a trail"),
    h("p", {}, "An audit trail of illumos, Solaris, FreeBSD or macOS, of any size, whole or damaged. Drop a file anywhere on this page; it stays on this machine, and is removed when the inspector ends."),
    h("p", {}, h("button", { type: "button", class: "primary", onclick: () => input.click() }, icon("open"), "Open a trail"), input),
    trails.length ? h("h2", {}, "Open already") : null,
    h("ul", {}, trails.map((/** @type {any} */ one) => h("li", {}, h("a", { href: `/decode/${one.id}` }, one.name), h("span", { class: "muted" }, ` ${one.size.toLocaleString("en")} bytes`))))));
}

addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  upload(event.dataTransfer?.files[0]);
});
if (trail) begin();
else trying(choices);
