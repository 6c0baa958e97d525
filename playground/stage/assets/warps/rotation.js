// @ts-check
// Rotations on their way: the planes a rotation turns, and the rotation part-way along them.

import { dot, identity, normalise, without } from "./matrix.js";
import { symmetricEigen } from "./svd.js";

/** Eigenvalues of the symmetric part this close are one eigenspace: rounding mixes their vectors. */
const SAME_COSINE = 1e-6;
/** Below this sine R v is v or −v to the eye: the angle counts as 0 or as π. */
const NO_SINE = 1e-7;

/**
 * @typedef {object} Rotation  a proper rotation and the planes it turns (playground/analysis/rotations.py)
 * @property {number} n
 * @property {Float64Array} matrix  (n × n), acts on columns
 * @property {{v: Float64Array, w: Float64Array, angle: number}[]} planes  from v towards w, (0, π]
 */

/**
 * A proper rotation turns some planes, each by its own angle, and leaves the rest as it is: the
 * symmetric part (R + Rᵀ)/2 has the eigenvalue cos θ on each plane, and a vector v of it spans the
 * plane with w = (R v − cos θ v) / sin θ.
 *
 * @param {Float64Array} R  (n × n), orthogonal, determinant +1 @param {number} n
 * @returns {Rotation}
 */
export function rotationOf(R, n) {
  const symmetric = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) symmetric[i * n + j] = (R[i * n + j] + R[j * n + i]) / 2;
  }
  const { values, vectors } = symmetricEigen(symmetric, n);
  const planes = [];
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && values[to] - values[to - 1] <= SAME_COSINE) to++;
    planes.push(...planesOf(R, n, vectors.slice(from, to)));
    from = to;
  }
  return { n, matrix: R, planes };
}

/**
 * R^t, along the geodesic: every plane turned by t times its angle; on the plane of v and w that is
 * cos(tθ)(vvᵀ + wwᵀ) + sin(tθ)(wvᵀ − vwᵀ).
 *
 * @param {Rotation} rotation @param {number} t  0: the identity, 1: the rotation
 * @returns {Float64Array} (n × n)
 */
export function rotationAt({ n, matrix, planes }, t) {
  if (t === 1) return matrix;
  const made = identity(n);
  for (const { v, w, angle } of planes) {
    const bend = Math.cos(t * angle) - 1;
    const turn = Math.sin(t * angle);
    for (let i = 0; i < n; i++) {
      const a = bend * v[i] + turn * w[i];
      const b = bend * w[i] - turn * v[i];
      for (let j = 0; j < n; j++) made[i * n + j] += a * v[j] + b * w[j];
    }
  }
  return made;
}

/**
 * Planes of one eigenspace.
 *
 * @param {Float64Array} R @param {number} n
 * @param {Float64Array[]} space  orthonormal basis
 */
function planesOf(R, n, space) {
  const planes = [];
  /** @type {Float64Array[]} */ const used = [];
  /** @type {Float64Array[]} */ const flipped = [];
  while (used.length < space.length) {
    const v = signed(freest(space, used));
    const image = Float64Array.from({ length: n }, (_, i) => dot(R.subarray(i * n, i * n + n), v));
    const cosine = dot(v, image);
    for (let i = 0; i < n; i++) image[i] -= cosine * v[i];
    const sine = Math.sqrt(dot(image, image));
    used.push(v);
    const w = without(within(image, space), used);
    const length = Math.sqrt(dot(w, w));
    if (sine > NO_SINE && length > sine / 2) {
      normalise(w);
      normalise(without(w, used));
      used.push(w);
      planes.push({ v, w, angle: Math.atan2(sine, cosine) });
    } else if (cosine < 0) {
      flipped.push(v);
    }
  }
  for (let i = 0; i + 1 < flipped.length; i += 2) {
    planes.push({ v: flipped[i], w: flipped[i + 1], angle: Math.PI });
  }
  return planes;
}

/** The basis vector with most left outside of ``used``. @param {Float64Array[]} space @param {Float64Array[]} used */
function freest(space, used) {
  let best = space[0];
  let most = -1;
  for (const vector of space) {
    const left = without(Float64Array.from(vector), used);
    const length = dot(left, left);
    if (length > most) [best, most] = [left, length];
  }
  normalise(best);
  normalise(without(best, used));
  return best;
}

/** The part of a vector inside a space. @param {Float64Array} vector @param {Float64Array[]} space */
function within(vector, space) {
  const made = new Float64Array(vector.length);
  for (const axis of space) {
    const along = dot(vector, axis);
    for (let i = 0; i < made.length; i++) made[i] += along * axis[i];
  }
  return made;
}

/** ``vector`` or its opposite: the one whose largest entry is positive. @param {Float64Array} vector */
function signed(vector) {
  let top = 0;
  for (let i = 1; i < vector.length; i++) {
    if (Math.abs(vector[i]) > Math.abs(vector[top])) top = i;
  }
  if (vector[top] < 0) for (let i = 0; i < vector.length; i++) vector[i] = -vector[i];
  return vector;
}
