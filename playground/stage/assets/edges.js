// @ts-check
// The network's weights as lines: thick where large, coloured by sign, few enough to be quick.

import { frozenOf } from "./edit/parameters.js";
import { parameterOffsets } from "./forward.js";

/** @typedef {import("./network_layout.js").Layout} Layout */
/** @typedef {import("./network_layout.js").Edge} Edge */
/** @typedef {(gap: number, from: number, to: number) => boolean} Accept  whether to draw a line */

const LEVELS = 8; // of thickness; lines of one level and sign are stroked together
const STRONGEST = 3.6; // a strength drawn at full thickness
const MOST = [350, 1100]; // lines drawn at quality 0 and 1: the strongest
const BINS = 128;
const DASHES = [5, 3.5]; // of frozen weights

/**
 * @param {any} run
 */
export function createEdges(run) {
  const sizes = run.layer_sizes;
  const offsets = parameterOffsets(sizes);
  // He's initialisation gives weights of size √(2 / n_in); by this the gaps become comparable.
  const norms = sizes.slice(0, -1).map((/** @type {number} */ n) => Math.sqrt(n / 2) / 2);
  const count = sizes.slice(0, -1).reduce(
    (/** @type {number} */ sum, /** @type {number} */ n, /** @type {number} */ l) =>
      sum + n * sizes[l + 1],
    0,
  );
  const classes = new Int8Array(count); // sign · (level + 1), 0: not drawn
  const bins = new Uint32Array(BINS);
  /** @type {Float32Array} */
  let params = new Float32Array(0);
  let cutoff = 0;

  const weight = (/** @type {Edge} */ { gap, from, to }) =>
    params[offsets[gap] + from * sizes[gap + 1] + to];
  const strength = (/** @type {Edge} */ edge) => Math.abs(weight(edge)) * norms[edge.gap];

  /** The strength that all but the strongest lines stay below. @param {number} most */
  function findCutoff(most) {
    if (count <= most) return 0;
    bins.fill(0);
    eachEdge((value) => {
      bins[Math.min(BINS - 1, Math.floor((Math.abs(value) / STRONGEST) * BINS))]++;
    });
    let drawn = 0;
    for (let bin = BINS - 1; bin > 0; bin--) {
      drawn += bins[bin];
      if (drawn > most) return ((bin + 1) / BINS) * STRONGEST;
    }
    return 0;
  }

  /** @param {(strength: number, index: number) => void} visit  signed strengths, in order */
  function eachEdge(visit) {
    let index = 0;
    for (let gap = 0; gap + 1 < sizes.length; gap++) {
      const end = offsets[gap] + sizes[gap] * sizes[gap + 1];
      for (let at = offsets[gap]; at < end; at++) visit(params[at] * norms[gap], index++);
    }
  }

  /** @param {number} quality */
  function classify(quality) {
    cutoff = findCutoff(MOST[0] + quality * (MOST[1] - MOST[0]));
    eachEdge((value, index) => {
      const size = Math.abs(value);
      const level = Math.min(LEVELS - 1, Math.floor((size / STRONGEST) * LEVELS));
      classes[index] = size >= cutoff && size > 0 ? Math.sign(value) * (level + 1) : 0;
    });
  }

  /**
   * @param {CanvasRenderingContext2D} brush @param {Layout} layout
   * @param {number} wanted  a class
   * @param {Accept} accept
   */
  function trace(brush, { columns }, wanted, accept) {
    let index = 0;
    let any = false;
    brush.beginPath();
    for (let gap = 0; gap + 1 < columns.length; gap++) {
      const [left, right] = [columns[gap], columns[gap + 1]];
      const [x0, x1] = [left.right, right.left];
      const middle = (x0 + x1) / 2;
      for (let from = 0; from < left.ys.length; from++) {
        for (let to = 0; to < right.ys.length; to++, index++) {
          if (classes[index] !== wanted || !accept(gap, from, to)) continue;
          any = true;
          brush.moveTo(x0, left.ys[from]);
          brush.bezierCurveTo(middle, left.ys[from], middle, right.ys[to], x1, right.ys[to]);
        }
      }
    }
    return any;
  }

  /**
   * Free weights, then frozen ones with dashes, where there are any.
   *
   * @param {{accept: Accept, fade: number}} pass
   */
  function withDashes({ accept, fade }) {
    const frozen = frozenOf(run);
    if (!frozen.length) return [{ accept, fade, dashes: [] }];
    /** @type {Accept} */
    const isFrozen = (gap, from, to) => frozen[offsets[gap] + from * sizes[gap + 1] + to] === 1;
    return [
      { accept: (/** @type {[number, number, number]} */ ...at) => accept(...at) && !isFrozen(...at), fade, dashes: [] },
      { accept: (/** @type {[number, number, number]} */ ...at) => accept(...at) && isFrozen(...at), fade, dashes: DASHES },
    ];
  }

  return {
    weight,
    isDrawn: (/** @type {Edge} */ edge) => strength(edge) >= cutoff,
    /** @param {Float32Array} now  parameters, before asking for weights */
    setParams(now) {
      params = now;
    },
    /**
     * @param {CanvasRenderingContext2D} brush @param {Layout} layout
     * @param {{theme: import("./theme.js").Theme, quality: number,
     *   unit: import("./view.js").Unit | null, edge: Edge | null}} scene  what is pointed at
     */
    paint(brush, layout, { theme, quality, unit, edge }) {
      classify(quality);
      const smallest = Math.min(...layout.columns.map(({ size }) => size));
      const density = Math.min(1, Math.max(0.4, smallest / 34));
      /** @type {Accept} */
      const touches = (gap, from, to) =>
        unit?.layer === gap ? unit.unit === from : unit?.layer === gap + 1 && unit.unit === to;
      /** @type {Accept} */
      const apart = (gap, from, to) => !touches(gap, from, to);
      const all = unit ? [{ accept: apart, fade: 0.22 }, { accept: touches, fade: 1.25 }] : [
        { accept: () => true, fade: 1 },
      ];
      const passes = all.flatMap(withDashes);
      brush.lineCap = "butt";
      for (const { accept, fade, dashes } of passes) {
        brush.setLineDash(dashes);
        for (let level = 0; level < LEVELS; level++) {
          const share = (level + 0.5) / LEVELS;
          brush.lineWidth = (0.6 + 5 * share) * density;
          brush.globalAlpha = Math.min(1, (0.14 + 0.62 * Math.min(1, share * 1.5)) * fade);
          for (const sign of [-1, 1]) {
            brush.strokeStyle = theme.css[sign < 0 ? 0 : 1];
            if (trace(brush, layout, sign * (level + 1), accept)) brush.stroke();
          }
        }
      }
      brush.setLineDash([]);
      brush.globalAlpha = 1;
      if (edge) paintPointed(brush, layout, edge, theme, weight(edge));
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} brush @param {Layout} layout @param {Edge} edge
 * @param {import("./theme.js").Theme} theme @param {number} value
 */
function paintPointed(brush, { columns }, { gap, from, to }, theme, value) {
  const [left, right] = [columns[gap], columns[gap + 1]];
  const [x0, x1] = [left.right, right.left];
  const middle = (x0 + x1) / 2;
  for (const [style, width] of [[theme.background, 6], [theme.css[value < 0 ? 0 : 1], 3.4]]) {
    brush.strokeStyle = /** @type {string} */ (style);
    brush.lineWidth = /** @type {number} */ (width);
    brush.beginPath();
    brush.moveTo(x0, left.ys[from]);
    brush.bezierCurveTo(middle, left.ys[from], middle, right.ys[to], x1, right.ys[to]);
    brush.stroke();
  }
}
