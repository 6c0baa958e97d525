// @ts-check
// Level lines of values on a grid (marching squares).

/** @typedef {{moveTo(x: number, y: number): void, lineTo(x: number, y: number): void}} Path */

/**
 * Add the line where values cross a level to a path; positions come from linear interpolation.
 *
 * @param {Path} path
 * @param {Float32Array} values  nx · ny of them, rows from the top
 * @param {number} from  index of the first
 * @param {number} level
 * @param {number} nx @param {number} ny
 * @param {number} width  of the whole picture; values lie at the centres of its nx × ny cells
 * @param {number} height
 */
export function traceLevel(path, values, from, level, nx, ny, width, height) {
  const dx = width / nx;
  const dy = height / ny;
  for (let row = 0; row < ny - 1; row++) {
    const above = from + row * nx;
    const below = above + nx;
    const top = (row + 0.5) * dy;
    let a = values[above] - level; // top left
    let d = values[below] - level; // bottom left
    for (let column = 0; column < nx - 1; column++) {
      const b = values[above + column + 1] - level; // top right
      const c = values[below + column + 1] - level; // bottom right
      const code = (a > 0 ? 8 : 0) | (b > 0 ? 4 : 0) | (c > 0 ? 2 : 0) | (d > 0 ? 1 : 0);
      if (code !== 0 && code !== 15) {
        traceCell(path, code, a, b, c, d, (column + 0.5) * dx, top, dx, dy);
      }
      a = b;
      d = c;
    }
  }
}

/**
 * The one or two pieces of line in a cell whose corners' signs make ``code``.
 *
 * @param {Path} path @param {number} code
 * @param {number} a @param {number} b @param {number} c @param {number} d  clockwise from top left
 * @param {number} left @param {number} top @param {number} dx @param {number} dy
 */
function traceCell(path, code, a, b, c, d, left, top, dx, dy) {
  const right = left + dx;
  const bottom = top + dy;
  const topX = left + (dx * a) / (a - b);
  const bottomX = left + (dx * d) / (d - c);
  const leftY = top + (dy * a) / (a - d);
  const rightY = top + (dy * b) / (b - c);
  // In a saddle the mean of the corners says which two of them hang together.
  const saddle = code === 5 || code === 10;
  const joined = saddle && a + b + c + d > 0 === (code === 5);
  if (code === 3 || code === 12) {
    path.moveTo(left, leftY);
    path.lineTo(right, rightY);
  } else if (code === 6 || code === 9) {
    path.moveTo(topX, top);
    path.lineTo(bottomX, bottom);
  }
  if (code === 7 || code === 8 || joined) {
    path.moveTo(left, leftY);
    path.lineTo(topX, top);
  }
  if (code === 2 || code === 13 || joined) {
    path.moveTo(bottomX, bottom);
    path.lineTo(right, rightY);
  }
  if (code === 4 || code === 11 || (saddle && !joined)) {
    path.moveTo(topX, top);
    path.lineTo(right, rightY);
  }
  if (code === 1 || code === 14 || (saddle && !joined)) {
    path.moveTo(left, leftY);
    path.lineTo(bottomX, bottom);
  }
}
