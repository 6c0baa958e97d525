// @ts-check
// A flat view of a layer's space: the plane in which its points spread most, followed smoothly.

/** Iterations towards the first view, and after a jump in time. */
const SETTLE_STEPS = 40;

/**
 * The two principal components of moving points. Each frame takes one step of orthogonal iteration
 * (Golub & Van Loan, Matrix Computations, 8.2.4) from the last view, so the view turns as smoothly
 * as the points move, and no axis ever flips: a step multiplies by a positive semi-definite matrix.
 *
 * @param {number} units  dimensions of the space
 */
export function createProjection(units) {
  const mean = new Float64Array(units);
  const axes = [0, 1].map((k) =>
    Float64Array.from({ length: units }, (_, u) => Math.cos(1 + (k + 1) * (u + 0.5) * 1.7)),
  );
  const next = [new Float64Array(units), new Float64Array(units)];
  const spread = [0, 0]; // sum of squares along each axis
  let total = 0; // sum of squares in all directions
  let settled = false;
  /** @type {Float64Array} */
  let along = new Float64Array(0);
  orthonormalise(axes, axes);

  /**
   * @param {Float32Array} values  (units × n) @param {number} n @param {number} from
   * @param {Float32Array | null} first  the first axis, where it is given
   */
  function step(values, n, from, first) {
    const count = n - from;
    if (first) next[0].set(first);
    for (let k = first ? 1 : 0; k < 2; k++) {
      const axis = axes[k];
      along.fill(0);
      for (let u = 0; u < units; u++) {
        const weight = axis[u];
        const shift = mean[u];
        const row = u * n + from;
        for (let i = 0; i < count; i++) along[i] += weight * (values[row + i] - shift);
      }
      spread[k] = 0;
      for (let i = 0; i < count; i++) spread[k] += along[i] * along[i];
      for (let u = 0; u < units; u++) {
        const shift = mean[u];
        const row = u * n + from;
        let sum = 0;
        for (let i = 0; i < count; i++) sum += along[i] * (values[row + i] - shift);
        next[k][u] = sum;
      }
    }
    orthonormalise(next, axes);
  }

  return {
    mean,
    axes,
    /** Share of the points' variance that the view shows, 0 to 1. */
    get share() {
      return total > 0 ? Math.min(1, (spread[0] + spread[1]) / total) : 1;
    },
    /**
     * Follow the points, which are the last n − from columns.
     *
     * @param {Float32Array} values  (units × n) @param {number} n @param {number} from
     * @param {boolean} jump  the points are not where they were a moment ago
     * @param {Float32Array | null} [first]  (units,) a direction to look along in place of the
     *   first component; the second is then the largest across it
     */
    follow(values, n, from, jump, first = null) {
      if (along.length !== n - from) along = new Float64Array(n - from);
      total = centre(values, n, from, units, mean);
      const steps = jump || !settled ? SETTLE_STEPS : 1;
      for (let i = 0; i < steps; i++) step(values, n, from, first);
      settled = true;
    },
    /**
     * @param {Float32Array} values  (units × n) @param {number} n
     * @param {Float32Array} into  (2 × n): all first coordinates, then all second ones
     */
    project(values, n, into) {
      for (let k = 0; k < 2; k++) {
        const out = k * n;
        let origin = 0;
        for (let u = 0; u < units; u++) origin -= axes[k][u] * mean[u];
        into.fill(origin, out, out + n);
        for (let u = 0; u < units; u++) {
          const weight = axes[k][u];
          const row = u * n;
          for (let i = 0; i < n; i++) into[out + i] += weight * values[row + i];
        }
      }
    },
  };
}

/**
 * @param {Float32Array} values @param {number} n @param {number} from @param {number} units
 * @param {Float64Array} mean  (units,) written
 * @returns {number} sum of squares about the mean
 */
function centre(values, n, from, units, mean) {
  const count = n - from;
  let total = 0;
  for (let u = 0; u < units; u++) {
    let sum = 0;
    let squares = 0;
    for (let i = u * n + from; i < (u + 1) * n; i++) {
      sum += values[i];
      squares += values[i] * values[i];
    }
    mean[u] = sum / count;
    total += Math.max(0, squares - (sum * sum) / count);
  }
  return total;
}

/**
 * Gram–Schmidt; an axis along which nothing spreads stays as it was.
 *
 * @param {Float64Array[]} from  two vectors, changed
 * @param {Float64Array[]} into
 */
function orthonormalise(from, into) {
  const [a, b] = from;
  if (normalise(a)) into[0].set(a);
  const first = into[0];
  project(b, first);
  if (normalise(b)) into[1].set(b);
  else {
    project(into[1], first);
    normalise(into[1]);
  }
}

/**
 * Take out of ``vector`` what lies along ``unit``.
 *
 * @param {Float64Array} vector @param {Float64Array} unit
 */
function project(vector, unit) {
  let dot = 0;
  for (let u = 0; u < unit.length; u++) dot += vector[u] * unit[u];
  for (let u = 0; u < unit.length; u++) vector[u] -= dot * unit[u];
}

/** @param {Float64Array} vector @returns {boolean} whether it had a length */
function normalise(vector) {
  const length = Math.hypot(...vector);
  if (!(length > 1e-9)) return false;
  for (let u = 0; u < vector.length; u++) vector[u] /= length;
  return true;
}
