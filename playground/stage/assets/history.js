// @ts-check
// The browser's kept snapshots of a run, thinned by the same rule as the server's history.

/** @typedef {import("./decode.js").Snapshot} Snapshot */

/** Snapshots this close to the newest are all kept, where the server does not say how many. */
export const RECENT = 64;

/**
 * An ascending list of snapshots. A snapshot stays iff `seq % stride === 0` or it is among the last
 * `recent` ones; the server doubles `stride` when its history is full and states it in each message.
 */
export class History {
  constructor() {
    /** @type {Snapshot[]} */
    this.snapshots = [];
    /** Grows with every change, so that painters may keep what they computed. */
    this.version = 0;
    this.stride = 1;
    this.recent = RECENT;
    /** Snapshots below this index have been thinned by the present stride. */
    this.#thinned = 0;
  }

  #thinned;

  get length() {
    return this.snapshots.length;
  }

  /** @returns {Snapshot | undefined} the newest one */
  get last() {
    return this.snapshots[this.snapshots.length - 1];
  }

  /**
   * @param {number} index
   * @returns {Snapshot | undefined}
   */
  at(index) {
    return this.snapshots[index];
  }

  /**
   * Index of the snapshot with this `seq`, or of the nearest earlier one; -1 when there is none.
   * @param {number} seq
   */
  indexOf(seq) {
    let low = 0;
    let high = this.snapshots.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.snapshots[middle].seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * Add newer snapshots, oldest first; one that is not newer than the last is left out.
   * @param {Snapshot[]} snapshots
   * @param {number} stride
   * @param {number} [newest] newest seq the server is known to have; widens nothing, thins earlier
   */
  push(snapshots, stride, newest = 0) {
    if (stride !== this.stride) {
      this.stride = stride;
      this.#thinned = 0;
    }
    for (const snapshot of snapshots) {
      const last = this.last;
      if (!last || snapshot.seq > last.seq) this.snapshots.push(snapshot);
    }
    this.#thin(Math.max(newest, this.last?.seq ?? 0));
    this.version++;
  }

  /** @param {number} newest */
  #thin(newest) {
    const recent = newest - this.recent;
    const list = this.snapshots;
    let read = this.#thinned;
    let write = read;
    // The newest stays whatever its number, for it is what the picture shows.
    while (read < list.length - 1 && list[read].seq <= recent) {
      if (list[read].seq % this.stride === 0) list[write++] = list[read];
      read++;
    }
    this.#thinned = write;
    if (write < read) list.splice(write, read - write);
  }

  /**
   * Drop everything later than `seq`.
   * @param {number} seq
   */
  truncate(seq) {
    const length = this.indexOf(seq) + 1;
    if (length === this.snapshots.length) return;
    this.snapshots.length = length;
    this.#thinned = Math.min(this.#thinned, length);
    this.version++;
  }

  /** @param {number} [recent] how many of the newest are all kept from now on */
  clear(recent = RECENT) {
    this.snapshots = [];
    this.recent = recent;
    this.stride = 1;
    this.#thinned = 0;
    this.version++;
  }
}
