// @ts-check
// Small dense matrices, row by row in a Float64Array: products, determinants, Gram–Schmidt.

/** @param {number} n @returns {Float64Array} (n × n) */
export function identity(n) {
  const made = new Float64Array(n * n);
  for (let i = 0; i < n; i++) made[i * n + i] = 1;
  return made;
}

/**
 * A B.
 *
 * @param {Float64Array} a  (rows × inner) @param {Float64Array} b  (inner × columns)
 * @param {number} rows @param {number} inner @param {number} columns
 * @returns {Float64Array} (rows × columns)
 */
export function multiply(a, b, rows, inner, columns) {
  const made = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k];
      if (factor === 0) continue;
      for (let j = 0; j < columns; j++) made[i * columns + j] += factor * b[k * columns + j];
    }
  }
  return made;
}

/** @param {Float64Array} a  (rows × columns) @param {number} rows @param {number} columns */
export function transpose(a, rows, columns) {
  const made = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) made[j * rows + i] = a[i * columns + j];
  }
  return made;
}

/** Some columns. @param {Float64Array} a  (rows × columns) @param {number} columns @param {number[]} which */
export function columnsOf(a, columns, which) {
  const rows = a.length / columns;
  const made = new Float64Array(rows * which.length);
  for (let i = 0; i < rows; i++) {
    which.forEach((column, j) => {
      made[i * which.length + j] = a[i * columns + column];
    });
  }
  return made;
}

/** Put columns back. @param {Float64Array} a @param {number} columns @param {number[]} which @param {Float64Array} from */
export function setColumns(a, columns, which, from) {
  const rows = a.length / columns;
  for (let i = 0; i < rows; i++) {
    which.forEach((column, j) => {
      a[i * columns + column] = from[i * which.length + j];
    });
  }
}

/** @param {Float64Array} a @param {number} columns @param {number} column */
export function negateColumn(a, columns, column) {
  for (let i = column; i < a.length; i += columns) a[i] = -a[i];
}

/** Sign of the determinant, by elimination with pivots. @param {Float64Array} a  (n × n) @param {number} n */
export function determinantSign(a, n) {
  const m = Float64Array.from(a);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(m[i * n + k]) > Math.abs(m[pivot * n + k])) pivot = i;
    }
    if (m[pivot * n + k] === 0) return 0;
    if (pivot !== k) {
      sign = -sign;
      for (let j = k; j < n; j++) {
        [m[k * n + j], m[pivot * n + j]] = [m[pivot * n + j], m[k * n + j]];
      }
    }
    if (m[k * n + k] < 0) sign = -sign;
    for (let i = k + 1; i < n; i++) {
      const factor = m[i * n + k] / m[k * n + k];
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) m[i * n + j] -= factor * m[k * n + j];
    }
  }
  return sign;
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Take what lies along orthonormal vectors out of ``vector``, in place.
 *
 * @param {Float64Array} vector @param {Float64Array[]} others
 */
export function without(vector, others) {
  for (const other of others) {
    const along = dot(vector, other);
    for (let i = 0; i < vector.length; i++) vector[i] -= along * other[i];
  }
  return vector;
}

/** Divide by its length, in place; the length it had. @param {Float64Array} vector */
export function normalise(vector) {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] /= length;
  return length;
}

/**
 * Orthonormal vectors from any (Gram–Schmidt, twice over for rounding's sake); one that adds
 * nothing is replaced by the unit axis that is least in use.
 *
 * @param {Float64Array[]} vectors  of one length, changed
 */
export function orthonormalise(vectors) {
  /** @type {Float64Array[]} */
  const made = [];
  for (const vector of vectors) {
    const before = Math.sqrt(dot(vector, vector));
    without(without(vector, made), made);
    if (!(normalise(vector) > 1e-9 * Math.max(before, 1e-300))) vector.set(freeAxis(made, vector.length));
    made.push(vector);
  }
  return made;
}

/** @param {Float64Array[]} made @param {number} n  the direction nearest to an axis that all leave free */
function freeAxis(made, n) {
  let best = new Float64Array(n);
  let length = -1;
  for (let i = 0; i < n; i++) {
    const axis = new Float64Array(n);
    axis[i] = 1;
    without(without(axis, made), made);
    const left = Math.sqrt(dot(axis, axis));
    if (left > length + 1e-9) {
      best = axis;
      length = left;
    }
  }
  normalise(best);
  return best;
}
