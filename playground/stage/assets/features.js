// @ts-check
// The network's inputs as functions of a point's x and y, and how a run standardises them.

/**
 * @typedef {object} Feature
 * @property {string} label  shown to people
 * @property {(x: number, y: number) => number} value
 */

/** @type {Record<string, Feature>} */
export const FEATURES = {
  x: { label: "x", value: (x) => x },
  y: { label: "y", value: (_x, y) => y },
  x2: { label: "x²", value: (x) => x * x },
  y2: { label: "y²", value: (_x, y) => y * y },
  xy: { label: "xy", value: (x, y) => x * y },
  sin_x: { label: "sin x", value: (x) => Math.sin(x) },
  sin_y: { label: "sin y", value: (_x, y) => Math.sin(y) },
  cos_x: { label: "cos x", value: (x) => Math.cos(x) },
  cos_y: { label: "cos y", value: (_x, y) => Math.cos(y) },
};

/**
 * The network's inputs at any points, standardised as in training.
 *
 * @param {{feature_names: string[], feature_mean: number[], feature_scale: number[]}} run
 * @param {ArrayLike<number>} xs  (n,)
 * @param {ArrayLike<number>} ys  (n,)
 * @returns {Float32Array} (n_features × n), one feature after another
 */
export function inputsFor(run, xs, ys) {
  const n = xs.length;
  const inputs = new Float32Array(run.feature_names.length * n);
  run.feature_names.forEach((name, f) => {
    const { value } = FEATURES[name];
    const mean = run.feature_mean[f];
    const scale = run.feature_scale[f];
    for (let i = 0; i < n; i++) inputs[f * n + i] = (value(xs[i], ys[i]) - mean) / scale;
  });
  return inputs;
}

/**
 * Centres of the nx × ny cells of a rectangle, row by row from the top (largest y) down, as the
 * pixels of a picture lie.
 *
 * @param {number} x0 @param {number} x1 @param {number} y0 @param {number} y1
 * @param {number} nx @param {number} ny
 * @returns {{xs: Float64Array, ys: Float64Array}} each (nx · ny,)
 */
export function cellCentres(x0, x1, y0, y1, nx, ny) {
  const xs = new Float64Array(nx * ny);
  const ys = new Float64Array(nx * ny);
  for (let row = 0, i = 0; row < ny; row++) {
    const y = y1 + ((row + 0.5) / ny) * (y0 - y1);
    for (let column = 0; column < nx; column++, i++) {
      xs[i] = x0 + ((column + 0.5) / nx) * (x1 - x0);
      ys[i] = y;
    }
  }
  return { xs, ys };
}
