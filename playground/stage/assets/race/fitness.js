// @ts-check
// The fitness of a population from generation to generation, beside one method of gradients.

import { createCanvas, fitCanvas } from "../canvas.js";
import { rangeOfLoss } from "./curves.js";
import { createKept } from "./kept.js";
import { AXES, traceLine } from "./lines.js";
import { clipped, paintEnd, paintFrame, paintNames, placing } from "./plot.js";
import { grown } from "./scale.js";

/** @typedef {import("./scale.js").Range} Range */

const MARGIN = { left: 48, right: 112, top: 20, bottom: 26 };
/** Pairs of the spread with an area between them, from the faintest. */
const BANDS = /** @type {const} */ ([["best", "worst", 0.13], ["lower", "upper", 0.26]]);
const NAMED = /** @type {const} */ ([["best", "fittest"], ["median", "median"], ["worst", "least fit"]]);

/** @param {HTMLElement} host */
export function createFitness(host) {
  const canvas = createCanvas("dbp-race__chart");
  host.classList.add("dbp-race__curves");
  host.append(canvas);
  let size = { width: 0, height: 0 };
  /** @type {import("./kept.js").Kept<import("./reading.js").Standing[]> | null} */ let table = null;
  /** @type {import("./kept.js").Kept<Record<string, number>> | null} */ let spreadTable = null;
  /** @type {any} */ let reading = null;
  let members = { genetic: 0, rival: 1 };
  /** @type {Range | null} */ let xRange = null;
  /** @type {Range | null} */ let yRange = null;
  let laid = "";
  /** @type {Record<string, number>[]} */ let spreads = [];

  /** @type {WeakMap<any, Record<string, number>>} */
  const known = new WeakMap();
  /** @param {any} snapshot */
  function spreadOf(snapshot) {
    let spread = known.get(snapshot);
    if (!spread) known.set(snapshot, (spread = reading.population(snapshot, members.genetic).spread));
    return /** @type {Record<string, number>} */ (spread);
  }

  /** @param {any} scene @param {any[][]} rows */
  function updateRanges({ chosen }, rows) {
    const axis = AXES[chosen.axis] ?? AXES.epochs;
    const key = `${chosen.axis} ${chosen.log_axis} ${chosen.log_loss}`;
    if (key !== laid) {
      laid = key;
      xRange = yRange = null;
    }
    const last = rows.length ? Math.max(...rows[rows.length - 1].map(axis.of)) : 0;
    xRange = grown(last, axis.least, xRange, chosen.log_axis);
    let [low, high] = [Infinity, -Infinity];
    for (const { best, upper } of spreads) {
      if (best > 0) low = Math.min(low, best);
      if (Number.isFinite(upper)) high = Math.max(high, upper);
    }
    for (const row of rows) low = Math.min(low, row[members.rival].trainLoss > 0 ? row[members.rival].trainLoss : low);
    yRange = rangeOfLoss([low, high], chosen.log_loss, yRange);
    return axis;
  }

  /** @param {any} scene */
  function paint(scene) {
    if (size.width < 160 || size.height < 100 || !table || !spreadTable) return;
    const { frame, theme, colors, run } = scene;
    const rows = table.of(frame.history);
    spreads = spreadTable.of(frame.history);
    const axis = updateRanges(scene, rows);
    const [x, y] = [/** @type {Range} */ (xRange), /** @type {Range} */ (yRange)];
    const box = {
      left: MARGIN.left, top: MARGIN.top,
      width: size.width - MARGIN.left - MARGIN.right, height: size.height - MARGIN.top - MARGIN.bottom,
    };
    const brush = fitCanvas(canvas, size.width, size.height);
    brush.clearRect(0, 0, size.width, size.height);
    const { across, down } = placing(box, x, y);
    const under = axis.label === "epochs" ? "generations" : axis.label === "gradients" ? "evaluations" : axis.label;
    paintFrame(brush, box, x, y, theme, { name: "training loss", under, numbers: true });
    const here = Math.max(0, table.indexOf(frame.snapshot.seq));
    const { genetic, rival } = members;
    const go = (/** @type {any} */ standing) => across(axis.of(standing));
    const bounded = (/** @type {number} */ value) =>
      Math.max(box.top - 9, Math.min(box.top + box.height + 9, down(Number.isFinite(value) ? value : y.high * 10)));
    clipped(brush, box, () => {
      brush.fillStyle = colors[genetic];
      for (const [low, high, alpha] of BANDS) {
        brush.globalAlpha = alpha;
        brush.beginPath();
        traceBand(brush, rows, here, (k) => go(rows[k][genetic]), (k) => bounded(spreads[k][low]), (k) => bounded(spreads[k][high]));
        brush.fill();
      }
      brush.globalAlpha = 1;
      brush.lineJoin = "round";
      brush.strokeStyle = colors[genetic];
      for (const [name, width] of /** @type {[string, number][]} */ ([["median", 1.2], ["best", 2.4]])) {
        brush.lineWidth = width;
        brush.beginPath();
        let column = NaN;
        for (let k = 0; k <= here; k++) {
          const at = go(rows[k][genetic]);
          if (Math.floor(at) === column && k < here) continue;
          column = Math.floor(at);
          brush.lineTo(at, bounded(spreads[k][name]));
        }
        brush.stroke();
      }
      brush.strokeStyle = colors[rival];
      brush.lineWidth = 2;
      brush.beginPath();
      traceLine(brush, rows, 0, here, rival, go, (standing) => down(standing.trainLoss));
      brush.stroke();
    });
    const standing = rows[here]?.[genetic];
    const other = rows[here]?.[rival];
    if (!standing || !other) return;
    const names = NAMED.map(([name, text]) => ({
      text, color: colors[genetic], x: go(standing), y: bounded(spreads[here][name]), quiet: name === "worst",
    }));
    names.push({ text: run.contestants[rival].label, color: colors[rival], x: go(other), y: bounded(other.trainLoss), quiet: false });
    paintEnd(brush, go(standing), bounded(spreads[here].best), colors[genetic], false);
    paintEnd(brush, go(other), bounded(other.trainLoss), colors[rival], other.ended >= 0);
    paintNames(brush, box, names, theme, MARGIN.right);
  }

  return {
    /** @param {any} next  a reading @param {{genetic: number, rival: number}} which */
    setRun(next, which) {
      reading = next;
      members = which;
      table = createKept((snapshot) => next.standings(snapshot));
      spreadTable = createKept(spreadOf);
      xRange = yRange = null;
    },
    resize() {
      size = { width: Math.floor(host.clientWidth), height: Math.floor(host.clientHeight) };
    },
    paint,
  };
}

/**
 * The area between two lines, one place a pixel column.
 *
 * @param {CanvasRenderingContext2D} brush @param {any[]} rows @param {number} last
 * @param {(k: number) => number} x @param {(k: number) => number} low @param {(k: number) => number} high
 */
function traceBand(brush, rows, last, x, low, high) {
  const kept = [];
  let column = NaN;
  for (let k = 0; k <= last && k < rows.length; k++) {
    const at = Math.floor(x(k));
    if (at === column && k < last) continue;
    column = at;
    kept.push(k);
  }
  for (const k of kept) brush.lineTo(x(k), low(k));
  for (const k of kept.reverse()) brush.lineTo(x(k), high(k));
  brush.closePath();
}
