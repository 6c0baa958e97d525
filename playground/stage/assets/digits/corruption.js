// @ts-check
// Images turned, shifted and made noisy; the same as playground/digits/corruption.py, but for the
// grains of the noise, which are this browser's own.

const SIDE = 8;
const N_PIXELS = SIDE * SIDE;
const BLACK = 16;

/**
 * @typedef {object} Amounts  0 changes nothing
 * @property {number} right    pixels
 * @property {number} down     pixels
 * @property {number} degrees  clockwise
 * @property {number} noise    standard deviation, as a part of full black
 */

/** Nothing changed. @type {Readonly<Amounts>} */
export const UNSPOILT = Object.freeze({ right: 0, down: 0, degrees: 0, noise: 0 });

/**
 * Sliders: bounds, step, unit, and what to look for (playground/digits/corruption.py).
 * @type {Record<keyof Amounts, {label: string, low: number, high: number, step: number, unit: string,
 *   title: string}>}
 */
export const CORRUPTIONS = {
  right: {
    label: "shift →", low: -4, high: 4, step: 0.25, unit: " px",
    title: "The network has no idea of place: a digit that moved meets the wrong weights",
  },
  down: {
    label: "shift ↓", low: -4, high: 4, step: 0.25, unit: " px",
    title: "All images it learnt from touch the upper and the lower edge",
  },
  degrees: {
    label: "turn", low: -180, high: 180, step: 5, unit: "°",
    title: "People slant their digits by some ten degrees; a digit on its side is new to the network",
  },
  noise: {
    label: "noise", low: 0, high: 1, step: 0.05, unit: "",
    title: "Normal noise on each pixel; its standard deviation as a part of full black",
  },
};

/** Grains of noise (64,), normal, the same for every amount: the slider only makes them stronger. */
export const GRAINS = normals(N_PIXELS, 20_240_917);

/**
 * An image turned about its centre, then shifted, then with noise; white comes in from outside.
 *
 * @param {ArrayLike<number>} image (64,) from 0 to 16
 * @param {Amounts} amounts
 * @returns {Float32Array} (64,) from 0 to 16
 */
export function corrupt(image, { right, down, degrees, noise }) {
  const moved = right || down || degrees ? move(image, right, down, degrees) : image;
  return Float32Array.from({ length: N_PIXELS }, (_, i) =>
    Math.min(BLACK, Math.max(0, moved[i] + noise * BLACK * GRAINS[i])),
  );
}

/**
 * Each pixel takes what was where it comes from, between pixels bilinearly.
 * @param {ArrayLike<number>} image @param {number} right @param {number} down @param {number} degrees
 */
function move(image, right, down, degrees) {
  const middle = (SIDE - 1) / 2;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const moved = new Float64Array(N_PIXELS);
  for (let i = 0; i < N_PIXELS; i++) {
    const x = (i % SIDE) - middle - right;
    const y = Math.floor(i / SIDE) - middle - down;
    const fromX = cos * x + sin * y + middle;
    const fromY = -sin * x + cos * y + middle;
    const [left, above] = [Math.floor(fromX), Math.floor(fromY)];
    const [partX, partY] = [fromX - left, fromY - above];
    moved[i] =
      (1 - partY) * ((1 - partX) * at(image, left, above) + partX * at(image, left + 1, above)) +
      partY * ((1 - partX) * at(image, left, above + 1) + partX * at(image, left + 1, above + 1));
  }
  return moved;
}

/** @param {ArrayLike<number>} image @param {number} column @param {number} row */
function at(image, column, row) {
  const inside = column >= 0 && column < SIDE && row >= 0 && row < SIDE;
  return inside ? image[row * SIDE + column] : 0;
}

/**
 * Normal numbers that are the same in every browser: mulberry32 (T. Ettinger 2017) and Box and
 * Muller's transform (1958).
 * @param {number} n @param {number} seed
 */
function normals(n, seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return Float32Array.from({ length: n }, () =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
