// @ts-check
// The boundary panel: what the network answers everywhere, with the data points on top.

import { baseAxis, baseLayout, createAxes } from "./axes.js";
import { createCanvas, createPixels, fitCanvas } from "./canvas.js";
import { createPalette } from "./colors.js";
import { createCurvePainter } from "./curve_fit.js";
import { element, setText } from "./dom.js";
import { DOMAIN, evaluationOf } from "./grid.js";
import { createLegend } from "./legend.js";
import { paintAnswer, paintClasses, paintUnit, traceDecision } from "./plane.js";
import { drawPoints, pointStyle, pointTrace } from "./points.js";
import { describeAnswer, unitName } from "./words.js";

const MARGIN = { l: 30, r: 10, t: 8, b: 22 };
const FOOTER = 24;
const COARSEST = 40; // cells each way, at quality 0 and at quality 1
const FINEST = 100;
const HARD_PIXELS = 320; // at most, each way, where edges must be sharp
const READOUT_MS = 66;
const NARROWEST = DOMAIN / 1000; // zoomed in; beyond it single precision shows steps
const WIDEST = 20 * DOMAIN;

/**
 * @param {HTMLElement} host
 * @param {any} context  theme, plotly, view
 */
export function createBoundaryPanel(host, context) {
  host.classList.add("dbp-boundary");
  const plane = createCanvas("dbp-boundary__plane");
  const overlay = createCanvas("dbp-boundary__overlay");
  const chip = element("div", { class: "dbp-boundary__chip", hidden: "" });
  const readout = element("div", { class: "dbp-boundary__readout" });
  const legend = createLegend();
  const footer = element("div", { class: "dbp-boundary__footer" }, readout, legend.element);
  // The plane reaches one cell beyond what is shown, so that its edges are as smooth as its middle.
  const pane = element("div", { class: "dbp-boundary__window" }, plane);
  host.append(pane, overlay);
  const axes = createAxes(host, {
    plotly: context.plotly,
    margin: MARGIN,
    onRanges(news) {
      const limited = Object.fromEntries(Object.entries(news).map(([axis, range]) => [axis, within(range)]));
      Object.assign(ranges, limited);
      if (Object.keys(news).some((axis) => news[axis] !== limited[axis])) {
        axes.relayout({ "xaxis.range": ranges.xaxis, "yaxis.range": ranges.yaxis });
      }
      repaint();
    },
    onReset() {
      Object.assign(ranges, home());
      axes.relayout({ "xaxis.range": ranges.xaxis, "yaxis.range": ranges.yaxis });
      repaint();
    },
    onReady: repaint,
    layers: () => (plane.hidden ? [overlay] : [plane, overlay]),
    filename: "decision-boundary.png",
  });
  host.append(chip, footer);

  /** @type {any} */ let run = null;
  /** @type {any} */ let frame = null;
  let palette = createPalette(context.theme);
  let box = { left: 0, top: 0, width: 0, height: 0 };
  /** @type {import("./axes.js").Ranges} */
  const ranges = { xaxis: [-DOMAIN, DOMAIN], yaxis: [-DOMAIN, DOMAIN] };
  let pixels = createPixels(1, 1, plane);
  let margins = new Float32Array(0);
  const curve = createCurvePainter();
  let shown = { train: true, test: true };
  /** @type {{x: number, y: number} | null} */ let pointer = null; // in CSS pixels of the plot
  let readAt = -Infinity;

  host.addEventListener("pointermove", (event) => {
    const origin = host.getBoundingClientRect();
    const x = event.clientX - origin.left - box.left;
    const y = event.clientY - origin.top - box.top;
    const inside = x >= 0 && y >= 0 && x <= box.width && y <= box.height;
    pointer = inside ? { x, y } : null;
    showReadout();
  });
  host.addEventListener("pointerleave", () => {
    pointer = null;
    showReadout();
  });

  /** @returns {import("./axes.js").Ranges} the ranges that show everything */
  function home() {
    const x = /** @type {[number, number]} */ ([-DOMAIN, DOMAIN]);
    if (run?.n_inputs !== 1) return { xaxis: x, yaxis: x };
    const targets = [...run.train, ...run.test].map((point) => point[2]);
    const low = Math.min(...targets);
    const high = Math.max(...targets);
    const room = 0.15 * (high - low || 1);
    return { xaxis: x, yaxis: [low - room, high + room] };
  }

  function drawFigure() {
    axes.setFigure(() => {
      shown = { train: context.view.state.showTrain, test: context.view.state.showTest };
      const axis = (/** @type {[number, number]} */ range) =>
        baseAxis(context.theme, { range: [...range], nticks: 8 });
      return {
        data: [
          pointTrace(run, "test", palette, shown.test),
          pointTrace(run, "train", palette, shown.train),
        ],
        layout: {
          ...baseLayout(context.theme),
          xaxis: axis(ranges.xaxis),
          yaxis: axis(ranges.yaxis),
        },
      };
    });
  }

  function layOut() {
    const { clientWidth: width, clientHeight: height } = host;
    if (width < 60 || height < 60) return;
    const free = {
      width: width - MARGIN.l - MARGIN.r,
      height: height - MARGIN.t - MARGIN.b - FOOTER,
    };
    const side = Math.min(free.width, free.height);
    const square = run?.n_inputs !== 1;
    box = {
      width: square ? side : free.width,
      height: square ? side : free.height,
      left: MARGIN.l + (square ? Math.round((free.width - side) / 2) : 0),
      top: MARGIN.t,
    };
    const across = box.width + MARGIN.l + MARGIN.r;
    axes.resize(box.left - MARGIN.l, 0, across, box.height + MARGIN.t + MARGIN.b);
    fitCanvas(overlay, box.width, box.height);
    for (const part of [pane, overlay]) {
      Object.assign(part.style, {
        left: `${box.left}px`,
        top: `${box.top}px`,
        width: `${box.width}px`,
        height: `${box.height}px`,
      });
    }
    Object.assign(footer.style, {
      left: `${box.left}px`,
      width: `${box.width}px`,
      top: `${box.top + box.height + MARGIN.b}px`,
    });
    Object.assign(chip.style, { left: `${box.left + 6}px`, top: `${box.top + 6}px` });
  }

  function repaint() {
    if (frame) paint(frame);
  }

  /** @param {any} next */
  function paint(next) {
    frame = next;
    if (!run || !frame.snapshot) return;
    if (!box.width) layOut();
    if (!box.width) return;
    showPoints();
    const unit = shownUnit();
    showChip(unit);
    const brush = fitCanvas(overlay, box.width, box.height);
    brush.clearRect(0, 0, box.width, box.height);
    plane.hidden = run.n_inputs === 1; // also keeps another run's colours out of the PNG
    if (run.n_inputs === 1) paintCurve(brush, unit);
    else paintPlane(brush, unit);
    if (!axes.ready) paintPoints(brush);
    if (pointer && frame.now - readAt > READOUT_MS) showReadout();
  }

  /** The unit whose response is wanted in place of the network's. */
  function shownUnit() {
    const unit = frame.view.hovered ?? frame.view.pinned;
    if (!unit || unit.layer >= run.layer_sizes.length || unit.unit >= run.layer_sizes[unit.layer]) {
      return null;
    }
    return unit.layer === run.layer_sizes.length - 1 && run.n_classes <= 2 ? null : unit;
  }

  /** @param {CanvasRenderingContext2D} brush @param {any} unit */
  function paintPlane(brush, unit) {
    const shown = Math.round(COARSEST + (FINEST - COARSEST) * frame.quality);
    const cells = shown + 2;
    const range = { x: widened(ranges.xaxis, shown), y: widened(ranges.yaxis, shown) };
    const answer = evaluationOf(frame).plane(frame.snapshot, range, cells, cells);
    const hard = frame.view.hard && run.task !== "regression" && !unit;
    const hidden = unit && unit.layer < run.layer_sizes.length - 1;
    const shows = hidden ? "unit" : hard ? "classes" : "answer";
    if (legend.shows !== shows) legend.setRun(run, palette, shows);
    const factor = hard ? Math.max(1, Math.floor(HARD_PIXELS / cells)) : 1;
    const side = cells * factor;
    if (pixels.width !== side) pixels = createPixels(side, side, plane);
    if (hard) paintClasses(pixels.pixels, run, answer, palette, factor);
    else if (unit) paintUnit(pixels.pixels, run, answer, unit, palette);
    else paintAnswer(pixels.pixels, run, answer, palette);
    pixels.show();
    const [marginX, marginY] = [box.width / shown, box.height / shown];
    Object.assign(plane.style, {
      left: `${-marginX}px`,
      top: `${-marginY}px`,
      width: `${box.width + 2 * marginX}px`,
      height: `${box.height + 2 * marginY}px`,
    });
    brush.save();
    brush.translate(-marginX, -marginY);
    if (margins.length !== answer.n) margins = new Float32Array(answer.n);
    brush.beginPath();
    traceDecision(brush, run, answer, box.width + 2 * marginX, box.height + 2 * marginY, margins);
    brush.strokeStyle = context.theme.text;
    brush.globalAlpha = unit ? 0.25 : run.task === "regression" ? 0.3 : 0.75;
    brush.lineWidth = 1.3;
    brush.lineJoin = brush.lineCap = "round";
    brush.stroke();
    brush.restore();
  }

  /** @param {CanvasRenderingContext2D} brush @param {any} unit */
  function paintCurve(brush, unit) {
    curve.paint(brush, { frame, run, theme: context.theme, ranges, box, unit });
  }

  /** @param {CanvasRenderingContext2D} brush */
  function paintPoints(brush) {
    const column = run.n_inputs === 1 ? 2 : 1;
    const { xaxis: x, yaxis: y } = ranges;
    const place = (/** @type {number[]} */ point) =>
      /** @type {[number, number]} */ ([
        (box.width * (point[0] - x[0])) / (x[1] - x[0]),
        (box.height * (y[1] - point[column])) / (y[1] - y[0]),
      ]);
    if (shown.test) drawPoints(brush, run.test, pointStyle(run, "test", palette), place);
    if (shown.train) drawPoints(brush, run.train, pointStyle(run, "train", palette), place);
  }

  function showPoints() {
    const { showTrain: train, showTest: test } = frame.view;
    if (test !== shown.test) axes.restyle({ visible: test }, [0]);
    if (train !== shown.train) axes.restyle({ visible: train }, [1]);
    shown = { train, test };
  }

  /** @param {any} unit */
  function showChip(unit) {
    chip.hidden = !unit;
    if (unit) setText(chip, unitName(run, unit));
  }

  function showReadout() {
    readAt = frame?.now ?? readAt;
    legend.show(!pointer || host.clientWidth > 420);
    if (!pointer || !frame?.snapshot || !run) {
      setText(readout, "");
      return;
    }
    const { xaxis, yaxis } = ranges;
    const x = xaxis[0] + (pointer.x / box.width) * (xaxis[1] - xaxis[0]);
    const y = yaxis[1] - (pointer.y / box.height) * (yaxis[1] - yaxis[0]);
    const answer = evaluationOf(frame).point(frame.snapshot, x, run.n_inputs === 1 ? 0 : y);
    setText(readout, describeAnswer(run, answer, x, y, shownUnit()));
  }

  return {
    /** @param {any} next */
    setRun(next) {
      const other = run?.config.dataset !== next.config.dataset;
      run = next;
      if (other || run.n_inputs === 1) Object.assign(ranges, home());
      palette = createPalette(context.theme);
      layOut();
      legend.setRun(run, palette);
      drawFigure();
    },
    paint(/** @type {any} */ next) {
      if (run && palette.theme !== context.theme) {
        palette = createPalette(context.theme);
        legend.setRun(run, palette);
        drawFigure();
      }
      paint(next);
    },
    resize: layOut,
    destroy() {
      axes.destroy();
      host.replaceChildren();
    },
  };
}

/**
 * The range itself, or the nearest one that is neither too narrow for the numbers nor pointless.
 *
 * @param {[number, number]} range
 * @returns {[number, number]}
 */
function within(range) {
  const width = range[1] - range[0];
  const wanted = Math.min(Math.max(width, NARROWEST), WIDEST);
  if (wanted === width) return range;
  const middle = Math.max(-WIDEST, Math.min(WIDEST, (range[0] + range[1]) / 2));
  return [middle - wanted / 2, middle + wanted / 2];
}

/**
 * A range with one cell more at each end.
 *
 * @param {[number, number]} range @param {number} cells  within it
 * @returns {[number, number]}
 */
function widened([low, high], cells) {
  const cell = (high - low) / cells;
  return [low - cell, high + cell];
}
