// Changes of the live feed applied to a view: what did not change keeps its identity. See `web/queue/changes.py`.

/** @type {Record<string, (was: any, value: any) => any>} */
const DONE = {
  set: (_, value) => value,
  frag: (_, value) => value,
  count: (_, value) => value,
  enq: (was, value) => [...was, ...value],
  deq: (was, value) => was.slice(value),
  sleep: (was, value) => [...was, value],
  wake: (was, value) => was.filter((/** @type {string} */ name) => !value.includes(name)),
};

/**
 * @param {any} view
 * @param {[string, string, any][]} changes
 * @returns {any} the next view; the one given stays as it is
 */
export function applied(view, changes) {
  let next = view;
  for (const [op, path, value] of changes) next = at(next, path.split("."), DONE[op] ?? ((was) => was), value);
  return next;
}

/**
 * @param {any} part
 * @param {string[]} path
 * @param {(was: any, value: any) => any} change
 * @param {any} value
 */
function at(part, [name, ...rest], change, value) {
  const key = /** @type {string} */ (name);
  const copy = Array.isArray(part) ? [...part] : { ...part };
  copy[key] = rest.length ? at(copy[key], rest, change, value) : change(copy[key], value);
  return copy;
}
