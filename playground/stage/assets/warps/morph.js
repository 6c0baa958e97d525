// @ts-check
// The morph of a network: what happens at a depth, and how it is seen there.

import { layerOf } from "./carrier.js";
import { N_OPERATIONS, OPERATIONS, firstRotation, secondRotation, splitLayer, stageMatrix } from "./five_operations.js";
import { multiply } from "./matrix.js";
import { axesBetween, SEEN } from "./space_view.js";

/** @typedef {import("./five_operations.js").Split} Split */
/** @typedef {import("./space_view.js").SpaceView} SpaceView */

const KEPT_BYTES = 16 * 2 ** 20;

/** Layer (from 0) and position in it; the end of a layer belongs to that layer. @param {number} depth */
export function placeOf(depth) {
  const layer = Math.max(Math.ceil(depth / N_OPERATIONS - 1e-9) - 1, 0);
  return { layer, position: Math.min(Math.max(0, depth - N_OPERATIONS * layer), N_OPERATIONS) };
}

/**
 * Decompositions of the layers by parameters; each follows the one that was asked for last, so that
 * nothing jumps while time passes, and is kept, so that a moment always looks the same.
 *
 * @param {any} run
 */
export function createSplits(run) {
  const sizes = run.layer_sizes;
  /** @type {Map<Float32Array, Split>[]} */
  const kept = sizes.slice(1).map(() => new Map());
  /** @type {(Split | null)[]} */
  const last = sizes.slice(1).map(() => null);
  return {
    /** @param {Float32Array} params @param {number} layer  from 0 @returns {Split} */
    of(params, layer) {
      const known = kept[layer].get(params);
      if (known) return (last[layer] = known);
      const { M, n_in, n_out } = layerOf(run, params, layer);
      const split = splitLayer(M, n_in, n_out, last[layer]);
      const most = Math.max(8, KEPT_BYTES / (sizes.length * 40 * (n_in * n_in + n_out * n_out)));
      if (kept[layer].size >= most) kept[layer].delete(kept[layer].keys().next().value);
      kept[layer].set(params, split);
      return (last[layer] = split);
    },
  };
}

/**
 * The map from a layer's input to what is seen, ``position`` operations into the layer.
 *
 * @param {Split} split @param {Float64Array} b  (n_out,)
 * @param {number} position
 * @param {SpaceView} first  of the space the layer reads @param {SpaceView} second  of its own
 */
export function stageAt(split, b, position, first, second) {
  const d = Math.max(split.n_in, split.n_out);
  const axes = axesBetween(first, second, d, smooth(position / N_OPERATIONS));
  const bent = Math.max(0, position - 4);
  if (bent > 0) return { linear: null, shift: new Float64Array(SEEN), bent, axes };
  const linear = new Float64Array(SEEN * split.n_in);
  const stage = stageMatrix(split, position);
  axes.forEach((axis, k) => {
    linear.set(multiply(axis.subarray(0, d), stage, 1, d, split.n_in), k * split.n_in);
  });
  const shift = new Float64Array(SEEN);
  const moved = Math.max(0, position - 3);
  axes.forEach((axis, k) => {
    for (let u = 0; u < b.length; u++) shift[k] += moved * axis[u] * b[u];
  });
  return { linear, shift, bent: 0, axes };
}

/**
 * How much the picture is one of three dimensions, 0 to 1. A plane tilts away while dimensions are
 * added, before it turns out of itself; a space lies down once it has been flattened.
 *
 * @param {number} first  dimensions seen where the layer begins @param {number} second  where it ends
 * @param {number} position
 */
export function solidity(first, second, position) {
  const [from, to] = [Number(first > 2), Number(second > 2)];
  const start = to > from ? 1 : 2;
  return from + (to - from) * smooth(Math.min(1, Math.max(0, position - start)));
}

/** @param {number} t */
export function smooth(t) {
  return t * t * (3 - 2 * t);
}

/** "layer 2 · rotate again", "input". @param {any} run @param {number} depth */
export function labelAt(run, depth) {
  if (depth <= 0) return { where: "input", operation: null };
  const { layer, position } = placeOf(depth);
  const index = Math.min(N_OPERATIONS - 1, Math.max(0, Math.ceil(position - 1e-9) - 1));
  const where = layer === run.layer_sizes.length - 2 ? "output" : `layer ${layer + 1}`;
  return { where, operation: OPERATIONS[index], index };
}

const SUPERSCRIPTS = { tanh: "tanh z", relu: "max(0, z)", leaky_relu: "max(z, 0.01 z)", elu: "z, or eᶻ − 1 below 0", gelu: "z Φ(z)", swish: "z / (1 + e⁻ᶻ)", sigmoid: "1 / (1 + e⁻ᶻ)", sine: "sin z", step: "sign z", linear: "z", softmax: "eᶻ / Σ eᶻ" };

/**
 * The operation in numbers, as in "Vᵀ ∈ SO(3), 74°" or "σ = 2.31, 0.87".
 *
 * @param {number} index  of the operation @param {Split} split @param {Float64Array} b @param {string} bend
 */
export function formulaOf(index, split, b, bend) {
  const { n_in, n_out, scales } = split;
  if (index === 0) return `Vᵀ ∈ SO(${n_in})${angles(firstRotation(split))}`;
  if (index === 1) {
    const change = n_in === n_out ? "" : `ℝ${power(n_in)} → ℝ${power(n_out)},  `;
    return `${change}σ = ${few(Array.from(scales))}`;
  }
  if (index === 2) return `U ∈ SO(${n_out})${angles(secondRotation(split))}`;
  if (index === 3) return `b = (${few(Array.from(b))})`;
  const name = bend === "softmax" && n_out === 1 ? "sigmoid" : bend;
  return name === "linear" ? "f(z) = z: nothing bends" : `f(z) = ${SUPERSCRIPTS[name] ?? name}`;
}

/** @param {import("./rotation.js").Rotation} rotation */
function angles({ planes }) {
  const found = planes.map(({ angle }) => (angle * 180) / Math.PI).sort((a, b) => b - a);
  const shown = found.filter((angle) => angle >= 0.5);
  if (!shown.length) return ", 0°";
  const text = shown.slice(0, 4).map((angle) => `${angle.toFixed(0)}°`).join(", ");
  return `, ${text}${shown.length > 4 ? ", …" : ""}`;
}

/** @param {number[]} values */
function few(values) {
  const text = values.slice(0, 4).map((value) => value.toFixed(2).replace("-", "−")).join(", ");
  return values.length > 4 ? `${text}, …` : text;
}

/** @param {number} n */
function power(n) {
  return [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
}
