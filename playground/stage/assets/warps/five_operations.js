// @ts-check
// A layer as five motions: rotate, scale, rotate again, translate, bend. The browser's copy of
// playground/analysis/five_operations.py.

import {
  columnsOf, determinantSign, dot, multiply, negateColumn, orthonormalise, setColumns, transpose,
} from "./matrix.js";
import { rotationAt, rotationOf } from "./rotation.js";
import { columnList, fromList, orthogonalImages, polar, svd } from "./svd.js";

/** @typedef {import("./rotation.js").Rotation} Rotation */

/** @typedef {{name: string, label: string, formula: string, explanation: string}} Operation */

/** @type {Operation[]} */
export const OPERATIONS = [
  { name: "rotate", label: "rotate", formula: "Vᵀ a", explanation: "Turn space until the directions that the layer stretches most and least lie along the axes; no distance changes." },
  { name: "scale", label: "scale", formula: "S Vᵀ a", explanation: "Stretch or squeeze along each axis by a singular value; a negative one mirrors, a zero flattens, and here dimensions are added or dropped." },
  { name: "rotate-again", label: "rotate again", formula: "U S Vᵀ a = Wᵀ a", explanation: "Turn the stretched space so that its axes become the units of the next layer." },
  { name: "translate", label: "translate", formula: "Wᵀ a + b", explanation: "Shift everything by the biases, which decides where the bend will hit." },
  { name: "bend", label: "bend", formula: "f(Wᵀ a + b)", explanation: "Apply the activation function to every coordinate: the only step that bends straight lines." },
];
export const N_OPERATIONS = OPERATIONS.length;

/** Singular values that differ by this part of the largest are one value, or zero. */
const EQUAL = 1e-12;
/** Where V and U pull a basis to opposite sides (W = −I), the first rotation decides. */
const LEAN = 1 + 2 ** -10;
/** A layer that has changed by more than this part of its size begins anew. */
const NEAR = 0.3;

/**
 * @typedef {object} Split
 * @property {number} n_in
 * @property {number} n_out
 * @property {Float64Array} M  (n_out × n_in) the weights, acting on columns: Wᵀ
 * @property {Float64Array} V  (n_in × n_in)
 * @property {Float64Array} scales  (min(n_in, n_out),)
 * @property {Float64Array} U  (n_out × n_out)
 * @property {Rotation} [rotate]  Vᵀ, made at need
 * @property {Rotation} [rotateAgain]  U, made at need
 */

/**
 * Take a layer apart. Among its many decompositions this is the one whose rotations stay nearest to
 * the axes; or, where ``before`` is the same layer a moment ago, nearest to that one: its axes keep
 * their order and direction, and a scale that passes zero goes on below it.
 *
 * @param {Float64Array} M  (n_out × n_in), finite @param {number} n_in @param {number} n_out
 * @param {Split | null} [before]
 * @returns {Split}
 */
export function splitLayer(M, n_in, n_out, before = null) {
  const followed = before && isNear(M, before.M) ? follow(M, n_in, n_out, before) : null;
  return followed ?? splitAnew(M, n_in, n_out);
}

/** @param {Split} split @returns {Rotation} Vᵀ */
export function firstRotation(split) {
  return (split.rotate ??= rotationOf(transpose(split.V, split.n_in, split.n_in), split.n_in));
}

/** @param {Split} split @returns {Rotation} U */
export function secondRotation(split) {
  return (split.rotateAgain ??= rotationOf(split.U, split.n_out));
}

/**
 * The layer's linear part, ``position`` operations into it: a matrix (d × n_in) with
 * d = max(n_in, n_out); coordinates not in use are zero.
 *
 * @param {Split} split @param {number} position  0 to 3; beyond, nothing linear changes
 * @returns {Float64Array}
 */
export function stageMatrix(split, position) {
  const { n_in, n_out, M, V, scales } = split;
  const d = Math.max(n_in, n_out);
  const made = new Float64Array(d * n_in);
  if (position >= 3) {
    made.set(M);
  } else if (position > 2) {
    const scaled = new Float64Array(n_out * n_in);
    scaleRows(scaled, V, n_in, scales, 1, scales.length);
    made.set(multiply(rotationAt(secondRotation(split), position - 2), scaled, n_out, n_out, n_in));
  } else if (position > 1) {
    scaleRows(made, V, n_in, scales, position - 1, n_in);
  } else {
    made.set(rotationAt(firstRotation(split), position));
  }
  return made;
}

/** made = ((1 − t) I + t S) Vᵀ, its first rows. */
function scaleRows(
  /** @type {Float64Array} */ made,
  /** @type {Float64Array} */ V,
  /** @type {number} */ n_in,
  /** @type {Float64Array} */ scales,
  /** @type {number} */ t,
  /** @type {number} */ rows,
) {
  for (let i = 0; i < rows; i++) {
    const factor = 1 - t + t * (scales[i] ?? 0);
    for (let j = 0; j < n_in; j++) made[i * n_in + j] = factor * V[j * n_in + i];
  }
}

/** @param {Float64Array} M @param {number} n_in @param {number} n_out @returns {Split} */
function splitAnew(M, n_in, n_out) {
  const { U, S: scales, V } = svd(M, n_out, n_in);
  turnToAxes(V, n_in, U, n_out, scales);
  makeProper(V, n_in, U, n_out, scales);
  return { n_in, n_out, M, V, scales, U };
}

/** Choose the free bases of V and U, in place. */
function turnToAxes(
  /** @type {Float64Array} */ V,
  /** @type {number} */ n_in,
  /** @type {Float64Array} */ U,
  /** @type {number} */ n_out,
  /** @type {Float64Array} */ scales,
) {
  const least = EQUAL * scales[0];
  const rank = scales.filter((scale) => scale > least).length;
  for (let from = 0; from < rank; ) {
    let to = from + 1;
    while (to < rank && scales[to - 1] - scales[to] <= least) to++;
    const group = range(from, to);
    const n = group.length;
    const pull = new Float64Array(n * n);
    group.forEach((row, i) => {
      group.forEach((column, j) => {
        pull[i * n + j] = LEAN * V[row * n_in + column] + U[row * n_out + column];
      });
    });
    const turn = transpose(polar(pull, n), n, n);
    turnColumns(V, n_in, group, turn);
    turnColumns(U, n_out, group, turn);
    from = to;
  }
  for (const [basis, size] of /** @type {[Float64Array, number][]} */ ([[V, n_in], [U, n_out]])) {
    if (rank >= size) continue;
    const free = range(rank, size);
    const corner = columnsOf(basis.subarray(rank * size), size, free);
    turnColumns(basis, size, free, transpose(polar(corner, size - rank), size - rank, size - rank));
  }
}

/**
 * Make both determinants +1, in place: the smaller of the two is mended by turning its last pair of
 * directions round; then the larger by its last one, which is in the null space, or (of a square
 * layer) has the least scale, which turns negative.
 */
function makeProper(
  /** @type {Float64Array} */ V,
  /** @type {number} */ n_in,
  /** @type {Float64Array} */ U,
  /** @type {number} */ n_out,
  /** @type {Float64Array} */ scales,
) {
  const [small, n_small, large, n_large] = n_in <= n_out ? [V, n_in, U, n_out] : [U, n_out, V, n_in];
  const last = n_small - 1;
  if (determinantSign(small, n_small) < 0) {
    negateColumn(small, n_small, last);
    negateColumn(large, n_large, last);
  }
  if (determinantSign(large, n_large) < 0) {
    negateColumn(large, n_large, n_large - 1);
    if (n_small === n_large && scales[last]) scales[last] *= -1;
  }
}

/**
 * The decomposition next to an earlier one; null where there is none.
 *
 * @param {Float64Array} M @param {number} n_in @param {number} n_out @param {Split} before
 * @returns {Split | null}
 */
function follow(M, n_in, n_out, before) {
  const { V, images, lengths } = orthogonalImages(M, n_out, n_in, before.V);
  const count = Math.min(n_in, n_out);
  const top = Math.max(...lengths);
  // Directions that are dropped must still be those that nothing comes of.
  for (let i = count; i < n_in; i++) if (lengths[i] > 1e-9 * top) return null;
  const columns = columnList(before.U, n_out, n_out);
  const left = columnList(images, n_out, n_in);
  const scales = new Float64Array(count);
  const sure = [];
  for (let i = 0; i < count; i++) {
    if (!(lengths[i] > 1e-9 * top)) continue; // nothing is left of this direction: it stays
    scales[i] = (dot(left[i], columns[i]) < 0 ? -1 : 1) * lengths[i];
    columns[i] = left[i].map((value) => value / scales[i]);
    sure.push(i);
  }
  // What the layer says comes first; what it leaves free is fitted to that.
  const free = range(0, n_out).filter((i) => !sure.includes(i));
  orthonormalise([...sure, ...free].map((i) => columns[i]));
  const U = fromList(columns, n_out);
  if (n_in > count) {
    const right = columnList(V, n_in, n_in);
    const dropped = columnList(before.V, n_in, n_in).slice(count);
    V.set(fromList(orthonormalise([...right.slice(0, count), ...dropped]), n_in));
  }
  const proper = determinantSign(U, n_out) > 0 && determinantSign(V, n_in) > 0;
  return proper ? { n_in, n_out, M, V, scales, U } : null;
}

/** @param {Float64Array} M @param {Float64Array} before */
function isNear(M, before) {
  let change = 0;
  let size = 0;
  for (let i = 0; i < M.length; i++) {
    change += (M[i] - before[i]) ** 2;
    size += before[i] ** 2;
  }
  return M.length === before.length && change < NEAR * NEAR * size;
}

/** @param {Float64Array} a @param {number} columns @param {number[]} which @param {Float64Array} turn */
function turnColumns(a, columns, which, turn) {
  const part = columnsOf(a, columns, which);
  const n = which.length;
  setColumns(a, columns, which, multiply(part, turn, a.length / columns, n, n));
}

/** @param {number} from @param {number} to */
function range(from, to) {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
