// @ts-check
// Facts about a layer: how it stretches space, whether it mirrors it, which units are at work. The
// browser's copy of playground/analysis/layer_facts.py.

import { determinantSign } from "./matrix.js";

const SILENT = 1e-6; // a unit that never says more than this over the data is dead
const FLAT = 0.98; // |tanh| from here on counts as flat
const MOSTLY = 0.95; // share of the points for which a saturated unit is in its flat part
const PRECISION = 2 ** -23; // of float32, in which the weights come

/** Where a unit stops learning: it may say nothing at all, or level off. */
/** @type {Record<string, {canDie?: boolean, isFlat?: (a: number) => boolean}>} */
const RESTS = {
  tanh: { isFlat: (a) => Math.abs(a) > FLAT },
  relu: { canDie: true },
  elu: { isFlat: (a) => a < -FLAT },
  gelu: { canDie: true },
  swish: { canDie: true },
  sigmoid: { isFlat: (a) => Math.abs(2 * a - 1) > FLAT },
};

/**
 * @param {import("./five_operations.js").Split} split
 * @returns {{singular: number[], condition: number, rank: number, orientation: number | null}}
 *   orientation of a square layer: 1 kept, −1 mirrored, 0 collapsed
 */
export function weightFacts({ M, n_in, n_out, scales }) {
  const singular = Array.from(scales, Math.abs).sort((a, b) => b - a);
  const least = singular[0] * Math.max(n_in, n_out) * PRECISION;
  const rank = singular.filter((value) => value > least).length;
  const full = rank === singular.length;
  return {
    singular,
    rank,
    condition: full ? singular[0] / singular[singular.length - 1] : Infinity,
    orientation: n_in !== n_out ? null : full ? determinantSign(M, n_in) : 0,
  };
}

/**
 * Shares of units that are dead or saturated over the data; null where they cannot be.
 *
 * @param {Float64Array} A  (units × n) @param {number} units @param {number} n
 * @param {number} from @param {number} to  the columns that are data
 * @param {string} activation
 */
export function unitFacts(A, units, n, from, to, activation) {
  const { canDie = false, isFlat = null } = RESTS[activation] ?? {};
  let dead = 0;
  let saturated = 0;
  for (let u = 0; u < units; u++) {
    let silent = true;
    let flat = 0;
    for (let i = u * n + from; i < u * n + to; i++) {
      if (Math.abs(A[i]) > SILENT) silent = false;
      if (isFlat?.(A[i])) flat++;
    }
    if (canDie && silent) dead++;
    if (isFlat && flat >= MOSTLY * (to - from)) saturated++;
  }
  return { dead: canDie ? dead / units : null, saturated: isFlat ? saturated / units : null };
}
