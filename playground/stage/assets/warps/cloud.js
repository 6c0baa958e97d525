// @ts-check
// What is carried through the network: the lines of the input plane, the data points, the boundary.

import { inputsFor } from "../features.js";
import { DOMAIN } from "../grid.js";
import { traceDecision } from "../plane.js";
import { createCarrier } from "./carrier.js";

const LIGHT = 1500; // parameters below which everything can be done in each frame
/**
 * Lines each way, and samples between two crossings: by the network's number of parameters.
 */
const DETAIL = [
  { below: LIGHT, lines: 41, between: 2 },
  { below: 5000, lines: 21, between: 3 },
  { below: Infinity, lines: 17, between: 2 },
];
const CURVE_SAMPLES = 601; // of the one line there is when the input is a line

/**
 * @typedef {object} Cloud  grid lines, then training points, then test points
 * @property {Float32Array} inputs  (n_features × n)
 * @property {number} n
 * @property {number} n_lines  each of n_samples points
 * @property {number} n_samples
 * @property {number} between  samples from one crossing to the next
 * @property {number} lines  each way; 0 where there is no plane
 * @property {boolean} light  a small network
 * @property {number} n_train @property {number} n_test
 * @property {number[]} labels  of the points
 */

/** @param {any} run @returns {Cloud} */
export function layCloud(run) {
  const sizes = run.layer_sizes;
  let n_params = 0;
  for (let l = 0; l + 1 < sizes.length; l++) n_params += (sizes[l] + 1) * sizes[l + 1];
  const detail = DETAIL.find(({ below }) => n_params < below) ?? DETAIL[0];
  const curve = run.n_inputs === 1;
  const lines = curve ? 0 : detail.lines;
  const n_samples = curve ? CURVE_SAMPLES : (lines - 1) * detail.between + 1;
  const n_lines = curve ? 1 : 2 * lines;
  const xs = [];
  const ys = [];
  for (let line = 0; line < n_lines; line++) {
    const across = curve ? 0 : at(line % lines, lines);
    for (let i = 0; i < n_samples; i++) {
      const along = at(i, n_samples);
      xs.push(curve || line < lines ? along : across);
      ys.push(curve || line < lines ? across : along);
    }
  }
  for (const [x, y] of [...run.train, ...run.test]) {
    xs.push(x);
    ys.push(curve ? 0 : y);
  }
  return {
    inputs: inputsFor(run, xs, ys),
    n: xs.length,
    n_lines,
    n_samples,
    between: detail.between,
    lines,
    light: n_params < LIGHT,
    n_train: run.train.length,
    n_test: run.test.length,
    labels: [...run.train, ...run.test].map((/** @type {number[]} */ point) => point[2]),
  };
}

/** @param {number} i @param {number} n  from end to end of the domain */
function at(i, n) {
  return DOMAIN * ((2 * i) / (n - 1) - 1);
}

/**
 * The decision boundary as pairs of places in the input plane, one pair a piece of line.
 *
 * @param {any} run @param {Float32Array} params
 * @param {import("../grid.js").PlaneAnswer} answer  over the whole domain
 * @param {boolean} fine  put the places exactly onto the boundary
 * @returns {{inputs: Float32Array, n: number}}
 */
export function layBoundary(run, params, answer, fine) {
  /** @type {number[]} */ const xs = [];
  /** @type {number[]} */ const ys = [];
  let x0 = 0;
  let y0 = 0;
  const collector = {
    moveTo(/** @type {number} */ x, /** @type {number} */ y) {
      [x0, y0] = [x, y];
    },
    lineTo(/** @type {number} */ x, /** @type {number} */ y) {
      xs.push(x0 - DOMAIN, x - DOMAIN);
      ys.push(DOMAIN - y0, DOMAIN - y);
      [x0, y0] = [x, y];
    },
  };
  traceDecision(collector, run, answer, 2 * DOMAIN, 2 * DOMAIN, new Float32Array(answer.n));
  if (fine && xs.length) settle(run, params, xs, ys, (2 * DOMAIN) / answer.nx);
  return { inputs: inputsFor(run, xs, ys), n: xs.length };
}

/**
 * One step of Newton's along the slope, towards where the two largest sums are equal (of a single
 * output: where its sum is zero). A grid alone is too coarse where the network is steep.
 *
 * @param {any} run @param {Float32Array} params @param {number[]} xs @param {number[]} ys  changed
 * @param {number} cell  no place moves further than this
 */
function settle(run, params, xs, ys, cell) {
  const n = xs.length;
  const h = 1e-3;
  const carrier = createCarrier(run);
  const inputs = inputsFor(run, [...xs, ...xs.map((x) => x + h), ...xs], [...ys, ...ys, ...ys.map((y) => y + h)]);
  carrier.load(inputs, 3 * n);
  carrier.use(params);
  const sums = carrier.sums(run.layer_sizes.length - 1);
  const units = sums.length / (3 * n);
  for (let i = 0; i < n; i++) {
    let [first, second] = [0, -1];
    for (let u = 1; u < units; u++) {
      if (sums[u * 3 * n + i] > sums[first * 3 * n + i]) [first, second] = [u, first];
      else if (second < 0 || sums[u * 3 * n + i] > sums[second * 3 * n + i]) second = u;
    }
    const gap = (/** @type {number} */ j) => sums[first * 3 * n + j] - (second < 0 ? 0 : sums[second * 3 * n + j]);
    const g = gap(i);
    const [gx, gy] = [(gap(n + i) - g) / h, (gap(2 * n + i) - g) / h];
    const squared = gx * gx + gy * gy;
    if (!(squared > 1e-12)) continue;
    const length = Math.min(1, (cell * Math.sqrt(squared)) / Math.max(Math.abs(g), 1e-12));
    xs[i] -= (length * g * gx) / squared;
    ys[i] -= (length * g * gy) / squared;
  }
}
