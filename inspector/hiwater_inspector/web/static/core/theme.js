// Before the first paint: light, dark or as the system says. A plain script, so that no page flashes.
"use strict";
(() => {
  let chosen = "system";
  try {
    chosen = localStorage.getItem("hiwater.theme") ?? "system";
  } catch {
    // Storage may be forbidden: then the system decides.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
