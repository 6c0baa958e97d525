// @ts-check
// The lines of one image's way through: what each unit passes on to the next, weight times value.

import { cssColor } from "../theme.js";

const LEVELS = [0.1, 0.22, 0.42, 0.7]; // shares of a layer's largest product from which on it is drawn
const ALPHAS = { light: [0.05, 0.11, 0.22, 0.42], dark: [0.07, 0.14, 0.28, 0.5] };
const STRAINED = 0.4; // quality
const WIDTHS = [0.7, 0.8, 1, 1.4];

/** @typedef {import("./flow_layout.js").Place} Place */

/** The least product drawn: on a machine at its limit the faintest are left out. @param {number} quality */
export const leastDrawn = (quality) => LEVELS[quality < STRAINED ? 1 : 0];

/**
 * Sort a layer's products by sign and strength: paths[2 · level + (positive ? 1 : 0)].
 *
 * @param {Float32Array} params @param {number} offset  where the layer's weights begin
 * @param {ArrayLike<number>} values (n_in,) @param {number} n_out
 * @param {Place[]} from @param {Place[]} to
 * @param {number} least  share of the largest product below which none is drawn
 * @param {(i: number, u: number) => boolean} wanted
 */
export function pathsOf(params, offset, values, n_out, from, to, least, wanted) {
  let most = 0;
  for (let i = 0, w = offset; i < values.length; i++) {
    for (let u = 0; u < n_out; u++, w++) most = Math.max(most, Math.abs(params[w] * values[i]));
  }
  const paths = LEVELS.flatMap(() => [new Path2D(), new Path2D()]);
  if (!(most > 0) || most === Infinity) return paths;
  for (let i = 0, w = offset; i < values.length; i++) {
    for (let u = 0; u < n_out; u++, w++) {
      const share = (params[w] * values[i]) / most;
      const size = Math.abs(share);
      if (size < least || !wanted(i, u)) continue;
      let level = 0;
      while (level + 1 < LEVELS.length && size >= LEVELS[level + 1]) level++;
      const path = paths[2 * level + (share > 0 ? 1 : 0)];
      const [a, b] = [from[i], to[u]];
      path.moveTo(a.x, a.y);
      path.lineTo(b.x, b.y);
    }
  }
  return paths;
}

/**
 * @param {CanvasRenderingContext2D} brush @param {Path2D[]} paths  as ``pathsOf`` gives them
 * @param {import("../theme.js").Theme} theme
 * @param {boolean} strong  few lines are drawn, so they may be seen better
 */
export function strokePaths(brush, paths, theme, strong) {
  const alphas = theme.dark ? ALPHAS.dark : ALPHAS.light;
  paths.forEach((path, i) => {
    const level = i >> 1;
    brush.strokeStyle = cssColor(theme.classes[i & 1], Math.min(1, alphas[level] * (strong ? 2.2 : 1)));
    brush.lineWidth = WIDTHS[level] * (strong ? 1.4 : 1);
    brush.stroke(path);
  });
}
