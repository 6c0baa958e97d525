// @ts-check
// The activation functions, in the browser: each changes a stretch of an array in place.

/**
 * @callback InPlace
 * @param {Float32Array} a  the values
 * @param {number} from  first index
 * @param {number} to  index after the last
 * @returns {void}
 */

/** Slope of leaky_relu left of zero. */
const LEAK = 0.01;
/** sqrt(2 / pi), from GELU's tanh approximation (Hendrycks & Gimpel 2016). */
const GELU_SCALE = Math.sqrt(2 / Math.PI);

// tanh is written 1 - 2 / (exp(2z) + 1): one exponential, exact at both ends, and several times
// faster than Math.tanh. Its absolute error stays far below that of the float32 it is stored in.

/** @type {Record<string, InPlace>} */
export const ACTIVATIONS = {
  tanh(a, from, to) {
    for (let i = from; i < to; i++) a[i] = 1 - 2 / (Math.exp(2 * a[i]) + 1);
  },
  relu(a, from, to) {
    for (let i = from; i < to; i++) a[i] = a[i] > 0 ? a[i] : 0;
  },
  leaky_relu(a, from, to) {
    for (let i = from; i < to; i++) a[i] = a[i] > 0 ? a[i] : LEAK * a[i];
  },
  elu(a, from, to) {
    for (let i = from; i < to; i++) a[i] = a[i] > 0 ? a[i] : Math.exp(a[i]) - 1;
  },
  gelu(a, from, to) {
    for (let i = from; i < to; i++) {
      const z = a[i];
      const u = GELU_SCALE * (z + 0.044715 * z * z * z);
      a[i] = z * (1 - 1 / (Math.exp(2 * u) + 1));
    }
  },
  swish(a, from, to) {
    for (let i = from; i < to; i++) a[i] = a[i] / (1 + Math.exp(-a[i]));
  },
  sigmoid(a, from, to) {
    for (let i = from; i < to; i++) a[i] = 1 / (1 + Math.exp(-a[i]));
  },
  sine(a, from, to) {
    for (let i = from; i < to; i++) a[i] = Math.sin(a[i]);
  },
  step(a, from, to) {
    for (let i = from; i < to; i++) a[i] = a[i] >= 0 ? 1 : -1;
  },
  linear() {},
};

/** Activations whose values stay within [-1, 1], so that one colour scale fits every unit. */
export const BOUNDED = new Set(["tanh", "sigmoid", "sine", "step"]);
