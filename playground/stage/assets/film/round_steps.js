// @ts-check
// Round numbers between two others, evenly apart.

const STEPS = [1, 2, 5, 10];

/**
 * @param {number} a @param {number} b  in any order
 * @param {number} most  steps
 * @returns {{step: number, values: number[]}}
 */
export function roundSteps(a, b, most) {
  const [low, high] = a < b ? [a, b] : [b, a];
  const span = high - low;
  if (!(span > 0 && Number.isFinite(span))) return { step: 1, values: [] };
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = power * (STEPS.find((times) => span / (times * power) <= most) ?? 10);
  const values = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) values.push(k * step);
  return { step, values };
}
