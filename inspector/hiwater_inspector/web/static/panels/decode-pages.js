// Pages of something long, fetched when they come into sight and kept for a while; a page that is asked for is asked once.

const KEPT_MOST = 64;

/**
 * @template T
 */
export class Pages {
  /** @type {Map<number, T>} */
  #kept = new Map();
  /** @type {Map<number, AbortController>} */
  #asked = new Map();

  /**
   * @param {number} size of a page
   * @param {(first: number, size: number, signal: AbortSignal) => Promise<T>} fetch
   * @param {() => void} came
   */
  constructor(size, fetch, came) {
    this.size = size;
    this.fetch = fetch;
    this.came = came;
  }

  /**
   * The page that holds the place, or undefined while it is on its way.
   * @param {number} place
   * @returns {T | undefined}
   */
  at(place) {
    const page = Math.floor(place / this.size);
    const kept = this.#kept.get(page);
    if (kept === undefined) this.#ask(page);
    return kept;
  }

  /** What was fetched is not true any more. */
  forget() {
    for (const control of this.#asked.values()) control.abort();
    this.#asked.clear();
    this.#kept.clear();
  }

  /** @param {number} page */
  async #ask(page) {
    if (this.#asked.has(page)) return;
    const control = new AbortController();
    this.#asked.set(page, control);
    // Scrolling past a hundred pages asks for the last few alone.
    for (const [other, one] of [...this.#asked].slice(0, -4)) {
      one.abort();
      this.#asked.delete(other);
    }
    try {
      const found = await this.fetch(page * this.size, this.size, control.signal);
      this.#kept.delete(page);
      this.#kept.set(page, found);
      for (const oldest of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - KEPT_MOST))) this.#kept.delete(oldest);
      this.came();
    } catch {
      // Aborted, or refused: it is asked again when it is seen again.
    } finally {
      if (this.#asked.get(page) === control) this.#asked.delete(page);
    }
  }
}
