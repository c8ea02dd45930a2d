// What a page shows is in its address: copied, it opens the same run, step, selection and filter.

import { signal } from "./signal.js";

/**
 * The parameters of the address that are set. Reading `link.value` in `paint` follows Back and Forward.
 * @type {import("./signal.js").Signal<Record<string, string>>}
 */
export const link = signal(read());

/**
 * Change parameters; an empty value takes one away. `push` makes a place to which Back returns.
 * @param {Record<string, string | number | null | undefined>} change
 * @param {{ push?: boolean }} [how]
 */
export function go(change, { push = false } = {}) {
  const next = { ...link.untracked };
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === "") delete next[name];
    else next[name] = String(value);
  }
  const address = addressOf(next);
  if (address === location.pathname + location.search) return;
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  link.value = next;
}

/** The whole address as it would be copied. */
export function here() {
  return location.origin + addressOf(link.untracked);
}

/**
 * The last part of the path when the page is of one thing: `/queue/<run>`.
 * @returns {string | null}
 */
export function thing() {
  const parts = location.pathname.split("/").filter(Boolean);
  return parts.length > 1 ? decodeURIComponent(/** @type {string} */ (parts.at(-1))) : null;
}

/** @param {Record<string, string>} parameters */
function addressOf(parameters) {
  // The characters that people read in a filter or a selection stay as they are.
  const query = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3A/g, ":").replace(/%2F/g, "/")}`)
    .join("&");
  return location.pathname + (query ? `?${query}` : "");
}

function read() {
  return Object.fromEntries(new URLSearchParams(location.search));
}

addEventListener("popstate", () => {
  link.value = read();
});
