// @ts-check
// Singular values and eigenvectors of small matrices, by Jacobi's plane rotations.

import { dot, identity, multiply, normalise, orthonormalise } from "./matrix.js";

const SWEEPS = 60;
const SMALL = 1e-15; // relative: columns this near to orthogonal are
const NOTHING = 1e-300;

/**
 * M = U S Vᵀ. One-sided Jacobi (Hestenes 1958): plane rotations from the right make the columns of
 * M V orthogonal; their lengths are the singular values. Started from a V that is nearly right, it
 * stays next to it and ends after a sweep or two.
 *
 * @param {Float64Array} M  (rows × columns) @param {number} rows @param {number} columns
 * @param {Float64Array} [start]  (columns × columns) orthogonal; the identity if not given
 * @returns {{V: Float64Array, images: Float64Array, lengths: Float64Array}} V (columns × columns),
 *   in no order; M V (rows × columns); and the lengths of its columns
 */
export function orthogonalImages(M, rows, columns, start = identity(columns)) {
  // Columns lie one after the other here: that is how they are used.
  const V = columnList(start, columns, columns);
  const images = columnList(multiply(M, start, rows, columns, columns), rows, columns);
  for (let sweep = 0, turned = true; turned && sweep < SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < columns - 1; p++) {
      for (let q = p + 1; q < columns; q++) {
        const a = dot(images[p], images[p]);
        const b = dot(images[q], images[q]);
        const c = dot(images[p], images[q]);
        if (!(Math.abs(c) > SMALL * Math.sqrt(a * b)) || Math.abs(c) < NOTHING) continue;
        turned = true;
        const zeta = (b - a) / (2 * c);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + t * t);
        turn(images[p], images[q], cosine, cosine * t);
        turn(V[p], V[q], cosine, cosine * t);
      }
    }
  }
  const lengths = Float64Array.from(images, (column) => Math.sqrt(dot(column, column)));
  return { V: fromList(V, columns), images: fromList(images, rows), lengths };
}

/**
 * The full decomposition, largest singular value first.
 *
 * @param {Float64Array} M  (rows × columns) @param {number} rows @param {number} columns
 * @returns {{U: Float64Array, S: Float64Array, V: Float64Array}} U (rows × rows),
 *   S (min(rows, columns),), V (columns × columns)
 */
export function svd(M, rows, columns) {
  const found = orthogonalImages(M, rows, columns);
  const order = Array.from(found.lengths.keys()).sort((i, j) => found.lengths[j] - found.lengths[i]);
  const right = columnList(found.V, columns, columns);
  const images = columnList(found.images, rows, columns);
  const count = Math.min(rows, columns);
  const S = Float64Array.from(order.slice(0, count), (i) => found.lengths[i]);
  const least = Math.max(S[0] * 1e-14, NOTHING);
  const left = order.slice(0, count).map((i) => {
    const column = images[i];
    if (found.lengths[i] > least) normalise(column);
    else column.fill(0); // the basis is completed below
    return column;
  });
  while (left.length < rows) left.push(new Float64Array(rows));
  orthonormalise(left);
  return { U: fromList(left, rows), S, V: fromList(order.map((i) => right[i]), columns) };
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, smallest value first (cyclic Jacobi: Golub &
 * Van Loan, Matrix Computations, 8.5).
 *
 * @param {Float64Array} A  (n × n) @param {number} n
 * @returns {{values: Float64Array, vectors: Float64Array[]}} orthonormal vectors
 */
export function symmetricEigen(A, n) {
  const a = Float64Array.from(A);
  const vectors = columnList(identity(n), n, n);
  let size = 0;
  for (let i = 0; i < n * n; i++) size = Math.max(size, Math.abs(a[i]));
  for (let sweep = 0, turned = size > 0; turned && sweep < SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        if (Math.abs(off) <= 1e-16 * size) continue;
        turned = true;
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = c * t;
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k * n + p], a[k * n + q]];
          a[k * n + p] = c * x - s * y;
          a[k * n + q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p * n + k], a[q * n + k]];
          a[p * n + k] = c * x - s * y;
          a[q * n + k] = s * x + c * y;
        }
        turn(vectors[p], vectors[q], c, s);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * n + i] - a[j * n + j]);
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]),
    vectors: order.map((i) => vectors[i]),
  };
}

/**
 * The orthogonal matrix nearest to M (Schönemann 1966, orthogonal Procrustes).
 *
 * @param {Float64Array} M  (n × n) @param {number} n
 */
export function polar(M, n) {
  const { U, V } = svd(M, n, n);
  const made = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) made[i * n + j] += U[i * n + k] * V[j * n + k];
    }
  }
  return made;
}

/** @param {Float64Array} x @param {Float64Array} y @param {number} c @param {number} s */
function turn(x, y, c, s) {
  for (let k = 0; k < x.length; k++) {
    const [a, b] = [x[k], y[k]];
    x[k] = c * a - s * b;
    y[k] = s * a + c * b;
  }
}

/** @param {Float64Array} a  (rows × columns) @param {number} rows @param {number} columns */
export function columnList(a, rows, columns) {
  return Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => a[i * columns + j]),
  );
}

/** @param {Float64Array[]} list  columns @param {number} rows @returns {Float64Array} row by row */
export function fromList(list, rows) {
  const columns = list.length;
  const made = new Float64Array(rows * columns);
  list.forEach((column, j) => {
    for (let i = 0; i < rows; i++) made[i * columns + j] = column[i];
  });
  return made;
}
