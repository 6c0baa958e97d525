// @ts-check
// The race's chart: everybody's loss and accuracy along one axis, named at the lines' ends.

import { createCanvas, fitCanvas } from "../canvas.js";
import { element, setText } from "../dom.js";
import { formatEpoch, formatLoss, formatSeconds, formatShare } from "../format.js";
import { createKept } from "./kept.js";
import { AXES, extremes, traceLine } from "./lines.js";
import { clipped, paintEnd, paintFrame, paintNames, placing } from "./plot.js";
import { grown } from "./scale.js";

/** @typedef {import("./scale.js").Range} Range */
/** @typedef {import("./reading.js").Standing} Standing */

const MARGIN = { left: 44, top: 20, bottom: 24, gap: 30 };
const NAMES = { share: 0.3, least: 96, most: 205 };
const SPLIT = 0.4; // of the height for accuracy, under the loss
const NEAR = 14; // CSS pixels from a line within which it is meant
const FAINT = 0.2;

/**
 * @param {HTMLElement} host
 * @param {import("./highlight.js").Highlight} highlight
 * @param {() => void} repaint
 */
export function createCurves(host, highlight, repaint) {
  const canvas = createCanvas("dbp-race__chart");
  const readout = element("div", { class: "dbp-race__readout", "data-testid": "race-readout" });
  host.classList.add("dbp-race__curves");
  host.append(canvas, readout);
  let size = { width: 0, height: 0 };
  /** @type {any} */ let scene = null;
  /** @type {import("./kept.js").Kept<Standing[]> | null} */ let table = null;
  /** @type {Range | null} */ let xRange = null;
  /** @type {Range | null} */ let lossRange = null;
  let accuracyFrom = 0.4;
  let laid = "";
  /** @type {{x: number, y: number} | null} */ let pointer = null;
  /** What was drawn last, for the pointer. @type {any} */
  let drawn = null;

  host.addEventListener("pointermove", (event) => {
    const origin = host.getBoundingClientRect();
    pointer = { x: event.clientX - origin.left, y: event.clientY - origin.top };
    const near = nearest();
    highlight.hover(near?.i ?? -1);
    showReadout(near);
    repaint();
  });
  host.addEventListener("pointerleave", () => {
    pointer = null;
    highlight.hover(-1);
    showReadout(null);
    repaint();
  });

  function layOut() {
    const names = Math.min(NAMES.most, Math.max(NAMES.least, NAMES.share * size.width));
    const width = size.width - MARGIN.left - names;
    const room = size.height - MARGIN.top - MARGIN.bottom;
    const both = scene.run.task !== "regression";
    const lower = both ? Math.round((room - MARGIN.gap) * SPLIT) : 0;
    const upper = both ? room - MARGIN.gap - lower : room;
    const loss = { left: MARGIN.left, top: MARGIN.top, width, height: upper };
    const accuracy = both
      ? { left: MARGIN.left, top: MARGIN.top + upper + MARGIN.gap, width, height: lower }
      : null;
    return { names, loss, accuracy };
  }

  /** @param {Standing[][]} rows @param {(standing: Standing) => number} along @param {number} least */
  function updateRanges(rows, along, least) {
    const { log_axis, log_loss } = scene.chosen;
    const key = `${scene.chosen.axis} ${log_axis} ${log_loss}`;
    if (key !== laid) {
      laid = key;
      xRange = lossRange = null;
    }
    const last = rows.length ? Math.max(...rows[rows.length - 1].map(along)) : 0;
    xRange = grown(Number.isFinite(last) ? last : least, least, xRange, log_axis);
    lossRange = rangeOfLoss(extremes(rows, "trainLoss", log_loss), log_loss, lossRange);
    const [low] = extremes(rows, "trainAccuracy", false);
    while (accuracyFrom > 0 && low < accuracyFrom) accuracyFrom = Math.max(0, accuracyFrom - 0.2);
  }

  function paint() {
    if (!scene || size.width < 160 || size.height < 120) return;
    const { run, theme, frame, chosen, colors, arrivals } = scene;
    const axis = AXES[chosen.axis] ?? AXES.epochs;
    const rows = /** @type {any} */ (table).of(frame.history);
    const least = chosen.axis === "seconds" ? axis.least : Math.max(axis.least, 1);
    updateRanges(rows, axis.of, least);
    const boxes = layOut();
    const brush = fitCanvas(canvas, size.width, size.height);
    brush.clearRect(0, 0, size.width, size.height);
    const here = /** @type {any} */ (table).indexOf(frame.snapshot.seq);
    const x = /** @type {Range} */ (xRange);
    const charts = [
      { box: boxes.loss, y: /** @type {Range} */ (lossRange), measure: "trainLoss", name: "training loss" },
    ];
    if (boxes.accuracy) {
      const y = { low: accuracyFrom, high: 1.02, log: false };
      charts.push({ box: boxes.accuracy, y, measure: "trainAccuracy", name: "training accuracy" });
    }
    drawn = { rows, here, x, charts, axis };
    charts.forEach(({ box, y, measure, name }, number) => {
      const percent = measure === "trainAccuracy";
      const numbers = number === charts.length - 1;
      const { across, down } = placing(box, x, y);
      paintFrame(brush, box, x, y, theme, { name, under: axis.label, percent, numbers });
      if (percent) paintGoal(brush, box, down(chosen.goal), chosen.goal, theme);
      clipped(brush, box, () => {
        for (const i of order(run.contestants.length)) {
          const go = (/** @type {Standing} */ s) => across(axis.of(s));
          const rise = (/** @type {Standing} */ s) => down(s[measure]);
          brush.strokeStyle = colors[i];
          brush.lineJoin = "round";
          brush.lineWidth = highlight.now === i ? 2.8 : 1.9;
          brush.globalAlpha = highlight.strength(i);
          stroke(brush, rows, 0, here, i, go, rise);
          if (here < rows.length - 1) {
            brush.globalAlpha = FAINT * highlight.strength(i);
            stroke(brush, rows, here, rows.length - 1, i, go, rise);
          }
        }
        brush.globalAlpha = 1;
      });
      const now = scene.standings;
      const ends = now.map((/** @type {Standing} */ standing, /** @type {number} */ i) => {
        const at = { x: across(axis.of(atEnd(rows, here, i) ?? standing)), y: down(standing[measure]) };
        const inside = at.x <= box.left + box.width + 1 && at.y >= box.top - 3 && at.y <= box.top + box.height + 3;
        if (Number.isFinite(at.y) && inside) {
          brush.globalAlpha = highlight.strength(i);
          paintEnd(brush, at.x, at.y, colors[i], standing.ended >= 0);
          brush.globalAlpha = 1;
        }
        return at;
      });
      if (percent) paintArrivals(brush, arrivals, across, down(chosen.goal));
      if (number === 0) {
        const names = run.contestants.map((/** @type {any} */ one, /** @type {number} */ i) => ({
          text: one.label,
          color: colors[i],
          x: ends[i].x,
          y: Number.isFinite(ends[i].y) ? ends[i].y : box.top,
          quiet: highlight.strength(i) < 1,
        }));
        paintNames(brush, box, names, theme, boxes.names);
      }
    });
  }

  /** The looked-at contestant last, so that it lies on top. @param {number} n */
  function order(n) {
    const all = Array.from({ length: n }, (_, i) => i);
    return all.sort((a, b) => Number(a === highlight.now) - Number(b === highlight.now));
  }

  /** A dot on the goal's line for each who arrived. */
  function paintArrivals(brush, arrivals, across, y) {
    arrivals.forEach((/** @type {any} */ arrival, /** @type {number} */ i) => {
      if (!arrival) return;
      const at = across(arrivalOn(arrival, scene.chosen.axis));
      brush.save();
      brush.globalAlpha = highlight.strength(i);
      brush.beginPath();
      brush.arc(at, y, 4.2, 0, 2 * Math.PI);
      brush.fillStyle = scene.colors[i];
      brush.strokeStyle = scene.theme.background;
      brush.lineWidth = 1.5;
      brush.fill();
      brush.stroke();
      brush.restore();
    });
  }

  /** The line's place nearest to the pointer. */
  function nearest() {
    if (!pointer || !drawn) return null;
    const { rows, x, charts, axis } = drawn;
    let best = null;
    for (const { box, y, measure } of charts) {
      if (pointer.y < box.top - NEAR || pointer.y > box.top + box.height + NEAR) continue;
      const { across, down } = placing(box, x, y);
      for (let i = 0; i < scene.run.contestants.length; i++) {
        const row = rowAt(rows, i, (s) => across(axis.of(s)), pointer.x);
        if (!row) continue;
        const far = Math.abs(down(row[i][measure]) - pointer.y);
        if (far <= NEAR && (!best || far < best.far)) best = { i, far, standing: row[i] };
      }
    }
    return best;
  }

  /** @param {{i: number, standing: Standing} | null} near */
  function showReadout(near) {
    if (!near) return setText(readout, "");
    const { i, standing } = near;
    const share = Number.isNaN(standing.trainAccuracy) ? "" : ` · ${formatShare(standing.trainAccuracy)}`;
    setText(readout, `${scene.run.contestants[i].label} · epoch ${formatEpoch(standing.progress)} · `
      + `${formatSeconds(standing.seconds)} · loss ${formatLoss(standing.trainLoss)}${share}`);
  }

  return {
    /** @param {import("./reading.js").Reading} reading */
    setRun(reading) {
      table = createKept((snapshot) => reading.standings(snapshot));
      xRange = lossRange = null;
      accuracyFrom = 0.4;
      drawn = null;
      showReadout(null);
    },
    resize() {
      size = { width: Math.floor(host.clientWidth), height: Math.floor(host.clientHeight) };
    },
    /** @param {any} next */
    paint(next) {
      scene = next;
      paint();
    },
  };
}

/** @param {any} arrival @param {string} axis */
function arrivalOn(arrival, axis) {
  return axis === "epochs" ? arrival.progress : arrival[axis];
}

/**
 * The row at which a contestant's line ends: where it diverged, else the shown one.
 *
 * @param {Standing[][]} rows @param {number} here @param {number} i
 */
function atEnd(rows, here, i) {
  let [low, high] = [0, here];
  if (high < 0 || !rows[high] || rows[high][i].ended < 0) return rows[here]?.[i];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][i].ended >= 0) high = middle;
    else low = middle + 1;
  }
  return rows[low][i];
}

/**
 * The row whose place on the axis is nearest to x, unless the line has ended before it.
 *
 * @param {Standing[][]} rows @param {number} i
 * @param {(standing: Standing) => number} across @param {number} x
 */
function rowAt(rows, i, across, x) {
  if (!rows.length) return null;
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (across(rows[middle][i]) < x) low = middle + 1;
    else high = middle;
  }
  const before = rows[Math.max(0, low - 1)];
  const row = Math.abs(across(before[i]) - x) < Math.abs(across(rows[low][i]) - x) ? before : rows[low];
  return Math.abs(across(row[i]) - x) <= 2 * NEAR ? row : null;
}

/** @param {CanvasRenderingContext2D} brush */
function stroke(brush, rows, from, to, i, across, down) {
  brush.beginPath();
  traceLine(brush, rows, from, to, i, across, down);
  brush.stroke();
}

/**
 * @param {CanvasRenderingContext2D} brush @param {import("./plot.js").Box} box @param {number} y
 * @param {number} goal @param {import("../theme.js").Theme} theme
 */
function paintGoal(brush, box, y, goal, theme) {
  if (y < box.top || y > box.top + box.height) return;
  brush.save();
  brush.strokeStyle = theme.faint;
  brush.setLineDash([5, 4]);
  brush.beginPath();
  brush.moveTo(box.left, y);
  brush.lineTo(box.left + box.width, y);
  brush.stroke();
  brush.font = `12px ${theme.font}`;
  brush.fillStyle = theme.faint;
  brush.textBaseline = "middle";
  brush.fillText(`goal ${Number((100 * goal).toFixed(1))}%`, box.left + box.width + 10, y);
  brush.restore();
}

/**
 * The losses shown: from zero, or by powers of ten; it grows by steps, so that nothing trembles.
 *
 * @param {[number, number]} extent @param {boolean} log @param {Range | null} before
 * @returns {Range}
 */
export function rangeOfLoss([low, high], log, before) {
  const top = Number.isFinite(high) && high > 0 ? high : 1;
  const fits = before && before.high >= top && before.high < 4 * top;
  const most = fits ? before.high : top * 1.15;
  if (!log) return { low: 0, high: most, log };
  const bottom = Number.isFinite(low) && low > 0 ? low : top / 10;
  const floor = Math.max(1e-7, 10 ** Math.floor(Math.log10(Math.min(bottom, top / 10)) + 1e-9));
  return { low: before?.log && before.low <= bottom ? Math.max(before.low, floor / 100) : floor, high: most, log };
}
