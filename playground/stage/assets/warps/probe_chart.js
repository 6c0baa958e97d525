// @ts-check
// How separable each layer's space is over time: the linear probe's accuracy, a line a layer.

import { createCanvas, fitCanvas } from "../canvas.js";
import { mix } from "../colors.js";
import { element, setText } from "../dom.js";
import { formatEpoch } from "../format.js";
import { cssColor } from "../theme.js";

const PAD = { left: 34, right: 12, top: 8, bottom: 18 };
const LEAST_MS_BETWEEN = 120;

/** @param {HTMLElement} host @param {any} context @param {import("./scene.js").Scene} scene */
export function createProbeChart(host, context, scene) {
  host.classList.add("dbp-probes");
  const canvas = createCanvas("dbp-probes__canvas");
  const key = element("div", { class: "dbp-probes__key" });
  host.append(canvas, key);
  let width = 0;
  let height = 0;
  let paintedAt = -Infinity;
  let lines = 0;

  function measure() {
    width = host.clientWidth;
    height = host.clientHeight - 20;
    if (width > 40 && height > 40) fitCanvas(canvas, width, height);
  }

  /** Colour of a space's line: the deeper the stronger. @param {number} space */
  function colorOf(space) {
    const { theme } = context;
    const deepest = Math.max(1, lines - 1);
    const far = mix(theme.backgroundRgb, theme.textRgb, 0.32);
    const near = theme.dark ? /** @type {any} */ ([214, 140, 255]) : /** @type {any} */ ([126, 32, 190]);
    return cssColor(mix(far, near, space / deepest));
  }

  function showKey() {
    key.replaceChildren(...Array.from({ length: lines }, (_, space) => {
      const made = element("span", { class: "dbp-probes__name" }, space === 0 ? "input" : `${lines > 6 ? "" : "layer "}${space}`);
      made.style.setProperty("--line", colorOf(space));
      return made;
    }));
  }

  function paint() {
    const { run, frame } = scene;
    if (!run || !frame?.snapshot) return;
    const live = frame.changed === "snapshot";
    if (live && frame.now - paintedAt < LEAST_MS_BETWEEN) return;
    if (!width) measure();
    if (width < 40 || height < 40) return;
    paintedAt = frame.now;
    const regression = run.task === "regression";
    const probes = context.probes?.all ?? [];
    const { history } = frame;
    const ends = history.length ? [history.at(0).progress, history.at(history.length - 1).progress] : [0, 1];
    const last = Math.max(ends[1], 1);
    const at = (/** @type {number} */ seq) => history.at(Math.max(0, history.indexOf(seq)))?.progress ?? 0;
    const low = floorOf(probes, regression);
    const x = (/** @type {number} */ epoch) => PAD.left + ((width - PAD.left - PAD.right) * epoch) / last;
    const y = (/** @type {number} */ value) =>
      PAD.top + (height - PAD.top - PAD.bottom) * (1 - (Math.max(low, value) - low) / (1 - low));
    const brush = fitCanvas(canvas, width, height);
    brush.clearRect(0, 0, width, height);
    paintFrame(brush, low, last, x, y, regression);
    const here = scene.space;
    for (let space = 0; space < lines; space++) {
      brush.beginPath();
      let open = false;
      for (const probe of probes) {
        const value = space === 0 ? probe.input : probe.accuracies[space - 1];
        if (typeof value !== "number") continue;
        if (open) brush.lineTo(x(at(probe.seq)), y(value));
        else brush.moveTo(x(at(probe.seq)), y(value));
        open = true;
      }
      brush.strokeStyle = colorOf(space);
      brush.lineWidth = space === here ? 2.8 : 1.4;
      brush.lineJoin = "round";
      brush.stroke();
      const now = frame.probe && (space === 0 ? frame.probe.input : frame.probe.accuracies[space - 1]);
      if (typeof now === "number") {
        brush.beginPath();
        brush.arc(x(at(frame.probe.seq)), y(now), space === here ? 3.4 : 2.2, 0, 2 * Math.PI);
        brush.fillStyle = colorOf(space);
        brush.fill();
      }
    }
    brush.strokeStyle = context.theme.faint;
    brush.lineWidth = 1;
    brush.beginPath();
    brush.moveTo(x(frame.snapshot.progress), PAD.top);
    brush.lineTo(x(frame.snapshot.progress), height - PAD.bottom);
    brush.globalAlpha = 0.5;
    brush.stroke();
    brush.globalAlpha = 1;
    [...key.children].forEach((child, i) => child.classList.toggle("is-here", i === here));
  }

  /** @param {CanvasRenderingContext2D} brush @param {number} low @param {number} last @param {any} x @param {any} y @param {boolean} regression */
  function paintFrame(brush, low, last, x, y, regression) {
    const { theme } = context;
    brush.font = `11px ${theme.font}`;
    brush.fillStyle = theme.faint;
    brush.strokeStyle = theme.grid;
    brush.lineWidth = 1;
    brush.textBaseline = "middle";
    brush.textAlign = "right";
    for (const value of [low, (1 + low) / 2, 1]) {
      brush.beginPath();
      brush.moveTo(PAD.left, y(value));
      brush.lineTo(width - PAD.right, y(value));
      brush.stroke();
      brush.fillText(regression ? value.toFixed(1) : `${Math.round(100 * value)}%`, PAD.left - 5, y(value));
    }
    brush.textBaseline = "bottom";
    brush.textAlign = "left";
    brush.fillText("0", x(0) - 3, height - 1);
    brush.textAlign = "right";
    brush.fillText(`epoch ${formatEpoch(last)}`, width - PAD.right, height - 1);
  }

  return {
    setRun() {
      lines = scene.run.layer_sizes.length - 1;
      setText(key, "");
      showKey();
      measure();
      paintedAt = -Infinity;
    },
    paint,
    showTheme: showKey,
    resize: measure,
    destroy() {
      host.replaceChildren();
    },
  };
}

/** A round number below all that is drawn. @param {any[]} probes @param {boolean} regression */
function floorOf(probes, regression) {
  let low = regression ? 0 : 0.5;
  for (const { accuracies, input } of probes) {
    for (const value of [input, ...accuracies]) if (typeof value === "number") low = Math.min(low, value);
  }
  return Math.max(regression ? 0 : 0, Math.floor(10 * low + 1e-9) / 10);
}
