// @ts-check
// The places where a network is asked each frame, and one shared answer per snapshot for each.

import { BOUNDED } from "./activations.js";
import { inputsFor, rowsOf } from "./features.js";
import { createForward } from "./forward.js";

/** @typedef {import("./decode.js").Snapshot} Snapshot */

/** The plane shown is [-DOMAIN, DOMAIN]² (datasets/domain.py). */
export const DOMAIN = 6;

/**
 * @typedef {object} PlaneAnswer
 * @property {Float32Array[]} layers  layers 1…L+1, each (units × n)
 * @property {Float32Array} inputs  (n_features × n), standardised
 * @property {Float32Array} result  class probabilities (n_classes × n), or values (n,)
 * @property {number} n
 * @property {number} nx
 * @property {number} ny
 */

/**
 * @typedef {object} CloudAnswer  grid lines, then training points, then test points
 * @property {Float32Array[]} layers
 * @property {Float32Array} result
 * @property {number} n
 * @property {number} n_lines  they come first, n_samples points each
 * @property {number} n_samples
 * @property {number} n_train
 * @property {number} n_test
 */

/**
 * @typedef {object} Evaluation
 * @property {any} run
 * @property {(snapshot: Snapshot, range: Range, nx: number, ny: number) => PlaneAnswer} plane
 * @property {(snapshot: Snapshot, resolution: number) => PlaneAnswer} thumbnails
 * @property {(snapshot: Snapshot, quality: number) => CloudAnswer} cloud
 * @property {(snapshot: Snapshot, x: number, y: number) => PlaneAnswer} point
 */

/** @typedef {{x: [number, number], y: [number, number]}} Range */

/**
 * All answers that the panels of a stage need from one run; each is computed once per snapshot, and
 * its arrays are used again for the next.
 *
 * @param {any} run  the server's ``run`` message
 * @returns {Evaluation}
 */
export function createEvaluation(run) {
  const plane = createAnswer(run);
  const thumbnails = createAnswer(run);
  const cloud = createAnswer(run);
  const point = createAnswer(run);
  let lists = [run.train, run.test]; // other lists where points were drawn
  let drawn = 0;
  return {
    run,
    plane(snapshot, { x, y }, nx, ny) {
      const key = `${x[0]} ${x[1]} ${y[0]} ${y[1]} ${nx} ${ny}`;
      return plane(snapshot, key, (forward) => ({
        inputs: forward.gridInputs(x[0], x[1], y[0], y[1], nx, ny),
        n: nx * ny,
        nx,
        ny,
      }));
    },
    thumbnails(snapshot, resolution) {
      const rows = run.n_inputs === 1 ? 1 : resolution;
      const reach = run.n_inputs === 1 ? 0 : DOMAIN;
      return thumbnails(snapshot, String(resolution), (forward) => ({
        inputs: forward.gridInputs(-DOMAIN, DOMAIN, -reach, reach, resolution, rows),
        n: resolution * rows,
        nx: resolution,
        ny: rows,
      }));
    },
    cloud(snapshot, quality) {
      const detail = cloudDetail(run, quality);
      if (run.train !== lists[0] || run.test !== lists[1]) {
        lists = [run.train, run.test];
        drawn++;
      }
      return cloud(snapshot, `${drawn} ${detail}`, () => cloudPlaces(run, ...detail));
    },
    point(snapshot, x, y) {
      return point(snapshot, `${x} ${y}`, (forward) => ({
        inputs: forward.inputsFor([x], [y]),
        n: 1,
        nx: 1,
        ny: 1,
      }));
    },
  };
}

/**
 * The evaluation that all panels of a stage share: it belongs to the frame, made at first need.
 *
 * @param {any} frame
 * @returns {Evaluation}
 */
export function evaluationOf(frame) {
  if (frame.evaluation?.run !== frame.run) frame.evaluation = createEvaluation(frame.run);
  return frame.evaluation;
}

/**
 * One place's answers, remembered for the last snapshot. The snapshot itself is compared, not its
 * number: after a rewind the same number means other parameters.
 *
 * @param {any} run
 */
function createAnswer(run) {
  const forward = createForward(run);
  const sums = run.output === "step" ? createForward({ ...run, output: "linear" }) : null;
  /** @type {any} */
  let places = null;
  let placesKey = "";
  /** @type {Snapshot | null} */
  let last = null;
  /** @type {Float32Array | undefined} */
  let result;
  return (
    /** @type {Snapshot} */ snapshot,
    /** @type {string} */ key,
    /** @type {(forward: import("./forward.js").Forward) => any} */ lay,
  ) => {
    if (key !== placesKey) {
      places = lay(forward);
      placesKey = key;
      last = null;
      result = undefined;
    }
    if (snapshot !== last) {
      places.layers = forward.run(snapshot.params, places.inputs, places.n);
      const outputs = places.layers[places.layers.length - 1];
      result = forward.classProbabilities(outputs, places.n, result);
      places.result = result;
      if (sums && places.nx > 1 && places.ny > 1) {
        smoothSteps(places, sums.run(snapshot.params, places.inputs, places.n).at(-1));
      }
      last = snapshot;
    }
    return places;
  };
}

/**
 * A perceptron's answer jumps from class to class, which a coarse grid shows as stairs. Here the
 * jump is given the width of a cell, where the neuron's sum says it runs.
 *
 * @param {PlaneAnswer} answer  of a grid; its probabilities are changed
 * @param {Float32Array | undefined} z  (n,) the sums
 */
function smoothSteps({ result, n, nx }, z) {
  if (!z) return;
  for (let i = 0; i < n; i++) {
    const right = i % nx < nx - 1 ? i + 1 : i - 1;
    const below = i + nx < n ? i + nx : i - nx;
    const slope = Math.abs(z[right] - z[i]) + Math.abs(z[below] - z[i]);
    const p = slope > 0 ? Math.min(1, Math.max(0, 0.5 + z[i] / slope)) : z[i] >= 0 ? 1 : 0;
    result[n + i] = p;
    result[i] = 1 - p;
  }
}

/** Lines each way, samples on each, data points at most: by the network's number of parameters. */
const CLOUD_DETAIL = [
  { below: 1500, lines: 21, samples: 41, points: 1000 },
  { below: 5000, lines: 15, samples: 29, points: 400 },
  { below: Infinity, lines: 11, samples: 21, points: 240 },
];

/**
 * Quality changes the samples only: lines that come and go would draw the eye.
 *
 * @param {any} run @param {number} quality
 * @returns {[number, number, number]}
 */
function cloudDetail(run, quality) {
  const sizes = run.layer_sizes;
  let n_params = 0;
  for (let l = 0; l + 1 < sizes.length; l++) n_params += (sizes[l] + 1) * sizes[l + 1];
  const row = CLOUD_DETAIL.find(({ below }) => n_params < below) ?? CLOUD_DETAIL[0];
  const samples = quality < 0.25 ? Math.ceil(row.samples * 0.6) : row.samples;
  return [row.lines, samples, row.points];
}

/**
 * @param {any} run @param {number} lines @param {number} samples @param {number} points
 */
function cloudPlaces(run, lines, samples, points) {
  const xs = [];
  const ys = [];
  const at = (/** @type {number} */ i, /** @type {number} */ n) => DOMAIN * ((2 * i) / (n - 1) - 1);
  const n_lines = run.n_inputs === 1 ? 1 : 2 * lines;
  const n_samples = run.n_inputs === 1 ? lines * samples : samples;
  for (let line = 0; line < n_lines; line++) {
    for (let i = 0; i < n_samples; i++) {
      const along = at(i, n_samples);
      const across = run.n_inputs === 1 ? 0 : at(line % lines, lines);
      xs.push(line < lines ? along : across);
      ys.push(line < lines ? across : along);
    }
  }
  const [train, test] = [thin(run.train, points / 2), thin(run.test, points / 2)];
  const rows = [thin(rowsOf(run, "train"), points / 2), thin(rowsOf(run, "test"), points / 2)].flat();
  return {
    inputs: inputsFor(run, xs, ys, rows),
    n: xs.length + rows.length,
    n_lines,
    n_samples,
    n_train: train.length,
    n_test: test.length,
    labels: [...train, ...test].map((point) => point[2]),
  };
}

/**
 * At most ``count`` of the points, evenly picked.
 *
 * @param {number[][]} points @param {number} count
 */
function thin(points, count) {
  const every = Math.ceil(points.length / count);
  return points.filter((_, i) => i % every === 0);
}

/**
 * What a unit answers on the plane, and the values that its colours run between.
 *
 * @param {any} run @param {PlaneAnswer} answer
 * @param {number} layer  0: an input, 1…L: hidden, L + 1: the output
 * @param {number} unit
 * @returns {{values: Float32Array, from: number, low: number, high: number}}
 */
export function unitResponse(run, answer, layer, unit) {
  const { n } = answer;
  if (layer === run.layer_sizes.length - 1) {
    if (run.task === "regression") {
      const top = targetScale(run);
      return { values: answer.result, from: 0, low: -top, high: top };
    }
    const k = run.n_classes === 2 ? 1 : unit;
    return { values: answer.result, from: k * n, low: 0, high: 1 };
  }
  const values = layer === 0 ? answer.inputs : answer.layers[layer - 1];
  const from = unit * n;
  let top = 1;
  if (layer === 0 || !BOUNDED.has(run.activations[layer - 1])) {
    // Columns that hardly change on a plane stay pale; one spread of theirs is 1.
    top = layer === 0 && run.plane ? 1 : 1e-6;
    for (let i = from; i < from + n; i++) top = Math.max(top, Math.abs(values[i]));
    if (!Number.isFinite(top)) top = 1;
  }
  return { values, from, low: -top, high: top };
}

/** Largest target by size, so that regression's colours keep their meaning. @param {any} run */
export function targetScale(run) {
  let top = 0;
  for (const [, , target] of run.train) top = Math.max(top, Math.abs(target));
  return top || 1;
}
