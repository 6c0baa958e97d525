// @ts-check
// Images of 8×8 pixels on canvases: ink on paper, and signed weights.

import { createPixels } from "../canvas.js";
import { divergingTable, mix, packed, rampTable } from "../colors.js";
import { N_PIXELS, SIDE } from "./reading.js";

const BLACK = 16;
const LAST = 255; // of a table's entries

/**
 * Tables of colours for a theme.
 * @param {import("../theme.js").Theme} theme
 */
export function inksOf(theme) {
  const paper = mix(theme.backgroundRgb, theme.textRgb, theme.dark ? 0.07 : 0.03);
  const zero = mix(theme.backgroundRgb, theme.textRgb, theme.dark ? 0.1 : 0.035);
  return {
    theme,
    paper: packed(paper),
    ink: rampTable(paper, theme.textRgb),
    signed: divergingTable(theme.classes[0], zero, theme.classes[1]),
  };
}

/** @typedef {ReturnType<typeof inksOf>} Inks */

/** A table's entry as CSS. @param {Uint32Array} table @param {number} share 0 to 1 */
export function cssOf(table, share) {
  const color = table[Math.round(Math.min(1, Math.max(0, share)) * LAST)];
  return `rgb(${color & 255} ${(color >> 8) & 255} ${(color >> 16) & 255})`;
}

/** Images, or weights, of 8×8 cells, painted one after another through one small canvas. */
export function createStamp() {
  const small = createPixels(SIDE, SIDE);

  /** @param {CanvasRenderingContext2D} brush @param {number} x @param {number} y @param {number} size */
  function put(brush, x, y, size) {
    small.show();
    brush.imageSmoothingEnabled = false;
    brush.drawImage(small.canvas, x, y, size, size);
  }

  return {
    /**
     * Ink on paper.
     * @param {CanvasRenderingContext2D} brush @param {ArrayLike<number>} pixels @param {number} from
     * @param {number} x @param {number} y @param {number} size @param {Inks} inks
     */
    image(brush, pixels, from, x, y, size, inks) {
      for (let p = 0; p < N_PIXELS; p++) {
        small.pixels[p] = inks.ink[Math.round((pixels[from + p] / BLACK) * LAST)];
      }
      put(brush, x, y, size);
    },
    /**
     * Signed values, ``stride`` apart; ``reach`` has the full colour.
     * @param {CanvasRenderingContext2D} brush @param {ArrayLike<number>} values @param {number} from
     * @param {number} stride @param {number} reach
     * @param {number} x @param {number} y @param {number} size @param {Inks} inks
     */
    weights(brush, values, from, stride, reach, x, y, size, inks) {
      for (let p = 0; p < N_PIXELS; p++) {
        const share = Math.min(1, Math.max(-1, values[from + p * stride] / reach));
        small.pixels[p] = inks.signed[Math.round(((share + 1) / 2) * LAST)];
      }
      put(brush, x, y, size);
    },
  };
}
