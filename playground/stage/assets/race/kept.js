// @ts-check
// A table that follows a history: what was read of each snapshot stays when the history is thinned.

/** @typedef {import("../history.js").History} History */
/** @typedef {import("../decode.js").Snapshot} Snapshot */

/** Rows kept; a chart is not as many pixels wide. Beyond them every other goes, but the newest. */
const MOST = 4096;
const NEWEST = 64;

/**
 * A race's snapshots are large, so where many people share a server few of them are kept; their
 * numbers are small, and without them a line would be drawn straight across what was seen.
 *
 * @template Row
 * @param {(snapshot: Snapshot) => Row} read  the same object whenever it is asked about a snapshot
 */
export function createKept(read) {
  /** @type {Row[]} */ let rows = [];
  /** @type {number[]} */ let seqs = [];
  let version = -1;

  /** @param {number} seq  index of its row, or of the nearest earlier one; −1 if there is none */
  function indexOf(seq) {
    let [low, high] = [0, seqs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (seqs[middle] <= seq) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** @param {readonly Snapshot[]} snapshots */
  function follow(snapshots) {
    let common = snapshots.length - 1; // the newest snapshot that has its row: not one before a rewind
    let row = -1;
    for (; common >= 0; common--) {
      row = indexOf(snapshots[common].seq);
      if (row >= 0 && rows[row] === read(snapshots[common])) break;
    }
    seqs.length = rows.length = common < 0 ? 0 : row + 1;
    for (const snapshot of snapshots.slice(common + 1)) {
      seqs.push(snapshot.seq);
      rows.push(read(snapshot));
    }
    while (rows.length > MOST) {
      const first = rows.length - NEWEST;
      const stays = (/** @type {unknown} */ _, /** @type {number} */ k) => k >= first || k % 2 === 0;
      [rows, seqs] = [rows.filter(stays), seqs.filter(stays)];
    }
  }

  return {
    /** @param {History} history @returns {Row[]} in the order of time */
    of(history) {
      if (history.version !== version) {
        version = history.version;
        follow(history.snapshots);
      }
      return rows;
    },
    indexOf,
  };
}

/**
 * @template Row
 * @typedef {ReturnType<typeof createKept<Row>>} Kept
 */
