// @ts-check
// One weight or bias of a network: where it lies among the parameters, its name, whether it is held.

import { parameterOffsets } from "../forward.js";
import { sourceName } from "../unit_tip.js";

/**
 * A weight, or a bias (``from`` is the number of inputs of its layer).
 * @typedef {{layer: number, from: number, to: number}} Parameter  layer from 0
 */

/** @param {any} run @param {Parameter} parameter */
export function indexOf(run, { layer, from, to }) {
  return parameterOffsets(run.layer_sizes)[layer] + from * run.layer_sizes[layer + 1] + to;
}

/** @param {any} run @param {Parameter} parameter */
export function isBias(run, { layer, from }) {
  return from === run.layer_sizes[layer];
}

/** The bias of a unit. @param {any} run @param {import("../view.js").Unit} unit  not of the inputs */
export function biasOf(run, { layer, unit }) {
  return { layer: layer - 1, from: run.layer_sizes[layer - 1], to: unit };
}

/** @param {Parameter | null} a @param {Parameter | null} b */
export function same(a, b) {
  return a?.layer === b?.layer && a?.from === b?.from && a?.to === b?.to;
}

/** A layer of weights, as in "layer 2". @param {any} run @param {number} layer  from 0 */
export function layerName(run, layer) {
  return layer === run.layer_sizes.length - 2 ? "the output layer" : `layer ${layer + 1}`;
}

/** As in "weight from x to layer 1 unit 3". @param {any} run @param {Parameter} parameter */
export function parameterName(run, parameter) {
  const { layer, from, to } = parameter;
  const last = layer === run.layer_sizes.length - 2;
  const single = run.layer_sizes[layer + 1] === 1;
  const unit = last ? (single ? "the output" : `output ${to + 1}`) : `layer ${layer + 1} unit ${to + 1}`;
  if (isBias(run, parameter)) return `bias of ${unit}`;
  const source = layer === 0 ? sourceName(run, 0, from) : `layer ${layer} unit ${from + 1}`;
  return `weight from ${source} to ${unit}`;
}

/** Whether a run has this parameter. @param {any} run @param {Parameter} parameter */
export function exists(run, { layer, from, to }) {
  const sizes = run.layer_sizes;
  return layer < sizes.length - 1 && from <= sizes[layer] && to < sizes[layer + 1];
}

/** @type {WeakMap<number[][], Uint8Array>} */
const held = new WeakMap();
const NONE = new Uint8Array(0);

/**
 * 1 for each frozen parameter, by index; empty where none is.
 *
 * @param {any} run  ``frozen``: [start, stop) of flat indices
 * @returns {Uint8Array}
 */
export function frozenOf(run) {
  const ranges = run.frozen;
  if (!ranges?.length) return NONE;
  let flags = held.get(ranges);
  if (!flags) {
    const sizes = run.layer_sizes;
    const last = sizes.length - 2;
    const count = parameterOffsets(sizes)[last] + (sizes[last] + 1) * sizes[last + 1];
    flags = new Uint8Array(count);
    for (const [start, stop] of ranges) flags.fill(1, start, stop);
    held.set(ranges, flags);
  }
  return flags;
}

/** Whether a whole layer is frozen. @param {any} run @param {number} layer  from 0 */
export function isLayerFrozen(run, layer) {
  const flags = frozenOf(run);
  if (!flags.length) return false;
  const sizes = run.layer_sizes;
  const start = parameterOffsets(sizes)[layer];
  return flags.subarray(start, start + (sizes[layer] + 1) * sizes[layer + 1]).every(Boolean);
}

/**
 * The ranges after freezing or thawing, before the server has said so.
 *
 * @param {any} run @param {number} layer @param {Parameter | null} parameter  null: the whole layer
 * @param {boolean} frozen
 * @returns {number[][]}
 */
export function frozenAfter(run, layer, parameter, frozen) {
  const sizes = run.layer_sizes;
  const start = parameter ? indexOf(run, parameter) : parameterOffsets(sizes)[layer];
  const stop = parameter ? start + 1 : start + (sizes[layer] + 1) * sizes[layer + 1];
  const before = frozenOf(run);
  /** @type {number[][]} */
  const ranges = [];
  for (let i = 0; i < Math.max(before.length, stop); i++) {
    const is = i >= start && i < stop ? frozen : before[i] === 1;
    if (!is) continue;
    const last = ranges.at(-1);
    if (last?.[1] === i) last[1]++;
    else ranges.push([i, i + 1]);
  }
  return ranges;
}
