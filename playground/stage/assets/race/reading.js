// @ts-check
// Reading a race's snapshots: whose parameters lie where, and the numbers that follow them.

/** @typedef {import("../decode.js").Snapshot} Snapshot */

/**
 * One contestant at one moment.
 * @typedef {object} Standing
 * @property {number} progress       of the snapshot, epochs
 * @property {number} trainLoss
 * @property {number} testLoss
 * @property {number} trainAccuracy  NaN for regression
 * @property {number} testAccuracy
 * @property {number} evaluations    gradients (or losses) of all training points
 * @property {number} seconds        of computing
 * @property {number} ended          epoch of the last good moment if it diverged, else −1
 */

/** Names in the server's tail (playground/training/race_moment.py), and here. */
const NAMES = {
  train_loss: "trainLoss",
  test_loss: "testLoss",
  train_accuracy: "trainAccuracy",
  test_accuracy: "testAccuracy",
  evaluations: "evaluations",
  seconds: "seconds",
  ended: "ended",
};

/** @param {number[]} sizes  units of every layer */
export function parameterCount(sizes) {
  let count = 0;
  for (let l = 0; l + 1 < sizes.length; l++) count += (sizes[l] + 1) * sizes[l + 1];
  return count;
}

/** @param {any} run  the server's message of a race */
export function createReading(run) {
  const count = parameterCount(run.layer_sizes);
  /** @type {[string, number][]} */
  const fields = run.tail.map((name, at) => [NAMES[name] ?? name, at]);
  /** @type {WeakMap<Snapshot, Standing[]>} */
  const known = new WeakMap();

  return {
    n: run.contestants.length,
    contestants: run.contestants,
    /** @param {Snapshot} snapshot @returns {Standing[]} in the line-up's order */
    standings(snapshot) {
      let all = known.get(snapshot);
      if (!all) {
        all = run.contestants.map(({ tail_offset }) => {
          const standing = /** @type {any} */ ({ progress: snapshot.progress });
          for (const [name, at] of fields) standing[name] = snapshot.params[tail_offset + at];
          return standing;
        });
        known.set(snapshot, /** @type {Standing[]} */ (all));
      }
      return /** @type {Standing[]} */ (all);
    },
    /** @param {Snapshot} snapshot @param {number} i @returns {Float32Array} a view */
    params(snapshot, i) {
      const { offset } = run.contestants[i];
      return snapshot.params.subarray(offset, offset + count);
    },
    /**
     * The genetic algorithm's shown individuals, the fittest first.
     * @param {Snapshot} snapshot @param {number} i
     * @returns {{spread: Record<string, number>, losses: Float32Array, params: Float32Array[], ranks: number[], size: number} | null}
     */
    population(snapshot, i) {
      const layout = run.contestants[i].population;
      if (!layout) return null;
      const { offset, individuals, spread, ranks, size } = layout;
      const losses = offset + spread.length;
      const first = losses + individuals;
      return {
        ranks,
        size,
        spread: Object.fromEntries(spread.map((name, at) => [name, snapshot.params[offset + at]])),
        losses: snapshot.params.subarray(losses, first),
        params: Array.from({ length: individuals }, (_, k) =>
          snapshot.params.subarray(first + k * count, first + (k + 1) * count)),
      };
    },
  };
}

/** @typedef {ReturnType<typeof createReading>} Reading */
