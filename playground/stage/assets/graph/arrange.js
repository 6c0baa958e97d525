// @ts-check
// From layers and places across to points: which way a graph runs, how large, where edges begin.

/** @typedef {import("./svg.js").Point} Point */

/**
 * @typedef {object} Arrangement
 * @property {boolean} across  whether layers follow one another from left to right, or downwards
 * @property {number} scale  pixels a unit
 * @property {{width: number, height: number, nodeWidth: number, nodeHeight: number, head: number}} size
 * @property {Point[]} nodes  their middles
 * @property {{points: Point[], label: Point}[]} edges
 */

const MARGIN = 10;
const LEAST = 0.74; // pixels a unit; where even this is too wide, the picture scrolls
const MOST = 1.4;
const TALL = 600; // pixels a picture is not enlarged beyond
const NODE = { nodeWidth: 118, nodeHeight: 54, head: 46 };
const MOST_SPACIOUS = 7; // layers, which leave room to write on the edges between them
const PORT = 13; // units between two edges that end at one node

/**
 * @param {any} picture
 * @param {number} width  of the card in pixels
 * @returns {Arrangement}
 */
export function arrange(picture, width) {
  const { n_layers, breadth, nodes, edges } = picture.layout;
  const size = picture.arrays ? { ...NODE, nodeHeight: 64 } : NODE;
  const spacious = n_layers <= MOST_SPACIOUS;
  const along = extent(true);
  const down = extent(false);
  const fits = (/** @type {{width: number}} */ each) => Math.min(MOST, width / each.width);
  const across = fits(along) >= LEAST || fits(along) >= fits(down);
  const chosen = across ? along : down;
  const tall = Math.max(0.9, TALL / chosen.height);
  const scale = Math.max(LEAST, Math.min(fits(chosen), tall));
  /** @param {[number, number]} place @returns {Point} */
  const point = ([layer, place]) => {
    const [first, second] = [layer * chosen.layer, place * chosen.place];
    const [x, y] = across ? [first, second] : [second, first];
    return [x + MARGIN + size.nodeWidth / 2, y + MARGIN + size.nodeHeight / 2];
  };
  const middles = nodes.map(point);
  const ports = portsOf(picture.edges, middles, across);
  return {
    across,
    scale,
    size: { ...size, width: chosen.width, height: chosen.height },
    nodes: middles,
    edges: edges.map((/** @type {[number, number][]} */ path, /** @type {number} */ i) => {
      const points = path.map(point);
      const end = points.length - 1;
      const reach = across ? size.nodeWidth / 2 : size.nodeHeight / 2;
      points[0] = moved(points[0], reach, 0, across);
      points[end] = moved(points[end], -reach, ports[i], across);
      const [a, b] = [points[end - 1], points[end]];
      const t = across ? 0.5 : 0.42;
      return { points, label: [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]) + 4] };
    }),
  };

  /** @param {boolean} isAcross */
  function extent(isAcross) {
    const layer = isAcross ? size.nodeWidth + (spacious ? 92 : 44) : size.nodeHeight + (spacious ? 58 : 40);
    const place = isAcross ? size.nodeHeight + 14 : size.nodeWidth + 16;
    const long = (n_layers - 1) * layer;
    const wide = breadth * place;
    return {
      layer,
      place,
      width: (isAcross ? long : wide) + size.nodeWidth + 2 * MARGIN,
      height: (isAcross ? wide : long) + size.nodeHeight + 2 * MARGIN,
    };
  }
}

/**
 * How far from a node's middle each edge ends, so that edges from above end above.
 *
 * @param {{source: number, target: number}[]} edges @param {Point[]} middles @param {boolean} across
 */
function portsOf(edges, middles, across) {
  const place = (/** @type {number} */ i) => middles[edges[i].source][across ? 1 : 0];
  const offsets = edges.map(() => 0);
  const targets = new Set(edges.map((edge) => edge.target));
  for (const target of targets) {
    const which = edges.map((_, i) => i).filter((i) => edges[i].target === target);
    which.sort((a, b) => place(a) - place(b));
    const step = Math.min(PORT, 40 / which.length);
    which.forEach((i, rank) => {
      offsets[i] = (rank - (which.length - 1) / 2) * step;
    });
  }
  return offsets;
}

/**
 * @param {Point} point @param {number} along @param {number} aside @param {boolean} across
 * @returns {Point}
 */
function moved([x, y], along, aside, across) {
  return across ? [x + along, y + aside] : [x + aside, y + along];
}
