// @ts-check
// Painting what a network (or one unit) answers over a plane, and the line where its mind changes.

import { paintBlend, paintValues } from "./colors.js";
import { traceLevel } from "./contours.js";
import { unitResponse } from "./grid.js";

/** @typedef {import("./colors.js").Palette} Palette */
/** @typedef {import("./grid.js").PlaneAnswer} PlaneAnswer */
/** @typedef {import("./view.js").Unit} Unit */

/**
 * The colours of one unit's response.
 *
 * @param {any} run @param {Palette} palette @param {Unit} unit
 */
export function tableOf(run, palette, { layer, unit }) {
  const isClass = layer === run.layer_sizes.length - 1 && run.n_classes > 2;
  return isClass ? palette.ofClass(unit) : palette.signed;
}

/**
 * @param {Uint32Array} pixels  (n,)
 * @param {any} run @param {PlaneAnswer} answer @param {Unit} unit @param {Palette} palette
 * @param {number} [at]  index of the first pixel
 */
export function paintUnit(pixels, run, answer, unit, palette, at = 0) {
  const { values, from, low, high } = unitResponse(run, answer, unit.layer, unit.unit);
  paintValues(pixels, at, values, from, answer.n, low, high, tableOf(run, palette, unit));
}

/**
 * The network's own answer: probabilities, or the value.
 *
 * @param {Uint32Array} pixels  (n,)
 * @param {any} run @param {PlaneAnswer} answer @param {Palette} palette
 */
export function paintAnswer(pixels, run, answer, palette) {
  if (run.n_classes > 2) {
    paintBlend(pixels, answer.result, answer.n, run.n_classes, palette.pale, palette.tints);
  } else {
    paintUnit(pixels, run, answer, { layer: run.layer_sizes.length - 1, unit: 0 }, palette);
  }
}

/**
 * The predicted class in its flat colour, ``factor`` pixels across for each cell: probabilities are
 * interpolated before they are compared, so edges are smooth.
 *
 * @param {Uint32Array} pixels  (nx · factor × ny · factor)
 * @param {any} run @param {PlaneAnswer} answer @param {Palette} palette
 * @param {number} factor
 */
export function paintClasses(pixels, run, answer, palette, factor) {
  const { result: p, n, nx, ny } = answer;
  const colors = Array.from({ length: run.n_classes }, (_, k) => palette.ofClass(k)[255]);
  const width = nx * factor;
  const place = (/** @type {number} */ i, /** @type {number} */ cells) => {
    const at = Math.min(Math.max((i + 0.5) / factor - 0.5, 0), cells - 1);
    const first = Math.min(Math.floor(at), cells - 2);
    return [first, at - first];
  };
  const columns = Array.from({ length: width }, (_, i) => place(i, nx));
  for (let row = 0; row < ny * factor; row++) {
    const [above, down] = place(row, ny);
    for (let i = 0; i < width; i++) {
      const [left, along] = columns[i];
      const at = above * nx + left;
      let best = 0;
      let top = -1;
      for (let k = 0; k < run.n_classes; k++) {
        const from = k * n + at;
        const high = p[from] + along * (p[from + 1] - p[from]);
        const low = p[from + nx] + along * (p[from + nx + 1] - p[from + nx]);
        const share = high + down * (low - high);
        if (share >= top) {
          best = k;
          top = share;
        }
      }
      pixels[row * width + i] = colors[best];
    }
  }
}

/**
 * Add the decision lines to a path: where the two most probable classes are equally probable; for
 * regression where the value is zero.
 *
 * @param {import("./contours.js").Path} path
 * @param {any} run @param {PlaneAnswer} answer
 * @param {number} width @param {number} height
 * @param {Float32Array} margins  (n,) to work in
 */
export function traceDecision(path, run, answer, width, height, margins) {
  const { result: p, n, nx, ny } = answer;
  if (run.task === "regression") {
    traceLevel(path, p, 0, 0, nx, ny, width, height);
    return;
  }
  if (run.n_classes === 2) {
    traceLevel(path, p, n, 0.5, nx, ny, width, height);
    return;
  }
  for (let k = 0; k < run.n_classes; k++) {
    for (let i = 0; i < n; i++) {
      let rival = 0;
      for (let j = 0; j < run.n_classes; j++) {
        if (j !== k && p[j * n + i] > rival) rival = p[j * n + i];
      }
      margins[i] = p[k * n + i] - rival;
    }
    traceLevel(path, margins, 0, 0, nx, ny, width, height);
  }
}
