// @ts-check
// The big picture: lines, points and boundary where they are at this depth, in the plane or in 3-D.

import { createCanvas, fitCanvas } from "../canvas.js";
import { createPalette } from "../colors.js";
import { element } from "../dom.js";
import { createBuckets } from "../warp_marks.js";
import { createEye, createTurning, project } from "./camera.js";
import { cutPieces, seenHalf } from "./cuts.js";
import { paintAxes, paintBox } from "./frame_marks.js";
import { createBands, createDots, paintBorder, paintCloth, paintLines } from "./space_marks.js";
import { SEEN } from "./space_view.js";

const BANDS = 7; // of nearness, painted from far to near
const BOXES = { tanh: [-1, 1], sine: [-1, 1], sigmoid: [0, 1] };
const NEAR_END = 0.5; // operations from a layer's end within which its cut is still seen

/**
 * @param {HTMLElement} host
 * @param {any} context  theme
 * @param {import("./scene.js").Scene} scene
 * @param {() => void} onTurn  the eye has moved
 */
export function createSpace(host, context, scene, onTurn) {
  host.classList.add("dbp-space");
  const canvas = createCanvas("dbp-space__canvas");
  const hint = element("div", { class: "dbp-space__hint" }, "drag to turn");
  host.append(canvas, hint);
  for (const [name, value] of Object.entries({
    tabindex: 0, role: "slider", "aria-label": "The space at this depth; arrow keys turn it",
    "aria-valuemin": -360, "aria-valuemax": 360, "aria-valuenow": -36, "data-testid": "space",
  })) host.setAttribute(name, String(value));
  let width = 0;
  let height = 0;
  let solid = 0;
  let turned = false;
  let palette = createPalette(context.theme);
  let buckets = createBuckets();
  /** @type {any} */ let sorted = null;
  /** @type {Float32Array | null} */ let margin = null;
  let screen = new Float32Array(0);
  let borderScreen = new Float32Array(0);
  const bands = createBands(BANDS);
  const dots = createDots();
  const direction = createTurning(host, () => solid > 0.02, () => {
    turned = true;
    onTurn();
  });

  function measure() {
    width = host.clientWidth;
    height = host.clientHeight;
    if (width > 20 && height > 20) fitCanvas(canvas, width, height);
  }

  /** @param {any[]} cuts  {space, rows, intercepts, color, dash, width} */
  function paint(cuts) {
    if (!scene.run || !scene.snapshot) return;
    if (!width) measure();
    if (width < 20 || height < 20) return;
    if (palette.theme !== context.theme) {
      palette = createPalette(context.theme);
      dots.clear();
    }
    const brush = fitCanvas(canvas, width, height);
    brush.clearRect(0, 0, width, height);
    draw(brush, width, height, cuts);
    hint.hidden = solid < 0.5 || turned;
    host.classList.toggle("is-solid", solid > 0.02);
  }

  /** @param {CanvasRenderingContext2D} brush @param {number} across @param {number} down @param {any[]} cuts */
  function draw(brush, across, down, cuts) {
    const { cloud, run } = scene;
    const located = scene.locate();
    solid = located.solid;
    if (screen.length !== SEEN * cloud.n) screen = new Float32Array(SEEN * cloud.n);
    const eye = createEye(direction, solid, located.ball, across, down);
    project(eye, scene.places, cloud.n, screen);
    if (sorted !== scene.snapshot) {
      buckets.sort(run, { ...cloud, result: scene.result });
      sorted = scene.snapshot;
      showMargin();
    }
    const border = run.n_inputs === 1 ? 0 : scene.border.n;
    if (borderScreen.length < SEEN * border) borderScreen = new Float32Array(2 * SEEN * border);
    if (border) project(eye, scene.borderPlaces, border, borderScreen);

    if (solid > 0.02) paintAxes(brush, eye, scene, located, context.theme);
    paintBoxes(brush, eye);
    const layers = solid > 0.02 ? BANDS : 1;
    bands.sort(cloud, screen, layers);
    for (let band = 0; band < layers; band++) {
      const near = layers === 1 ? 1 : band / (layers - 1);
      const fog = 1 - 0.62 * solid * (1 - near);
      if (cloud.lines) paintCloth(brush, cloud, screen, buckets, bands, band, palette, fog, margin);
      paintLines(brush, cloud, screen, buckets, bands, band, palette, fog);
      if (layers === 1) paintAxes(brush, eye, scene, located, context.theme);
      paintBorder(brush, borderScreen, border, layers, band, context.theme, fog, across);
    }
    for (const cut of cuts) paintCut(brush, eye, located, cut);
    dots.paint(brush, run, cloud, screen, palette, scene.frame.view, solid, across);
  }

  /** Two classes part where the second one's probability passes one half. */
  function showMargin() {
    const { run, cloud, result } = scene;
    if (run.n_classes !== 2 || !result) {
      margin = null;
      return;
    }
    if (margin?.length !== cloud.n) margin = new Float32Array(cloud.n);
    for (let i = 0; i < cloud.n; i++) margin[i] = result[cloud.n + i] - 0.5;
  }

  /** Values of some activations lie in a box. @param {CanvasRenderingContext2D} brush @param {any} eye */
  function paintBoxes(brush, eye) {
    const { layer, position } = scene.place;
    const { layer_sizes: sizes, activations } = scene.run;
    const show = (/** @type {number} */ space, /** @type {number} */ solid) => {
      const box = BOXES[activations[space - 1]]; // inputs and output have none
      if (box && sizes[space] > 1 && sizes[space] <= SEEN) paintBox(brush, eye, box, sizes[space], solid, context.theme);
    };
    if (position > 4) show(layer + 1, position - 4);
    if (position < 1) show(layer, 1 - position);
  }

  /** @param {CanvasRenderingContext2D} brush @param {any} eye @param {any} located @param {any} cut */
  function paintCut(brush, eye, { ball, axes }, cut) {
    const distance = Math.abs(scene.depth - 5 * cut.space);
    if (distance >= NEAR_END) return;
    const size = scene.run.layer_sizes[cut.space];
    const middle = middleOf(cut.space, size);
    const seen = axes.map((/** @type {Float64Array} */ axis) => axis.subarray(0, size));
    const scores = cut.rows.map((/** @type {number[]} */ row, /** @type {number} */ k) =>
      seenHalf(row, cut.intercepts[k], seen, middle),
    );
    const flat = scene.view(cut.space).dimensions < 3;
    brush.save();
    brush.globalAlpha = 1 - distance / NEAR_END;
    brush.strokeStyle = brush.fillStyle = cut.color;
    brush.lineWidth = cut.width;
    for (const shape of cutPieces(scores, flat, ball)) {
      const places = new Float64Array(SEEN * shape.length);
      shape.forEach((place, i) => place.forEach((value, k) => {
        places[k * shape.length + i] = value;
      }));
      const out = new Float32Array(places.length);
      project(eye, places, shape.length, out);
      brush.beginPath();
      for (let i = 0; i < shape.length; i++) brush.lineTo(out[i], out[shape.length + i]);
      if (!flat) {
        brush.closePath();
        const alpha = brush.globalAlpha;
        brush.globalAlpha = 0.13 * alpha;
        brush.fill();
        brush.globalAlpha = alpha;
      }
      brush.setLineDash(cut.dash);
      brush.stroke();
    }
    brush.restore();
  }

  /** The mean of the points in a space. @param {number} space @param {number} size */
  function middleOf(space, size) {
    const values = scene.values(space);
    const { from, to } = scene.points;
    const middle = new Float64Array(size);
    for (let u = 0; u < size; u++) {
      for (let i = from; i < to; i++) middle[u] += values[u * scene.cloud.n + i] / (to - from);
    }
    return middle;
  }

  /** The picture as a file's canvas, with its name below. @param {any[]} cuts @param {string} title */
  function picture(cuts, title) {
    const copy = document.createElement("canvas");
    const foot = 34;
    const brush = fitCanvas(copy, width, height + foot);
    brush.fillStyle = context.theme.background;
    brush.fillRect(0, 0, width, height + foot);
    draw(brush, width, height, cuts);
    brush.fillStyle = context.theme.background;
    brush.fillRect(0, height, width, foot);
    brush.fillStyle = context.theme.text;
    brush.font = `14px ${context.theme.font}`;
    brush.fillText(title, 12, height + 21);
    return copy;
  }

  return {
    canvas,
    direction,
    setRun() {
      sorted = null;
      buckets = createBuckets();
      dots.clear();
      measure();
    },
    paint,
    picture,
    resize: measure,
    destroy() {
      host.replaceChildren();
    },
  };
}
