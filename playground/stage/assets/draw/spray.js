// @ts-check
// Where a brush puts points along its way, and which of them become test points.

/** @typedef {[number, number]} Place  in CSS pixels */

/** Brushes: pixels between points, how far they stray, and how far the same eraser reaches. */
export const BRUSHES = [
  { name: "fine", spacing: 13, stray: 2, reach: 9, dot: 4 },
  { name: "medium", spacing: 9, stray: 13, reach: 16, dot: 7 },
  { name: "broad", spacing: 6, stray: 30, reach: 32, dot: 11 },
];

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Places at steady distances along a pointer's way.
 *
 * @param {number} spacing
 */
export function createTrail(spacing) {
  /** @type {Place | null} */ let last = null;
  let left = spacing; // to go until the next place

  return {
    /** @param {Place} to @returns {Place[]} the places passed since; the first call gives its own */
    reach(to) {
      if (!last) {
        last = to;
        return [to];
      }
      const [dx, dy] = [to[0] - last[0], to[1] - last[1]];
      const length = Math.hypot(dx, dy);
      /** @type {Place[]} */
      const places = [];
      let at = left;
      for (; at <= length; at += spacing) {
        places.push([last[0] + (dx * at) / length, last[1] + (dy * at) / length]);
      }
      left = at - length;
      last = to;
      return places;
    },
  };
}

/**
 * A place somewhere within ``stray`` of another, evenly over the disc.
 *
 * @param {Place} place @param {number} stray @param {() => number} [random]  0 to 1
 * @returns {Place}
 */
export function strayed([x, y], stray, random = Math.random) {
  const radius = stray * Math.sqrt(random());
  const angle = 2 * Math.PI * random();
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
}

/**
 * Whether the nth drawn point is a test point: multiples of the golden ratio, modulo 1, fill the
 * unit interval as evenly as can be after any number of them, so the share holds at every moment.
 *
 * @param {number} n  from 0 @param {number} trainShare
 */
export function isTestPoint(n, trainShare) {
  return (n * GOLDEN) % 1 >= trainShare;
}
