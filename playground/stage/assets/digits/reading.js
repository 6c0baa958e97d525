// @ts-check
// What the network says of all images at one moment: probabilities, mistakes, losses, and orders.

import { createForward } from "../forward.js";

export const SIDE = 8;
export const N_PIXELS = SIDE * SIDE;
export const N_DIGITS = 10;
const MOST_EXCITING = 60; // images of a unit that are leafed through
const LEAST_PROBABILITY = 1e-12; // as playground/digits/mistakes.py

/**
 * All images of a run, those to learn from first.
 * @typedef {object} Images
 * @property {number} n
 * @property {number} nTrain
 * @property {Float32Array} pixels  (n × 64), image after image, from 0 to 16
 * @property {Uint8Array} labels    (n,)
 */

/** @param {any} run @returns {Images} */
export function imagesOf(run) {
  const rows = [...run.train, ...run.test];
  const pixels = new Float32Array(rows.length * N_PIXELS);
  const labels = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    for (let p = 0; p < N_PIXELS; p++) pixels[i * N_PIXELS + p] = row[p];
    labels[i] = row[N_PIXELS];
  });
  return { n: rows.length, nTrain: run.train.length, pixels, labels };
}

/**
 * Images as the network's inputs, scaled as in training.
 * @param {any} run
 * @param {ArrayLike<number>} pixels (n × 64), image after image
 * @param {number} n
 * @returns {Float32Array} (64 × n), pixel after pixel
 */
export function inputsOf(run, pixels, n) {
  const inputs = new Float32Array(N_PIXELS * n);
  for (let p = 0; p < N_PIXELS; p++) {
    const [mean, scale] = [run.feature_mean[p], run.feature_scale[p]];
    for (let i = 0; i < n; i++) inputs[p * n + i] = (pixels[i * N_PIXELS + p] - mean) / scale;
  }
  return inputs;
}

/**
 * @typedef {object} Reading
 * @property {Float32Array} probabilities (10 × n)
 * @property {Uint8Array} predicted (n,)
 * @property {Float32Array} losses  (n,) −ln of the right digit's probability
 * @property {Float32Array[]} hidden  values of each hidden layer, (units × n)
 * @property {number[]} reach         the largest of them, in size
 */

/**
 * Reads all images with any parameters; its arrays are used again by the next reading.
 * @param {any} run @param {Images} images
 * @returns {(params: Float32Array) => Reading}
 */
export function createReader(run, images) {
  const { n, labels, pixels } = images;
  const forward = createForward(run);
  const inputs = inputsOf(run, pixels, n);
  const probabilities = new Float32Array(N_DIGITS * n);
  const predicted = new Uint8Array(n);
  const losses = new Float32Array(n);
  return (params) => {
    const layers = forward.run(params, inputs, n);
    forward.classProbabilities(layers[layers.length - 1], n, probabilities);
    for (let i = 0; i < n; i++) {
      let best = 0;
      for (let k = 1; k < N_DIGITS; k++) {
        if (probabilities[k * n + i] > probabilities[best * n + i]) best = k;
      }
      predicted[i] = best;
      losses[i] = -Math.log(Math.max(probabilities[labels[i] * n + i], LEAST_PROBABILITY));
    }
    const hidden = layers.slice(0, -1);
    const reach = hidden.map((values) => {
      let most = 0;
      for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
      return most;
    });
    return { probabilities, predicted, losses, hidden, reach };
  };
}

/**
 * Counts of the true digit (row) by the answer (column), of images from…to.
 * @param {Uint8Array} labels @param {Uint8Array} predicted
 * @param {number} from @param {number} to
 * @param {Uint32Array} counts (100,), overwritten
 */
export function countAnswers(labels, predicted, from, to, counts) {
  counts.fill(0);
  for (let i = from; i < to; i++) counts[labels[i] * N_DIGITS + predicted[i]]++;
  return counts;
}

/**
 * Which images are leafed through, and in which order.
 * @typedef {object} Wish
 * @property {"test" | "train"} split
 * @property {"given" | "hardest"} order
 * @property {"all" | "mistakes" | Cell | Unit} only  those that excite a unit most come in that order
 */

/** Images of one digit read as another. @typedef {{actual: number, predicted: number}} Cell */
/** A hidden unit. @typedef {{layer: number, unit: number}} Unit */

/** @param {Wish["only"]} only @returns {Cell | null} */
export const cellOf = (only) => (typeof only === "object" && "actual" in only ? only : null);
/** @param {Wish["only"]} only @returns {Unit | null} */
export const unitOf = (only) => (typeof only === "object" && "unit" in only ? only : null);

/**
 * Where the wanted images stand, in the wanted order.
 * @param {Images} images @param {Reading} reading @param {Wish} wish
 * @returns {number[]}
 */
export function placesOf({ n, nTrain, labels }, reading, { split, order, only }) {
  const { predicted, losses } = reading;
  const [from, to] = split === "train" ? [0, nTrain] : [nTrain, n];
  const [cell, unit] = [cellOf(only), unitOf(only)];
  const places = [];
  for (let i = from; i < to; i++) {
    if (only === "mistakes" && predicted[i] === labels[i]) continue;
    if (cell && (labels[i] !== cell.actual || predicted[i] !== cell.predicted)) continue;
    places.push(i);
  }
  if (unit) {
    const values = reading.hidden[unit.layer].subarray(unit.unit * n, (unit.unit + 1) * n);
    return places.sort((a, b) => values[b] - values[a] || a - b).slice(0, MOST_EXCITING);
  }
  if (order === "hardest") places.sort((a, b) => losses[b] - losses[a] || a - b);
  return places;
}
