// @ts-check
// The marks of the big picture: cloth and lines of the plane, boundary and points, far to near.

import { pixelRatio } from "../canvas.js";
import { targetScale } from "../grid.js";
import { pointColor } from "../points.js";

/** @typedef {import("../colors.js").Palette} Palette */

const CHUNK = 48; // shapes in one path: a path's cost grows faster than what is in it
const DOT = 3.1;
const RING = 1.5;
const SHADES = 6; // of regression targets on each side of zero

/**
 * Which samples of the lines are how near: band 0 is the farthest.
 *
 * @param {number} most
 */
export function createBands(most) {
  let of = new Uint8Array(0);
  return {
    get of() {
      return of;
    },
    most,
    /** @param {any} cloud @param {Float32Array} screen  (3 × n) @param {number} count */
    sort({ n, n_lines, n_samples }, screen, count) {
      const length = n_lines * n_samples;
      if (of.length !== length) of = new Uint8Array(length);
      if (count === 1) {
        of.fill(0);
        return;
      }
      const nearness = 2 * n;
      for (let i = 0; i < length; i++) of[i] = bandOf(screen[nearness + i], count);
    },
  };
}

/** @param {number} near  −1 to 1 @param {number} count */
function bandOf(near, count) {
  const band = ((near + 0.9) / 1.8) * count;
  return band > 0 ? Math.min(count - 1, band | 0) : 0;
}

/**
 * The plane as a thin cloth, each patch in the colour of what the network says there; between two
 * classes a patch is cut where they meet.
 *
 * @param {CanvasRenderingContext2D} brush @param {any} cloud @param {Float32Array} screen
 * @param {any} buckets @param {any} bands @param {number} band @param {Palette} palette
 * @param {number} fog  1: near
 * @param {Float32Array | null} margin  (n,) above 0 for class 1, of two classes
 */
export function paintCloth(brush, cloud, screen, buckets, bands, band, palette, fog, margin) {
  const { n, n_samples, between, lines } = cloud;
  const { of } = buckets;
  const corners = [0, 0, 0, 0];
  brush.globalAlpha = (palette.theme.dark ? 0.2 : 0.17) * fog;
  for (let bucket = 0; bucket < buckets.count; bucket++) {
    let count = 0;
    brush.beginPath();
    brush.fillStyle = buckets.color(bucket, palette);
    for (let row = 0; row + 1 < lines; row++) {
      const low = row * n_samples;
      const high = low + n_samples;
      for (let i = 0; i + between < n_samples; i += between) {
        if (bands.of[low + i] !== band) continue;
        corners[0] = low + i;
        corners[1] = low + i + between;
        corners[2] = high + i + between;
        corners[3] = high + i;
        const [a, b, c, d] = corners;
        const mixed = of[a] !== of[b] || of[b] !== of[c] || of[c] !== of[d];
        if (mixed && margin) addPart(brush, screen, n, corners, margin, bucket === 1 ? 1 : -1);
        else if (of[a] === bucket) addPatch(brush, screen, n, corners);
        else continue;
        if (++count % CHUNK === 0) {
          brush.fill();
          brush.beginPath();
        }
      }
    }
    if (count % CHUNK) brush.fill();
  }
  brush.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} brush @param {Float32Array} screen @param {number} n @param {number[]} corners */
function addPatch(brush, screen, n, [a, b, c, d]) {
  brush.moveTo(screen[a], screen[n + a]);
  brush.lineTo(screen[b], screen[n + b]);
  brush.lineTo(screen[c], screen[n + c]);
  brush.lineTo(screen[d], screen[n + d]);
  brush.closePath();
}

/** The part of a patch where the margin has a sign. */
function addPart(
  /** @type {CanvasRenderingContext2D} */ brush,
  /** @type {Float32Array} */ screen,
  /** @type {number} */ n,
  /** @type {number[]} */ corners,
  /** @type {Float32Array} */ margin,
  /** @type {number} */ sign,
) {
  let first = true;
  const add = (/** @type {number} */ x, /** @type {number} */ y) => {
    if (first) brush.moveTo(x, y);
    else brush.lineTo(x, y);
    first = false;
  };
  for (let k = 0; k < 4; k++) {
    const here = corners[k];
    const next = corners[(k + 1) % 4];
    const [p, q] = [sign * margin[here], sign * margin[next]];
    if (p >= 0) add(screen[here], screen[n + here]);
    if (p >= 0 !== q >= 0) {
      const t = p / (p - q);
      add(screen[here] + t * (screen[next] - screen[here]), screen[n + here] + t * (screen[n + next] - screen[n + here]));
    }
  }
  if (!first) brush.closePath();
}

/**
 * @param {CanvasRenderingContext2D} brush @param {any} cloud @param {Float32Array} screen
 * @param {any} buckets @param {any} bands @param {number} band @param {Palette} palette
 * @param {number} fog
 */
export function paintLines(brush, cloud, screen, buckets, bands, band, palette, fog) {
  const { n, n_lines, n_samples } = cloud;
  const { of } = buckets;
  brush.lineJoin = "bevel";
  brush.lineWidth = n_lines === 1 ? 2.5 : 1 / pixelRatio();
  brush.globalAlpha = (palette.theme.dark ? 0.8 : 0.72) * fog;
  for (let bucket = 0; bucket < buckets.count; bucket++) {
    brush.strokeStyle = buckets.color(bucket, palette);
    brush.beginPath();
    let any = false;
    for (let line = 0; line < n_lines; line++) {
      let open = false;
      const end = (line + 1) * n_samples - 1;
      for (let i = line * n_samples; i < end; i++) {
        if (of[i] !== bucket || bands.of[i] !== band) {
          open = false;
          continue;
        }
        if (!open) brush.moveTo(screen[i], screen[n + i]);
        brush.lineTo(screen[i + 1], screen[n + i + 1]);
        open = any = true;
      }
    }
    if (any) brush.stroke();
  }
  brush.globalAlpha = 1;
}

/**
 * The boundary's pieces of line in one band of nearness.
 *
 * @param {CanvasRenderingContext2D} brush @param {Float32Array} screen  pairs of places
 * @param {number} n @param {number} count  of bands @param {number} band
 * @param {any} theme @param {number} fog @param {number} width
 */
export function paintBorder(brush, screen, n, count, band, theme, fog, width) {
  if (!n) return;
  brush.beginPath();
  let any = false;
  for (let i = 0; i < n; i += 2) {
    if (count > 1 && bandOf(screen[2 * n + i], count) !== band) continue;
    brush.moveTo(screen[i], screen[n + i]);
    brush.lineTo(screen[i + 1], screen[n + i + 1]);
    any = true;
  }
  if (!any) return;
  brush.lineCap = "round";
  brush.globalAlpha = fog;
  brush.strokeStyle = theme.background;
  brush.lineWidth = width < 420 ? 3.4 : 4.4;
  brush.stroke();
  brush.strokeStyle = theme.text;
  brush.lineWidth = width < 420 ? 1.6 : 2;
  brush.stroke();
  brush.lineCap = "butt";
  brush.globalAlpha = 1;
}

/** Data points as stamps, far ones first: filled for training, rings for test. */
export function createDots() {
  /** @type {Map<string, HTMLCanvasElement>} */
  const stamps = new Map();
  /** @type {{run: any, colors: string[]} | null} */ let known = null;
  let order = new Uint32Array(0);

  /** @param {string} color @param {boolean} ring @param {number} radius @param {Palette} palette */
  function stamp(color, ring, radius, palette) {
    const key = `${color} ${ring} ${radius}`;
    const found = stamps.get(key);
    if (found) return found;
    const size = 2 * Math.ceil(radius + 2);
    const ratio = pixelRatio();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size * ratio;
    const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    brush.scale(ratio, ratio);
    brush.beginPath();
    brush.arc(size / 2, size / 2, radius, 0, 2 * Math.PI);
    brush.fillStyle = ring ? palette.theme.background : color;
    brush.strokeStyle = ring ? color : palette.theme.background;
    brush.lineWidth = ring ? RING : 1;
    brush.fill();
    brush.stroke();
    stamps.set(key, canvas);
    return canvas;
  }

  return {
    clear() {
      stamps.clear();
      known = null;
    },
    /**
     * @param {CanvasRenderingContext2D} brush @param {any} run @param {any} cloud
     * @param {Float32Array} screen @param {Palette} palette
     * @param {{showTrain: boolean, showTest: boolean}} shown @param {number} solid @param {number} width
     */
    paint(brush, run, cloud, screen, palette, shown, solid, width) {
      const { n, n_train, n_test, labels } = cloud;
      const first = n - n_train - n_test;
      if (known?.run !== run) {
        known = { run, colors: labels.map((/** @type {number} */ label) => colorOf(run, label, palette)) };
      }
      if (order.length !== labels.length) order = Uint32Array.from(labels.keys());
      if (solid > 0.02) order.sort((i, j) => screen[2 * n + first + i] - screen[2 * n + first + j]);
      const base = width < 420 ? 2.3 : DOT;
      const ratio = pixelRatio();
      for (const i of order) {
        const test = i >= n_train;
        if (test ? !shown.showTest : !shown.showTrain) continue;
        const at = first + i;
        const near = Math.max(-1, Math.min(1, screen[2 * n + at]));
        const radius = Math.round(4 * base * (1 + 0.3 * solid * near)) / 4;
        const made = stamp(known.colors[i], test, test ? radius - 0.4 : radius, palette);
        const size = made.width / ratio;
        brush.drawImage(made, screen[at] - size / 2, screen[n + at] - size / 2, size, size);
      }
    },
  };
}

/** Targets in a few shades, so that a few stamps do. @param {any} run @param {number} label @param {Palette} palette */
function colorOf(run, label, palette) {
  const step = targetScale(run) / SHADES;
  const shade = run.task === "regression" ? Math.round(label / step) * step : label;
  return pointColor(run, shade, palette, palette.ink);
}
