// @ts-check
// Room and words at the axes of the picture, where its directions measure something of their own.

import { measuresOf, plotlyText, toCoordinate, toValue, valueText } from "./measures.js";
import { fitted } from "./names.js";

/** @typedef {import("./measures.js").Measure} Measure */
/** @typedef {[number, number]} Range */

const TITLE = 16; // CSS pixels
const TICK = 10;
const DIGIT = 6.2;
const LETTER = 6.5;
const FEWEST_DIGITS = 3;
const MOST_DIGITS = 8;
const TALL_FOOTER = 38; // two lines, where columns and classes have names

/**
 * The margins around the plane and the height of the footer below it.
 *
 * @param {any} run @param {Range} up  the range shown at first, in coordinates
 * @param {{l: number, r: number, t: number, b: number}} plain  where nothing has a name
 * @param {number} footer
 */
export function roomFor(run, up, plain, footer) {
  const measures = measuresOf(run);
  const named = measures[0].own;
  const height = named || run.class_names?.length ? TALL_FOOTER : footer;
  if (!named) return { margin: plain, footer: height };
  const ends = up.map((place) => valueText(measures[1], place).length);
  const digits = Math.min(MOST_DIGITS, Math.max(FEWEST_DIGITS, ...ends));
  const l = Math.round(TITLE + TICK + DIGIT * digits);
  return { margin: { ...plain, l, b: plain.b + TITLE }, footer: height };
}

/**
 * A Plotly axis's title; nothing where the direction has no name.
 *
 * @param {Measure} measure @param {number} room  along the axis
 */
export function axisTitle(measure, room) {
  if (!measure.own) return undefined;
  const text = fitted(measure.name, room, (part) => part.length * LETTER);
  return { text: plotlyText(text), standoff: 4, font: { size: 12 } };
}

/** A range of coordinates in the data's own units. @param {Measure} measure @param {Range} range @returns {Range} */
export function valuesOf(measure, [low, high]) {
  return [toValue(measure, low), toValue(measure, high)];
}

/** The other way round. @param {Measure} measure @param {Range} range @returns {Range} */
export function placesOf(measure, [low, high]) {
  return [toCoordinate(measure, low), toCoordinate(measure, high)];
}

/** Whether two runs' points lie in the same space, seen alike. @param {any} a @param {any} b */
export function sameSpace(a, b) {
  const told = (/** @type {any} */ run) => JSON.stringify([run?.axes ?? [], run?.plane ?? null]);
  return told(a) === told(b);
}
