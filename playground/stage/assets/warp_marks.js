// @ts-check
// The marks of a warp panel: grid lines coloured by what the network says there, and the points.

import { TABLE_SIZE } from "./colors.js";
import { targetScale } from "./grid.js";
import { pointColor } from "./points.js";

/** @typedef {import("./colors.js").Palette} Palette */
/** @typedef {{x: number, y: number, scale: number}} View  of the origin, and CSS pixels per unit */

const LEVELS = 7; // colours that regression values are drawn in
const DOT = 2.2; // radius; smaller in a small picture

/** The colour class of every point of a cloud's lines: a predicted class, or a level of the value. */
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
      const color = task === "regression" ? palette.signed[at] : palette.ofClass(bucket)[TABLE_SIZE - 1];
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
  brush.lineWidth = n_lines === 1 ? 3 : 0.9;
  brush.lineJoin = "bevel";
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
        if (!open) brush.moveTo(view.x + view.scale * places[i], view.y - view.scale * places[n + i]);
        brush.lineTo(view.x + view.scale * places[i + 1], view.y - view.scale * places[n + i + 1]);
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
 * Training points filled, test points as rings; one path for all points of a colour.
 *
 * @param {CanvasRenderingContext2D} brush @param {any} run @param {any} cloud
 * @param {Float32Array} places @param {View} view @param {Palette} palette
 * @param {{showTrain: boolean, showTest: boolean}} shown
 */
export function paintDots(brush, run, cloud, places, view, palette, shown) {
  const { n, n_train, n_test, labels } = cloud;
  const first = n - n_train - n_test;
  const groups = groupsOf(run, labels, palette);
  const dot = Math.min(DOT, Math.max(1.4, view.x / 60));
  for (const [color, members] of groups) {
    brush.beginPath();
    for (const i of members) {
      if (i < n_train ? !shown.showTrain : !shown.showTest) continue;
      const x = view.x + view.scale * places[first + i];
      const y = view.y - view.scale * places[n + first + i];
      brush.moveTo(x + dot, y);
      brush.arc(x, y, dot, 0, 2 * Math.PI);
    }
    brush.fillStyle = color;
    brush.fill();
  }
}

/** @type {WeakMap<number[], {palette: Palette, groups: Map<string, number[]>}>} */
const known = new WeakMap();

/** Indices of points by colour. @param {any} run @param {number[]} labels @param {Palette} palette */
function groupsOf(run, labels, palette) {
  const before = known.get(labels);
  if (before?.palette === palette) return before.groups;
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  labels.forEach((label, i) => {
    const color = pointColor(run, label, palette);
    if (!groups.has(color)) groups.set(color, []);
    groups.get(color)?.push(i);
  });
  known.set(labels, { palette, groups });
  return groups;
}
