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
 * The network's inputs, standardised as in training: at places of the plane that is shown, then at
 * points given by all their coordinates (of which a wider space has more than a plane can hold).
 *
 * @param {any} run  needs feature_mean, feature_scale, and feature_names or a plane
 * @param {ArrayLike<number>} xs  (n_places,)
 * @param {ArrayLike<number>} ys  (n_places,)
 * @param {number[][]} [rows]  (n_rows, at least n_coordinates)
 * @returns {Float32Array} (n_inputs × (n_places + n_rows)), one input after another
 */
export function inputsFor(run, xs, ys, rows = []) {
  const n_places = xs.length;
  const n = n_places + rows.length;
  const n_inputs = run.plane ? run.feature_mean.length : run.feature_names.length;
  const inputs = new Float32Array(n_inputs * n);
  for (let f = 0; f < n_inputs; f++) {
    const { ofPlace, ofRow } = run.plane ? coordinate(run.plane, f) : feature(run.feature_names[f]);
    const mean = run.feature_mean[f];
    const scale = run.feature_scale[f];
    for (let i = 0; i < n_places; i++) inputs[f * n + i] = (ofPlace(xs[i], ys[i]) - mean) / scale;
    for (let i = n_places; i < n; i++) inputs[f * n + i] = (ofRow(rows[i - n_places]) - mean) / scale;
  }
  return inputs;
}

/** @typedef {(x: number, y: number) => number} OfPlace */
/** @typedef {{ofPlace: OfPlace, ofRow: (row: number[]) => number}} Input */

/** A feature computed from a point of the plane. @param {string} name @returns {Input} */
function feature(name) {
  const { value } = FEATURES[name];
  return { ofPlace: value, ofRow: (row) => value(row[0], row[1]) };
}

/**
 * A coordinate of a wider space that is seen on a plane.
 *
 * @param {{origin: number[], directions: number[][]}} plane @param {number} f
 * @returns {Input}
 */
function coordinate({ origin, directions: [along, up] }, f) {
  return { ofPlace: (x, y) => origin[f] + x * along[f] + y * up[f], ofRow: (row) => row[f] };
}

/**
 * All coordinates of a set of points: what ``inputsFor`` takes as rows.
 *
 * @param {any} run @param {"train" | "test"} set
 * @returns {number[][]}
 */
export function rowsOf(run, set) {
  return run.plane ? run[`${set}_rows`] : run[set];
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
