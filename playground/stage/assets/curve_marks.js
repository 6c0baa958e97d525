// @ts-check
// What the learning curves carry beside their lines: dots, the charts' names, labels at line ends.

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {{left: number, top: number, width: number, height: number}} Box  in CSS pixels */

export const NAME_HEIGHT = 14;
const APART = 12; // CSS pixels between two labels

/**
 * @param {CanvasRenderingContext2D} brush @param {Box} box  left out beyond it
 * @param {number} x @param {number} y
 * @param {string} color @param {Theme} theme
 */
export function paintDot(brush, box, x, y, color, theme) {
  if (!(y >= box.top - 4 && y <= box.top + box.height + 4)) return;
  if (x < box.left - 2 || x > box.left + box.width + 2) return;
  brush.beginPath();
  brush.arc(x, y, 3, 0, 2 * Math.PI);
  brush.fillStyle = color;
  brush.fill();
  brush.lineWidth = 1.2;
  brush.strokeStyle = theme.background;
  brush.stroke();
}

/**
 * The charts' names, above each at its right end.
 *
 * @param {CanvasRenderingContext2D} brush @param {Theme} theme @param {number} right
 * @param {[string, number][]} names  and the top of their chart
 */
export function paintNames(brush, theme, right, names) {
  brush.font = `11px ${theme.font}`;
  brush.textAlign = "right";
  brush.textBaseline = "middle";
  brush.fillStyle = theme.faint;
  for (const [name, top] of names) brush.fillText(name, right, top - NAME_HEIGHT / 2);
}

/**
 * "train" and "test" beside the ends of their lines, kept apart and between two heights.
 *
 * @param {CanvasRenderingContext2D} brush @param {Theme} theme @param {number} x
 * @param {number} train  height of the line's end @param {number} test
 * @param {number} top @param {number} bottom
 */
export function paintLabels(brush, theme, x, train, test, top, bottom) {
  const clamp = (/** @type {number} */ y) =>
    Math.min(Math.max(Number.isFinite(y) ? y : bottom, top), bottom);
  let [trainY, testY] = [clamp(train), clamp(test)];
  const apart = APART - Math.abs(trainY - testY);
  if (apart > 0) {
    const up = trainY < testY ? -1 : 1;
    trainY += (up * apart) / 2;
    testY -= (up * apart) / 2;
    const over = Math.max(0, Math.max(trainY, testY) - bottom);
    trainY -= over;
    testY -= over;
  }
  brush.font = `600 11px ${theme.font}`;
  brush.textBaseline = "middle";
  brush.textAlign = "left";
  brush.fillStyle = theme.train;
  brush.fillText("train", x, trainY);
  brush.fillStyle = theme.test;
  brush.fillText("test", x, testY);
}
