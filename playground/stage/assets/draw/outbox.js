// @ts-check
// Changed points on their way to the server: gathered, and sent a few messages at a time.

/** @typedef {import("./book.js").Change} Change */

const EVERY_MS = 100;
const MOST_SET = 60; // points in one message, as live/commands.py takes them
const MOST_DROPPED = 200;
const MOST_CHARACTERS = 3900; // of 4096, ASCII alone
const BURST = 6; // messages at a time, where very many points come at once
const AGAIN_MS = 500; // while there is no connection
const UNSETTLED_MS = 2500; // the server has surely answered what was sent so long ago

/**
 * @param {(command: object) => boolean} send  whether it could be sent
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
    for (let i = 0; i < BURST && (clear || waiting.size); i++) {
      const { command, told } = message();
      if (!send(command)) {
        schedule(AGAIN_MS);
        return;
      }
      clear = false;
      for (const change of told) {
        waiting.delete(change.id);
        sent.set(change.id, { change, at: lastAt });
      }
    }
    if (waiting.size) schedule();
    for (const [id, { at }] of sent) if (lastAt - at > UNSETTLED_MS) sent.delete(id);
  }

  /** The next command, and the changes that it tells. */
  function message() {
    /** @type {{type: string, set: number[][], drop: number[], clear?: boolean}} */
    const command = { type: "points", set: [], drop: [] };
    /** @type {Change[]} */
    const told = [];
    if (clear) command.clear = true;
    let room = MOST_CHARACTERS - 60;
    for (const [id, change] of waiting) {
      const entry = change.after ? entryOf(change.after) : id;
      room -= JSON.stringify(entry).length + 1;
      const full = command.set.length === MOST_SET || command.drop.length === MOST_DROPPED;
      if (room < 0 || full) break;
      if (typeof entry === "number") command.drop.push(entry);
      else command.set.push(entry);
      told.push(change);
    }
    return { command, told };
  }

  function schedule(wait = EVERY_MS) {
    if (timer) return;
    timer = true;
    later(flush, Math.max(0, lastAt + wait - now()));
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
    /** The connection was lost and is back: what was under way may not have arrived. */
    resend() {
      for (const [id, { change }] of sent) if (!waiting.has(id)) waiting.set(id, change);
      if (waiting.size) schedule();
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
