// @ts-check
// A warp panel: the plane's grid lines and the data points as one hidden layer sees them.

import { createCanvas, fitCanvas } from "./canvas.js";
import { createPalette } from "./colors.js";
import { element, setText } from "./dom.js";
import { parameterOffsets } from "./forward.js";
import { evaluationOf } from "./grid.js";
import { createProjection } from "./projection.js";
import { createTurns } from "./turns.js";
import { createBuckets, paintDots, paintLines } from "./warp_marks.js";

const FOOTER = 16;
const PADDING = 8;
const FOLLOW = 0.18; // how much of the way to the fitting scale one frame goes
const JUMP = 12; // snapshots apart that count as another moment, not as motion
const BOXED = new Set(["tanh", "sine"]); // two units of these always lie in [-1, 1]²
const NARROW = 190; // CSS pixels below which the caption is cut to its numbers
const FILL = 0.98; // of the room
const BEYOND = 0.22; // of the points' extent: how far grid lines are followed outside of it
const STRETCH = 2.5;
const FEW = 8; // points that show where data lie
const LANE = 0.55; // spread of the points of one class, for a layer of one unit

/**
 * @param {HTMLElement} host
 * @param {any} context  theme, view and ``layer``, the hidden layer from 1
 */
export function createWarpPanel(host, context) {
  const layer = context.layer;
  host.classList.add("dbp-warp");
  const canvas = createCanvas("dbp-warp__canvas");
  const caption = element("div", { class: "dbp-warp__caption" });
  host.append(canvas, caption);

  /** @type {any} */ let run = null;
  let units = 0;
  /** @type {ReturnType<typeof createProjection> | null} */ let projection = null;
  let palette = createPalette(context.theme);
  let width = 0;
  let height = 0;
  let places = new Float32Array(0); // (2 × n)
  let fit = { x: 0, y: 0, sx: 0, sy: 0 }; // centre, and CSS pixels per unit each way
  /** @type {any} */ let last = null;
  /** @type {any} */ let lastCloud = null; // another one has other points
  let buckets = createBuckets();
  const sitsOut = createTurns(false);

  function measure() {
    width = host.clientWidth;
    height = host.clientHeight - FOOTER;
    if (width > 20 && height > 20) fitCanvas(canvas, width, height);
  }

  /**
   * The last hidden space is seen along the output's weights (units × outputs): its straight cut is
   * then exact in the picture, which principal components would only show at a slant.
   *
   * @param {Float32Array} params
   */
  function outputWeights(params) {
    if (layer !== run.layer_sizes.length - 2) return null;
    const offset = parameterOffsets(run.layer_sizes)[layer];
    return params.subarray(offset, offset + units * run.layer_sizes[layer + 1]);
  }

  /**
   * @param {import("./grid.js").CloudAnswer} cloud @param {Float32Array} params
   * @param {boolean} jump
   */
  function place(cloud, params, jump) {
    const { n } = cloud;
    if (places.length !== 2 * n) places = new Float32Array(2 * n);
    const values = cloud.layers[layer - 1];
    if (projection) {
      const weights = outputWeights(params);
      if (weights && run.n_classes > 2) projection.follow(weights, run.n_classes, 0, jump);
      else projection.follow(values, n, firstPoint(cloud), jump, weights);
      projection.project(values, n, places);
    } else if (units === 2) {
      places.set(values.subarray(0, 2 * n));
    } else {
      places.set(values.subarray(0, n));
      spreadByClass(cloud);
    }
  }

  /** One unit has no second direction: classes get a lane each. @param {any} cloud */
  function spreadByClass(cloud) {
    const { n, labels } = cloud;
    const from = n - labels.length;
    const lanes = Math.max(1, run.n_classes);
    for (let i = 0; i < n; i++) {
      if (i < from) places[n + i] = 0;
      else {
        const jitter = ((i * 0.618034) % 1) - 0.5;
        const lane = run.n_classes ? (labels[i - from] + 0.5) / lanes - 0.5 : 0;
        places[n + i] = 1.6 * lane + (LANE / lanes) * jitter * 1.6;
      }
    }
  }

  /** Centre and scales that show all points. @param {any} cloud */
  function fitting(cloud) {
    const room = { x: width / 2 - PADDING, y: height / 2 - PADDING };
    if (units === 2 && BOXED.has(run.activations[layer - 1])) {
      const scale = Math.min(room.x, room.y) / 1.06;
      return { x: 0, y: 0, sx: scale, sy: scale };
    }
    const { n } = cloud;
    const first = firstPoint(cloud);
    const [x0, x1] = shownExtent(places, 0, first, n);
    const [y0, y1] = units === 1 ? [-1, 1] : shownExtent(places, n, n + first, 2 * n);
    const sx = (FILL * 2 * room.x) / Math.max(x1 - x0, 1e-3);
    const sy = (FILL * 2 * room.y) / Math.max(y1 - y0, 1e-3);
    const scale = Math.min(sx, sy);
    // A view of many dimensions has no shape to keep; one along the weights may be stretched.
    const most = units === 1 || isLast() ? STRETCH * scale : scale;
    return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, sx: Math.min(sx, most), sy: Math.min(sy, most) };
  }

  const isLast = () => projection !== null && layer === run.layer_sizes.length - 2;

  /** @param {any} cloud @param {boolean} jump */
  function follow(cloud, jump) {
    const target = fitting(cloud);
    if (jump || fit.sx === 0) {
      fit = target;
      return;
    }
    fit.x += FOLLOW * (target.x - fit.x);
    fit.y += FOLLOW * (target.y - fit.y);
    fit.sx *= (target.sx / fit.sx) ** FOLLOW;
    fit.sy *= (target.sy / fit.sy) ** FOLLOW;
  }

  /**
   * Where the network's last, straight cut meets this view.
   *
   * @param {CanvasRenderingContext2D} brush @param {Float32Array} params
   */
  function traceCut(brush, params) {
    if (layer !== run.layer_sizes.length - 2 || run.n_classes !== 2) return;
    const offset = parameterOffsets(run.layer_sizes)[layer];
    const weights = params.subarray(offset, offset + units);
    let bias = params[offset + units];
    let [a, b] = [weights[0], units === 2 ? weights[1] : 0];
    if (projection) {
      [a, b] = [0, 0];
      for (let u = 0; u < units; u++) {
        a += weights[u] * projection.axes[0][u];
        b += weights[u] * projection.axes[1][u];
        bias += weights[u] * projection.mean[u];
      }
    }
    const squared = a * a + b * b;
    if (!(squared > 1e-12)) return;
    // The point of the line nearest to the origin, and far to both sides of it.
    const [x, y] = [(-bias * a) / squared, (-bias * b) / squared];
    const far = (2 * (width + height)) / (Math.min(fit.sx, fit.sy) * Math.sqrt(squared));
    brush.beginPath();
    brush.moveTo(x - far * b, y + far * a);
    brush.lineTo(x + far * b, y - far * a);
  }

  /** @param {any} frame */
  function paint(frame) {
    if (!run || !frame.snapshot || sitsOut(frame)) return;
    if (!width) measure();
    if (width < 20 || height < 20) return;
    if (palette.theme !== context.theme) palette = createPalette(context.theme);
    const cloud = evaluationOf(frame).cloud(frame.snapshot, frame.quality);
    const jump = !last || Math.abs(frame.snapshot.seq - last.seq) > JUMP;
    if (frame.snapshot !== last || cloud !== lastCloud) {
      place(cloud, frame.snapshot.params, jump);
    }
    // What a hand changes is shown as it is; the scale glides only while the network moves by itself.
    follow(cloud, jump || !frame.moving || frame.changed === "size" || frame.changed === "run");
    last = frame.snapshot;
    lastCloud = cloud;
    draw(frame, cloud);
    showCaption();
  }

  /** @param {any} frame @param {any} cloud */
  function draw(frame, cloud) {
    const brush = fitCanvas(canvas, width, height);
    brush.clearRect(0, 0, width, height);
    const view = {
      x: width / 2 - fit.sx * fit.x,
      y: height / 2 + fit.sy * fit.y,
      sx: fit.sx,
      sy: fit.sy,
      width,
    };
    paintFrame(brush, view);
    buckets.sort(run, cloud);
    paintLines(brush, cloud, places, view, buckets, palette);
    brush.save();
    brush.translate(view.x, view.y);
    brush.scale(fit.sx, -fit.sy);
    brush.beginPath();
    traceCut(brush, frame.snapshot.params);
    brush.restore();
    brush.strokeStyle = context.theme.text;
    brush.lineWidth = 1.4;
    brush.globalAlpha = 0.8;
    brush.stroke();
    brush.globalAlpha = 1;
    paintDots(brush, run, cloud, places, view, palette, frame.view);
  }

  /** The box of a bounded activation, or the axis of a single unit. */
  function paintFrame(
    /** @type {CanvasRenderingContext2D} */ brush,
    /** @type {import("./warp_marks.js").View} */ view,
  ) {
    brush.strokeStyle = context.theme.grid;
    brush.lineWidth = 1;
    brush.beginPath();
    if (units === 2 && BOXED.has(run.activations[layer - 1])) {
      brush.rect(view.x - view.sx, view.y - view.sy, 2 * view.sx, 2 * view.sy);
    } else if (units === 1) {
      brush.moveTo(0, view.y);
      brush.lineTo(width, view.y);
    }
    brush.stroke();
  }

  function showCaption() {
    const count = `${units} ${units === 1 ? "unit" : "units"}`;
    const share = projection ? `${Math.round(100 * projection.share)}%` : "";
    const seen = !projection
      ? units === 2 ? "as they are" : "a row per class"
      : isLast() ? "seen along the output’s weights" : `${share} of the spread shown`;
    const short = projection && !isLast() ? ` · ${share}` : "";
    setText(caption, width < NARROW ? count + short : `${count} · ${seen}`);
  }

  return {
    /** @param {any} next */
    setRun(next) {
      run = next;
      const now = run.layer_sizes[layer];
      if (now === undefined) {
        run = null;
        return;
      }
      units = now;
      projection = units > 2 ? createProjection(units) : null;
      buckets = createBuckets();
      last = null;
      fit = { x: 0, y: 0, sx: 0, sy: 0 };
      measure();
    },
    paint,
    resize: measure,
    destroy() {
      host.replaceChildren();
    },
  };
}

/**
 * Where the points begin that a view is chosen by: the lines', where there are hardly any others.
 *
 * @param {any} cloud
 */
function firstPoint({ n, n_train, n_test }) {
  return n_train + n_test >= FEW ? n - n_train - n_test : 0;
}

/**
 * Least and largest of the points, and of the grid lines as far as they do not make points tiny.
 *
 * @param {Float32Array} values  lines, then points
 * @param {number} lines  index of the first line value @param {number} points  of the first point
 * @param {number} end
 */
function shownExtent(values, lines, points, end) {
  const [low, high] = extent(values, points, end);
  const [least, most] = points > lines ? extent(values, lines, points) : [low, high];
  const room = BEYOND * (high - low);
  return [Math.max(Math.min(low, least), low - room), Math.min(Math.max(high, most), high + room)];
}

/** Least and largest. @param {Float32Array} values @param {number} from @param {number} to */
function extent(values, from, to) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : [-1, 1];
}
