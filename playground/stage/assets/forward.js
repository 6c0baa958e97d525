// @ts-check
// The network's forward pass in the browser: parameters and inputs in, every layer's values out.

import { ACTIVATIONS } from "./activations.js";
import { cellCentres, inputsFor } from "./features.js";

/**
 * Points taken through all layers together: small enough that a layer's values stay in the
 * processor's first cache, large enough that loops outweigh their set-up.
 */
const BLOCK = 256;

/**
 * @typedef {object} Shape  what the forward pass needs of a run
 * @property {number[]} layer_sizes  [n_in, hidden…, n_out]
 * @property {string[]} activations  of each hidden layer
 * @property {string} output  of the output layer: softmax, tanh, sigmoid, linear or step
 * @property {string} task
 * @property {number} n_classes
 * @property {string[]} feature_names
 * @property {number[]} feature_mean
 * @property {number[]} feature_scale
 */

/**
 * @typedef {object} Forward
 * @property {(params: Float32Array, inputs: Float32Array, n: number, upto?: number) =>
 *   Float32Array[]} run  values of layers 1…upto (default: all), each (units × n), unit after unit;
 *   the arrays are used again by the next call
 * @property {(xs: ArrayLike<number>, ys: ArrayLike<number>) => Float32Array} inputsFor
 * @property {(x0: number, x1: number, y0: number, y1: number, nx: number, ny: number) =>
 *   Float32Array} gridInputs  inputs at cell centres, rows from the top
 * @property {(outputs: Float32Array, n: number, into?: Float32Array) => Float32Array}
 *   classProbabilities  (n_classes × n); for regression the outputs themselves
 */

/**
 * A forward pass for one network. Each has buffers of its own, so two uses need two of them.
 *
 * @param {Shape} run
 * @returns {Forward}
 */
export function createForward(run) {
  const sizes = run.layer_sizes;
  const n_layers = sizes.length - 1;
  const hidden = run.activations.map((name) => ACTIVATIONS[name]);
  const offsets = parameterOffsets(sizes);
  /** @type {Float32Array[]} */
  let values = [];
  let capacity = -1;

  return {
    run(params, inputs, n, upto = n_layers) {
      if (n !== capacity) {
        values = sizes.slice(1).map((units) => new Float32Array(units * n));
        capacity = n;
      }
      for (let from = 0; from < n; from += BLOCK) {
        const to = Math.min(from + BLOCK, n);
        for (let layer = 0; layer < upto; layer++) {
          const below = layer === 0 ? inputs : values[layer - 1];
          const out = values[layer];
          const n_out = sizes[layer + 1];
          affine(params, offsets[layer], sizes[layer], n_out, below, out, n, from, to);
          if (layer < n_layers - 1) {
            for (let u = 0; u < n_out; u++) hidden[layer](out, u * n + from, u * n + to);
          } else {
            activateOutput(run.output, out, n_out, n, from, to);
          }
        }
      }
      return values.slice(0, upto);
    },
    inputsFor: (xs, ys) => inputsFor(run, xs, ys),
    gridInputs(x0, x1, y0, y1, nx, ny) {
      const { xs, ys } = cellCentres(x0, x1, y0, y1, nx, ny);
      return inputsFor(run, xs, ys);
    },
    classProbabilities: (outputs, n, into) => classProbabilities(run, outputs, n, into),
  };
}

/**
 * Where each layer's (n_in + 1) × n_out block starts in the flat parameter vector.
 *
 * @param {number[]} sizes
 * @returns {number[]}
 */
export function parameterOffsets(sizes) {
  const offsets = [];
  let offset = 0;
  for (let layer = 0; layer < sizes.length - 1; layer++) {
    offsets.push(offset);
    offset += (sizes[layer] + 1) * sizes[layer + 1];
  }
  return offsets;
}

/**
 * out = Wᵀ below + b for points from…to. Four inputs and two units a turn, so that each value is
 * loaded once for two products and each sum is stored once for four.
 *
 * @param {Float32Array} params @param {number} offset
 * @param {number} n_in @param {number} n_out
 * @param {Float32Array} below  (n_in × n) @param {Float32Array} out  (n_out × n)
 * @param {number} n @param {number} from @param {number} to
 */
function affine(params, offset, n_in, n_out, below, out, n, from, to) {
  const bias = offset + n_in * n_out;
  let u = 0;
  for (; u + 2 <= n_out; u += 2) {
    const r0 = u * n;
    const r1 = r0 + n;
    const b0 = params[bias + u];
    const b1 = params[bias + u + 1];
    for (let i = from; i < to; i++) {
      out[r0 + i] = b0;
      out[r1 + i] = b1;
    }
    let j = 0;
    for (; j + 4 <= n_in; j += 4) {
      const w = offset + j * n_out + u;
      const w00 = params[w], w01 = params[w + 1];
      const w10 = params[w + n_out], w11 = params[w + n_out + 1];
      const w20 = params[w + 2 * n_out], w21 = params[w + 2 * n_out + 1];
      const w30 = params[w + 3 * n_out], w31 = params[w + 3 * n_out + 1];
      const s0 = j * n, s1 = s0 + n, s2 = s1 + n, s3 = s2 + n;
      for (let i = from; i < to; i++) {
        const a0 = below[s0 + i], a1 = below[s1 + i], a2 = below[s2 + i], a3 = below[s3 + i];
        out[r0 + i] += w00 * a0 + w10 * a1 + w20 * a2 + w30 * a3;
        out[r1 + i] += w01 * a0 + w11 * a1 + w21 * a2 + w31 * a3;
      }
    }
    for (; j < n_in; j++) {
      const w0 = params[offset + j * n_out + u];
      const w1 = params[offset + j * n_out + u + 1];
      const s = j * n;
      for (let i = from; i < to; i++) {
        out[r0 + i] += w0 * below[s + i];
        out[r1 + i] += w1 * below[s + i];
      }
    }
  }
  for (; u < n_out; u++) {
    const r = u * n;
    for (let i = from; i < to; i++) out[r + i] = params[bias + u];
    for (let j = 0; j < n_in; j++) {
      const w = params[offset + j * n_out + u];
      const s = j * n;
      for (let i = from; i < to; i++) out[r + i] += w * below[s + i];
    }
  }
}

/**
 * @param {string} output @param {Float32Array} out @param {number} n_out
 * @param {number} n @param {number} from @param {number} to
 */
function activateOutput(output, out, n_out, n, from, to) {
  if (output === "softmax" && n_out > 1) {
    softmax(out, n_out, n, from, to);
    return;
  }
  const apply = ACTIVATIONS[output === "softmax" ? "sigmoid" : output];
  for (let u = 0; u < n_out; u++) apply(out, u * n + from, u * n + to);
}

/**
 * @param {Float32Array} out  (n_out × n), in place
 * @param {number} n_out @param {number} n @param {number} from @param {number} to
 */
function softmax(out, n_out, n, from, to) {
  for (let i = from; i < to; i++) {
    let top = out[i];
    for (let u = 1; u < n_out; u++) top = Math.max(top, out[u * n + i]);
    let sum = 0;
    for (let u = 0; u < n_out; u++) {
      const e = Math.exp(out[u * n + i] - top);
      out[u * n + i] = e;
      sum += e;
    }
    for (let u = 0; u < n_out; u++) out[u * n + i] /= sum;
  }
}

/**
 * Class probabilities from the output layer. sigmoid and softmax as they are; tanh, linear and step
 * outputs o mean p = (1 + o) / 2 cut to [0, 1]; more than two outputs that need not sum to 1 are
 * divided by their sum (all zero: equal shares).
 *
 * @param {{task: string, output: string, n_classes: number}} run
 * @param {Float32Array} outputs  (n_out × n)
 * @param {number} n
 * @param {Float32Array} [into]  (n_classes × n), made if not given
 * @returns {Float32Array} (n_classes × n); for regression ``outputs``
 */
export function classProbabilities(run, outputs, n, into) {
  if (run.task === "regression") return outputs;
  const n_classes = run.n_classes;
  const p = into ?? new Float32Array(n_classes * n);
  const direct = run.output === "softmax" || run.output === "sigmoid";
  const share = (/** @type {number} */ o) =>
    direct ? o : Math.min(1, Math.max(0, (1 + o) / 2));
  if (n_classes === 2) {
    for (let i = 0; i < n; i++) {
      p[n + i] = share(outputs[i]);
      p[i] = 1 - p[n + i];
    }
    return p;
  }
  for (let i = 0; i < n_classes * n; i++) p[i] = share(outputs[i]);
  if (run.output !== "softmax") normalise(p, n_classes, n);
  return p;
}

/**
 * @param {Float32Array} p  (n_classes × n), in place
 * @param {number} n_classes @param {number} n
 */
function normalise(p, n_classes, n) {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = 0; k < n_classes; k++) sum += p[k * n + i];
    for (let k = 0; k < n_classes; k++) p[k * n + i] = sum > 0 ? p[k * n + i] / sum : 1 / n_classes;
  }
}
