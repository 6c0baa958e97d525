// @ts-check
// Axes of the race's charts: ranges that grow by steps, their ticks, and labels that do not collide.

const GROWTH = 1.6;

/** @typedef {{low: number, high: number, log: boolean}} Range  in the axis's own numbers */

/**
 * A range from its start to at least ``last``; grows by steps and shrinks only when far too wide.
 *
 * @param {number} last @param {number} least  the first range's end
 * @param {Range | null} before @param {boolean} log
 * @returns {Range}
 */
export function grown(last, least, before, log) {
  let high = before?.log === log && before.high <= GROWTH ** 3 * Math.max(last, least) ? before.high : least;
  while (high < last) high = rounded(high * GROWTH);
  return { low: log ? least / 100 : 0, high, log };
}

/** Up to two leading digits. @param {number} value */
function rounded(value) {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit - 1e-9) * unit;
}

/**
 * Where a value lies in a range, from 0 to 1.
 *
 * @param {Range} range @param {number} value
 */
export function shareOf({ low, high, log }, value) {
  if (!log) return (value - low) / (high - low);
  const at = Math.log(Math.max(value, low / 10) / low) / Math.log(high / low);
  return value > 0 ? at : Math.min(0, at);
}

/**
 * Round numbers within a range: powers of ten where it is logarithmic.
 *
 * @param {Range} range @param {number} most
 * @returns {number[]}
 */
export function ticks({ low, high, log }, most) {
  const made = [];
  if (log) {
    const first = Math.ceil(Math.log10(low) - 1e-9);
    const last = Math.floor(Math.log10(high) + 1e-9);
    const every = Math.max(1, Math.ceil((last - first + 1) / most));
    for (let power = first; power <= last; power += every) made.push(10 ** power);
    return made;
  }
  const rough = (high - low) / most;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5, 10].find((nice) => nice * unit >= rough * 0.999) ?? 10);
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high * (1 + 1e-9); k++) made.push(k * step);
  return made;
}

/** Short: 0.001, 20, 5k, 2M. @param {number} value */
export function tickText(value) {
  for (const [size, letter] of /** @type {[number, string][]} */ ([[1e9, "G"], [1e6, "M"], [1e3, "k"]])) {
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(3))}${letter}`;
  }
  if (value !== 0 && Math.abs(value) < 1e-4) {
    return value.toExponential(0).replace("e-", "e−");
  }
  return String(Number(value.toPrecision(3)));
}

/**
 * Heights for labels, each as near as can be to its own, none nearer to another than ``gap``.
 *
 * @param {number[]} wanted @param {number} gap @param {number} top @param {number} bottom
 * @returns {number[]}
 */
export function spaced(wanted, gap, top, bottom) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const placed = wanted.map((y) => Math.min(Math.max(y, top), bottom));
  let free = top;
  for (const i of order) {
    placed[i] = Math.max(placed[i], free);
    free = placed[i] + gap;
  }
  let ceiling = bottom;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i], ceiling);
    ceiling = placed[i] - gap;
  }
  return placed;
}
