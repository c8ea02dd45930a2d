// A press on what is drawn anew while the pointer is down: browsers send no click when the pressed node is replaced.

/**
 * Tell the `data-sel`, or another attribute, that was pressed: the pointer went down and up on the same one, whatever was drawn between; or a
 * click without a pointer, as keys and screen readers send. It may be told twice in a row: choosing again changes nothing.
 * @param {Element} element
 * @param {(selected: string) => void} choose
 * @param {string} [attribute]
 */
export function presses(element, choose, attribute = "data-sel") {
  /** @type {string | null} */
  let down = null;
  element.addEventListener("pointerdown", (event) => {
    down = pressedOn(event, attribute);
  });
  element.addEventListener("pointerup", (event) => {
    const up = pressedOn(event, attribute);
    if (up && up === down && /** @type {PointerEvent} */ (event).button === 0) choose(up);
  });
  element.addEventListener("click", (event) => {
    const name = pressedOn(event, attribute);
    if (name) choose(name);
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
