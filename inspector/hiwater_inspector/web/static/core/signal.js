// State that paints: what reads a signal inside `paint` runs again, once a frame, after the signal was set.

/** @typedef {() => void} Reader */

/** @type {Reader | null} */
let reading = null;
/** @type {Set<Reader>} */
const waiting = new Set();
let asked = false;

/**
 * @template T
 * @typedef {{ get value(): T, set value(next: T), readonly untracked: T }} Signal
 */

/**
 * One value that is watched. Setting the same value again paints nothing.
 * @template T
 * @param {T} first
 * @returns {Signal<T>}
 */
export function signal(first) {
  let held = first;
  /** @type {Set<Reader>} */
  const readers = new Set();
  return {
    get value() {
      if (reading) readers.add(reading);
      return held;
    },
    set value(next) {
      if (Object.is(next, held)) return;
      held = next;
      for (const reader of readers) waiting.add(reader);
      if (waiting.size) ask();
    },
    get untracked() {
      return held;
    },
  };
}

/**
 * Run now, and again in the next frame whenever a signal that it read has changed.
 * @param {() => void} draw
 */
export function paint(draw) {
  const again = () => {
    const before = reading;
    reading = again;
    try {
      draw();
    } finally {
      reading = before;
    }
  };
  again();
}

/** Paint what waits now, without waiting for the frame: for what must be measured at once. */
export function flush() {
  asked = false;
  while (waiting.size) {
    const round = [...waiting];
    waiting.clear();
    for (const reader of round) reader();
  }
}

function ask() {
  if (asked) return;
  asked = true;
  // A hidden tab gets no frames: it paints when it is seen again.
  requestAnimationFrame(flush);
}
