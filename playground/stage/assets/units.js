// @ts-check
// Every unit's small picture: what it answers over the plane (or along x, for one input).

import { createPixels } from "./canvas.js";
import { unitResponse } from "./grid.js";
import { paintUnit } from "./plane.js";

/** @typedef {import("./network_layout.js").Layout} Layout */
/** @typedef {import("./network_layout.js").Column} Column */

const CORNER = 4;

/**
 * Cells each way that a picture of some size needs.
 *
 * @param {number} size @param {number} quality
 */
export function resolutionFor(size, quality) {
  if (size >= 26) return quality < 0.25 ? 18 : 24;
  return size >= 14 ? 16 : 12;
}

export function createUnits() {
  let atlas = createPixels(1, 1);

  return {
    /**
     * @param {CanvasRenderingContext2D} brush @param {Layout} layout
     * @param {any} run @param {import("./grid.js").PlaneAnswer} answer
     * @param {import("./colors.js").Palette} palette
     */
    paint(brush, layout, run, answer, palette) {
      if (run.n_inputs === 1) {
        paintGraphs(brush, layout, run, answer, palette);
        return;
      }
      const { nx, n } = answer;
      const total = layout.columns.reduce((sum, { ys }) => sum + ys.length, 0);
      if (atlas.width !== nx || atlas.height !== nx * total) atlas = createPixels(nx, nx * total);
      let index = 0;
      layout.columns.forEach(({ ys }, layer) => {
        ys.forEach((_, unit) => {
          paintUnit(atlas.pixels, run, answer, { layer, unit }, palette, n * index++);
        });
      });
      atlas.show();
      index = 0;
      for (const { xs, size, ys } of layout.columns) {
        for (let u = 0; u < ys.length; u++) {
          const [left, top] = [xs[u] - size / 2, ys[u] - size / 2];
          brush.drawImage(atlas.canvas, 0, nx * index++, nx, nx, left, top, size, size);
        }
      }
    },
    /**
     * Borders and rounded corners: painted once, over the pictures.
     *
     * @param {CanvasRenderingContext2D} brush @param {Layout} layout
     * @param {import("./theme.js").Theme} theme
     * @param {{hovered: any, pinned: any}} view
     */
    paintFrames(brush, layout, theme, view) {
      brush.lineWidth = 1;
      layout.columns.forEach(({ xs, size, ys }, layer) => {
        const corner = Math.min(CORNER, size / 5);
        ys.forEach((y, unit) => {
          const [left, top] = [xs[unit] - size / 2, y - size / 2];
          brush.beginPath();
          brush.rect(left - 0.5, top - 0.5, size + 1, size + 1);
          brush.roundRect(left, top, size, size, corner);
          brush.fillStyle = theme.background;
          brush.fill("evenodd");
          const is = (/** @type {any} */ other) => other?.layer === layer && other.unit === unit;
          const chosen = is(view.hovered) || is(view.pinned);
          brush.strokeStyle = chosen ? theme.text : theme.faint;
          brush.lineWidth = chosen ? 2.2 : 1;
          brush.globalAlpha = chosen ? 1 : size < 14 ? 0.4 : 0.55;
          brush.beginPath();
          brush.roundRect(left, top, size, size, corner);
          brush.stroke();
          brush.globalAlpha = 1;
        });
      });
    },
  };
}

/**
 * Responses along x as graphs, each scaled to its own reach.
 *
 * @param {CanvasRenderingContext2D} brush @param {Layout} layout
 * @param {any} run @param {import("./grid.js").PlaneAnswer} answer
 * @param {import("./colors.js").Palette} palette
 */
function paintGraphs(brush, layout, run, answer, palette) {
  const { nx } = answer;
  brush.lineWidth = 1.6;
  brush.lineJoin = "round";
  layout.columns.forEach(({ xs, size, ys }, layer) => {
    ys.forEach((y, unit) => {
      const [left, top] = [xs[unit] - size / 2, y - size / 2];
      const { values, from, high } = unitResponse(run, answer, layer, unit);
      brush.fillStyle = palette.theme.background;
      brush.fillRect(left, top, size, size);
      brush.fillStyle = palette.theme.grid;
      brush.fillRect(left, y - 0.5, size, 1);
      brush.strokeStyle = palette.theme.css[1];
      brush.beginPath();
      for (let i = 0; i < nx; i++) {
        const share = Math.min(1, Math.max(-1, values[from + i] / high));
        const at = left + ((i + 0.5) / nx) * size;
        if (i === 0) brush.moveTo(at, y - share * 0.42 * size);
        else brush.lineTo(at, y - share * 0.42 * size);
      }
      brush.stroke();
    });
  });
}
