// @ts-check
// What stands still in a space: its coordinate axes with their ticks, and the box of an activation.

import { bare, inputName, shortened } from "../names.js";
import { signed, subscript } from "../words.js";
import { project } from "./camera.js";
import { SEEN } from "./space_view.js";

const TICK = 3;
const LONGEST = 16; // characters of an input's name

/**
 * Axes through the origin. Of whole spaces they carry names and numbers; during a layer only lines.
 *
 * @param {CanvasRenderingContext2D} brush @param {import("./camera.js").Eye} eye
 * @param {import("./scene.js").Scene} scene
 * @param {{ball: {center: number[], radius: number}, solid: number}} located
 * @param {any} theme
 */
export function paintAxes(brush, eye, scene, { ball, solid }, theme) {
  const { layer, position } = scene.place;
  const away = Math.min(position, 5 - position);
  const space = position < 2.5 ? layer : layer + 1;
  const named = Math.max(0, 1 - 2 * away);
  const view = scene.view(space);
  const count = solid > 0.02 ? SEEN : 2;
  const reach = 1.12 * ball.radius;
  brush.save();
  brush.lineWidth = 1;
  brush.strokeStyle = theme.text;
  brush.fillStyle = theme.text;
  brush.font = `12px ${theme.font}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  for (let k = 0; k < count; k++) {
    const alpha = k === 2 ? solid : 1;
    const [low, high] = [Math.min(0, ball.center[k] - reach), Math.max(0, ball.center[k] + reach)];
    const [a, b] = [onAxis(eye, k, low), onAxis(eye, k, high)];
    brush.globalAlpha = 0.2 * alpha;
    brush.beginPath();
    brush.moveTo(a[0], a[1]);
    brush.lineTo(b[0], b[1]);
    brush.stroke();
    paintTicks(brush, eye, k, low, high, alpha, theme.background);
    const name = nameOf(scene, space, view, k);
    if (named > 0 && name) {
      const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
      const [x, y] = [b[0] + (11 * (b[0] - a[0])) / length, b[1] + (11 * (b[1] - a[1])) / length];
      brush.globalAlpha = 0.85 * alpha * named;
      const half = Math.max(20, brush.measureText(name).width / 2 + 6);
      write(brush, name, Math.min(Math.max(x, half), 2 * eye.x - half), Math.min(Math.max(y, 10), 2 * eye.y - 10), theme.background);
    }
  }
  brush.restore();
}

/** @param {any} brush @param {any} eye @param {number} k @param {number} low @param {number} high @param {number} alpha @param {string} behind */
function paintTicks(brush, eye, k, low, high, alpha, behind) {
  const step = niceStep((high - low) / 5);
  for (let i = Math.ceil(low / step); i * step <= high; i++) {
    const [x, y] = onAxis(eye, k, i * step);
    const crowded = i * step > high - 0.06 * (high - low); // the axis's name is there
    if (i === 0 || crowded || y < 12 || y > 2 * eye.y - 12) continue;
    brush.globalAlpha = 0.5 * alpha;
    brush.beginPath();
    brush.moveTo(x - (k === 0 ? 0 : TICK), y - (k === 0 ? TICK : 0));
    brush.lineTo(x + (k === 0 ? 0 : TICK), y + (k === 0 ? TICK : 0));
    brush.stroke();
    brush.globalAlpha = 0.65 * alpha;
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const label = signed(i * step, digits);
    if (k === 0) write(brush, label, x, y + 12, behind);
    else write(brush, label, x - 7 - 3.2 * label.length, y, behind);
  }
}

/** A word that lines behind it do not cross. @param {any} brush @param {string} text @param {number} x @param {number} y @param {string} behind */
function write(brush, text, x, y, behind) {
  const { strokeStyle, lineWidth } = brush;
  brush.strokeStyle = behind;
  brush.lineWidth = 3;
  brush.strokeText(text, x, y);
  brush.strokeStyle = strokeStyle;
  brush.lineWidth = lineWidth;
  brush.fillText(text, x, y);
}

/** @param {number} least */
function niceStep(least) {
  const unit = 10 ** Math.floor(Math.log10(least));
  return unit * (least <= 1.2 * unit ? 1 : least <= 2.4 * unit ? 2 : least <= 6 * unit ? 5 : 10);
}

/** @param {any} eye @param {number} k @param {number} value */
function onAxis(eye, k, value) {
  const place = new Float64Array(SEEN);
  place[k] = value;
  const out = new Float32Array(SEEN);
  project(eye, place, 1, out);
  return out;
}

/** @param {any} scene @param {number} space @param {any} view @param {number} k */
function nameOf(scene, space, view, k) {
  const { run } = scene;
  if (k >= view.dimensions) return "";
  if (view.kind === "components") return `PC ${k + 1}`;
  const unit = view.kind === "units" ? view.units[k] : k;
  if (space === 0) return shortened(bare(inputName(run, unit)), LONGEST);
  if (space < run.layer_sizes.length - 1) return `a${subscript(unit + 1)}`;
  return run.layer_sizes[space] > 1 ? `p${subscript(unit + 1)}` : run.task === "regression" ? "ŷ" : "output";
}

/**
 * The square or cube that a bounded activation's values lie in.
 *
 * @param {CanvasRenderingContext2D} brush @param {any} eye @param {number[]} box  low, high
 * @param {number} dimensions @param {number} alpha @param {any} theme
 */
export function paintBox(brush, eye, [low, high], dimensions, alpha, theme) {
  const corners = 2 ** dimensions;
  const places = new Float64Array(SEEN * corners);
  for (let i = 0; i < corners; i++) {
    for (let k = 0; k < dimensions; k++) places[k * corners + i] = (i >> k) & 1 ? high : low;
  }
  const out = new Float32Array(places.length);
  project(eye, places, corners, out);
  brush.save();
  brush.globalAlpha = 0.35 * alpha;
  brush.strokeStyle = theme.text;
  brush.lineWidth = 1;
  brush.beginPath();
  for (let i = 0; i < corners; i++) {
    for (let k = 0; k < dimensions; k++) {
      const j = i | (1 << k);
      if (j === i) continue;
      brush.moveTo(out[i], out[corners + i]);
      brush.lineTo(out[j], out[corners + j]);
    }
  }
  brush.stroke();
  brush.restore();
}
