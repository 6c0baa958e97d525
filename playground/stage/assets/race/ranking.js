// @ts-check
// Who is ahead: when each contestant first came to the goal, and the order that follows from it.

/** @typedef {import("../decode.js").Snapshot} Snapshot */
/** @typedef {import("./reading.js").Standing} Standing */

/**
 * When a contestant was first seen at the goal.
 * @typedef {object} Arrival
 * @property {number} epoch        epochs or generations until then
 * @property {boolean} exact       false: the epochs just before it were not seen
 * @property {number} progress
 * @property {number} evaluations
 * @property {number} seconds
 */

/**
 * Finds arrivals in a history that grows, is thinned, and is cut off by a rewind. Nothing is looked
 * at twice while it only grows.
 *
 * @param {import("./reading.js").Reading} reading
 */
export function createArrivals(reading) {
  let goal = NaN;
  let seen = -1; // seq up to which the history was looked at
  let before = 0; // progress of that moment
  /** @type {(Arrival | null)[]} */ let found = [];

  function forget() {
    seen = -1;
    before = 0;
    found = reading.contestants.map(() => null);
  }

  /** @param {Snapshot} snapshot */
  function look(snapshot) {
    const least = Math.fround(goal); // as the accuracies are rounded
    seen = snapshot.seq;
    if (snapshot.batch > 0) return; // an epoch is over before it counts
    reading.standings(snapshot).forEach((standing, i) => {
      if (found[i] || !(standing.trainAccuracy >= least)) return;
      const epoch = Math.round(snapshot.progress);
      const exact = snapshot.progress - before <= 1 + 1e-9;
      const { evaluations, seconds } = standing;
      found[i] = { epoch, exact, progress: snapshot.progress, evaluations, seconds };
    });
    before = snapshot.progress;
  }

  return {
    /**
     * @param {import("../history.js").History} history @param {number} wanted  accuracy, 0 to 1
     * @param {Snapshot} shown
     * @returns {(Arrival | null)[]} of each, as far as the shown moment
     */
    at(history, wanted, shown) {
      const last = history.last;
      if (wanted !== goal || (last && last.seq < seen) || !found.length) {
        goal = wanted;
        forget();
      }
      const from = Math.max(0, history.indexOf(seen) + (seen >= 0 ? 1 : 0));
      for (let k = from; k < history.length; k++) look(/** @type {Snapshot} */ (history.at(k)));
      return found.map((one) => (one && one.progress <= shown.progress + 1e-9 ? one : null));
    },
  };
}

/**
 * Ranks from 1: who arrived, the soonest first; then by accuracy and loss; the diverged last.
 * Equal ones share a rank.
 *
 * @param {Standing[]} standings @param {(Arrival | null)[]} arrivals
 * @returns {number[]}
 */
export function ranks(standings, arrivals) {
  const keys = standings.map((standing, i) => {
    const arrival = arrivals[i];
    if (arrival) return [0, arrival.epoch, 0];
    const accuracy = Number.isNaN(standing.trainAccuracy) ? 0 : standing.trainAccuracy;
    const loss = Number.isNaN(standing.trainLoss) ? Infinity : standing.trainLoss;
    return [standing.ended >= 0 ? 2 : 1, -accuracy, loss];
  });
  return keys.map((key) => 1 + keys.filter((other) => compare(other, key) < 0).length);
}

/** @param {number[]} a @param {number[]} b */
function compare(a, b) {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k] < b[k] ? -1 : 1;
  return 0;
}
