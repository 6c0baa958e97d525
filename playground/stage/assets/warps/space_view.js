// @ts-check
// How a space of any width is looked at in up to three dimensions, and how views turn into another.

import { dot, multiply, orthonormalise } from "./matrix.js";
import { symmetricEigen } from "./svd.js";

/** Dimensions of every picture; a flat one leaves the third at zero. */
export const SEEN = 3;
const STEPS = 4; // of orthogonal iteration a snapshot, to follow the components

/**
 * @typedef {{kind: "components" | "units", dimensions: 2 | 3, units: number[]}} Choice
 */

/**
 * @typedef {object} SpaceView  coordinates seen are axesᵀ a
 * @property {number} width  units of the space
 * @property {"all" | "components" | "units"} kind
 * @property {Float64Array[]} axes  SEEN vectors (width,), orthonormal or zero
 * @property {number} dimensions  that are in use: 1 to SEEN
 * @property {number[]} units  the chosen ones, from 0
 * @property {number} share  of the points' variance that is seen, 0 to 1
 */

/** @param {number} width @returns {Choice} */
export function defaultChoice(width) {
  return { kind: "components", dimensions: SEEN, units: [0, 1, Math.min(2, width - 1)] };
}

/**
 * @param {Float64Array} A  (width × n) the space's values
 * @param {number} width @param {number} n
 * @param {number} from @param {number} to  the columns that are data points
 * @param {Choice} choice  of spaces wider than the picture
 * @param {SpaceView | null} before  this space's view a moment ago
 * @param {SpaceView | null} earlier  the view of the space the picture comes from
 * @returns {SpaceView}
 */
export function viewSpace(A, width, n, from, to, choice, before, earlier) {
  if (width <= SEEN) {
    const axes = Array.from({ length: SEEN }, (_, i) => unitAxis(width, i < width ? i : -1));
    return { width, kind: "all", axes, dimensions: width, units: [], share: 1 };
  }
  const { covariance, total } = spreadOf(A, width, n, from, to);
  if (choice.kind === "units") {
    const units = choice.units.slice(0, choice.dimensions);
    const axes = Array.from({ length: SEEN }, (_, i) => unitAxis(width, units[i] ?? -1));
    return { width, kind: "units", axes, dimensions: units.length, units, share: seen(covariance, axes, width, total) };
  }
  const follows = before?.kind === "components" && before.width === width;
  const found = follows
    ? iterate(covariance, width, before.axes)
    : components(covariance, width, earlier);
  const axes = found.map((axis, i) => (i < choice.dimensions ? axis : unitAxis(width, -1)));
  const share = seen(covariance, axes, width, total);
  return { width, kind: "components", axes: found, dimensions: choice.dimensions, units: [], share };
}

/**
 * Axes on the way from one view to the next, among ``width`` dimensions.
 *
 * @param {SpaceView} first @param {SpaceView} second @param {number} width @param {number} t
 * @returns {Float64Array[]} SEEN orthonormal vectors (width,)
 */
export function axesBetween(first, second, width, t) {
  const size = Math.max(width, SEEN);
  const [a, b] = [padded(first, size), padded(second, size)];
  const mixed = a.map((axis, k) => axis.map((value, i) => (1 - t) * value + t * b[k][i]));
  return orthonormalise(mixed);
}

/** @param {SpaceView} view @param {number} size */
function padded(view, size) {
  return Array.from({ length: SEEN }, (_, k) => {
    if (view.kind === "all") return unitAxis(size, k);
    const axis = new Float64Array(size);
    axis.set(view.axes[k]);
    return axis;
  });
}

/** @param {number} width @param {number} unit  −1: none */
function unitAxis(width, unit) {
  const axis = new Float64Array(width);
  if (unit >= 0) axis[unit] = 1;
  return axis;
}

/** @param {Float64Array} A @param {number} width @param {number} n @param {number} from @param {number} to */
function spreadOf(A, width, n, from, to) {
  const count = Math.max(1, to - from);
  const covariance = new Float64Array(width * width);
  const mean = new Float64Array(width);
  for (let u = 0; u < width; u++) {
    let sum = 0;
    for (let i = u * n + from; i < u * n + to; i++) sum += A[i];
    mean[u] = sum / count;
  }
  for (let u = 0; u < width; u++) {
    for (let v = 0; v <= u; v++) {
      let sum = 0;
      for (let i = from; i < to; i++) sum += (A[u * n + i] - mean[u]) * (A[v * n + i] - mean[v]);
      covariance[u * width + v] = covariance[v * width + u] = sum / count;
    }
  }
  let total = 0;
  for (let u = 0; u < width; u++) total += covariance[u * width + u];
  return { covariance, total };
}

/** The first SEEN principal components. @param {Float64Array} covariance @param {number} width @param {SpaceView | null} earlier */
function components(covariance, width, earlier) {
  const { vectors } = symmetricEigen(covariance, width);
  const before = earlier ? padded(earlier, Math.max(width, earlier.width)) : null;
  return vectors.slice(-SEEN).reverse().map((vector, k) => {
    const agreement = before ? dot(vector, before[k].subarray(0, width)) : 0;
    let top = 0;
    for (let u = 1; u < width; u++) if (Math.abs(vector[u]) > Math.abs(vector[top])) top = u;
    const sign = Math.abs(agreement) > 1e-9 ? Math.sign(agreement) : Math.sign(vector[top]);
    return sign < 0 ? vector.map((value) => -value) : vector;
  });
}

/** Steps from the last components towards the present ones: they turn with the points and never flip. */
function iterate(
  /** @type {Float64Array} */ covariance,
  /** @type {number} */ width,
  /** @type {Float64Array[]} */ axes,
) {
  let now = axes;
  for (let step = 0; step < STEPS; step++) {
    now = orthonormalise(now.map((axis, k) => {
      const next = multiply(covariance, axis, width, width, 1);
      return dot(next, next) > 1e-24 ? next : Float64Array.from(axes[k]);
    }));
  }
  return now;
}

/** Share of the variance along axes. */
function seen(
  /** @type {Float64Array} */ covariance,
  /** @type {Float64Array[]} */ axes,
  /** @type {number} */ width,
  /** @type {number} */ total,
) {
  let along = 0;
  for (const axis of axes) along += dot(axis, multiply(covariance, axis, width, width, 1));
  return total > 1e-12 ? Math.min(1, along / total) : 1;
}
