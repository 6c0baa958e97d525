// @ts-check
// Small marks on the network: each unit's bias at its corner, and locks on what is frozen.

import { parameterOffsets } from "../forward.js";
import { frozenOf, isLayerFrozen } from "./parameters.js";

/** @typedef {import("../network_layout.js").Layout} Layout */
/** @typedef {import("../network_layout.js").Column} Column */

const LARGEST = 10; // CSS pixels of a bias's mark
const STRONGEST = 1.5; // a bias that fills it
const MOST_LOCKS = 40; // between two columns; beyond them dashes say it alone
const FINGER = 13;
const MOUSE = 7;

/** Side of a bias's mark on a picture of some size. @param {number} size */
function sideOf(size) {
  return Math.max(3, Math.min(LARGEST, Math.round(size * 0.3)));
}

/**
 * Every bias as a square at the lower left corner of its unit: coloured by its sign, filled by its
 * size.
 *
 * @param {CanvasRenderingContext2D} brush @param {Layout} layout @param {number[]} sizes
 * @param {Float32Array} params @param {import("../theme.js").Theme} theme
 */
export function paintBiases(brush, layout, sizes, params, theme) {
  const offsets = parameterOffsets(sizes);
  for (let layer = 1; layer < sizes.length; layer++) {
    const { xs, ys, size } = layout.columns[layer];
    const side = sideOf(size);
    const at = offsets[layer - 1] + sizes[layer - 1] * sizes[layer];
    brush.fillStyle = theme.background;
    for (let u = 0; u < ys.length; u++) {
      brush.fillRect(xs[u] - size / 2, ys[u] + size / 2 - side, side, side);
    }
    for (let u = 0; u < ys.length; u++) {
      const bias = params[at + u];
      if (!bias) continue;
      const inner = 1 + (side - 3) * Math.sqrt(Math.min(1, Math.abs(bias) / STRONGEST));
      brush.fillStyle = theme.css[bias < 0 ? 0 : 1];
      const [x, y] = [xs[u] - size / 2 + side / 2, ys[u] + size / 2 - side / 2];
      brush.fillRect(x - inner / 2, y - inner / 2, inner, inner);
    }
  }
}

/**
 * The unit whose bias's mark lies at a place.
 *
 * @param {Layout} layout @param {number} x @param {number} y @param {boolean} finger
 * @returns {import("../view.js").Unit | null}
 */
export function biasAt({ columns }, x, y, finger) {
  for (let layer = 1; layer < columns.length; layer++) {
    const { left, right, size, xs, ys } = columns[layer];
    if (x < left - FINGER || x > right + FINGER) continue;
    const side = sideOf(size);
    // A finger gets no more than a quarter of the picture, or the unit could not be touched.
    const reach = Math.max(side / 2 + 1, finger ? Math.min(FINGER, size * 0.45) : Math.min(MOUSE, size * 0.3));
    for (let unit = 0; unit < ys.length; unit++) {
      const [cx, cy] = [xs[unit] - size / 2 + side / 2, ys[unit] + size / 2 - side / 2];
      if (Math.abs(x - cx) <= reach && Math.abs(y - cy) <= reach) return { layer, unit };
    }
  }
  return null;
}

/**
 * Locks on frozen weights and biases; a whole frozen layer has one on its heading instead.
 *
 * @param {CanvasRenderingContext2D} brush @param {Layout} layout @param {any} run
 * @param {import("../theme.js").Theme} theme
 */
export function paintLocks(brush, { columns }, run, theme) {
  const flags = frozenOf(run);
  if (!flags.length) return;
  const sizes = run.layer_sizes;
  const offsets = parameterOffsets(sizes);
  for (let gap = 0; gap + 1 < sizes.length; gap++) {
    if (isLayerFrozen(run, gap)) continue;
    const [left, right] = [columns[gap], columns[gap + 1]];
    let locks = 0;
    for (let i = 0; i < sizes[gap] * sizes[gap + 1]; i++) {
      if (!flags[offsets[gap] + i] || ++locks > MOST_LOCKS) continue;
      const [from, to] = [Math.floor(i / sizes[gap + 1]), i % sizes[gap + 1]];
      // The curve passes half-way between its ends at half its way.
      paintLock(brush, (left.right + right.left) / 2, (left.ys[from] + right.ys[to]) / 2, theme);
    }
    for (let u = 0; u < sizes[gap + 1]; u++) {
      if (!flags[offsets[gap] + sizes[gap] * sizes[gap + 1] + u]) continue;
      const { xs, ys, size } = right;
      paintLock(brush, xs[u] - size / 2, ys[u] + size / 2, theme, 0.8);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} brush @param {number} x @param {number} y  its middle
 * @param {import("../theme.js").Theme} theme @param {number} [scale]
 */
function paintLock(brush, x, y, theme, scale = 1) {
  brush.save();
  brush.translate(x, y);
  brush.scale(scale, scale);
  brush.fillStyle = theme.background;
  brush.beginPath();
  brush.arc(0, 0, 7.5, 0, 2 * Math.PI);
  brush.fill();
  brush.strokeStyle = brush.fillStyle = theme.text;
  brush.lineWidth = 1.3;
  brush.beginPath();
  brush.arc(0, -1, 2.2, Math.PI, 0);
  brush.stroke();
  brush.fillRect(-3.4, -1, 6.8, 5);
  brush.restore();
}
