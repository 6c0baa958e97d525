// @ts-check
// How data points look: training points filled, test points as rings, each in its class's colour.

import { TABLE_SIZE } from "./colors.js";
import { rowsOf } from "./features.js";
import { targetScale } from "./grid.js";
import { measuresOf, numberText, placeText, plotlyText, targetText, toValue, valueText } from "./measures.js";
import { classWords } from "./names.js";

/** @typedef {import("./colors.js").Palette} Palette */

/** Diameters in CSS pixels. */
export const TRAIN_SIZE = 7;
export const TEST_SIZE = 6.4;
const CURVE_SIZE = 4.4;
const RING = 1.7;
const MOST_COLUMNS = 4; // of a wide point, told when it is pointed at

/**
 * @typedef {object} PointStyle  of one set of points
 * @property {string | string[]} fill
 * @property {string | string[]} edge
 * @property {number} edgeWidth
 * @property {number} size  diameter without the edge
 */

/**
 * @param {any} run
 * @param {"train" | "test"} set
 * @param {Palette} palette
 * @returns {PointStyle}
 */
export function pointStyle(run, set, palette) {
  const { theme } = palette;
  const open = theme.dark ? "rgba(14, 17, 23, 0.75)" : "rgba(255, 255, 255, 0.85)";
  const size = set === "train" ? TRAIN_SIZE : TEST_SIZE;
  if (run.n_inputs === 1) {
    return set === "train"
      ? { fill: theme.train, edge: open, edgeWidth: 0.6, size: CURVE_SIZE }
      : { fill: "transparent", edge: theme.test, edgeWidth: 1.2, size: CURVE_SIZE };
  }
  const colors = run[set].map((/** @type {number[]} */ point) =>
    pointColor(run, point[2], palette),
  );
  if (run.task === "regression") {
    const edge = theme.dark ? "rgba(255, 255, 255, 0.55)" : "rgba(30, 34, 45, 0.5)";
    return set === "train"
      ? { fill: colors, edge, edgeWidth: 0.7, size }
      : { fill: colors, edge: open, edgeWidth: 1.2, size };
  }
  return set === "train"
    ? { fill: colors, edge: theme.dark ? "rgba(14, 17, 23, 0.9)" : "white", edgeWidth: 1, size }
    : { fill: open, edge: colors, edgeWidth: RING, size };
}

/**
 * A class's full colour, or a target's colour from a table; the plane's own table lets a point that
 * the network has right vanish.
 *
 * @param {any} run @param {number} label @param {Palette} palette @param {Uint32Array} [table]
 */
export function pointColor(run, label, palette, table = palette.signed) {
  if (run.task !== "regression") {
    return palette.theme.css[label % palette.theme.css.length];
  }
  const share = (label / targetScale(run) + 1) / 2;
  const index = Math.round(Math.min(1, Math.max(0, share)) * (TABLE_SIZE - 1));
  const color = table[index];
  return `rgb(${color & 255}, ${(color >> 8) & 255}, ${(color >> 16) & 255})`;
}

/**
 * Points on a canvas, as Plotly will draw them when it is there.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number[][]} points @param {PointStyle} style
 * @param {(point: number[]) => [number, number]} place
 */
export function drawPoints(context, points, style, place) {
  context.lineWidth = style.edgeWidth;
  points.forEach((point, i) => {
    const [x, y] = place(point);
    context.beginPath();
    context.arc(x, y, style.size / 2, 0, 2 * Math.PI);
    context.fillStyle = Array.isArray(style.fill) ? style.fill[i] : style.fill;
    context.strokeStyle = Array.isArray(style.edge) ? style.edge[i] : style.edge;
    context.fill();
    context.stroke();
  });
}

/**
 * What a point says when pointed at, in Plotly's markup: its set, its answer, and where it lies; of
 * a wider space also the columns in which it is least like the others.
 *
 * @param {any} run @param {"train" | "test"} set @param {number} i
 */
export function pointWords(run, set, i) {
  const [x, y, label] = run[set][i];
  const [across, up] = measuresOf(run);
  const answer = run.task === "regression" ? `target ${targetText(run, label, 0.01)}` : classWords(run, label);
  const lines = [set === "train" ? "training point" : "test point"];
  if (run.n_inputs === 1) lines.push(`${valueText(across, x)}, ${numberText(label, 0.01)}`);
  else if (across.own) lines.push(placeText(across, x), placeText(up, y));
  else lines.push(`${valueText(across, x)}, ${valueText(up, y)}`);
  if (run.plane) lines.push(...outstanding(run, rowsOf(run, set)[i]));
  const [first, ...rest] = lines.map(plotlyText);
  return [first, `<b>${plotlyText(answer)}</b>`, ...rest].join("<br>");
}

/** The columns furthest from their mean, in their own units. @param {any} run @param {number[]} row */
function outstanding(run, row) {
  return row
    .map((z, i) => ({ z, measure: run.axes[i] }))
    .filter(({ measure }) => measure)
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .slice(0, MOST_COLUMNS)
    .map(({ z, measure }) => placeText(measure, z));
}

/**
 * A set of points as a Plotly trace, in the units of the data.
 *
 * @param {any} run @param {"train" | "test"} set @param {Palette} palette @param {boolean} visible
 */
export function pointTrace(run, set, palette, visible) {
  const style = pointStyle(run, set, palette);
  const points = run[set];
  const [across, up] = measuresOf(run);
  const column = run.n_inputs === 1 ? 2 : 1;
  return {
    type: "scatter",
    mode: "markers",
    name: set,
    visible,
    x: points.map((/** @type {number[]} */ point) => toValue(across, point[0])),
    y: points.map((/** @type {number[]} */ point) => toValue(up, point[column])),
    customdata: points.map((/** @type {number[]} */ _, /** @type {number} */ i) => pointWords(run, set, i)),
    hovertemplate: "%{customdata}<extra></extra>",
    marker: {
      size: style.size,
      color: style.fill,
      opacity: 1,
      line: { color: style.edge, width: style.edgeWidth },
    },
  };
}
