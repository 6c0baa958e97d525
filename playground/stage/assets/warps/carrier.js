// @ts-check
// Points carried through the network in double precision: to any layer, and to any depth within it.

import { ACTIVATIONS } from "../activations.js";
import { parameterOffsets } from "../forward.js";
import { SEEN } from "./space_view.js";

/**
 * The weights of a layer, acting on columns (n_out × n_in), and its biases.
 *
 * @param {{layer_sizes: number[]}} run @param {Float32Array} params @param {number} layer  from 0
 */
export function layerOf(run, params, layer) {
  const [n_in, n_out] = run.layer_sizes.slice(layer, layer + 2);
  const offset = parameterOffsets(run.layer_sizes)[layer];
  const M = new Float64Array(n_out * n_in);
  for (let i = 0; i < n_in; i++) {
    for (let u = 0; u < n_out; u++) M[u * n_in + i] = params[offset + i * n_out + u];
  }
  const b = Float64Array.from(params.subarray(offset + n_in * n_out, offset + (n_in + 1) * n_out));
  return { M, b, n_in, n_out };
}

/** What a layer ends in. @param {any} run @param {number} layer  from 0 */
export function bendOf(run, layer) {
  return run.activations[layer] ?? run.output;
}

/**
 * f(Z), into another array.
 *
 * @param {string} name  an activation, or softmax
 * @param {Float64Array} Z  (units × n) @param {Float64Array} out @param {number} units @param {number} n
 */
export function bend(name, Z, out, units, n) {
  if (name === "softmax" && units > 1) {
    for (let i = 0; i < n; i++) {
      let top = -Infinity;
      for (let u = 0; u < units; u++) top = Math.max(top, Z[u * n + i]);
      let sum = 0;
      for (let u = 0; u < units; u++) sum += out[u * n + i] = Math.exp(Z[u * n + i] - top);
      for (let u = 0; u < units; u++) out[u * n + i] /= sum;
    }
    return;
  }
  out.set(Z.subarray(0, units * n));
  const apply = /** @type {any} */ (ACTIVATIONS[name === "softmax" ? "sigmoid" : name]);
  apply(out, 0, units * n);
}

/**
 * out = M A + b.
 *
 * @param {Float64Array} M  (rows × inner) @param {ArrayLike<number>} b  (rows,)
 * @param {Float64Array} A  (inner × n) @param {Float64Array} out  (rows × n)
 * @param {number} rows @param {number} inner @param {number} n
 */
export function affine(M, b, A, out, rows, inner, n) {
  for (let r = 0; r < rows; r++) {
    const at = r * n;
    const shift = b[r] ?? 0;
    let k = 0;
    if (inner >= 2) {
      const [m0, m1] = [M[r * inner], M[r * inner + 1]];
      for (let i = 0; i < n; i++) out[at + i] = shift + m0 * A[i] + m1 * A[n + i];
      k = 2;
    } else {
      for (let i = 0; i < n; i++) out[at + i] = shift;
    }
    for (; k + 2 <= inner; k += 2) {
      const m0 = M[r * inner + k];
      const m1 = M[r * inner + k + 1];
      const [a0, a1] = [k * n, (k + 1) * n];
      for (let i = 0; i < n; i++) out[at + i] += m0 * A[a0 + i] + m1 * A[a1 + i];
    }
    for (; k < inner; k++) {
      const m = M[r * inner + k];
      const from = k * n;
      for (let i = 0; i < n; i++) out[at + i] += m * A[from + i];
    }
  }
}

/**
 * A set of points and where they are in each space of a network; computed once per set of
 * parameters, and only as deep as is asked.
 *
 * @param {any} run
 */
export function createCarrier(run) {
  const sizes = run.layer_sizes;
  let n = 0;
  /** @type {Float64Array[]} */ let values = []; // space 0 (the inputs) to the output
  /** @type {Float64Array[]} */ let sums = []; // before the bend; sums[l] leads to values[l + 1]
  /** @type {Float32Array | null} */ let params = null;
  let reached = 0;

  return {
    get n() {
      return n;
    },
    /** @param {ArrayLike<number>} inputs  (n_in × n) @param {number} count */
    load(inputs, count) {
      if (count !== n || !values.length) {
        n = count;
        values = sizes.map((/** @type {number} */ width) => new Float64Array(width * n));
        sums = sizes.slice(1).map((/** @type {number} */ width) => new Float64Array(width * n));
      }
      values[0].set(inputs);
      reached = 0;
    },
    /** @param {Float32Array} next  of the network; a new array means a new network */
    use(next) {
      if (next !== params) reached = 0;
      params = next;
    },
    /** Where the points are in a space: (width × n). @param {number} space  0: the inputs */
    at(space) {
      for (; reached < space; reached++) {
        const { M, b, n_in, n_out } = layerOf(run, /** @type {Float32Array} */ (params), reached);
        affine(M, b, values[reached], sums[reached], n_out, n_in, n);
        bend(bendOf(run, reached), sums[reached], values[reached + 1], n_out, n);
      }
      return values[space];
    },
    /** The weighted sums that lead to a space, before its bend. @param {number} space  from 1 */
    sums(space) {
      this.at(space);
      return sums[space - 1];
    },
    /**
     * Where the points are seen.
     *
     * @param {number} layer  from 0
     * @param {{linear: Float64Array | null, shift: Float64Array, bent: number, axes: Float64Array[]}} stage
     *   ``linear`` (SEEN × n_in) and ``shift`` (SEEN,) up to the bend; during it, ``bent`` of 0 to 1
     * @param {Float64Array} into  (SEEN × n)
     */
    seen(layer, stage, into) {
      if (stage.linear) {
        affine(stage.linear, stage.shift, this.at(layer), into, SEEN, sizes[layer], n);
        return;
      }
      const width = sizes[layer + 1];
      const after = this.at(layer + 1);
      const before = sums[layer];
      into.fill(0, 0, SEEN * n);
      for (let k = 0; k < SEEN; k++) {
        for (let u = 0; u < width; u++) {
          const a = stage.axes[k][u];
          if (a === 0) continue;
          const [z, f] = [a * (1 - stage.bent), a * stage.bent];
          for (let i = 0, from = u * n; i < n; i++) into[k * n + i] += z * before[from + i] + f * after[from + i];
        }
      }
    },
  };
}
