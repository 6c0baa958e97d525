// @ts-check
// What the server's linear probes found, by snapshot.

/**
 * @typedef {object} Probe
 * @property {number} seq
 * @property {(number | null)[]} accuracies  one per hidden layer, 0 to 1 (R² for regression)
 * @property {number | null} input           the same for the inputs themselves
 */

/** Probes of one run, ascending by snapshot. */
export class Probes {
  /** @type {Probe[]} */
  #list = [];

  /** @param {Probe} probe */
  add(probe) {
    const at = this.#indexOf(probe.seq);
    if (this.#list[at]?.seq === probe.seq) this.#list[at] = probe;
    else this.#list.splice(at + 1, 0, probe);
  }

  /** All of them, ascending: read only. */
  get all() {
    return this.#list;
  }

  /**
   * @param {number} seq
   * @returns {Probe | null} of that snapshot, or of the nearest earlier one that has any
   */
  at(seq) {
    return this.#list[this.#indexOf(seq)] ?? null;
  }

  /** @param {number} seq */
  has(seq) {
    return this.at(seq)?.seq === seq;
  }

  /** @param {number} seq drop those of later snapshots */
  truncate(seq) {
    this.#list.length = this.#indexOf(seq) + 1;
  }

  clear() {
    this.#list = [];
  }

  /** @param {number} seq */
  #indexOf(seq) {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#list[middle].seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
