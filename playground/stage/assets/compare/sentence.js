// @ts-check
// What linear models cost here, in the server's words for the network's present score.

/**
 * @typedef {object} Costs  (playground/views/compare_fits.py)
 * @property {number} low         the score that the first of the numbers belongs to
 * @property {number} per_one     how many scores there are from 0 to 1
 * @property {string} head        how all of them begin
 * @property {string[]} numbers   how each goes on
 * @property {string[]} verdicts  the last sentences
 * @property {number[]} verdict   which of them belongs to each score
 * @property {string} without     for a network that has no score
 */

/**
 * @param {Costs | null} costs
 * @param {number | null} score  the network's on the test points
 * @returns {string} empty while the server has not said
 */
export function sentenceFor(costs, score) {
  if (!costs) return "";
  if (score === null || !Number.isFinite(score)) return costs.without;
  const last = costs.numbers.length - 1;
  const at = Math.round(costs.per_one * (score - costs.low));
  const i = Math.min(score < 1 ? last - 1 : last, Math.max(0, at)); // 99.97% is not yet all
  return costs.head + costs.numbers[i] + costs.verdicts[costs.verdict[i]];
}
