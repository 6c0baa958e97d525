// @ts-check
// The film's picture: what the network answers on the plane, its boundary, the points, the axes.

import { createCanvas, createPixels, fitCanvas } from "../canvas.js";
import { createCurvePainter } from "../curve_fit.js";
import { DOMAIN, createEvaluation } from "../grid.js";
import { measuresOf, numberText, toCoordinate, toValue } from "../measures.js";
import { fitted } from "../names.js";
import { paintAnswer, traceDecision } from "../plane.js";
import { drawPoints, pointStyle } from "../points.js";
import { roundSteps } from "./round_steps.js";

/** @typedef {import("../decode.js").Snapshot} Snapshot */
/** @typedef {[number, number]} Range */

const MARGIN = { left: 52, right: 8, top: 8, bottom: 40 };
const CELLS = { fewest: 48, start: 110, still: 200 }; // each way; more where nothing moves
const FRAME_MS = 24;
const TICKS = 8;
const FINER = 0.4; // a step of 0.5 needs a digit after the point

/**
 * @param {HTMLElement} host @param {any} run
 */
export function createPicture(host, run) {
  const canvas = createCanvas("film-canvas");
  host.append(canvas);
  const evaluation = createEvaluation(run);
  const curve = createCurvePainter();
  const isCurve = run.n_inputs === 1;
  const ranges = { xaxis: /** @type {Range} */ ([-DOMAIN, DOMAIN]), yaxis: heights(run) };
  let pixels = createPixels(1, 1);
  let margins = new Float32Array(0);
  let cells = CELLS.start;
  /** @type {any} */ let palette = null;
  let box = { width: 0, height: 0 };

  function resize() {
    const side = Math.min(host.clientWidth, host.clientHeight);
    const wide = isCurve ? host.clientWidth : side;
    box = {
      width: Math.max(40, wide - MARGIN.left - MARGIN.right),
      height: Math.max(40, (isCurve ? host.clientHeight : side) - MARGIN.top - MARGIN.bottom),
    };
  }

  /** @param {Snapshot} snapshot @param {boolean} moving */
  function paint(snapshot, moving) {
    if (!palette || !box.width) return;
    const { left, top, right, bottom } = MARGIN;
    const brush = fitCanvas(canvas, box.width + left + right, box.height + top + bottom);
    brush.clearRect(0, 0, box.width + left + right, box.height + top + bottom);
    brush.save();
    brush.translate(left, top);
    brush.beginPath();
    brush.rect(0, 0, box.width, box.height);
    brush.save();
    brush.clip();
    const started = performance.now();
    const n = moving ? cells : CELLS.still;
    if (isCurve) {
      curve.paint(brush, { frame: { run, snapshot, evaluation }, run, theme: palette.theme, ranges, box, unit: null });
    } else {
      paintPlane(brush, snapshot, n);
    }
    const took = performance.now() - started;
    if (moving && took > FRAME_MS) cells = Math.max(CELLS.fewest, Math.round(cells * 0.85));
    const place = (/** @type {number[]} */ point) => /** @type {[number, number]} */ ([
      across(point[0]),
      down(point[isCurve ? 2 : 1]),
    ]);
    drawPoints(brush, run.test, pointStyle(run, "test", palette), place);
    drawPoints(brush, run.train, pointStyle(run, "train", palette), place);
    brush.restore();
    brush.strokeStyle = palette.theme.grid;
    brush.lineWidth = 1;
    brush.strokeRect(0, 0, box.width, box.height);
    writeAxes(brush);
    brush.restore();
  }

  /** @param {CanvasRenderingContext2D} brush @param {Snapshot} snapshot @param {number} n */
  function paintPlane(brush, snapshot, n) {
    // One cell more at each edge, so that the edges are as smooth as the middle.
    const cell = (2 * DOMAIN) / n;
    const range = /** @type {Range} */ ([-DOMAIN - cell, DOMAIN + cell]);
    const answer = evaluation.plane(snapshot, { x: range, y: range }, n + 2, n + 2);
    if (pixels.width !== n + 2) pixels = createPixels(n + 2, n + 2);
    if (margins.length !== answer.n) margins = new Float32Array(answer.n);
    paintAnswer(pixels.pixels, run, answer, palette);
    pixels.show();
    const beyond = { width: box.width / n, height: box.height / n };
    const size = { width: box.width + 2 * beyond.width, height: box.height + 2 * beyond.height };
    brush.save();
    brush.translate(-beyond.width, -beyond.height);
    brush.imageSmoothingEnabled = true;
    brush.imageSmoothingQuality = "high";
    brush.drawImage(pixels.canvas, 0, 0, size.width, size.height);
    brush.beginPath();
    traceDecision(brush, run, answer, size.width, size.height, margins);
    brush.strokeStyle = palette.theme.text;
    brush.globalAlpha = run.task === "regression" ? 0.3 : 0.75;
    brush.lineWidth = 1.5;
    brush.lineJoin = brush.lineCap = "round";
    brush.stroke();
    brush.restore();
  }

  /** @param {number} x */
  function across(x) {
    return (box.width * (x - ranges.xaxis[0])) / (ranges.xaxis[1] - ranges.xaxis[0]);
  }

  /** @param {number} y */
  function down(y) {
    return (box.height * (ranges.yaxis[1] - y)) / (ranges.yaxis[1] - ranges.yaxis[0]);
  }

  /** Values at the edges, in the data's own units. @param {CanvasRenderingContext2D} brush */
  function writeAxes(brush) {
    const [x, y] = measuresOf(run);
    const up = isCurve ? { ...y, name: "target", offset: 0, scale: 1 } : y;
    const { theme } = palette;
    brush.font = `12px ${theme.font}`;
    brush.fillStyle = theme.faint;
    const widthOf = (/** @type {string} */ text) => brush.measureText(text).width;
    brush.textAlign = "center";
    brush.textBaseline = "top";
    for (const [place, text] of ticks(x, ranges.xaxis)) brush.fillText(text, across(place), box.height + 5);
    brush.fillText(fitted(x.name, box.width, widthOf), box.width / 2, box.height + 22);
    brush.textAlign = "right";
    brush.textBaseline = "middle";
    for (const [place, text] of ticks(up, ranges.yaxis)) brush.fillText(text, -6, down(place));
    brush.save();
    brush.translate(-MARGIN.left + 9, box.height / 2);
    brush.rotate(-Math.PI / 2);
    brush.textAlign = "center";
    brush.fillText(fitted(up.name, box.height, widthOf), 0, 0);
    brush.restore();
  }

  return {
    paint,
    resize,
    /** @param {import("../colors.js").Palette} next */
    dress(next) {
      palette = next;
      if (!box.width) resize();
    },
  };
}

/**
 * Coordinates with round values, and those values.
 *
 * @param {import("../measures.js").Measure} measure @param {Range} range
 * @returns {[number, string][]}
 */
function ticks(measure, range) {
  const { step, values } = roundSteps(toValue(measure, range[0]), toValue(measure, range[1]), TICKS);
  return values.map((value) => [toCoordinate(measure, value), numberText(value, FINER * step)]);
}

/** What the picture shows upwards. @param {any} run @returns {Range} */
function heights(run) {
  if (run.n_inputs !== 1) return [-DOMAIN, DOMAIN];
  const targets = [...run.train, ...run.test].map((point) => point[2]);
  const low = Math.min(...targets);
  const high = Math.max(...targets);
  const room = 0.15 * (high - low || 1);
  return [low - room, high + room];
}
