// To the server and back: JSON requests whose errors are sentences, and a live feed that asks for what it can paint.

/** What the server refused, in one sentence for people. */
export class Refused extends Error {
  /**
   * @param {string} sentence
   * @param {number} status
   * @param {any} body
   */
  constructor(sentence, status, body) {
    super(sentence);
    this.status = status;
    this.body = body;
  }
}

/**
 * @param {string} path
 * @param {{ method?: string, body?: unknown, ifMatch?: number | string, signal?: AbortSignal }} [how]
 * @returns {Promise<any>} the answer's JSON
 */
export async function ask(path, { method = "GET", body, ifMatch, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (ifMatch !== undefined) headers["if-match"] = String(ifMatch);
  const answer = await reach(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
  return answer.status === 204 ? null : answer.json();
}

/**
 * @param {string} path
 * @param {unknown} [body]
 * @param {number | string} [ifMatch]
 */
export function tell(path, body = {}, ifMatch) {
  return ask(path, { method: "POST", body, ifMatch });
}

/**
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<Uint8Array>}
 */
export async function bytes(path, signal) {
  return new Uint8Array(await (await reach(path, { signal })).arrayBuffer());
}

/**
 * @param {string} path
 * @param {RequestInit} request
 */
export async function reach(path, request = {}) {
  let answer;
  try {
    answer = await fetch(path, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new Refused("The inspector does not answer. Is `hiwater inspect` still running?", 0, null);
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => null);
  throw new Refused(told?.detail ?? `The server answered ${answer.status}.`, answer.status, told);
}

/**
 * A feed with credit: a batch comes only after `{"ready": seq}`, which is sent after a paint. A hidden tab paints no
 * frames and is closed; a slow one asks less often. After a gap, or when the connection was lost, it asks anew.
 * @param {string} path of the WebSocket, without `from`
 * @param {{ message: (body: any) => number, state: (connected: boolean) => void }} on
 *   `message` takes a snapshot, a resume or a batch and returns the seq that it now shows, or -1 to ask for a snapshot
 * @returns {() => void} ends it
 */
export function follow(path, on) {
  /** @type {WebSocket | null} */
  let socket = null;
  let shown = -1;
  let tries = 0;
  let timer = 0;
  let ended = false;

  function open() {
    if (ended || document.hidden || socket) return;
    const address = new URL(path, location.href);
    address.protocol = "ws:";
    if (shown >= 0) address.searchParams.set("from", String(shown));
    const opened = new WebSocket(address);
    socket = opened;
    opened.onmessage = (event) => {
      tries = 0;
      shown = on.message(JSON.parse(event.data));
      requestAnimationFrame(() => {
        if (opened.readyState === WebSocket.OPEN) opened.send(JSON.stringify({ ready: shown }));
      });
    };
    opened.onopen = () => on.state(true);
    opened.onclose = () => {
      if (socket !== opened) return;
      socket = null;
      on.state(false);
      if (ended || document.hidden) return;
      timer = setTimeout(open, Math.min(4000, 200 * 2 ** tries++));
    };
  }

  function close() {
    clearTimeout(timer);
    const open = socket;
    socket = null;
    open?.close();
  }

  const seen = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", seen);
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
  return () => {
    ended = true;
    document.removeEventListener("visibilitychange", seen);
    close();
  };
}
