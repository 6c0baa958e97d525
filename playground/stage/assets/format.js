// @ts-check
// Numbers as the stage writes them: short, and of steady width.

const NONE = "–";
const SMALL = 0.001; // below it, four decimals would leave a digit or none
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/**
 * Epochs done: "1,234", or "12.3" within an epoch (cut, not rounded: 13 is not reached before it is).
 * @param {number} progress
 */
export function formatEpoch(progress) {
  const whole = Math.floor(progress + 1e-9);
  const tenth = Math.floor((progress - whole) * 10 + 1e-6);
  if (progress - whole < 1e-6) return grouped.format(whole);
  return `${grouped.format(whole)}.${tenth}`;
}

/** @param {number} loss */
export function formatLoss(loss) {
  if (Number.isNaN(loss)) return NONE;
  if (!Number.isFinite(loss)) return "∞";
  if (loss > 0 && loss < SMALL) return loss.toExponential(1);
  if (loss < 10) return loss.toFixed(4);
  if (loss < 1000) return loss.toPrecision(5);
  return loss < 100_000 ? loss.toFixed(0) : loss.toExponential(1).replace("e+", "e");
}

/** @param {number} share 0 to 1, NaN where there is none */
export function formatShare(share) {
  if (Number.isNaN(share)) return NONE;
  return share === 1 ? "100%" : `${(Math.min(share, 0.999) * 100).toFixed(1)}%`;
}

/** @param {number} seconds */
export function formatSeconds(seconds) {
  if (!(seconds >= 0)) return NONE;
  return `${seconds < 10 ? seconds.toFixed(2) : seconds < 1000 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
}

/** @param {number} pace epochs per frame */
export function formatPace(pace) {
  return `${pace} ${pace === 1 ? "epoch" : "epochs"} / frame`;
}
