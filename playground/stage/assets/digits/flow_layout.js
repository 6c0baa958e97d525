// @ts-check
// Where the image, the hidden units and the outputs stand in the picture of one image's way through.

const HEAD = 18; // the columns' headings
const GAP = 2; // between cells
const LARGEST_CELL = 22;
const SMALL_CELL = 12; // below this a layer takes another column
const MOST_COLUMNS = 4;
const IMAGE_SHARE = 0.4; // of the width, at most

/** @typedef {{x: number, y: number}} Place  a middle, in CSS pixels */

/**
 * @typedef {object} Flow
 * @property {{x: number, y: number, size: number}} image  its upper left corner
 * @property {Place[]} pixels  of the image, row by row
 * @property {{units: Place[], cell: number, x: number, width: number}[]} layers  hidden ones
 * @property {Place[]} outputs  at the right edge
 * @property {number} head  height of the headings
 */

/**
 * @param {number[]} sizes  layer sizes, inputs and outputs among them
 * @param {number} width @param {number} height  of the picture
 * @param {number[]} outputs  heights of the outputs' bars
 * @param {number} side  pixels along each side of the image
 * @returns {Flow}
 */
export function layOutFlow(sizes, width, height, outputs, side) {
  const room = height - HEAD;
  const size = Math.floor(Math.min(room, width * IMAGE_SHARE) / side) * side;
  const image = { x: 1, y: HEAD + (room - size) / 2, size };
  const step = size / side;
  const pixels = Array.from({ length: side * side }, (_, p) => ({
    x: image.x + ((p % side) + 0.5) * step,
    y: image.y + (Math.floor(p / side) + 0.5) * step,
  }));
  const hidden = sizes.slice(1, -1);
  const blocks = hidden.map((units) => blockOf(units, room));
  const used = blocks.reduce((sum, block) => sum + block.width, 0);
  const spare = Math.max(0, width - image.x - size - used) / (blocks.length + 1);
  let left = image.x + size;
  const layers = blocks.map(({ cell, rows, width: wide }, layer) => {
    left += spare;
    const x = left;
    left += wide;
    const tall = Math.min(rows, hidden[layer]) * (cell + GAP) - GAP;
    const top = HEAD + (room - tall) / 2;
    const units = Array.from({ length: hidden[layer] }, (_, u) => ({
      x: x + Math.floor(u / rows) * (cell + GAP) + cell / 2,
      y: top + (u % rows) * (cell + GAP) + cell / 2,
    }));
    return { units, cell, x, width: wide };
  });
  return { image, pixels, layers, outputs: outputs.map((y) => ({ x: width, y })), head: HEAD };
}

/** Cells of a layer: as few columns as leave them large enough. @param {number} units @param {number} room */
function blockOf(units, room) {
  for (let columns = 1; ; columns++) {
    const rows = Math.ceil(units / columns);
    const cell = Math.min(LARGEST_CELL, Math.floor(room / rows) - GAP);
    if (cell >= SMALL_CELL || columns === MOST_COLUMNS) {
      return { cell: Math.max(3, cell), rows, width: columns * (Math.max(3, cell) + GAP) - GAP };
    }
  }
}

/**
 * The hidden unit at a place of the picture.
 * @param {Flow} flow @param {number} x @param {number} y
 * @returns {{layer: number, unit: number} | null}
 */
export function unitNear(flow, x, y) {
  for (let layer = 0; layer < flow.layers.length; layer++) {
    const { units, cell } = flow.layers[layer];
    const reach = cell / 2 + GAP / 2;
    const unit = units.findIndex((at) => Math.abs(at.x - x) <= reach && Math.abs(at.y - y) <= reach);
    if (unit >= 0) return { layer, unit };
  }
  return null;
}

/**
 * The unit beside another one, seen as it is drawn; the first one, if there is none yet.
 * @param {Flow} flow @param {{layer: number, unit: number} | null} from
 * @param {[number, number]} way  columns and rows to go
 */
export function neighbour(flow, from, [right, down]) {
  if (!from) return { layer: 0, unit: 0 };
  const all = flow.layers.flatMap(({ units }, layer) => units.map((at, unit) => ({ layer, unit, at })));
  const { x, y } = flow.layers[from.layer].units[from.unit];
  const beyond = all.filter(({ at }) => (right ? (at.x - x) * right > 1 : at.x === x && (at.y - y) * down > 1));
  const far = (/** @type {{x: number, y: number}} */ at) => 4 * Math.abs(at.x - x) + Math.abs(at.y - y);
  const [nearest] = beyond.sort((a, b) => far(a.at) - far(b.at));
  return nearest ? { layer: nearest.layer, unit: nearest.unit } : from;
}
