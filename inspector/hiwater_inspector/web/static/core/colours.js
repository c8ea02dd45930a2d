// Colours for a canvas, which knows neither variables nor light-dark(): asked of an element that does, once a theme.

const probe = document.createElement("span");
/** @type {Map<string, string>} */
const known = new Map();

/**
 * A colour of `base.css` as the theme in force has it. Asking makes the browser work out styles, so it is asked once.
 * @param {string} name without the two hyphens
 */
export function colourOf(name) {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (!probe.isConnected) {
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.setProperty("color", `var(--${name})`);
  const colour = getComputedStyle(probe).color;
  known.set(name, colour);
  return colour;
}

const forget = () => known.clear();
// In the capturing phase, so that whoever paints anew when the theme changes finds the new colours.
addEventListener("themechange", forget, { capture: true });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", forget);
