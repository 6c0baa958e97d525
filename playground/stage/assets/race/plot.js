// @ts-check
// One plot on a canvas: its grid and numbers, lines, bands, and names at the lines' ends.

import { cssColor } from "../theme.js";
import { shareOf, spaced, ticks, tickText } from "./scale.js";

/** @typedef {import("./scale.js").Range} Range */
/** @typedef {{left: number, top: number, width: number, height: number}} Box  CSS pixels */

const LABEL_GAP = 14;
const PIXELS_A_TICK = { across: 74, down: 34 };

/**
 * Turns values into places of a plot.
 *
 * @param {Box} box @param {Range} x @param {Range} y
 */
export function placing(box, x, y) {
  return {
    across: (/** @type {number} */ value) => box.left + box.width * shareOf(x, value),
    down: (/** @type {number} */ value) => box.top + box.height * (1 - shareOf(y, value)),
  };
}

/**
 * @param {CanvasRenderingContext2D} brush @param {Box} box @param {Range} x @param {Range} y
 * @param {import("../theme.js").Theme} theme
 * @param {{name: string, under: string, percent?: boolean, numbers: boolean}} words  ``under`` the
 *   axis; ``numbers``: along x too
 */
export function paintFrame(brush, box, x, y, theme, words) {
  const { across, down } = placing(box, x, y);
  const bottom = box.top + box.height;
  brush.save();
  brush.font = `11px ${theme.font}`;
  brush.strokeStyle = theme.grid;
  brush.fillStyle = theme.faint;
  brush.lineWidth = 1;
  brush.textAlign = "right";
  brush.textBaseline = "middle";
  brush.beginPath();
  for (const value of ticks(y, Math.max(2, Math.floor(box.height / PIXELS_A_TICK.down)))) {
    const at = Math.round(down(value)) + 0.5;
    brush.moveTo(box.left, at);
    brush.lineTo(box.left + box.width, at);
    const text = words.percent ? `${Math.round(100 * value)}%` : tickText(value);
    brush.fillText(text, box.left - 6, at);
  }
  brush.moveTo(box.left + 0.5, box.top);
  brush.lineTo(box.left + 0.5, bottom);
  brush.stroke();
  if (words.numbers) {
    brush.textAlign = "center";
    brush.textBaseline = "top";
    brush.beginPath();
    for (const value of ticks(x, Math.max(2, Math.floor(box.width / PIXELS_A_TICK.across)))) {
      const at = Math.round(across(value)) + 0.5;
      brush.moveTo(at, bottom);
      brush.lineTo(at, bottom + 4);
      brush.fillText(tickText(value), at, bottom + 6);
    }
    brush.stroke();
    brush.textAlign = "left";
    brush.fillText(words.under, box.left + box.width + 22, bottom + 6);
  }
  brush.textAlign = "left";
  brush.textBaseline = "alphabetic";
  brush.font = `600 11.5px ${theme.font}`;
  brush.fillText(words.name, box.left, box.top - 5);
  brush.restore();
}

/**
 * Within the box alone.
 *
 * @param {CanvasRenderingContext2D} brush @param {Box} box @param {() => void} paint
 */
export function clipped(brush, box, paint) {
  brush.save();
  brush.beginPath();
  brush.rect(box.left, box.top - 3, box.width + 4, box.height + 6);
  brush.clip();
  paint();
  brush.restore();
}

/**
 * @param {CanvasRenderingContext2D} brush @param {number} x @param {number} y
 * @param {string} color @param {boolean} cross  for one that diverged
 */
export function paintEnd(brush, x, y, color, cross) {
  brush.save();
  brush.strokeStyle = brush.fillStyle = color;
  brush.lineWidth = 2;
  brush.beginPath();
  if (cross) {
    brush.moveTo(x - 4, y - 4);
    brush.lineTo(x + 4, y + 4);
    brush.moveTo(x - 4, y + 4);
    brush.lineTo(x + 4, y - 4);
    brush.stroke();
  } else {
    brush.arc(x, y, 2.8, 0, 2 * Math.PI);
    brush.fill();
  }
  brush.restore();
}

/**
 * Names right of a plot, each beside its line's end and tied to it.
 *
 * @param {CanvasRenderingContext2D} brush @param {Box} box
 * @param {{text: string, color: string, x: number, y: number, quiet: boolean}[]} names
 * @param {import("../theme.js").Theme} theme @param {number} width  of the margin they stand in
 */
export function paintNames(brush, box, names, theme, width) {
  const left = box.left + box.width + 10;
  const heights = spaced(names.map(({ y }) => y), LABEL_GAP, box.top + 4, box.top + box.height - 2);
  brush.save();
  brush.font = `12px ${theme.font}`;
  brush.textBaseline = "middle";
  names.forEach(({ text, color, x, y, quiet }, i) => {
    brush.globalAlpha = quiet ? 0.35 : 1;
    brush.strokeStyle = cssColor(theme.textRgb, 0.22);
    brush.lineWidth = 1;
    brush.beginPath();
    brush.moveTo(Math.min(x, box.left + box.width) + 4, Math.min(Math.max(y, box.top), box.top + box.height));
    brush.lineTo(left - 3, heights[i]);
    brush.stroke();
    brush.fillStyle = color;
    brush.fillText(fitted(brush, text, width - 16), left, heights[i]);
  });
  brush.restore();
}

/** @param {CanvasRenderingContext2D} brush @param {string} text @param {number} width */
function fitted(brush, text, width) {
  if (brush.measureText(text).width <= width) return text;
  let end = text.length - 1;
  while (end > 3 && brush.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}
