// @ts-check
// A loss as a race writes it: two that are both small must still be told apart.

import { formatLoss } from "../format.js";

/** Below it, four decimals would leave a digit or none. */
const SMALL = 0.001;

/** @param {number} loss */
export function fineLoss(loss) {
  return loss > 0 && loss < SMALL ? loss.toExponential(1) : formatLoss(loss);
}
