// @ts-check
// The editor's slider: how far it reaches, and how a value is written.

export const MOST = 100; // largest weight that can be set by hand
const REACHES = [2, 5, 10, 20, 50, MOST];
/** Steps from the middle of the slider to an end. */
export const STEPS = 500;

/** How far a slider reaches on each side of zero, so that a value has room to double. */
export function reachFor(/** @type {number} */ value) {
  return REACHES.find((reach) => Math.abs(value) <= reach / 2) ?? MOST;
}

/** @param {number} value @param {number} reach @returns {number} −STEPS to STEPS */
export function toSlider(value, reach) {
  return Math.max(-STEPS, Math.min(STEPS, Math.round((value / reach) * STEPS)));
}

/** @param {number} position @param {number} reach */
export function fromSlider(position, reach) {
  return (position / STEPS) * reach;
}

/**
 * A typed number, or null for what is none.
 *
 * @param {string} text
 * @returns {number | null}
 */
export function typed(text) {
  const value = Number(text.trim().replace("−", "-").replace(",", "."));
  return text.trim() && Number.isFinite(value) ? Math.max(-MOST, Math.min(MOST, value)) : null;
}

/** A weight as the number field shows it. @param {number} value */
export function written(value) {
  const text = value.toFixed(Math.abs(value) < 10 ? 3 : 2);
  return Number(text) === 0 ? text.replace("-", "") : text;
}
