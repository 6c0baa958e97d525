// @ts-check
// The boundary panel: what the network answers everywhere, with the data points on top.

import { baseAxis, baseLayout, createAxes } from "./axes.js";
import { createCanvas, createPixels, fitCanvas } from "./canvas.js";
import { createPalette } from "./colors.js";
import { createCurvePainter } from "./curve_fit.js";
import { element, setText } from "./dom.js";
import { DOMAIN, evaluationOf } from "./grid.js";
import { createLegend } from "./legend.js";
import { measuresOf } from "./measures.js";
import { axisTitle, placesOf, roomFor, sameSpace, valuesOf } from "./own_axes.js";
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
 * @param {any} context  theme, plotly, view, drawing
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
      let limited = false;
      for (const [axis, values] of Object.entries(news)) {
        const range = placesOf(measureOf(axis), values);
        ranges[axis] = within(range);
        limited ||= ranges[axis] !== range;
      }
      if (limited) showRanges();
      repaint();
    },
    onReset() {
      Object.assign(ranges, home());
      showRanges();
      repaint();
    },
    onReady: repaint,
    layers: () => (plane.hidden ? [overlay] : [plane, overlay]),
    filename: "decision-boundary.png",
  });
  const { drawing } = context;
  drawing?.attach(host, {
    toPixels: placeOf,
    toData: ([x, y]) => dataAt(x, y),
    palette: () => palette,
    refresh() {
      drawFigure();
      repaint();
    },
  });
  host.append(chip, footer);

  /** @type {any} */ let run = null;
  /** @type {any} */ let frame = null;
  let palette = createPalette(context.theme);
  let box = { left: 0, top: 0, width: 0, height: 0 };
  /** @type {import("./axes.js").Ranges} */
  const ranges = { xaxis: [-DOMAIN, DOMAIN], yaxis: [-DOMAIN, DOMAIN] };
  let room = { margin: MARGIN, footer: FOOTER };
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
    const low = targets.length ? Math.min(...targets) : -1;
    const high = targets.length ? Math.max(...targets) : 1;
    const room = 0.15 * (high - low || 1);
    return { xaxis: x, yaxis: [low - room, high + room] };
  }

  /** What an axis of Plotly's measures: it has the data's own units. @param {string} axis */
  const measureOf = (axis) => measuresOf(run)[axis.startsWith("x") ? 0 : 1];

  /** @param {string} axis */
  const valuesShown = (axis) => valuesOf(measureOf(axis), ranges[axis]);

  function showRanges() {
    axes.relayout({ "xaxis.range": valuesShown("xaxis"), "yaxis.range": valuesShown("yaxis") });
  }

  function drawFigure() {
    axes.setFigure(() => {
      shown = shownByPlotly();
      const axis = (/** @type {string} */ name, /** @type {number} */ side) =>
        baseAxis(context.theme, {
          range: valuesShown(name),
          nticks: 8,
          title: axisTitle(measureOf(name), side),
        });
      return {
        data: [
          pointTrace(run, "test", palette, shown.test),
          pointTrace(run, "train", palette, shown.train),
        ],
        layout: {
          ...baseLayout(context.theme),
          margin: room.margin,
          xaxis: axis("xaxis", box.width),
          yaxis: axis("yaxis", box.height),
        },
      };
    });
  }

  function layOut() {
    const { clientWidth: width, clientHeight: height } = host;
    if (width < 60 || height < 60) return;
    const { margin } = room;
    const free = {
      width: width - margin.l - margin.r,
      height: height - margin.t - margin.b - room.footer,
    };
    const side = Math.min(free.width, free.height);
    const square = run?.n_inputs !== 1;
    box = {
      width: square ? side : free.width,
      height: square ? side : free.height,
      left: margin.l + (square ? Math.round((free.width - side) / 2) : 0),
      top: MARGIN.t,
    };
    const across = box.width + margin.l + margin.r;
    const whole = { left: box.left - margin.l, top: 0, width: across, height: box.height + margin.t + margin.b };
    axes.resize(whole.left, whole.top, whole.width, whole.height);
    drawing?.place(box, whole);
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
      top: `${box.top + box.height + margin.b}px`,
      height: `${room.footer - 2}px`,
    });
    footer.classList.toggle("is-tall", room.footer > FOOTER);
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
    drawing?.paint(box, ranges, { train: frame.view.showTrain, test: frame.view.showTest });
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
    if (shown.test) drawPoints(brush, run.test, pointStyle(run, "test", palette), placeOf);
    if (shown.train) drawPoints(brush, run.train, pointStyle(run, "train", palette), placeOf);
  }

  /** Where a point lies, in CSS pixels of the plot. @param {number[]} point */
  function placeOf(point) {
    const { xaxis: x, yaxis: y } = ranges;
    const column = run.n_inputs === 1 ? 2 : 1;
    return /** @type {[number, number]} */ ([
      (box.width * (point[0] - x[0])) / (x[1] - x[0]),
      (box.height * (y[1] - point[column])) / (y[1] - y[0]),
    ]);
  }

  /** What lies at a place of the plot. @param {number} x @param {number} y  CSS pixels */
  function dataAt(x, y) {
    const { xaxis, yaxis } = ranges;
    return /** @type {[number, number]} */ ([
      xaxis[0] + (x / box.width) * (xaxis[1] - xaxis[0]),
      yaxis[1] - (y / box.height) * (yaxis[1] - yaxis[0]),
    ]);
  }

  /** While points are drawn, they are painted where they change at once. */
  function shownByPlotly() {
    const { showTrain, showTest } = context.view.state;
    return { train: showTrain && !drawing?.on, test: showTest && !drawing?.on };
  }

  function showPoints() {
    const { train, test } = shownByPlotly();
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
    legend.show(!pointer || (host.clientWidth > 420 && room.footer === FOOTER));
    if (!pointer || !frame?.snapshot || !run) {
      setText(readout, "");
      return;
    }
    const [x, y] = dataAt(pointer.x, pointer.y);
    const answer = evaluationOf(frame).point(frame.snapshot, x, run.n_inputs === 1 ? 0 : y);
    setText(readout, describeAnswer(run, answer, x, y, shownUnit()));
  }

  return {
    /** @param {any} next */
    setRun(next) {
      const other = run?.config.dataset !== next.config.dataset || !sameSpace(run, next);
      run = next;
      if (other || run.n_inputs === 1) Object.assign(ranges, home());
      room = roomFor(run, home().yaxis, MARGIN, FOOTER);
      palette = createPalette(context.theme);
      layOut();
      legend.setRun(run, palette);
      drawing?.showTools();
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
