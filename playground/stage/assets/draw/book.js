// @ts-check
// The points of a run by their ids: found, changed, and written back to the run's two lists.

/** @typedef {[number, number, number]} Row  x, y, and the class index or target */
/** @typedef {{id: number, row: Row, test: boolean}} DrawnPoint */
/**
 * What happened to one point: null before means that it is new, null after that it is gone.
 * @typedef {{id: number, before: DrawnPoint | null, after: DrawnPoint | null}} Change
 */

const TOLERANCE = 1e-4; // the server rounds places

/**
 * @param {any} run  the server's ``run`` message; its points are changed by ``apply``
 */
export function createBook(run) {
  /** @type {Map<number, DrawnPoint>} */
  const points = new Map();
  for (const set of ["train", "test"]) {
    run.ids[set].forEach((/** @type {number} */ id, /** @type {number} */ i) => {
      points.set(id, { id, row: run[set][i], test: set === "test" });
    });
  }
  let highest = Math.max(-1, ...points.keys());

  /** Fresh lists, so that whatever was computed of the old ones is seen to be old. */
  function write() {
    for (const set of ["train", "test"]) {
      const members = [...points.values()].filter(({ test }) => test === (set === "test"));
      run[set] = members.map(({ row }) => row);
      run.ids[set] = members.map(({ id }) => id);
    }
  }

  return {
    get size() {
      return points.size;
    },
    all: () => [...points.values()],
    /** @param {number} id */
    get: (id) => points.get(id) ?? null,
    /** An id that no point has, and none had before. */
    newId: () => ++highest,
    /** @param {Change[]} changes  of which ``after`` is what holds now */
    apply(changes) {
      for (const { id, after } of changes) {
        if (after) points.set(id, after);
        else points.delete(id);
        highest = Math.max(highest, id);
      }
      write();
    },
    /**
     * The points within reach of a place, nearest first.
     *
     * @param {(row: Row) => number} distance @param {number} reach  in the same units
     */
    within(distance, reach) {
      return [...points.values()]
        .map((point) => ({ point, away: distance(point.row) }))
        .filter(({ away }) => away <= reach)
        .sort((a, b) => a.away - b.away)
        .map(({ point }) => point);
    },
    /**
     * Whether another book holds the same points at the same places.
     *
     * @param {ReturnType<typeof createBook>} other
     */
    equals(other) {
      return points.size === other.size && other.all().every((point) => alike(point, points.get(point.id)));
    },
  };
}

/** @param {DrawnPoint} a @param {DrawnPoint | undefined} b */
function alike(a, b) {
  return b !== undefined && a.test === b.test
    && a.row.every((value, i) => Math.abs(value - b.row[i]) < TOLERANCE);
}

/**
 * Several changes in a row as one a point; a point that is as it was before is left out.
 *
 * @param {Change[]} changes
 * @returns {Change[]}
 */
export function merged(changes) {
  /** @type {Map<number, Change>} */
  const byId = new Map();
  for (const { id, before, after } of changes) {
    byId.set(id, { id, before: byId.has(id) ? byId.get(id).before : before, after });
  }
  return [...byId.values()].filter(({ before, after }) => before !== after);
}

/** The changes that undo these. @param {Change[]} changes @returns {Change[]} */
export function inverse(changes) {
  return changes.map(({ id, before, after }) => ({ id, before: after, after: before }));
}
