// @ts-check
// Weights set by hand: shown at once in whatever is painted, told to the server, then let go.

import { indexOf, same } from "./parameters.js";

/** @typedef {import("../decode.js").Snapshot} Snapshot */
/** @typedef {import("./parameters.js").Parameter} Parameter */

/**
 * The weight that was set last.
 * @typedef {object} Edit
 * @property {any} run
 * @property {Parameter} parameter
 * @property {number} index  among the parameters
 * @property {number} value
 * @property {number | null} base  the moment it was changed at; null: wherever the run stands
 * @property {number} sent  the value that the server was told last
 * @property {number} at  when, ms
 * @property {boolean} held  the hand is still on it
 * @property {boolean} shown  in place of what the server's snapshots say
 */

const EVERY_MS = 100;
const PATIENCE_MS = 1500; // after which the server's word is taken, whatever it is
const CLOSE = 0.02; // a network that trains on is taken to have followed

/**
 * @param {object} options
 * @param {import("../player.js").Player} options.player
 * @param {(command: object) => boolean} options.send  whether it could be sent
 * @param {(seq: number) => void} options.leaveReplay  what is shown is the run's head from now on
 * @param {() => void} options.refresh
 */
export function createEdits({ player, send, leaveReplay, refresh }) {
  /** @type {Edit | null} */ let edit = null;
  let timer = 0;
  /** @type {{of: Snapshot, value: number, index: number, snapshot: Snapshot} | null} */
  let made = null;

  function flush() {
    clearTimeout(timer);
    timer = 0;
    if (!edit || edit.sent === edit.value) return;
    const wait = edit.at + EVERY_MS - performance.now();
    if (wait > 0) {
      timer = window.setTimeout(flush, wait);
      return;
    }
    const { parameter, value } = edit;
    const seq = player.playing ? null : edit.base;
    if (!send({ type: "weight", ...parameter, value, seq })) return;
    edit.at = performance.now();
    edit.sent = value;
  }

  /** @param {Snapshot} snapshot @param {Edit} of  Does the server's snapshot have it by now? */
  function hasArrived(snapshot, { index, value, held, sent, at }) {
    if (held || sent !== value) return false;
    const away = Math.abs(snapshot.params[index] - value);
    const near = (player.playing ? CLOSE : 1e-5) * Math.max(1, Math.abs(value));
    return away <= near || performance.now() - at > PATIENCE_MS;
  }

  /**
   * Set again and again, a weight is changed at one and the same moment, so that the last value
   * replaces the others; but not if the run has gone on since.
   *
   * @param {Edit | null} before  the same weight @param {number} seq  shown now
   */
  function baseOf(before, seq) {
    if (player.playing && player.mode === "live") return null;
    const base = before?.base ?? null;
    return base !== null && seq >= base && seq - base <= 1 ? base : seq;
  }

  return {
    /**
     * @param {any} run @param {Parameter} parameter @param {number} value
     * @param {boolean} held  the hand is still on it
     */
    set(run, parameter, value, held) {
      const now = player.shown;
      if (!now) return;
      const before = edit?.run === run && same(edit.parameter, parameter) ? edit : null;
      const base = baseOf(before, now.seq);
      if (player.mode === "replay") leaveReplay(now.seq);
      const index = indexOf(run, parameter);
      const { sent, at } = before ?? { sent: NaN, at: -Infinity };
      edit = { run, parameter, index, value, base, sent, at, held, shown: true };
      flush();
      refresh();
    },
    /** The hand has let go. */
    release() {
      if (edit) edit.held = false;
      refresh();
    },
    /** Another run, or the same one anew: nothing of this one is to be shown in it. */
    forget() {
      clearTimeout(timer);
      edit = made = null;
      timer = 0;
    },
    /**
     * A snapshot with the weight as the hand wants it, until the server's have it.
     *
     * @param {Snapshot | null} snapshot
     * @returns {Snapshot | null}
     */
    applied(snapshot) {
      if (!edit?.shown || !snapshot || edit.index >= snapshot.params.length) return snapshot;
      if (hasArrived(snapshot, edit)) {
        edit.shown = false;
        made = null;
        return snapshot;
      }
      const { value, index } = edit;
      if (made?.of !== snapshot || made.value !== value || made.index !== index) {
        const params = snapshot.params.slice();
        params[index] = value;
        made = { of: snapshot, value, index, snapshot: { ...snapshot, params } };
      }
      return made.snapshot;
    },
  };
}
