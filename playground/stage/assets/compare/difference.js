// @ts-check
// How two models differ: how far apart their answers are, and where they decide otherwise.

/**
 * @typedef {object} Answer  of a model on a grid, rows from the top
 * @property {Float32Array} result  class probabilities (n_classes × n), or values (n,)
 * @property {number} n
 * @property {number} nx
 * @property {number} ny
 */

/** @typedef {{task: string, n_classes: number}} Task */

/** Entries of the colour tables, as in colors.js. */
const LAST = 255;

/**
 * The class with the largest probability; the first of equals, as NumPy's argmax takes it.
 *
 * @param {Float32Array} result  (n_classes × n)
 * @param {number} n @param {number} n_classes
 * @returns {Uint8Array} (n,)
 */
export function decisions(result, n, n_classes) {
  const best = new Uint8Array(n);
  for (let k = 1; k < n_classes; k++) {
    for (let i = 0; i < n; i++) if (result[k * n + i] > result[best[i] * n + i]) best[i] = k;
  }
  return best;
}

/**
 * Share of places where two models decide differently.
 *
 * @param {Uint8Array} a @param {Uint8Array} b  (n,) classes
 */
export function shareApart(a, b) {
  let apart = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) apart++;
  return a.length ? apart / a.length : 0;
}

/**
 * Mean distance of two sets of values.
 *
 * @param {Float32Array} a @param {Float32Array} b  (n,)
 */
export function meanApart(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return a.length ? sum / a.length : 0;
}

/**
 * R² of values: the share of the targets' variance that they explain.
 *
 * @param {Float32Array} values  @param {number[]} targets  (n,)
 * @param {number} [from]  index of the first value
 */
export function rSquared(values, targets, from = 0) {
  const mean = targets.reduce((sum, y) => sum + y, 0) / targets.length;
  let left = 0;
  let all = 0;
  targets.forEach((y, i) => {
    left += (y - values[from + i]) ** 2;
    all += (y - mean) ** 2;
  });
  return all > 0 ? 1 - left / all : left === 0 ? 1 : 0;
}

/**
 * Paint how far apart two answers are, ``factor`` pixels across for each cell; answers are
 * interpolated before they are compared, so that the edges of regions are smooth. Classes: half the
 * sum of |pₖ − p′ₖ|, which is |p − p′| for two; values: |v − v′| as a share of ``scale``.
 *
 * @param {Uint32Array} pixels  (nx · factor × ny · factor)
 * @param {Task} task @param {Answer} a @param {Answer} b
 * @param {{same: Uint32Array, other: Uint32Array}} tables  colours where both decide the same, and
 *   where they do not
 * @param {number} factor
 * @param {number} scale  a difference of values that deserves the full colour
 */
export function paintDifference(pixels, task, a, b, { same, other }, factor, scale) {
  const { n, nx, ny } = a;
  const regression = task.task === "regression";
  const two = task.n_classes === 2;
  const parts = regression ? [0] : two ? [n] : Array.from({ length: task.n_classes }, (_, k) => k * n);
  const width = nx * factor;
  const [lefts, alongs] = [new Int32Array(width), new Float32Array(width)];
  for (let i = 0; i < width; i++) [lefts[i], alongs[i]] = place(i, factor, nx);
  const [rowA, rowB] = [new Float32Array(parts.length * nx), new Float32Array(parts.length * nx)];
  const share = LAST / (regression ? scale : two ? 1 : 2);
  for (let row = 0; row < ny * factor; row++) {
    const [above, down] = place(row, factor, ny);
    parts.forEach((from, part) => {
      blendRows(a.result, from + above * nx, nx, down, rowA, part * nx);
      blendRows(b.result, from + above * nx, nx, down, rowB, part * nx);
    });
    for (let i = 0; i < width; i++) {
      const along = alongs[i];
      let apart = 0;
      let bestA = 0, bestB = 0, topA = two ? 0.5 : -1, topB = topA;
      for (let part = 0, at = lefts[i]; part < parts.length; part++, at += nx) {
        const va = rowA[at] + along * (rowA[at + 1] - rowA[at]);
        const vb = rowB[at] + along * (rowB[at + 1] - rowB[at]);
        apart += va < vb ? vb - va : va - vb;
        if (va > topA) {
          bestA = part + 1;
          topA = va;
        }
        if (vb > topB) {
          bestB = part + 1;
          topB = vb;
        }
      }
      const index = Math.min(LAST, share * apart + 0.5) | 0;
      pixels[row * width + i] = bestA === bestB || regression ? same[index] : other[index];
    }
  }
}

/**
 * The cell before a pixel's centre, and how far it lies towards the next one.
 *
 * @param {number} pixel @param {number} factor @param {number} cells
 * @returns {[number, number]}
 */
function place(pixel, factor, cells) {
  const at = Math.min(Math.max((pixel + 0.5) / factor - 0.5, 0), cells - 1);
  const first = Math.min(Math.floor(at), cells - 2);
  return [first, at - first];
}

/**
 * @param {Float32Array} values @param {number} from  of the upper row
 * @param {number} nx @param {number} down  0: the upper row, 1: the one below
 * @param {Float32Array} into @param {number} at
 */
function blendRows(values, from, nx, down, into, at) {
  for (let i = 0; i < nx; i++) {
    const high = values[from + i];
    into[at + i] = high + down * (values[from + nx + i] - high);
  }
}
