// Colours for a canvas, which knows neither variables nor light-dark(): asked of an element that does.

const probe = document.createElement("span");

/**
 * A colour of `base.css` as the theme in force has it.
 * @param {string} name without the two hyphens
 */
export function colourOf(name) {
  if (!probe.isConnected) {
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.setProperty("color", `var(--${name})`);
  return getComputedStyle(probe).color;
}
