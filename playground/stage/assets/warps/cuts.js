// @ts-check
// Straight cuts in a space, as they are seen: a line in the plane, a flat polygon in 3-D.

import { dot } from "./matrix.js";
import { SEEN } from "./space_view.js";

/** @typedef {number[]} Place  of three coordinates */
/** @typedef {{normal: number[], offset: number}} Half  normal · p + offset */

/**
 * A linear function of a space's values as one of the coordinates seen; where not all of the space
 * is seen, on the slice through the middle of the points.
 *
 * @param {ArrayLike<number>} weights  (width,) @param {number} bias
 * @param {Float64Array[]} axes  SEEN vectors @param {Float64Array} middle  (width,)
 * @returns {Half}
 */
export function seenHalf(weights, bias, axes, middle) {
  const normal = axes.map((axis) => dot(weights, axis));
  let offset = bias + dot(weights, middle);
  for (let k = 0; k < SEEN; k++) offset -= normal[k] * dot(middle, axes[k]);
  return { normal, offset };
}

/**
 * The pieces in which classes part: where two of the scores are equal and no other is higher.
 *
 * @param {Half[]} scores  one a class; a single one means its zero
 * @param {boolean} flat  lines in the plane in place of polygons
 * @param {{center: number[], radius: number}} ball  as far as they are drawn
 * @returns {Place[][]}
 */
export function cutPieces(scores, flat, ball) {
  if (scores.length === 1) return [piece(scores[0], [], flat, ball)].filter((made) => made.length);
  const pieces = [];
  for (let i = 0; i < scores.length; i++) {
    for (let j = i + 1; j < scores.length; j++) {
      const others = scores.filter((_, k) => k !== i && k !== j).map((other) => minus(scores[i], other));
      pieces.push(piece(minus(scores[i], scores[j]), others, flat, ball));
    }
  }
  return pieces.filter((made) => made.length);
}

/** @param {Half} a @param {Half} b @returns {Half} */
function minus(a, b) {
  return { normal: a.normal.map((x, k) => x - b.normal[k]), offset: a.offset - b.offset };
}

/** @param {Half} half @param {Half[]} others @param {boolean} flat @param {{center: number[], radius: number}} ball */
function piece(half, others, flat, { center, radius }) {
  const normal = flat ? [half.normal[0], half.normal[1], 0] : half.normal;
  const squared = dot(normal, normal);
  if (!(squared > 1e-18)) return [];
  const far = -(dot(normal, center) + half.offset) / squared;
  const foot = center.map((c, k) => (flat && k === 2 ? 0 : c + far * normal[k]));
  const reach = 6 * radius;
  /** @type {Place[]} */ let made;
  if (flat) {
    const length = Math.sqrt(squared);
    const along = [-normal[1] / length, normal[0] / length, 0];
    made = [-reach, reach].map((t) => foot.map((c, k) => c + t * along[k]));
  } else {
    const [u, v] = across(normal);
    made = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([a, b]) =>
      foot.map((c, k) => c + reach * (a * u[k] + b * v[k])),
    );
    const side = 0.74 * radius;
    for (let k = 0; k < SEEN; k++) {
      for (const sign of [-1, 1]) {
        const wall = [0, 0, 0];
        wall[k] = sign;
        made = clipped(made, { normal: wall, offset: side - sign * center[k] }, true);
      }
    }
  }
  for (const other of others) made = clipped(made, other, !flat);
  return made;
}

/** Two directions in the plane across a normal. @param {number[]} normal */
function across(normal) {
  const length = Math.sqrt(dot(normal, normal));
  const n = normal.map((x) => x / length);
  const least = [0, 1, 2].reduce((a, b) => (Math.abs(n[b]) < Math.abs(n[a]) ? b : a));
  const u = [0, 1, 2].map((k) => Number(k === least) - n[least] * n[k]);
  const size = Math.sqrt(dot(u, u));
  for (let k = 0; k < 3; k++) u[k] /= size;
  return [u, [n[1] * u[2] - n[2] * u[1], n[2] * u[0] - n[0] * u[2], n[0] * u[1] - n[1] * u[0]]];
}

/**
 * What of a convex shape is on the positive side (Sutherland & Hodgman 1974).
 *
 * @param {Place[]} shape @param {Half} half @param {boolean} closed
 */
function clipped(shape, half, closed) {
  const made = [];
  const value = (/** @type {Place} */ p) => dot(half.normal, p) + half.offset;
  const n = shape.length;
  for (let i = 0; i < n; i++) {
    const here = shape[i];
    const a = value(here);
    if (a >= 0) made.push(here);
    if (!closed && i === n - 1) break;
    const next = shape[(i + 1) % n];
    const b = value(next);
    if (a >= 0 !== b >= 0) made.push(here.map((x, k) => x + (a / (a - b)) * (next[k] - x)));
  }
  return made;
}
