// @ts-check
// The lines of a race: every contestant's standings along an axis, as fine as the screen.

/** @typedef {import("./reading.js").Standing} Standing */

/**
 * What lies along the lower axis.
 * @type {Record<string, {label: string, title: string, of: (standing: Standing) => number, least: number}>}
 */
export const AXES = {
  epochs: {
    label: "epochs", title: "Epochs; for a genetic algorithm: generations",
    of: (standing) => standing.progress, least: 20,
  },
  evaluations: {
    label: "gradients",
    title: "Gradients of all training points (a batch counts as its share of them); for a genetic algorithm: losses",
    of: (standing) => standing.evaluations, least: 20,
  },
  seconds: {
    label: "seconds", title: "Seconds of computing on the server",
    of: (standing) => standing.seconds, least: 0.02,
  },
};

/**
 * The smallest and the largest of a measure that are numbers, over all rows.
 *
 * @param {Standing[][]} rows @param {"trainLoss" | "trainAccuracy"} measure @param {boolean} positive
 * @returns {[number, number]} low > high where there are none
 */
export function extremes(rows, measure, positive) {
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    for (const standing of row) {
      const value = standing[measure];
      if (!Number.isFinite(value) || (positive && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/**
 * Add one contestant's line to a path. Of the points within one pixel column only the first, the
 * extremes and the last are drawn; a contestant that diverged has no line after its end.
 *
 * @param {{moveTo(x: number, y: number): void, lineTo(x: number, y: number): void}} path
 * @param {Standing[][]} rows @param {number} from @param {number} to  rows from…to, both drawn
 * @param {number} i  the contestant
 * @param {(standing: Standing) => number} across @param {(standing: Standing) => number} down
 */
export function traceLine(path, rows, from, to, i, across, down) {
  let column = NaN;
  let open = false;
  let [x, y, top, bottom] = [0, 0, 0, 0];
  const flush = () => {
    if (top < y || bottom > y) {
      path.lineTo(x, top);
      path.lineTo(x, bottom);
      path.lineTo(x, y);
    }
  };
  for (let k = from; k <= to && k < rows.length; k++) {
    const standing = rows[k][i];
    const next = down(standing);
    const at = across(standing);
    if (!Number.isFinite(next) || !Number.isFinite(at)) continue;
    if (Math.floor(at) === column) {
      y = next;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      continue;
    }
    if (open) flush();
    column = Math.floor(at);
    [x, y, top, bottom] = [at, next, next, next];
    if (open) path.lineTo(x, y);
    else path.moveTo(x, y);
    open = true;
    if (standing.ended >= 0) break; // from here on it stands still
  }
  if (open) {
    flush();
    path.lineTo(x, y);
  }
}
