// @ts-check
// The learning curves: loss and accuracy of training and test points against epochs.

import { baseAxis, baseLayout, createAxes } from "./axes.js";
import { createCanvas, fitCanvas } from "./canvas.js";
import { createToggle } from "./card.js";
import { NAME_HEIGHT, paintDot, paintLabels, paintNames } from "./curve_marks.js";
import { element, setPressed, setText } from "./dom.js";
import { formatEpoch, formatLoss, formatShare } from "./format.js";
import { epochRange, lossRange, tracePolyline } from "./series.js";

const MARGIN = { l: 40, r: 40, t: NAME_HEIGHT, b: 20 };
const FOOTER = 24;
const SPLIT = 0.36; // of the height for accuracy, under the loss
const GAP = 0.11;

/** @typedef {"trainLoss" | "testLoss" | "trainAccuracy" | "testAccuracy"} Measure */

/**
 * @param {HTMLElement} host
 * @param {any} context  theme, plotly, view
 */
export function createCurvesPanel(host, context) {
  host.classList.add("dbp-curves");
  const canvas = createCanvas("dbp-curves__canvas");
  const readout = element("div", { class: "dbp-curves__readout" });
  const { view } = context;
  const logLoss = createToggle("log loss", "log-loss", "Logarithmic loss axis", () =>
    view.set({ logLoss: !view.state.logLoss }),
  );
  const logEpochs = createToggle("log epochs", "log-epochs", "Logarithmic epoch axis", () =>
    view.set({ logEpochs: !view.state.logEpochs }),
  );
  const toggles = element("div", { class: "dbp-curves__toggles" }, logLoss, logEpochs);
  host.append(canvas);
  const axes = createAxes(host, {
    plotly: context.plotly,
    margin: MARGIN,
    onRanges(news) {
      // Plotly also tells of changes that were ours, sometimes late: those are no zoom, and what it
      // shows then may be the ranges of the run before.
      if (Object.entries(news).every(([axis, range]) => wasOurs(axis, range))) {
        if (Object.entries(news).some(([axis, range]) => `${range}` !== `${ranges[axis]}`)) tellRanges();
        return;
      }
      Object.assign(ranges, news);
      zoomed = true;
      repaint();
    },
    onReset() {
      zoomed = false;
      updateRanges(true);
      repaint();
    },
    onReady: repaint,
    layers: () => [canvas],
    filename: "learning-curves.png",
  });
  host.append(element("div", { class: "dbp-curves__footer" }, readout, toggles));

  /** @type {any} */ let run = null;
  /** @type {any} */ let frame = null;
  /** @type {any[]} measured before the first kept snapshot */ let past = [];
  let box = { left: 0, top: 0, width: 0, height: 0 };
  let zoomed = false;
  let logs = { loss: false, epochs: false };
  /** @type {import("./axes.js").Ranges} y: loss, y2: accuracy; log axes in powers of ten */
  const ranges = { xaxis: [0, 10], yaxis: [0, 1], yaxis2: [0, 1] };
  /** @type {number | null} */ let pointer = null; // CSS pixels from the left of the plot

  host.addEventListener("pointermove", (event) => {
    const origin = host.getBoundingClientRect();
    const x = event.clientX - origin.left - box.left;
    const y = event.clientY - origin.top - box.top;
    pointer = x >= 0 && x <= box.width && y >= 0 && y <= box.height ? x : null;
    repaint();
  });
  host.addEventListener("pointerleave", () => {
    pointer = null;
    repaint();
  });

  const hasAccuracy = () => run?.task !== "regression";

  /** Where the two charts lie, as shares of the height from below. */
  function domains() {
    if (!hasAccuracy()) return { loss: [0, 1], accuracy: null };
    return { loss: [SPLIT + GAP, 1], accuracy: [0, SPLIT] };
  }

  const ownRanges = new Set();
  const remember = () => {
    if (ownRanges.size > 300) ownRanges.clear();
    for (const [axis, range] of Object.entries(ranges)) ownRanges.add(`${axis} ${range}`);
  };
  /** @param {string} axis @param {number[]} range */
  const wasOurs = (axis, range) => ownRanges.has(`${axis} ${range}`);
  const drawFigure = () => axes.setFigure(figure);

  function figure() {
    if (!zoomed) remember();
    const { theme } = context;
    const { loss, accuracy } = domains();
    const grid = { showgrid: true, gridcolor: theme.grid, ticks: "", nticks: 4 };
    const scale = logs.loss
      ? { type: "log", tickformat: ".0e", dtick: 1 }
      : { type: "linear", tickformat: "" };
    const layout = {
      ...baseLayout(theme),
      hovermode: false,
      xaxis: baseAxis(theme, {
        range: [...ranges.xaxis],
        type: logs.epochs ? "log" : "linear",
        nticks: 5,
        anchor: accuracy ? "y2" : "y",
        exponentformat: "none",
      }),
      yaxis: baseAxis(theme, { ...grid, ...scale, domain: loss, range: [...ranges.yaxis] }),
    };
    const data = [{ type: "scatter", x: [], y: [], xaxis: "x", yaxis: "y" }];
    if (accuracy) {
      Object.assign(layout, {
        yaxis2: baseAxis(theme, {
          ...grid,
          domain: accuracy,
          range: [...ranges.yaxis2],
          tickformat: ".0%",
          fixedrange: true,
          nticks: 3,
        }),
      });
      data.push({ type: "scatter", x: [], y: [], xaxis: "x", yaxis: "y2" });
    }
    return { data, layout };
  }

  function layOut() {
    const { clientWidth: width, clientHeight: height } = host;
    if (width < 80 || height < 80) return;
    box = {
      left: MARGIN.l,
      top: MARGIN.t,
      width: width - MARGIN.l - MARGIN.r,
      height: height - MARGIN.t - MARGIN.b - FOOTER,
    };
    axes.resize(0, 0, width, height - FOOTER);
    fitCanvas(canvas, width, height - FOOTER);
    toggles.classList.toggle("is-tight", width < 300);
  }

  /** @param {any[]} snapshots */
  const withPast = (snapshots) => (past.length ? [...past, ...snapshots] : snapshots);

  /** Grow the axes by steps, so that Plotly seldom has to draw. @param {boolean} afresh */
  function updateRanges(afresh) {
    if (zoomed || !frame) return;
    const snapshots = withPast(frame.history.snapshots);
    const before = JSON.stringify(ranges);
    const old = afresh ? null : ranges;
    ranges.xaxis = epochRange(snapshots, logs.epochs, old?.xaxis ?? null, run);
    ranges.yaxis = lossRange(snapshots, logs.loss, old?.yaxis ?? null);
    ranges.yaxis2 = [accuracyFloor(snapshots, old?.yaxis2[0] ?? 0.4), 1.03];
    if (JSON.stringify(ranges) === before) return;
    remember();
    tellRanges();
  }

  function tellRanges() {
    /** @type {Record<string, number[]>} */
    const patch = { "xaxis.range": [...ranges.xaxis], "yaxis.range": [...ranges.yaxis] };
    if (hasAccuracy()) patch["yaxis2.range"] = [...ranges.yaxis2];
    axes.relayout(patch);
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
    const { logLoss: loss, logEpochs: epochs } = frame.view;
    if (loss !== logs.loss || epochs !== logs.epochs) {
      logs = { loss, epochs };
      zoomed = false;
      updateRanges(true);
      drawFigure();
    }
    setPressed(logLoss, loss);
    setPressed(logEpochs, epochs);
    updateRanges(false);
    draw();
  }

  /** CSS pixels from the left for epochs. @param {number} epoch */
  function across(epoch) {
    const [low, high] = ranges.xaxis;
    const value = logs.epochs ? Math.log10(Math.max(epoch, 10 ** low / 2)) : epoch;
    return box.left + (box.width * (value - low)) / (high - low);
  }

  /** @param {Measure} measure @returns {(value: number) => number} CSS pixels from the top */
  function heightOf(measure) {
    const { loss, accuracy } = domains();
    const isLoss = measure.endsWith("Loss");
    const [from, to] = /** @type {number[]} */ (isLoss ? loss : accuracy);
    const bottom = box.top + box.height * (1 - from);
    const size = box.height * (to - from);
    const [low, high] = isLoss ? ranges.yaxis : ranges.yaxis2;
    const log = isLoss && logs.loss;
    return (value) => bottom - (size * ((log ? Math.log10(value) : value) - low)) / (high - low);
  }

  function draw() {
    const brush = fitCanvas(canvas, host.clientWidth, host.clientHeight - FOOTER);
    brush.clearRect(0, 0, host.clientWidth, host.clientHeight);
    const { snapshots } = frame.history;
    /** @type {[Measure, string][]} */
    const measures = [["testLoss", context.theme.test], ["trainLoss", context.theme.train]];
    if (hasAccuracy()) {
      measures.push(["testAccuracy", context.theme.test], ["trainAccuracy", context.theme.train]);
    }
    const here = nearest(snapshots) ?? frame.snapshot;
    const x = across(here.progress);
    brush.fillStyle = context.theme.faint;
    brush.globalAlpha = 0.5;
    const isNewest = here === snapshots[snapshots.length - 1] && pointer === null;
    if (!isNewest && x >= box.left - 1 && x <= box.left + box.width + 1) {
      brush.fillRect(Math.round(x) - 0.5, box.top, 1, box.height);
    }
    brush.globalAlpha = 1;
    brush.save();
    brush.beginPath();
    brush.rect(box.left - 2, box.top - 3, box.width + 4, box.height + 6);
    brush.clip();
    brush.lineWidth = 1.6;
    brush.lineJoin = "round";
    for (const [measure, color] of measures) {
      brush.strokeStyle = color;
      brush.beginPath();
      tracePolyline(brush, withPast(snapshots), measure, across, heightOf(measure));
      brush.stroke();
    }
    brush.restore();
    for (const [measure, color] of measures) {
      paintDot(brush, box, x, heightOf(measure)(here[measure]), color, context.theme);
    }
    /** @type {[string, number][]} */
    const names = [["loss", box.top]];
    if (hasAccuracy()) names.push(["accuracy", box.top + box.height * (1 - SPLIT)]);
    paintNames(brush, context.theme, box.left + box.width, names);
    if (snapshots.length) paintEnds(brush, snapshots[snapshots.length - 1]);
    showReadout(here);
  }

  /** @param {CanvasRenderingContext2D} brush @param {any} end  the newest snapshot */
  function paintEnds(brush, end) {
    const toY = heightOf("trainLoss");
    const bottom = toY(logs.loss ? 10 ** ranges.yaxis[0] : ranges.yaxis[0]) - 2;
    const x = Math.min(across(end.progress), box.left + box.width) + 6;
    const [train, test] = [toY(end.trainLoss), toY(end.testLoss)];
    paintLabels(brush, context.theme, x, train, test, box.top + 6, bottom);
  }

  /** The kept snapshot nearest to the pointer. @param {any[]} snapshots */
  function nearest(snapshots) {
    if (pointer === null || !snapshots.length) return null;
    const at = pointer + box.left;
    let low = 0;
    let high = snapshots.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (across(snapshots[middle].progress) < at) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [snapshots[Math.max(0, low - 1)], snapshots[low]];
    return at - across(before.progress) < across(after.progress) - at ? before : after;
  }

  /** @param {any} here */
  function showReadout(here) {
    toggles.hidden = pointer !== null && host.clientWidth < 360;
    if (pointer === null) {
      setText(readout, "");
      return;
    }
    const loss = `${formatLoss(here.trainLoss)} / ${formatLoss(here.testLoss)}`;
    const share = `${formatShare(here.trainAccuracy)} / ${formatShare(here.testAccuracy)}`;
    const more = hasAccuracy() ? `  ·  ${share}` : "";
    setText(readout, `epoch ${formatEpoch(here.progress)}:  ${loss}${more}`);
    readout.title = "training / test";
  }

  return {
    /** @param {any} next */
    setRun(next) {
      run = next;
      past = (run.past ?? []).map(measuredAt);
      zoomed = false;
      frame = null;
      const { logLoss: loss, logEpochs: epochs } = view.state;
      logs = { loss, epochs };
      Object.assign(ranges, {
        xaxis: epochRange([], epochs, null, run),
        yaxis: lossRange([], loss, null),
        yaxis2: [0.4, 1.03],
      });
      layOut();
      drawFigure();
    },
    /** @param {any} next */
    paint(next) {
      if (run && next.changed === "run") drawFigure();
      paint(next);
    },
    resize: layOut,
    destroy() {
      axes.destroy();
      host.replaceChildren();
    },
  };
}

/** A row of a run's losses as a snapshot has them. @param {(number | null)[]} row */
function measuredAt([progress, ...values]) {
  const [trainLoss, testLoss, trainAccuracy, testAccuracy] = values.map((value) => value ?? NaN);
  return { progress, trainLoss, testLoss, trainAccuracy, testAccuracy };
}

/** @param {any[]} snapshots @param {number} floor */
function accuracyFloor(snapshots, floor) {
  let low = floor;
  for (const { trainAccuracy, testAccuracy } of snapshots) {
    while (trainAccuracy < low || testAccuracy < low) low -= 0.2;
  }
  return Math.max(-0.03, low);
}
