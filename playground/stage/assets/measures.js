// @ts-check
// What the two directions of the picture measure: names, values in the data's own units, the spread
// that a plane shows of a wider space.

import { bare, shortened } from "./names.js";

/**
 * @typedef {object} Measure  of one direction: value = offset + scale · coordinate
 * @property {string} name
 * @property {number} offset
 * @property {number} scale
 * @property {boolean} own  named by the data, so worth writing at the axis
 */

const PLAIN = ["x", "y"];
const LONGEST = 18; // characters of a name before its value
const FINENESS = 32; // readable steps of a unit of the plane, about the square root of 1,000

/**
 * The measures of the plane shown, across and up.
 *
 * @param {any} run
 * @returns {[Measure, Measure]}
 */
export function measuresOf(run) {
  return [measureOf(run, 0), measureOf(run, 1)];
}

/** @param {any} run @param {0 | 1} k @returns {Measure} */
function measureOf(run, k) {
  const { plane, axes = [] } = run;
  if (plane) return onPlane(plane, axes, k);
  if (axes.length) return { ...axes[k], own: true };
  return { name: PLAIN[k], offset: 0, scale: 1, own: false };
}

/**
 * What a target of regression measures; the plain number where nobody has named it.
 *
 * @param {any} run @returns {Measure}
 */
export function answerOf({ answer }) {
  return answer?.name ? { ...answer, own: true } : { name: "", offset: 0, scale: 1, own: false };
}

/**
 * A target, or what the network answers in its place, in the data's own units.
 *
 * @param {any} run @param {number} target @param {number} step  that is told apart where there are none
 */
export function targetText(run, target, step) {
  const measure = answerOf(run);
  return measure.own ? valueText(measure, target) : numberText(target, step);
}

/** A direction along one column has that column's units; any other those of the space. @returns {Measure} */
function onPlane(/** @type {any} */ plane, /** @type {any[]} */ axes, /** @type {0 | 1} */ k) {
  const direction = plane.directions[k];
  const along = direction.flatMap((/** @type {number} */ step, /** @type {number} */ i) => (step ? [i] : []));
  const name = plane.names[k];
  const i = along[0];
  const axis = along.length === 1 ? axes[i] : null;
  if (axis?.name !== name) return { name, offset: 0, scale: Math.hypot(...direction), own: true };
  const offset = axis.offset + axis.scale * plane.origin[i];
  return { name, offset, scale: axis.scale * direction[i], own: true };
}

/** @param {Measure} measure @param {number} coordinate */
export function toValue({ offset, scale }, coordinate) {
  return offset + scale * coordinate;
}

/** @param {Measure} measure @param {number} value */
export function toCoordinate({ offset, scale }, value) {
  return (value - offset) / scale;
}

/** A coordinate as a value with its digits that matter. @param {Measure} measure @param {number} coordinate */
export function valueText(measure, coordinate) {
  return numberText(toValue(measure, coordinate), Math.abs(measure.scale) / FINENESS);
}

/** A difference of coordinates as one of values. @param {Measure} measure @param {number} difference */
export function spreadText({ scale }, difference) {
  return numberText(difference * Math.abs(scale), Math.abs(scale) / FINENESS);
}

/**
 * A number with the digits that steps of some size need: "−3.40", "12,750", "1.2e+12".
 *
 * @param {number} value @param {number} step
 */
export function numberText(value, step) {
  const digits = Math.max(0, Math.round(-Math.log10(step)));
  const size = Math.abs(value);
  const text =
    digits > 6 || size >= 1e9
      ? size.toExponential(2)
      : size.toLocaleString("en-US", {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
          useGrouping: size >= 10_000,
        });
  return value < 0 && Number(text.replaceAll(",", "")) !== 0 ? `−${text}` : text;
}

/** A place in words, as in "petal length 4.70". @param {Measure} measure @param {number} coordinate */
export function placeText(measure, coordinate) {
  const name = shortened(bare(measure.name), LONGEST);
  return `${name}${/\d$/.test(name) ? ":" : ""} ${valueText(measure, coordinate)}`;
}

/**
 * What a column becomes on its way into the network, as in "(value − 5.84) ÷ 0.83"; nothing for
 * features computed of more, and where columns have no units.
 *
 * @param {any} run @param {number} i  an input
 */
export function toldAs(run, i) {
  const feature = run.feature_names[i];
  const axis = run.axes?.[feature === undefined ? i : PLAIN.indexOf(feature)];
  if (!axis) return "";
  const middle = axis.offset + axis.scale * run.feature_mean[i];
  const spread = axis.scale * run.feature_scale[i];
  const from = numberText(Math.abs(middle), spread / FINENESS);
  return `(value ${middle < 0 ? "+" : "−"} ${from}) ÷ ${numberText(spread, spread / FINENESS)}`;
}

/**
 * The share of the points' variance that lies in the plane they are seen on.
 *
 * @param {{plane: {directions: number[][]}, train_rows: number[][], test_rows: number[][]}} run
 */
export function shareOfSpread({ plane, train_rows, test_rows }) {
  const rows = [...train_rows, ...test_rows];
  const mean = plane.directions[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  const lengths = plane.directions.map((direction) => Math.hypot(...direction));
  let inside = 0;
  let whole = 0;
  for (const row of rows) {
    const away = row.map((value, i) => value - mean[i]);
    for (const value of away) whole += value * value;
    plane.directions.forEach((direction, k) => {
      const along = direction.reduce((sum, step, i) => sum + step * away[i], 0) / lengths[k];
      inside += along * along;
    });
  }
  return whole > 0 ? inside / whole : 1;
}

/** Text without meaning as Plotly's markup. @param {string} text */
export function plotlyText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
