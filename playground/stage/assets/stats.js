// @ts-check
// What the stage did, counted: `root.__dbp_stats`, read by benchmarks and browser tests.

const FRAMES = 2000;

/** The last `size` numbers, without growing. */
class Ring {
  /** @param {number} size */
  constructor(size) {
    this.values = new Float64Array(size);
    this.count = 0;
  }

  /** @param {number} value */
  add(value) {
    this.values[this.count++ % this.values.length] = value;
  }

  /** @returns {number[]} oldest first */
  toArray() {
    const size = this.values.length;
    if (this.count <= size) return Array.from(this.values.subarray(0, this.count));
    const start = this.count % size;
    return [...this.values.subarray(start), ...this.values.subarray(0, start)];
  }
}

/** Counters of one stage. `timestamps` and `paint` are rings; `toArray()` gives them oldest first. */
export class Stats {
  /** @param {number} mounts how often a stage was mounted in this document */
  constructor(mounts) {
    this.mounts = mounts;
    /** Frames that showed a new snapshot. */
    this.displayed = 0;
    /** performance.now() of those frames, ms. */
    this.timestamps = new Ring(FRAMES);
    /** ms of painting a frame, all panels together. */
    this.paintTotal = new Ring(FRAMES);
    /** @type {Record<string, Ring>} ms of painting a frame, by panel. */
    this.paint = {};
    this.bytes = 0;
    this.snapshots = 0;
    this.messages = 0;
    this.reconnects = 0;
    this.quality = 1;
    this.queued = 0;
    this.shown = -1;
  }

  /**
   * @param {string} panel
   * @param {number} ms
   */
  painted(panel, ms) {
    (this.paint[panel] ??= new Ring(FRAMES)).add(ms);
  }

  /** @param {number} now */
  display(now) {
    this.displayed++;
    this.timestamps.add(now);
  }

  /** Plain numbers and arrays, for a test that reads the page from outside. */
  toJSON() {
    const paint = Object.fromEntries(
      Object.entries(this.paint).map(([panel, ring]) => [panel, ring.toArray()]),
    );
    return {
      ...this,
      timestamps: this.timestamps.toArray(),
      paintTotal: this.paintTotal.toArray(),
      paint,
    };
  }
}
