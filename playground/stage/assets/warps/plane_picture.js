// @ts-check
// The input plane, small: what the network says there, and a layer's straight cut pulled back to it.

import { createCanvas, createPixels, fitCanvas } from "../canvas.js";
import { createPalette } from "../colors.js";
import { traceLevel } from "../contours.js";
import { DOMAIN, targetScale } from "../grid.js";
import { paintAnswer, traceDecision } from "../plane.js";
import { pointColor } from "../points.js";

const DOT = 1.7;

/**
 * @param {HTMLElement} host @param {any} context @param {import("./scene.js").Scene} scene
 */
export function createPlanePicture(host, context, scene) {
  host.classList.add("dbp-plane");
  const canvas = createCanvas("dbp-plane__canvas");
  host.append(canvas);
  let palette = createPalette(context.theme);
  let side = 0;
  /** @type {ReturnType<typeof createPixels> | null} */ let pixels = null;
  let margins = new Float32Array(0);

  function measure() {
    side = Math.floor(Math.min(host.clientWidth, host.clientHeight));
    if (side > 20) fitCanvas(canvas, side, side);
  }

  /** @param {any} cut  {space, rows, intercepts, color} of the layer at hand, or null */
  function paint(cut) {
    if (!scene.run || !scene.snapshot) return;
    if (!side) measure();
    if (side < 20) return;
    if (palette.theme !== context.theme) palette = createPalette(context.theme);
    const brush = fitCanvas(canvas, side, side);
    brush.clearRect(0, 0, side, side);
    if (scene.run.n_inputs === 1) paintCurve(brush);
    else paintPlane(brush, cut);
  }

  /** @param {CanvasRenderingContext2D} brush @param {any} cut */
  function paintPlane(brush, cut) {
    const { run } = scene;
    const answer = scene.answer();
    const { nx, ny } = answer;
    if (pixels?.width !== nx) pixels = createPixels(nx, ny);
    paintAnswer(pixels.pixels, run, answer, palette);
    pixels.show();
    brush.imageSmoothingEnabled = true;
    brush.drawImage(pixels.canvas, 0, 0, side, side);
    if (margins.length !== answer.n) margins = new Float32Array(answer.n);
    brush.beginPath();
    traceDecision(brush, run, answer, side, side, margins);
    brush.strokeStyle = context.theme.text;
    brush.lineWidth = 1;
    brush.stroke();
    paintPoints(brush, (point) => [point[0], point[1]]);
    if (!cut) return;
    brush.beginPath();
    traceCut(brush, cut, answer);
    brush.strokeStyle = context.theme.background;
    brush.lineWidth = 4.5;
    brush.globalAlpha = 0.75;
    brush.stroke();
    brush.globalAlpha = 1;
    brush.strokeStyle = cut.color;
    brush.lineWidth = 2.4;
    brush.setLineDash(cut.dash);
    brush.stroke();
    brush.setLineDash([]);
  }

  /** Where the scores of a cut in a hidden space are equal, in the input plane. */
  function traceCut(
    /** @type {any} */ brush,
    /** @type {any} */ { space, rows, intercepts },
    /** @type {any} */ answer,
  ) {
    const { n, nx, ny } = answer;
    const values = space === 0 ? answer.inputs : answer.layers[space - 1];
    const scores = rows.map((/** @type {number[]} */ row, /** @type {number} */ k) => {
      const score = new Float32Array(n).fill(intercepts[k]);
      row.forEach((weight, u) => {
        for (let i = 0; i < n; i++) score[i] += weight * values[u * n + i];
      });
      return score;
    });
    if (scores.length === 1) {
      traceLevel(brush, scores[0], 0, 0, nx, ny, side, side);
      return;
    }
    for (let k = 0; k < scores.length; k++) {
      for (let i = 0; i < n; i++) {
        let rival = -Infinity;
        for (let j = 0; j < scores.length; j++) if (j !== k) rival = Math.max(rival, scores[j][i]);
        margins[i] = scores[k][i] - rival;
      }
      traceLevel(brush, margins, 0, 0, nx, ny, side, side);
    }
  }

  /** @param {CanvasRenderingContext2D} brush @param {(point: number[]) => number[]} place */
  function paintPoints(brush, place) {
    const { run, frame } = scene;
    const regression = run.task === "regression";
    for (const [set, shown] of [["train", frame.view.showTrain], ["test", frame.view.showTest]]) {
      if (!shown) continue;
      for (const point of run[set]) {
        const [x, y] = place(point);
        const color = run.n_inputs === 1 ? context.theme[set] : pointColor(run, point[2], palette, regression ? palette.ink : undefined);
        brush.fillStyle = color;
        const size = set === "test" ? 0.8 * DOT : DOT;
        brush.fillRect(side * (0.5 + x / (2 * DOMAIN)) - size, side * (0.5 - y / (2 * DOMAIN)) - size, 2 * size, 2 * size);
      }
    }
  }

  /** One input: the answer as a curve. @param {CanvasRenderingContext2D} brush */
  function paintCurve(brush) {
    const { run, cloud, result } = scene;
    const scale = DOMAIN / (1.25 * targetScale(run));
    paintPoints(brush, (point) => [point[0], scale * point[2]]);
    if (!result) return;
    brush.beginPath();
    for (let i = 0; i < cloud.n_samples; i++) {
      brush.lineTo((side * i) / (cloud.n_samples - 1), side * (0.5 - (scale * result[i]) / (2 * DOMAIN)));
    }
    brush.strokeStyle = context.theme.css[1];
    brush.lineWidth = 2;
    brush.stroke();
  }

  return {
    setRun: measure,
    paint,
    resize: measure,
    destroy() {
      host.replaceChildren();
    },
  };
}
