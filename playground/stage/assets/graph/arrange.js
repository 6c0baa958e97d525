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
/** Units between layers: the fewer there are, the more room to write on the edges. */
const gapOf = (/** @type {number} */ n_layers) => (n_layers <= 5 ? 92 : n_layers <= 7 ? 66 : 46);
const PORT = 13; // units between two edges that end at one node
const TWIN_PORT = 26; // the same if both come from one node, so that both can be written on
const TWIN_LABELS = [0.4, 0.75]; // where along them

/**
 * @param {any} picture
 * @param {number} width  of the card in pixels
 * @returns {Arrangement}
 */
export function arrange(picture, width) {
  const { n_layers, breadth, nodes, edges } = picture.layout;
  const size = picture.arrays ? { ...NODE, nodeHeight: 64 } : NODE;
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
  const reach = across ? size.nodeWidth / 2 : size.nodeHeight / 2;
  /** @type {Point[][]} where each edge passes; a layer is crossed straight */
  const paths = edges.map((/** @type {[number, number][]} */ path) => {
    const [first, ...passed] = path.map(point);
    const last = /** @type {Point} */ (passed.pop());
    const straight = passed.flatMap((each) => [
      moved(each, -reach, 0, across),
      moved(each, reach, 0, across),
    ]);
    return [moved(first, reach, 0, across), ...straight, moved(last, -reach, 0, across)];
  });
  const twins = twinsOf(picture.edges);
  const ports = portsOf(picture.edges, paths, across, twins);
  return {
    across,
    scale,
    size: { ...size, width: chosen.width, height: chosen.height },
    nodes: nodes.map(point),
    edges: paths.map((path, i) => {
      const a = path[path.length - 2];
      const b = moved(path[path.length - 1], 0, ports[i], across);
      const points = [...path.slice(0, -1), b];
      const t = labelAt(i);
      return { points, label: [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]) + 4] };
    }),
  };

  /** How far along the last part of an edge its label is. @param {number} i */
  function labelAt(i) {
    const twin = twins[i];
    if (twin < 0) return across ? 0.5 : 0.42;
    const [a, b] = paths[i].slice(-2).map((each) => each[across ? 1 : 0]);
    const isOuter = ports[i] > ports[twin] === b >= a; // the longer way of the two
    return TWIN_LABELS[isOuter ? 1 : 0];
  }

  /** @param {boolean} isAcross */
  function extent(isAcross) {
    const gap = gapOf(n_layers);
    const layer = isAcross ? size.nodeWidth + gap : size.nodeHeight + 0.62 * gap;
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

/** For each edge another one between the same two nodes; −1 if there is none. */
function twinsOf(/** @type {{source: number, target: number}[]} */ edges) {
  return edges.map(({ source, target }, i) =>
    edges.findIndex((other, k) => k !== i && other.source === source && other.target === target),
  );
}

/**
 * How far from a node's middle each edge ends, so that edges that come from above end above.
 *
 * @param {{target: number}[]} edges @param {Point[][]} paths @param {boolean} across
 * @param {number[]} twins
 */
function portsOf(edges, paths, across, twins) {
  const place = (/** @type {number} */ i) => paths[i][paths[i].length - 2][across ? 1 : 0];
  const offsets = edges.map(() => 0);
  const targets = new Set(edges.map((edge) => edge.target));
  for (const target of targets) {
    const which = edges.map((_, i) => i).filter((i) => edges[i].target === target);
    which.sort((a, b) => place(a) - place(b));
    const step = twins[which[0]] < 0 ? Math.min(PORT, 40 / which.length) : TWIN_PORT;
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
