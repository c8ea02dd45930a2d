// Nodes are made by calls, never from text that is parsed: what a trail holds can only ever be text.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, unknown>} Attributes */

/**
 * An HTML element. `onclick` and its kin are listeners; `true` is an empty attribute, `false` and `null` none.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  return /** @type {HTMLElement} */ (fill(document.createElement(tag), attributes, children));
}

/**
 * An SVG element.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function s(tag, attributes = {}, ...children) {
  return /** @type {SVGElement} */ (fill(document.createElementNS(SVG, tag), attributes, children));
}

/**
 * Set, change or remove attributes of a node that is there.
 * @param {Element} node
 * @param {Attributes} attributes
 */
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value === false || value === null || value === undefined) {
      node.removeAttribute(name);
    } else {
      const text = value === true ? "" : String(value);
      if (node.getAttribute(name) !== text) node.setAttribute(name, text);
    }
  }
}

/**
 * Make these the children, and touch the page only where that changes something.
 * @param {Element} node
 * @param {...(Child | Child[])} children
 */
export function replace(node, ...children) {
  node.replaceChildren(...nodes(children));
}

/** @type {WeakMap<Element, string>} */
const drawnFrom = new WeakMap();

/**
 * Make the children anew only when what they are drawn from has changed: a picture is painted sixty times a second, and
 * most of it is as it was.
 * @param {Element} node
 * @param {string} from
 * @param {() => Child | Child[]} make
 */
export function whenChanged(node, from, make) {
  if (drawnFrom.get(node) === from) return;
  drawnFrom.set(node, from);
  replace(node, make());
}

/**
 * Children by key: what stays keeps its node, so that focus, hover and motion survive a change.
 * @template T
 * @param {Element} parent
 * @param {Iterable<T>} items
 * @param {(item: T) => string | number} key
 * @param {(item: T) => Element} make
 * @param {(node: Element, item: T) => void} update
 */
export function keyed(parent, items, key, make, update) {
  const wanted = new Map(Array.from(items, (item) => [String(key(item)), item]));
  /** @type {Map<string, Element>} */
  const present = new Map();
  for (const child of [...parent.children]) {
    const name = child.getAttribute("data-key") ?? "";
    // What is gone goes first: a node that is moved past it would lose focus and press.
    if (wanted.has(name)) present.set(name, child);
    else child.remove();
  }
  let after = parent.firstElementChild;
  for (const [name, item] of wanted) {
    let node = present.get(name);
    if (!node) {
      node = make(item);
      node.setAttribute("data-key", name);
    }
    update(node, item);
    if (node === after) after = after.nextElementSibling;
    else parent.insertBefore(node, after);
  }
}

/**
 * @param {Element} node
 * @param {Attributes} attributes
 * @param {(Child | Child[])[]} children
 */
function fill(node, attributes, children) {
  set(node, attributes);
  node.append(...nodes(children));
  return node;
}

/**
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
function nodes(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}
