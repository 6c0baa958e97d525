// @ts-check
// Where the units of a network are drawn, and which unit or line lies at a place.

/**
 * @typedef {object} Column
 * @property {number} x  centre
 * @property {number} left  where lines arrive
 * @property {number} right  where lines leave
 * @property {number} size  of a unit's picture
 * @property {number[]} xs  centre of each unit
 * @property {number[]} ys
 */

/** @typedef {{columns: Column[], width: number, height: number, top: number}} Layout */

/** @typedef {{gap: number, from: number, to: number}} Edge  from column ``gap`` to the next */

const LARGEST = 44;
const SMALLEST = 7;
const SIDE = 44; // room for short labels left of the inputs and right of the outputs
const PITCH = 54; // columns never come closer; the panel scrolls instead
const BOTTOM = 8;
const CRAMPED = 16; // pictures smaller than this give way to files of larger ones
const MOST_FILES = 4; // side by side
const LINES = 26; // room for lines between two columns
const NEAR_EDGE = 5;

/** The least width that columns take without labels. @param {number[]} sizes */
export function narrowest(sizes) {
  return LARGEST + (sizes.length - 1) * PITCH;
}

/**
 * @param {number[]} sizes  units of each layer
 * @param {number} width  of the panel
 * @param {number} height
 * @param {number} top  kept free for headings
 * @param {{left: number, right: number}} [sides]  kept free for labels
 * @returns {Layout}  possibly wider than the panel
 */
export function layOut(sizes, width, height, top, { left, right } = { left: SIDE, right: SIDE }) {
  const gaps = sizes.length - 1;
  const whole = Math.max(width, left + right + narrowest(sizes));
  const pitch = (whole - left - right - LARGEST) / gaps;
  const room = Math.max(height - top - BOTTOM, 40);
  const columns = sizes.map((n, i) =>
    layOutColumn(n, Math.round(left + LARGEST / 2 + i * pitch), top, room, pitch),
  );
  return { columns, width: whole, height, top };
}

/**
 * One column; when its pictures would be tiny, they stand in several files, staggered.
 *
 * @param {number} n @param {number} x  centre
 * @param {number} top @param {number} room @param {number} pitch
 * @returns {Column}
 */
function layOutColumn(n, x, top, room, pitch) {
  const gap = n > 12 ? 2 : n > 8 ? 4 : 7;
  const widest = Math.floor(pitch * 0.62);
  let files = 1;
  let size = Math.min(LARGEST, Math.floor((room + gap) / n - gap), widest);
  for (let more = 2; size < CRAMPED && more <= MOST_FILES; more++) {
    const high = (more * room) / (n + more - 1) - 1;
    const larger = Math.floor(Math.min(high, (pitch - LINES) / more));
    if (larger > size) [files, size] = [more, larger];
  }
  size = Math.max(SMALLEST, size);
  const step =
    files > 1 ? (room - size) / (n - 1) : Math.min(size + Math.max(gap, 12), (room + gap) / n);
  const first = top + room / 2 - ((n - 1) * step) / 2;
  const half = (files * (size + 1) - 1) / 2;
  return {
    x,
    left: x - half,
    right: x + half,
    size,
    xs: Array.from({ length: n }, (_, u) => x + ((u % files) - (files - 1) / 2) * (size + 1)),
    ys: Array.from({ length: n }, (_, u) => Math.round(first + u * step)),
  };
}

/**
 * @param {Layout} layout @param {number} x @param {number} y
 * @returns {import("./view.js").Unit | null}
 */
export function unitAt({ columns }, x, y) {
  for (let layer = 0; layer < columns.length; layer++) {
    const { left, right, size, xs, ys } = columns[layer];
    if (x < left - 2 || x > right + 2) continue;
    let best = -1;
    let nearest = size / 2 + 3;
    ys.forEach((at, unit) => {
      const distance = Math.max(Math.abs(y - at), Math.abs(x - xs[unit]));
      if (distance < nearest) {
        best = unit;
        nearest = distance;
      }
    });
    return best < 0 ? null : { layer, unit: best };
  }
  return null;
}

/**
 * The drawn line nearest to a place. All lines between two columns are the same curve, stretched
 * from one height to another, so the place's share along it is found once.
 *
 * @param {Layout} layout @param {number} x @param {number} y
 * @param {(edge: Edge) => boolean} isDrawn
 * @param {number} [reach]  CSS pixels
 * @returns {Edge | null}
 */
export function edgeAt({ columns }, x, y, isDrawn, reach = NEAR_EDGE) {
  for (let gap = 0; gap + 1 < columns.length; gap++) {
    const [left, right] = [columns[gap], columns[gap + 1]];
    const [x0, x1] = [left.right, right.left];
    if (x <= x0 || x >= x1) continue;
    const rise = riseAt((x - x0) / (x1 - x0));
    /** @type {Edge | null} */
    let best = null;
    let nearest = reach;
    left.ys.forEach((a, from) => {
      right.ys.forEach((b, to) => {
        const distance = Math.abs(y - a - (b - a) * rise);
        if (distance < nearest && isDrawn({ gap, from, to })) {
          best = { gap, from, to };
          nearest = distance;
        }
      });
    });
    return best;
  }
  return null;
}

/**
 * Share of the height reached at a share of the width, on a Bézier curve whose handles lie half-way
 * across: x = 1.5 t (1 − t) + t³, y = t² (3 − 2 t).
 *
 * @param {number} share
 */
function riseAt(share) {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 20; i++) {
    const t = (low + high) / 2;
    if (1.5 * t * (1 - t) + t ** 3 < share) low = t;
    else high = t;
  }
  return low * low * (3 - 2 * low);
}
