// @ts-check
// From a drawing to an image like the originals; the same as playground/digits/drawing.py, which
// says why each step is taken and what was measured.

const SIDE = 8;
const BITMAP = 32;
const BLOCK = BITMAP / SIDE;
const INK = 313; // black pixels of a bitmap: the mean of the originals
const CENTER = 16.37; // of box and centre of mass, from the left
const FIRST_PEN = 5;
const LEAST_PEN = 2;
const MOST_PEN = 12;
const TURNS = 6;
const STEP = 0.5; // farthest that two neighbouring dots lie apart
const TIE = 1 + 1e-9; // squared distances that differ by less are equal, however rounded

/** Points of one drawing, at most. */
export const MAX_POINTS = 4000;

/** @typedef {[number, number]} Point  x to the right, y down, in any unit */

/**
 * A drawing as the network gets it.
 * @typedef {object} Drawn
 * @property {Float32Array} image  (64,) whole numbers from 0 (paper) to 16 (ink)
 * @property {Uint8Array} bitmap   (1024,) rows from the top
 * @property {number} pen          its width in pixels of the bitmap; 0 for an empty drawing
 */

/**
 * @param {Point[][]} strokes  those without points are left out
 * @returns {Drawn}
 */
export function draw(strokes) {
  const lines = strokes.filter((stroke) => stroke.length);
  const bitmap = new Uint8Array(BITMAP * BITMAP);
  if (!lines.length) return { image: new Float32Array(SIDE * SIDE), bitmap, pen: 0 };
  const box = boxOf(lines);
  const longest = Math.max(box.width, box.height);
  const squared = new Float64Array(BITMAP * BITMAP);
  let pen = FIRST_PEN;
  let shift = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const scale = longest > 0 ? (BITMAP - pen) / longest : 0;
    const room = (BITMAP - pen - box.width * scale) / 2;
    const x = Math.min(Math.max(CENTER + shift, BITMAP / 2 - room), BITMAP / 2 + room);
    const place = (/** @type {Point} */ [across, down]) => /** @type {Point} */ ([
      (across - box.x) * scale + x,
      (down - box.y) * scale + BITMAP / 2,
    ]);
    squaredDistances(lines.flatMap((line) => dotted(line.map(place))), squared);
    if (turn === TURNS - 1) break;
    const broad = 2 * Math.sqrt(squared.slice().sort()[INK - 1]);
    pen = Math.min(Math.max(broad, LEAST_PEN), MOST_PEN);
    shift = x - (x + massOf(squared, ((pen * pen) / 4) * TIE)) / 2;
  }
  for (let i = 0; i < squared.length; i++) bitmap[i] = squared[i] <= ((pen * pen) / 4) * TIE ? 1 : 0;
  return { image: counted(bitmap), bitmap, pen };
}

/** Black pixels in each block of 4×4. @param {Uint8Array} bitmap (1024,) */
export function counted(bitmap) {
  const image = new Float32Array(SIDE * SIDE);
  for (let row = 0; row < BITMAP; row++) {
    for (let column = 0; column < BITMAP; column++) {
      const block = Math.floor(row / BLOCK) * SIDE + Math.floor(column / BLOCK);
      image[block] += bitmap[row * BITMAP + column];
    }
  }
  return image;
}

/** The middle and the size of all points' box. @param {Point[][]} lines */
function boxOf(lines) {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const line of lines) {
    for (const point of line) {
      for (const axis of [0, 1]) {
        low[axis] = Math.min(low[axis], point[axis]);
        high[axis] = Math.max(high[axis], point[axis]);
      }
    }
  }
  return {
    x: (low[0] + high[0]) / 2,
    y: (low[1] + high[1]) / 2,
    width: high[0] - low[0],
    height: high[1] - low[1],
  };
}

/**
 * A line's points and as many between them as leave no gap beyond STEP.
 * @param {Point[]} line @returns {Point[]}
 */
function dotted(line) {
  /** @type {Point[]} */
  const dots = [];
  for (let i = 0; i + 1 < line.length; i++) {
    const [x, y] = line[i];
    const [across, down] = [line[i + 1][0] - x, line[i + 1][1] - y];
    const pieces = Math.max(Math.ceil(Math.hypot(across, down) / STEP), 1);
    for (let k = 0; k < pieces; k++) dots.push([x + across * (k / pieces), y + down * (k / pieces)]);
  }
  dots.push(line[line.length - 1]);
  return dots;
}

/**
 * From the centre of each pixel to the nearest dot.
 * @param {Point[]} dots @param {Float64Array} squared (1024,), overwritten
 */
function squaredDistances(dots, squared) {
  const across = new Float64Array(BITMAP);
  squared.fill(Infinity);
  for (const [x, y] of dots) {
    for (let i = 0; i < BITMAP; i++) across[i] = (i + 0.5 - x) ** 2;
    for (let row = 0, i = 0; row < BITMAP; row++) {
      const down = (row + 0.5 - y) ** 2;
      for (let column = 0; column < BITMAP; column++, i++) {
        const distance = down + across[column];
        if (distance < squared[i]) squared[i] = distance;
      }
    }
  }
}

/**
 * How far from the left the centre of mass of the ink lies.
 * @param {Float64Array} squared @param {number} within  squared distance that is still ink
 */
function massOf(squared, within) {
  let sum = 0;
  let ink = 0;
  for (let i = 0; i < squared.length; i++) {
    if (squared[i] > within) continue;
    sum += (i % BITMAP) + 0.5;
    ink++;
  }
  return sum / ink;
}
