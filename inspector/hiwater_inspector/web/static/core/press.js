// A press on what is drawn anew while the pointer is down: browsers send no click when the pressed node is replaced.

/** So far, in pixels, a pointer that is held still may move. */
const STILL = 6;

/**
 * Tell the `data-sel`, or another attribute, that was pressed: the pointer went down on it, and up on it or without having
 * moved, whatever was drawn or shifted between; or a click without a pointer, as keys and screen readers send.
 * @param {Element} element
 * @param {(selected: string) => void} choose
 * @param {string} [attribute]
 */
export function presses(element, choose, attribute = "data-sel") {
  /** @type {{ name: string, x: number, y: number } | null} */
  let down = null;
  let told = false;
  element.addEventListener("pointerdown", (event) => {
    const name = pressedOn(event, attribute);
    const { clientX: x, clientY: y } = /** @type {PointerEvent} */ (event);
    down = name ? { name, x, y } : null;
    told = false;
  });
  element.addEventListener("pointerup", (event) => {
    const { button, clientX, clientY } = /** @type {PointerEvent} */ (event);
    if (!down || button !== 0) return;
    const still = Math.hypot(clientX - down.x, clientY - down.y) < STILL;
    if (still || pressedOn(event, attribute) === down.name) {
      told = true;
      choose(down.name);
    }
    down = null;
  });
  element.addEventListener("click", (event) => {
    const name = pressedOn(event, attribute);
    if (name && !told) choose(name);
    told = false;
  });
}

/**
 * The attribute of what an event fell on.
 * @param {Event} event
 * @param {string} [attribute]
 */
export function pressedOn(event, attribute = "data-sel") {
  return (event.target instanceof Element && event.target.closest(`[${attribute}]`)?.getAttribute(attribute)) || null;
}
