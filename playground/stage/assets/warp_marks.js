// @ts-check
// The marks of a warp panel: grid lines coloured by what the network says there, and the points.

import { pixelRatio } from "./canvas.js";
import { TABLE_SIZE } from "./colors.js";
import { targetScale } from "./grid.js";
import { pointColor } from "./points.js";

/** @typedef {import("./colors.js").Palette} Palette */
/**
 * @typedef {{x: number, y: number, sx: number, sy: number, width: number}} View  the origin, CSS
 *   pixels per unit each way, and those of the whole picture
 */

const LEVELS = 7; // colours that regression values are drawn in
const CHUNK = 24; // dots in one path: a path's cost grows faster than what is in it
const DOT_LEVELS = 6; // shades of regression targets on each side of zero
const DOT = 2.2; // radius; smaller in a small picture

/** The colour of every point of a cloud's lines: a predicted class, or a level of the value. */
export function createBuckets() {
  /** @type {Uint8Array} */
  let of = new Uint8Array(0);
  let count = 0;
  /** @type {any} */ let task = null;
  return {
    get of() {
      return of;
    },
    get count() {
      return count;
    },
    /** @param {number} bucket @param {Palette} palette */
    color(bucket, palette) {
      const at = Math.round((bucket / (LEVELS - 1)) * (TABLE_SIZE - 1));
      const isValue = task === "regression";
      const color = isValue ? palette.ink[at] : palette.ofClass(bucket)[TABLE_SIZE - 1];
      return `rgb(${color & 255}, ${(color >> 8) & 255}, ${(color >> 16) & 255})`;
    },
    /** @param {any} run @param {any} cloud */
    sort(run, { result, n, n_lines, n_samples }) {
      task = run.task;
      const length = n_lines * n_samples;
      if (of.length !== length) of = new Uint8Array(length);
      if (task === "regression") {
        count = LEVELS;
        const scale = (LEVELS - 1) / (2 * targetScale(run));
        for (let i = 0; i < length; i++) {
          const level = Math.round((LEVELS - 1) / 2 + result[i] * scale);
          of[i] = Math.min(LEVELS - 1, Math.max(0, level));
        }
        return;
      }
      count = run.n_classes;
      for (let i = 0; i < length; i++) {
        let best = 0;
        for (let k = 1; k < count; k++) if (result[k * n + i] >= result[best * n + i]) best = k;
        of[i] = best;
      }
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} brush @param {any} cloud @param {Float32Array} places  (2 × n)
 * @param {View} view @param {ReturnType<typeof createBuckets>} buckets @param {Palette} palette
 */
export function paintLines(brush, { n, n_lines, n_samples }, places, view, buckets, palette) {
  const { of } = buckets;
  brush.lineWidth = 1 / pixelRatio(); // a device pixel: several times cheaper than any wider line
  brush.lineJoin = "bevel";
  if (n_lines === 1) {
    brush.strokeStyle = palette.theme.faint;
    brush.lineWidth = 1;
    brush.beginPath();
    for (let i = 0; i < n_samples; i++) {
      brush.lineTo(view.x + view.sx * places[i], view.y - view.sy * places[n + i]);
    }
    brush.stroke();
    brush.lineWidth = 3;
  }
  brush.globalAlpha = palette.theme.dark ? 0.85 : 0.9;
  for (let bucket = 0; bucket < buckets.count; bucket++) {
    brush.beginPath();
    let any = false;
    for (let line = 0; line < n_lines; line++) {
      let open = false;
      const end = (line + 1) * n_samples - 1;
      for (let i = line * n_samples; i < end; i++) {
        if (of[i] !== bucket) {
          open = false;
          continue;
        }
        if (!open) brush.moveTo(view.x + view.sx * places[i], view.y - view.sy * places[n + i]);
        brush.lineTo(view.x + view.sx * places[i + 1], view.y - view.sy * places[n + i + 1]);
        open = any = true;
      }
    }
    if (!any) continue;
    brush.strokeStyle = buckets.color(bucket, palette);
    brush.stroke();
  }
  brush.globalAlpha = 1;
}

/**
 * The data points, a colour at a time.
 *
 * @param {CanvasRenderingContext2D} brush @param {any} run @param {any} cloud
 * @param {Float32Array} places @param {View} view @param {Palette} palette
 * @param {{showTrain: boolean, showTest: boolean}} shown
 */
export function paintDots(brush, run, cloud, places, view, palette, shown) {
  const { n, n_train, n_test, labels } = cloud;
  const first = n - n_train - n_test;
  const groups = groupsOf(run, labels, palette);
  const dot = Math.min(DOT, Math.max(1.4, view.width / 120));
  for (const [color, members] of groups) {
    brush.fillStyle = color;
    brush.beginPath();
    let pending = 0;
    for (const i of members) {
      if (i < n_train ? !shown.showTrain : !shown.showTest) continue;
      if (++pending % CHUNK === 0) {
        brush.fill();
        brush.beginPath();
      }
      const x = view.x + view.sx * places[first + i];
      const y = view.y - view.sy * places[n + first + i];
      brush.moveTo(x + dot, y);
      brush.arc(x, y, dot, 0, 2 * Math.PI);
    }
    brush.fill();
  }
}

/** @type {WeakMap<number[], {palette: Palette, groups: Map<string, number[]>}>} */
const known = new WeakMap();

/**
 * Indices of points by colour.
 *
 * @param {any} run @param {number[]} labels @param {Palette} palette
 */
function groupsOf(run, labels, palette) {
  const before = known.get(labels);
  if (before?.palette === palette) return before.groups;
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  const step = targetScale(run) / DOT_LEVELS;
  labels.forEach((label, i) => {
    const shade = run.task === "regression" ? coarse(label, step) : label;
    const color = pointColor(run, shade, palette, palette.ink);
    if (!groups.has(color)) groups.set(color, []);
    groups.get(color)?.push(i);
  });
  known.set(labels, { palette, groups });
  return groups;
}

/** @param {number} value @param {number} step */
function coarse(value, step) {
  return Math.round(value / step) * step;
}
