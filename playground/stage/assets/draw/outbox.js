// @ts-check
// Changed points on their way to the server: gathered, and sent a few messages at a time.

/** @typedef {import("./book.js").Change} Change */

const EVERY_MS = 100;
const MOST_SET = 60; // points in one message, as live/commands.py takes them
const MOST_DROPPED = 200;
const MOST_CHARACTERS = 3900; // of 4096, ASCII alone
const BURST = 6; // messages at a time, where very many points come at once
const UNSETTLED_MS = 2500; // the server has surely answered what was sent so long ago

/**
 * @param {(command: object) => void} send
 * @param {{now?: () => number, later?: (act: () => void, ms: number) => any}} [time]
 */
export function createOutbox(send, { now = () => performance.now(), later = setTimeout } = {}) {
  /** @type {Map<number, Change>} the newest of each point */
  const waiting = new Map();
  /** @type {Map<number, {change: Change, at: number}>} */
  const sent = new Map();
  let clear = false;
  let lastAt = -Infinity;
  let timer = false;

  function flush() {
    timer = false;
    lastAt = now();
    for (let i = 0; i < BURST && (clear || waiting.size); i++) send(message());
    if (waiting.size) schedule();
    for (const [id, { at }] of sent) if (lastAt - at > UNSETTLED_MS) sent.delete(id);
  }

  function message() {
    /** @type {{type: string, set: number[][], drop: number[], clear?: boolean}} */
    const next = { type: "points", set: [], drop: [] };
    if (clear) next.clear = true;
    clear = false;
    let room = MOST_CHARACTERS - 60;
    for (const [id, change] of waiting) {
      const entry = change.after ? entryOf(change.after) : id;
      room -= JSON.stringify(entry).length + 1;
      const full = next.set.length === MOST_SET || next.drop.length === MOST_DROPPED;
      if (room < 0 || full) break;
      if (typeof entry === "number") next.drop.push(entry);
      else next.set.push(entry);
      waiting.delete(id);
      sent.set(id, { change, at: lastAt });
    }
    return next;
  }

  function schedule() {
    if (timer) return;
    timer = true;
    later(flush, Math.max(0, lastAt + EVERY_MS - now()));
  }

  return {
    /** @param {Change[]} changes @param {boolean} [all]  these are all points there were, gone */
    add(changes, all = false) {
      if (all) {
        waiting.clear();
        for (const change of changes) sent.set(change.id, { change, at: now() });
        clear = true;
      } else {
        for (const change of changes) waiting.set(change.id, change);
      }
      if (changes.length) schedule();
    },
    /**
     * Changes that news from the server may not know of yet.
     * @returns {Change[]}
     */
    unsettled() {
      const recent = [...sent.values()].filter(({ at }) => now() - at <= UNSETTLED_MS);
      return [...recent.map(({ change }) => change), ...waiting.values()];
    },
    /** Forget what was not sent: it belongs to other data. */
    forget() {
      waiting.clear();
      sent.clear();
      clear = false;
    },
  };
}

/** @param {import("./book.js").DrawnPoint} point */
function entryOf({ id, row, test }) {
  return [id, ...row, test ? 1 : 0];
}
