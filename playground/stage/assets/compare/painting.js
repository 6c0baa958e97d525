// @ts-check
// Painting a model's answer, the points and the axes into a box of a canvas.

import { mix, rampTable } from "../colors.js";
import { DOMAIN } from "../grid.js";
import { measuresOf, numberText, toCoordinate, toValue } from "../measures.js";
import { traceDecision } from "../plane.js";
import { drawPoints, pointStyle } from "../points.js";
import { cssColor, rgb } from "../theme.js";

/** @typedef {{left: number, top: number, width: number, height: number}} Box  CSS pixels */
/** @typedef {[number, number]} Range */

const FINEST_CURVE = 1e4; // CSS pixels; what lies further out is not seen
const LEAST_ROOM = 26; // CSS pixels, for numbers at the left edge
const DIGIT = 6.2;
let margins = new Float32Array(0);

/** The vertical range in which a run is shown. @param {any} run @returns {Range} */
export function rangeOf(run) {
  if (run.n_inputs !== 1) return [-DOMAIN, DOMAIN];
  const targets = [...run.train, ...run.test].map((point) => point[2]);
  const [low, high] = [Math.min(...targets), Math.max(...targets)];
  const room = 0.15 * (high - low || 1);
  return [low - room, high + room];
}

/**
 * Colours of differences: towards the text's colour where both decide the same, towards violet,
 * which no class has, where they do not.
 *
 * @param {import("../colors.js").Palette} palette
 */
export function differenceTables({ pale, theme }) {
  const violet = rgb(theme.test);
  return {
    same: rampTable(pale, mix(theme.backgroundRgb, theme.textRgb, 0.72)),
    other: rampTable(mix(pale, violet, 0.42), violet),
  };
}

/**
 * @param {CanvasRenderingContext2D} brush @param {Box} box @param {HTMLCanvasElement} field
 */
export function paintField(brush, { left, top, width, height }, field) {
  brush.imageSmoothingEnabled = true;
  brush.imageSmoothingQuality = "high";
  brush.drawImage(field, left, top, width, height);
}

/**
 * Where the model changes its mind; for regression, where its value is zero.
 *
 * @param {CanvasRenderingContext2D} brush @param {Box} box
 * @param {any} run @param {any} answer
 * @param {{color: string, width: number, alpha: number}} line
 */
export function paintLine(brush, { left, top, width, height }, run, answer, line) {
  if (margins.length !== answer.n) margins = new Float32Array(answer.n);
  brush.save();
  brush.beginPath();
  brush.rect(left, top, width, height);
  brush.clip();
  brush.translate(left, top);
  brush.beginPath();
  traceDecision(brush, run, answer, width, height, margins);
  brush.strokeStyle = line.color;
  brush.globalAlpha = line.alpha;
  brush.lineWidth = line.width;
  brush.lineJoin = brush.lineCap = "round";
  brush.stroke();
  brush.restore();
}

/**
 * A curve y = f(x).
 *
 * @param {CanvasRenderingContext2D} brush @param {Box} box
 * @param {Float32Array} values  at the centres of equal cells along x
 * @param {Range} range  of y
 * @param {string} color @param {number} width
 */
export function paintCurve(brush, box, values, range, color, width) {
  brush.save();
  brush.beginPath();
  brush.rect(box.left, box.top, box.width, box.height);
  brush.clip();
  brush.beginPath();
  traceCurve(brush, box, values, range);
  brush.strokeStyle = color;
  brush.lineWidth = width;
  brush.lineJoin = "round";
  brush.stroke();
  brush.restore();
}

/**
 * The area between two curves.
 *
 * @param {CanvasRenderingContext2D} brush @param {Box} box
 * @param {Float32Array} a @param {Float32Array} b @param {Range} range @param {string} color
 */
export function paintGap(brush, box, a, b, range, color) {
  brush.save();
  brush.beginPath();
  brush.rect(box.left, box.top, box.width, box.height);
  brush.clip();
  brush.beginPath();
  traceCurve(brush, box, a, range);
  traceCurve(brush, box, b, range, true);
  brush.closePath();
  brush.fillStyle = color;
  brush.fill();
  brush.restore();
}

/**
 * @param {CanvasRenderingContext2D} brush @param {Box} box @param {Float32Array} values
 * @param {Range} range @param {boolean} [back]  from right to left
 */
function traceCurve(brush, box, values, [low, high], back = false) {
  const n = values.length;
  for (let step = 0; step < n; step++) {
    const i = back ? n - 1 - step : step;
    const x = box.left + ((i + 0.5) / n) * box.width;
    const y = box.top + (box.height * (high - values[i])) / (high - low);
    brush.lineTo(x, Math.min(FINEST_CURVE, Math.max(-FINEST_CURVE, y)));
  }
}

/**
 * The points, as small as the picture asks for.
 *
 * @param {CanvasRenderingContext2D} brush @param {Box} box
 * @param {any} run @param {import("../colors.js").Palette} palette @param {Range} range
 * @param {{showTrain: boolean, showTest: boolean}} view
 * @param {number} scale  1: as large as on the live page
 * @param {(index: number) => boolean} [keep]  by index among training, then test points
 */
export function paintPoints(brush, box, run, palette, range, view, scale, keep) {
  const column = run.n_inputs === 1 ? 2 : 1;
  const place = (/** @type {number[]} */ point) =>
    /** @type {[number, number]} */ ([
      box.left + box.width * (0.5 + point[0] / (2 * DOMAIN)),
      box.top + (box.height * (range[1] - point[column])) / (range[1] - range[0]),
    ]);
  brush.save();
  brush.beginPath();
  brush.rect(box.left, box.top, box.width, box.height);
  brush.clip();
  for (const set of /** @type {const} */ (["test", "train"])) {
    if (!(set === "train" ? view.showTrain : view.showTest)) continue;
    const style = pointStyle(run, set, palette);
    const first = set === "train" ? 0 : run.train.length;
    const kept = run[set].map((_, i) => i).filter((i) => !keep || keep(first + i));
    const pick = (/** @type {any} */ colors) => (Array.isArray(colors) ? kept.map((i) => colors[i]) : colors);
    const shown = {
      fill: pick(style.fill), edge: pick(style.edge),
      edgeWidth: style.edgeWidth * Math.max(scale, 0.5), size: style.size * scale,
    };
    drawPoints(brush, kept.map((i) => run[set][i]), shown, place);
  }
  brush.restore();
}

/**
 * Numbers along the left and the lower edge, in the data's own units where they have some.
 *
 * @param {CanvasRenderingContext2D} brush @param {Box} box @param {any} run
 * @param {Range} range  of y @param {import("../theme.js").Theme} theme
 */
export function paintAxes(brush, box, run, range, theme) {
  const [across, up] = measuresOf(run);
  brush.save();
  brush.font = `11px ${theme.font}`;
  brush.fillStyle = theme.faint;
  brush.strokeStyle = cssColor(theme.textRgb, 0.3);
  brush.lineWidth = 1;
  brush.textAlign = "center";
  brush.textBaseline = "top";
  const bottom = box.top + box.height;
  brush.beginPath();
  for (const { at, text } of ticks(across, [-DOMAIN, DOMAIN])) {
    const x = box.left + box.width * (0.5 + at / (2 * DOMAIN));
    brush.moveTo(x, bottom);
    brush.lineTo(x, bottom + 3);
    brush.fillText(text, x, bottom + 5);
  }
  brush.textAlign = "right";
  brush.textBaseline = "middle";
  for (const { at, text } of ticks(up, range)) {
    const y = box.top + (box.height * (range[1] - at)) / (range[1] - range[0]);
    brush.moveTo(box.left - 3, y);
    brush.lineTo(box.left, y);
    brush.fillText(text, box.left - 5, y);
  }
  brush.stroke();
  brush.strokeStyle = theme.grid;
  brush.strokeRect(box.left - 0.5, box.top - 0.5, box.width + 1, box.height + 1);
  brush.restore();
}

/** Room for the numbers at the left edge, in CSS pixels. @param {any} run @param {Range} range  of y */
export function roomForNumbers(run, range) {
  const longest = Math.max(...ticks(measuresOf(run)[1], range).map(({ text }) => text.length));
  return Math.max(LEAST_ROOM, Math.ceil(DIGIT * longest) + 9);
}

/**
 * Round numbers within a range of coordinates: where they are, and how they are written.
 *
 * @param {import("../measures.js").Measure} measure @param {Range} range
 */
function ticks(measure, range) {
  const [low, high] = [toValue(measure, range[0]), toValue(measure, range[1])].sort((a, b) => a - b);
  const step = tickStep([low, high]);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
    found.push({ at: toCoordinate(measure, value), text: measure.own ? numberText(value, step) : label(value) });
  }
  return found;
}

/** @param {Range} range */
function tickStep([low, high]) {
  if (high - low === 2 * DOMAIN) return 5;
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([5, 2, 1].find((nice) => nice * power <= rough) ?? 1);
}

/** @param {number} value */
function label(value) {
  const text = String(Number(Math.abs(value).toPrecision(6)));
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
