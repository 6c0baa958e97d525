// @ts-check
// What is written beside the network: the inputs' names on the left, the classes' on the right.

import { className, fitted, inputName } from "./names.js";
import { narrowest } from "./network_layout.js";

/** @typedef {import("./network_layout.js").Layout} Layout */

const SIDE = 44; // CSS pixels, where nothing has a long name
const BARE = 24; // where classes are only dots
const WIDEST = 120;
const MOST_SHARE = 0.2; // of the panel's width
const APART = 7; // of a label from its picture
const DOT = 13; // and of a class's name from its dot
const ROOM = 8; // beyond a label
const FEWEST = 16; // CSS pixels for a name, or none
const LARGEST = 13; // of the letters
const SMALLEST = 9;
const REACH = 10; // of the pointer, up and down

/**
 * Room for labels left of the inputs and right of the outputs.
 *
 * @param {any} run @param {number} width  of the panel
 * @param {string} font  family
 */
export function sidesFor(run, width, font) {
  const widthOf = measuring(font, LARGEST);
  const most = Math.max(SIDE, Math.min(WIDEST, MOST_SHARE * width));
  const longest = (/** @type {string[]} */ names) => Math.max(...names.map(widthOf));
  const left = within(longest(inputNames(run)) + APART + ROOM, SIDE, most);
  const wanted = run.n_classes > 2 ? longest(classNames(run)) + APART + DOT + ROOM : 0;
  const right = within(wanted, SIDE, most);
  const free = width - narrowest(run.layer_sizes);
  if (left + right <= free || (left === SIDE && right === SIDE)) return { left, right };
  // Where both do not fit, long names of classes are found in the legend; those of inputs only here.
  const least = within(free - left, wanted > 0 && wanted <= SIDE ? SIDE : BARE, right);
  return { left: within(free - least, SIDE, left), right: least };
}

/**
 * @param {CanvasRenderingContext2D} brush @param {Layout} layout @param {any} run
 * @param {import("./theme.js").Theme} theme
 */
export function paintLabels(brush, layout, run, theme) {
  const { columns, width } = layout;
  const [first, last] = [columns[0], columns[columns.length - 1]];
  brush.textBaseline = "middle";
  brush.fillStyle = theme.text;
  brush.textAlign = "right";
  const end = first.left - APART;
  inputNames(run).forEach((name, i) => write(brush, name, end, first.ys[i], end - 2, sizeFor(first), theme.font));
  brush.textAlign = "left";
  const start = last.right + APART;
  if (run.n_classes <= 2) {
    last.ys.forEach((y) => write(brush, run.output === "softmax" ? "p" : "ŷ", start, y, SIDE, LARGEST, theme.font));
    return;
  }
  classNames(run).forEach((name, k) => {
    const y = last.ys[k];
    brush.fillStyle = theme.css[k % theme.css.length];
    brush.beginPath();
    brush.arc(start + 4, y, 4, 0, 2 * Math.PI);
    brush.fill();
    brush.fillStyle = theme.text;
    const room = width - start - DOT - 2;
    if (room > FEWEST) write(brush, name, start + DOT, y, room, sizeFor(last), theme.font);
  });
}

/**
 * The unit whose label lies at a place.
 *
 * @param {Layout} layout @param {number} x @param {number} y
 * @returns {import("./view.js").Unit | null}
 */
export function labelAt({ columns }, x, y) {
  const layer = x < columns[0].left ? 0 : columns.length - 1;
  const column = columns[layer];
  if (layer > 0 && x < column.right) return null;
  const reach = Math.min(REACH, stepOf(column) / 2);
  const unit = column.ys.findIndex((at) => Math.abs(at - y) <= reach);
  return unit < 0 ? null : { layer, unit };
}

/** @param {any} run @returns {string[]} */
function inputNames(run) {
  return Array.from({ length: run.layer_sizes[0] }, (_, i) => inputName(run, i));
}

/** @param {any} run @returns {string[]} */
function classNames(run) {
  return Array.from({ length: run.n_classes }, (_, k) => className(run, k));
}

/** From one label to the next. @param {import("./network_layout.js").Column} column */
function stepOf({ ys }) {
  return ys.length > 1 ? ys[1] - ys[0] : Infinity;
}

/** Letters that do not touch those of the next line. @param {import("./network_layout.js").Column} column */
function sizeFor(column) {
  return within(Math.floor(stepOf(column) - 1), SMALLEST, LARGEST);
}

/**
 * @param {CanvasRenderingContext2D} brush @param {string} name @param {number} x @param {number} y
 * @param {number} room @param {number} size @param {string} font
 */
function write(brush, name, x, y, room, size, font) {
  brush.font = `${size}px ${font}`;
  brush.fillText(fitted(name, room, (text) => brush.measureText(text).width), x, y);
}

/** How wide a text is. @param {string} font @param {number} size */
function measuring(font, size) {
  const brush = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  brush.font = `${size}px ${font}`;
  return (/** @type {string} */ text) => Math.ceil(brush.measureText(text).width);
}

/** @param {number} value @param {number} low @param {number} high */
function within(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
