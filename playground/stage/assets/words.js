// @ts-check
// What painters say in words: names of units and layers, and a network's answer at one place.

import { unitResponse } from "./grid.js";
import { answerOf, measuresOf, placeText } from "./measures.js";
import { classWords, inputName, shortened } from "./names.js";

export { className } from "./names.js";

/** @typedef {import("./view.js").Unit} Unit */

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const MINUS = "−";
const LONGEST = 24; // characters of a class's name in a sentence

/** @param {number} value @param {number} digits */
export function signed(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A small number, as a subscript. @param {number} value */
export function subscript(value) {
  return [...String(value)].map((digit) => SUBSCRIPTS[Number(digit)]).join("");
}

/** A unit, as in "layer 2 · unit 5". @param {any} run @param {Unit} unit */
export function unitName(run, { layer, unit }) {
  const last = run.layer_sizes.length - 1;
  if (layer === 0) return `input ${inputName(run, unit)}`;
  if (layer < last) return `layer ${layer} · unit ${unit + 1}`;
  if (run.n_classes > 2) return `output · ${classWords(run, unit)}`;
  return run.task === "regression" ? "output" : `output · ${classWords(run, 1)}`;
}

/**
 * The answer at one place, as in "x 1.20  y −3.40  ·  class 1: 97%"; of own data in two lines.
 *
 * @param {any} run @param {import("./grid.js").PlaneAnswer} answer  at that place alone
 * @param {number} x @param {number} y
 * @param {Unit | null} unit  asked in place of the network
 */
export function describeAnswer(run, answer, x, y, unit) {
  const [across, up] = measuresOf(run);
  const along = placeText(across, x);
  const both = run.n_inputs === 1 ? along : `${along}  ${placeText(up, y)}`;
  const place = both + (across.own ? "\n" : "  ·  "); // names take a line of their own
  if (unit && unit.layer < run.layer_sizes.length - 1) {
    const { values, from } = unitResponse(run, answer, unit.layer, unit.unit);
    return `${place}${signed(values[from], 2)}`;
  }
  if (run.task === "regression") {
    const told = answerOf(run);
    if (told.own) return place + placeText(told, answer.result[0]);
    return `${place}${run.n_inputs === 1 ? "f̂ = " : "value "}${signed(answer.result[0], 3)}`;
  }
  const p = answer.result;
  let best = 0;
  for (let k = 1; k < run.n_classes; k++) if (p[k] > p[best]) best = k;
  const k = unit ? unit.unit : best;
  return `${place}${shortened(classWords(run, k), LONGEST)}: ${percent(p[k])}`;
}

/** Whole percents that never say 100 for less, nor 0 for more. @param {number} share */
export function percent(share) {
  if (share > 0.99 && share < 1) return `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
  if (share < 0.01 && share > 0) return "< 1%";
  return `${Math.round(share * 100)}%`;
}
