// @ts-check
// The live network as one model among the others: its answers everywhere and at the points.

import { inputsFor, rowsOf } from "../features.js";
import { createForward } from "../forward.js";
import { DOMAIN, evaluationOf } from "../grid.js";
import { decisions, rSquared } from "./difference.js";

/** Cells each way in which every model is asked; a curve is asked at CURVE_CELLS places. */
export const CELLS = 64;
export const CURVE_CELLS = 256;
const MOST_NAMED = 3; // layers whose different activations are listed
const POINTS_MS = 100; // while it moves, the points are asked ten times a second

/** The name by which the network is chosen (playground/views/compare.py). */
export const NETWORK = "network";

/**
 * Units and activations of the hidden layers: "8 · 8 tanh", "8 tanh · 4 relu", and of a deep network
 * "8 · 8 · 4 · 4 mixed".
 *
 * @param {number[]} units @param {string[]} activations
 */
export function networkWords(units, activations) {
  if (!units.length) return "no hidden layer";
  const names = activations.map((name) => name.replace("_", " "));
  const alike = new Set(names).size === 1;
  if (alike || units.length > MOST_NAMED) return `${units.join(" · ")} ${alike ? names[0] : "mixed"}`;
  return units.map((n, i) => `${n} ${names[i]}`).join(" · ");
}

/**
 * @param {import("./models.js").Model} model  to be kept up to date
 */
export function createNetworkModel(model) {
  /** @type {any} */ let run = null;
  /** @type {import("../forward.js").Forward | null} */ let forward = null;
  let inputs = new Float32Array(0);
  /** @type {any} */ let shown = null;
  /** @type {any} */ let asked = null;
  let askedAt = -Infinity;

  /** @param {any} next */
  function setRun(next) {
    run = next;
    forward = createForward(run);
    inputs = inputsFor(run, [], [], [...rowsOf(run, "train"), ...rowsOf(run, "test")]);
    shown = asked = null;
    const sizes = run.layer_sizes;
    const straight = run.activations.every((/** @type {string} */ name) => name === "linear");
    Object.assign(model, {
      linear: straight,
      settings: networkWords(sizes.slice(1, -1), run.activations),
      meaning: "weights and biases",
      ready: false,
    });
  }

  /** @param {any} frame */
  function show(frame) {
    const { snapshot } = frame;
    if (!run || !snapshot) return;
    if (snapshot !== shown) {
      shown = snapshot;
      const curve = run.n_inputs === 1;
      const x = /** @type {[number, number]} */ ([-DOMAIN, DOMAIN]);
      const [nx, ny] = curve ? [CURVE_CELLS, 1] : [CELLS, CELLS];
      model.answer = evaluationOf(frame).plane(snapshot, { x, y: curve ? [0, 0] : x }, nx, ny);
      model.seconds = snapshot.computeSeconds;
      model.count = snapshot.params.length;
      if (run.task !== "regression") [model.train, model.test] = [snapshot.trainAccuracy, snapshot.testAccuracy];
      model.ready = true;
      model.version++;
    }
    const rests = frame.changed !== "snapshot";
    if (asked !== shown && (rests || frame.now - askedAt > POINTS_MS)) askPoints(frame.now);
  }

  /** @param {number} now */
  function askPoints(now) {
    if (!forward) return;
    askedAt = now;
    asked = shown;
    const n = run.train.length + run.test.length;
    const outputs = forward.run(shown.params, inputs, n);
    const result = forward.classProbabilities(outputs[outputs.length - 1], n);
    if (run.task === "regression") {
      model.atPoints = result.slice(0, n);
      const targets = (/** @type {number[][]} */ set) => set.map((point) => point[2]);
      model.train = rSquared(result, targets(run.train));
      model.test = rSquared(result, targets(run.test), run.train.length);
    } else {
      model.atPoints = decisions(result, n, run.n_classes);
    }
    model.pointsVersion++;
  }

  return { setRun, show };
}
