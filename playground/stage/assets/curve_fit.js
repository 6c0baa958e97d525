// @ts-check
// A network of one input as a graph: what it answers along x (or one unit's response).

import { evaluationOf, unitResponse } from "./grid.js";

/** CSS pixels between two samples of the curve. */
const STEP = 2;

export function createCurvePainter() {
  return {
    /**
     * @param {CanvasRenderingContext2D} brush
     * @param {{frame: any, run: any, theme: import("./theme.js").Theme,
     *   ranges: import("./axes.js").Ranges, box: {width: number, height: number}, unit: any}} scene
     */
    paint(brush, { frame, run, theme, ranges, box, unit }) {
      const [y0, y1] = ranges.yaxis;
      const n = Math.max(2, Math.round(box.width / STEP));
      const line = { x: ranges.xaxis, y: /** @type {[number, number]} */ ([0, 0]) };
      const answer = evaluationOf(frame).plane(frame.snapshot, line, n, 1);
      const height = (/** @type {number} */ value) => (box.height * (y1 - value)) / (y1 - y0);
      const stroke = (/** @type {Float32Array} */ values, /** @type {number} */ from) => {
        brush.beginPath();
        for (let i = 0; i < n; i++) {
          const x = ((i + 0.5) / n) * box.width;
          const y = Math.min(1e4, Math.max(-1e4, height(values[from + i])));
          if (i === 0) brush.moveTo(x, y);
          else brush.lineTo(x, y);
        }
        brush.stroke();
      };
      brush.lineJoin = "round";
      brush.strokeStyle = theme.grid;
      brush.lineWidth = 1;
      brush.beginPath();
      brush.moveTo(0, height(0));
      brush.lineTo(box.width, height(0));
      brush.stroke();
      brush.strokeStyle = theme.css[1];
      brush.lineWidth = 3;
      brush.globalAlpha = unit ? 0.3 : 1;
      stroke(answer.result, 0);
      brush.globalAlpha = 1;
      if (unit) {
        const { values, from } = unitResponse(run, answer, unit.layer, unit.unit);
        brush.strokeStyle = theme.css[0];
        stroke(values, from);
      }
    },
  };
}
