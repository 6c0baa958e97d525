// @ts-check
// Series of measurements over a run: ranges that grow by steps, and lines as fine as the screen.

/** @typedef {import("./decode.js").Snapshot} Snapshot */

const FIRST_EPOCHS = 20;
const GROWTH = 1.6;
const LEAST_LOSS = 1e-7;

/**
 * The epochs shown: at least those of the history, at most GROWTH times as many.
 *
 * @param {Snapshot[]} snapshots @param {boolean} log @param {[number, number] | null} before
 * @param {{batches_per_epoch: number}} run
 * @returns {[number, number]} powers of ten on a logarithmic axis
 */
export function epochRange(snapshots, log, before, run) {
  const last = snapshots[snapshots.length - 1]?.progress ?? 0;
  let end = before ? (log ? 10 ** before[1] : before[1]) : FIRST_EPOCHS;
  while (end < last) end = roundUp(end * GROWTH);
  while (end > FIRST_EPOCHS && last < end / (GROWTH * GROWTH * GROWTH)) end = FIRST_EPOCHS;
  while (end < last) end = roundUp(end * GROWTH);
  // Before the first epoch there is no logarithm; the first batches still deserve some room.
  const start = Math.log10(Math.max(1 / run.batches_per_epoch, 0.1));
  return log ? [start, Math.log10(end)] : [0, end];
}

/**
 * @param {Snapshot[]} snapshots @param {boolean} log @param {[number, number] | null} before
 * @returns {[number, number]}
 */
export function lossRange(snapshots, log, before) {
  let low = Infinity;
  let high = 0;
  for (const { trainLoss, testLoss } of snapshots) {
    if (trainLoss > high && trainLoss < Infinity) high = trainLoss;
    if (testLoss > high && testLoss < Infinity) high = testLoss;
    if (trainLoss < low) low = trainLoss;
    if (testLoss < low) low = testLoss;
  }
  if (!log) {
    const fits = before && before[1] >= high && before[1] < 4 * high;
    return [0, fits ? before[1] : roundUp((high || 0.5) * 1.08)];
  }
  const floor = Math.floor(Math.log10(Math.max(LEAST_LOSS, Math.min(low, 0.09))));
  const ceiling = Math.ceil(10 * Math.log10(Math.max(high, 0.1) * 1.1)) / 10;
  const fits = before && before[1] >= ceiling && before[1] < ceiling + 1;
  return [Math.min(floor, before?.[0] ?? floor), fits ? before[1] : ceiling];
}

/** Up to two leading digits. @param {number} value */
function roundUp(value) {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit - 1e-9) * unit;
}

/**
 * Add a series to a path. Of the points within one pixel column only the first, the extremes and
 * the last are drawn, so a long history costs no more than the chart is wide.
 *
 * @param {{moveTo(x: number, y: number): void, lineTo(x: number, y: number): void}} path
 * @param {Snapshot[]} snapshots
 * @param {"trainLoss" | "testLoss" | "trainAccuracy" | "testAccuracy"} measure
 * @param {(epoch: number) => number} across @param {(value: number) => number} down
 */
export function tracePolyline(path, snapshots, measure, across, down) {
  let column = NaN;
  let open = false;
  let top = 0;
  let bottom = 0;
  let y = 0;
  let x = 0;
  const flush = () => {
    if (top < y || bottom > y) {
      path.lineTo(x, top);
      path.lineTo(x, bottom);
      path.lineTo(x, y);
    }
  };
  for (const snapshot of snapshots) {
    const value = snapshot[measure];
    const next = down(value);
    if (!Number.isFinite(next)) continue;
    const at = across(snapshot.progress);
    if (Math.floor(at) === column) {
      y = next;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      continue;
    }
    if (open) flush();
    column = Math.floor(at);
    x = at;
    y = top = bottom = next;
    if (open) path.lineTo(x, y);
    else path.moveTo(x, y);
    open = true;
  }
  if (open) {
    flush();
    path.lineTo(x, y);
  }
}
