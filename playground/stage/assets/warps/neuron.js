// @ts-check
// One neuron: its line in the space it sees, its ridge in the input plane, and its weights by hand.

import { createCanvas, createPixels, fitCanvas } from "../canvas.js";
import { createPalette } from "../colors.js";
import { traceLevel } from "../contours.js";
import { element, setText } from "../dom.js";
import { parameterOffsets } from "../forward.js";
import { paintUnit } from "../plane.js";
import { pointColor } from "../points.js";
import { sourceName } from "../unit_tip.js";
import { signed } from "../words.js";
import { dot, normalise } from "./matrix.js";

const STACKED = 380; // CSS pixels below which the sliders go under the pictures
const SLIDERS = 3; // the bias and two weights, or three of a unit that has no more

/**
 * @param {HTMLElement} host @param {any} context @param {import("./scene.js").Scene} scene
 * @param {() => void} onEdit  the network shown is another one now
 */
export function createNeuron(host, context, scene, onEdit) {
  host.classList.add("dbp-neuron");
  const seen = createCanvas("dbp-neuron__canvas");
  const ridge = createCanvas("dbp-neuron__canvas");
  const seenName = element("figcaption", {});
  const ridgeName = element("figcaption", {}, "its answer in the plane");
  const pictures = element("div", { class: "dbp-neuron__pictures" },
    element("figure", {}, seen, seenName), element("figure", {}, ridge, ridgeName));
  const select = element("select", {
    class: "dbp-select", "data-testid": "neuron", "aria-label": "Neuron", onchange: () => {
      const [layer, unit] = select.value.split(".").map(Number);
      choose(layer, unit);
      onEdit();
    },
  });
  const back = element("button", {
    type: "button", class: "dbp-button dbp-button--text", "data-testid": "put-back", title: "The weights as they were learnt",
    onclick: () => {
      scene.putBack();
      onEdit();
    },
  }, "put back");
  const sliders = Array.from({ length: SLIDERS }, (_, i) => {
    const name = element("span", { class: "dbp-neuron__name" });
    const value = element("span", { class: "dbp-number" });
    const range = element("input", {
      type: "range", class: "dbp-range", min: -4, max: 4, step: 0.01, "data-testid": `neuron-${i}`,
      oninput: () => {
        scene.edit(handles[i].index, Number(range.value));
        onEdit();
      },
    });
    return { row: element("label", { class: "dbp-neuron__row" }, name, range, value), name, value, range };
  });
  const controls = element("div", { class: "dbp-neuron__controls" },
    select, ...sliders.map(({ row }) => row), back);
  host.append(pictures, controls);

  let palette = createPalette(context.theme);
  /** @type {ReturnType<typeof createPixels> | null} */ let pixels = null;
  let side = 0;
  let layer = 1;
  let unit = 0;
  /** @type {{index: number, name: string}[]} */ let handles = [];
  let listed = "";
  /** The second direction of the small picture, followed so that it never flips. */
  /** @type {Float64Array | null} */ let second = null;

  function measure() {
    const stacked = host.clientWidth < STACKED;
    host.classList.toggle("is-stacked", stacked);
    const across = (host.clientWidth - (stacked ? 10 : 150)) / 2 - 8;
    side = Math.max(0, Math.floor(Math.min(stacked ? 190 : host.clientHeight - 17, across)));
  }

  /** @param {number} nextLayer  from 1 @param {number} nextUnit */
  function choose(nextLayer, nextUnit) {
    layer = nextLayer;
    unit = nextUnit;
    second = null;
    handles = [];
    const value = `${layer}.${unit}`;
    if (select.value !== value) select.value = value;
  }

  /** The weights that get a slider: the largest ones, and the bias. */
  function chooseHandles() {
    const { run } = scene;
    const [n_in, n_out] = run.layer_sizes.slice(layer - 1, layer + 1);
    const offset = parameterOffsets(run.layer_sizes)[layer - 1];
    const { params } = scene.frame.snapshot;
    const size = (/** @type {number} */ i) => Math.abs(params[offset + i * n_out + unit]);
    const inputs = Array.from({ length: n_in }, (_, i) => i).sort((a, b) => size(b) - size(a)).slice(0, SLIDERS - 1).sort((a, b) => a - b);
    handles = [
      ...inputs.map((i) => ({ index: offset + i * n_out + unit, name: `w · ${sourceName(scene.run, layer - 1, i)}` })),
      { index: offset + n_in * n_out + unit, name: "bias b" },
    ];
    sliders.forEach(({ row, name, range }, i) => {
      row.hidden = i >= handles.length;
      if (row.hidden) return;
      setText(name, handles[i].name);
      const reach = Math.max(3, Math.ceil(1.5 * Math.abs(params[handles[i].index])));
      range.min = String(-reach);
      range.max = String(reach);
      range.setAttribute("aria-label", handles[i].name);
    });
  }

  function showNumbers() {
    sliders.forEach(({ range, value }, i) => {
      if (i >= handles.length) return;
      const now = scene.snapshot.params[handles[i].index];
      if (document.activeElement !== range || !scene.tweaked) range.value = String(now);
      range.style.setProperty("--fill", String(Math.min(1, Math.max(0, (now - Number(range.min)) / (Number(range.max) - Number(range.min))))));
      setText(value, signed(now, 2));
    });
    if (back.disabled === scene.tweaked) back.disabled = !scene.tweaked;
  }

  function paint() {
    if (!scene.run || !scene.snapshot) return;
    if (!side) measure();
    if (side < 30) return;
    if (palette.theme !== context.theme) palette = createPalette(context.theme);
    if (!handles.length) chooseHandles();
    showNumbers();
    paintRidge();
    paintSeen();
  }

  function paintRidge() {
    const { run } = scene;
    const brush = fitCanvas(ridge, side, side);
    if (run.n_inputs === 1) {
      paintProfile(brush);
      return;
    }
    const answer = scene.answer();
    if (pixels?.width !== answer.nx) pixels = createPixels(answer.nx, answer.ny);
    paintUnit(pixels.pixels, run, answer, { layer, unit }, palette);
    pixels.show();
    brush.imageSmoothingEnabled = true;
    brush.drawImage(pixels.canvas, 0, 0, side, side);
    const values = sumsOf(answer);
    brush.beginPath();
    traceLevel(brush, values, 0, 0, answer.nx, answer.ny, side, side);
    brush.strokeStyle = context.theme.test;
    brush.lineWidth = 1.8;
    brush.stroke();
  }

  /** w · a + b over the plane. @param {any} answer */
  function sumsOf(answer) {
    const { n } = answer;
    const { M, b, n_in } = scene.layer(layer - 1);
    const values = layer === 1 ? answer.inputs : answer.layers[layer - 2];
    const sums = new Float32Array(n).fill(b[unit]);
    for (let j = 0; j < n_in; j++) {
      const weight = M[unit * n_in + j];
      for (let i = 0; i < n; i++) sums[i] += weight * values[j * n + i];
    }
    return sums;
  }

  /** One input: the unit's answer along it. @param {CanvasRenderingContext2D} brush */
  function paintProfile(brush) {
    const { cloud } = scene;
    const values = scene.values(layer);
    let top = 1e-6;
    for (let i = 0; i < cloud.n_samples; i++) top = Math.max(top, Math.abs(values[unit * cloud.n + i]));
    brush.clearRect(0, 0, side, side);
    brush.strokeStyle = context.theme.grid;
    brush.strokeRect(0.5, 0.5, side - 1, side - 1);
    brush.beginPath();
    for (let i = 0; i < cloud.n_samples; i++) {
      brush.lineTo((side * i) / (cloud.n_samples - 1), (side / 2) * (1 - 0.9 * (values[unit * cloud.n + i] / top)));
    }
    brush.strokeStyle = context.theme.test;
    brush.lineWidth = 1.8;
    brush.stroke();
  }

  /** The space the unit sees, along its own weights (to the right) and where it is widest across them. */
  function paintSeen() {
    const { run, cloud, frame } = scene;
    const brush = fitCanvas(seen, side, side);
    brush.clearRect(0, 0, side, side);
    const { M, b, n_in } = scene.layer(layer - 1);
    const weights = Float64Array.from(M.subarray(unit * n_in, (unit + 1) * n_in));
    const values = scene.values(layer - 1);
    const { from, to } = scene.points;
    const axes = n_in === 2 ? [Float64Array.of(1, 0), Float64Array.of(0, 1)] : ownAxes(weights, values);
    const count = to - from;
    const places = new Float64Array(2 * count);
    const middle = new Float64Array(n_in);
    for (let u = 0; u < n_in; u++) {
      for (let i = 0; i < count; i++) {
        const value = values[u * cloud.n + from + i];
        middle[u] += value / count;
        places[i] += axes[0][u] * value;
        places[count + i] += axes[1][u] * value;
      }
    }
    const [x0, x1] = extent(places, 0, count);
    const [y0, y1] = extent(places, count, 2 * count);
    const scale = (0.86 * side) / Math.max(x1 - x0, y1 - y0, 1e-6);
    const x = (/** @type {number} */ value) => side / 2 + scale * (value - (x0 + x1) / 2);
    const y = (/** @type {number} */ value) => side / 2 - scale * (value - (y0 + y1) / 2);
    // The side on which the unit says yes.
    const [a, c] = [dot(weights, axes[0]), dot(weights, axes[1])];
    const offset = b[unit] + dot(weights, middle) - a * dot(middle, axes[0]) - c * dot(middle, axes[1]);
    const size = Math.hypot(a, c);
    brush.save();
    brush.beginPath();
    brush.roundRect(0, 0, side, side, 4);
    brush.clip();
    if (size > 1e-9) {
      const far = 4 * side / scale;
      const foot = [-(offset * a) / (size * size), -(offset * c) / (size * size)];
      const along = [(-c / size) * far, (a / size) * far];
      const up = [(a / size) * far, (c / size) * far];
      const corner = (/** @type {number} */ s, /** @type {number} */ t) =>
        brush.lineTo(x(foot[0] + s * along[0] + t * up[0]), y(foot[1] + s * along[1] + t * up[1]));
      for (const [t, color] of /** @type {[number, string][]} */ ([[1, palette.theme.css[1]], [-1, palette.theme.css[0]]])) {
        brush.beginPath();
        corner(-1, 0);
        corner(1, 0);
        corner(1, t);
        corner(-1, t);
        brush.globalAlpha = 0.16;
        brush.fillStyle = color;
        brush.fill();
      }
      brush.globalAlpha = 1;
    }
    const regression = run.task === "regression";
    for (let i = 0; i < count; i++) {
      if (i < cloud.n_train ? !frame.view.showTrain : !frame.view.showTest) continue;
      brush.fillStyle = pointColor(run, cloud.labels[i], palette, regression ? palette.ink : undefined);
      brush.fillRect(x(places[i]) - 1.5, y(places[count + i]) - 1.5, 3, 3);
    }
    if (size > 1e-9) {
      const far = 4 * side / scale;
      const foot = [-(offset * a) / (size * size), -(offset * c) / (size * size)];
      brush.beginPath();
      brush.moveTo(x(foot[0] - (c / size) * far), y(foot[1] + (a / size) * far));
      brush.lineTo(x(foot[0] + (c / size) * far), y(foot[1] - (a / size) * far));
      brush.strokeStyle = context.theme.test;
      brush.lineWidth = 2;
      brush.stroke();
    }
    brush.restore();
    setText(seenName, `its line in ${layer === 1 ? "the input" : `layer ${layer - 1}`}`);
  }

  /** @param {Float64Array} weights @param {Float64Array} values  (n_in × n) */
  function ownAxes(weights, values) {
    const n_in = weights.length;
    const first = Float64Array.from(weights);
    if (!(normalise(first) > 1e-12)) first[0] = 1;
    if (n_in === 1) return [first, new Float64Array(1)];
    const { cloud } = scene;
    const { from, to } = scene.points;
    let axis = second ?? Float64Array.from({ length: n_in }, (_, u) => Math.cos(1 + 1.7 * u));
    for (let step = 0; step < (second ? 3 : 30); step++) {
      strip(axis, first);
      const next = new Float64Array(n_in);
      const means = new Float64Array(n_in);
      for (let u = 0; u < n_in; u++) for (let i = from; i < to; i += 4) means[u] += values[u * cloud.n + i];
      const count = Math.ceil((to - from) / 4);
      for (let i = from; i < to; i += 4) {
        let along = 0;
        for (let u = 0; u < n_in; u++) along += axis[u] * (values[u * cloud.n + i] - means[u] / count);
        for (let u = 0; u < n_in; u++) next[u] += along * (values[u * cloud.n + i] - means[u] / count);
      }
      strip(next, first);
      if (dot(next, next) < 1e-20) break;
      axis = next;
    }
    strip(axis, first);
    second = axis;
    return [first, axis];
  }

  return {
    /** The unit's cut, for the big picture. */
    get cut() {
      if (!scene.snapshot) return null;
      const { M, b, n_in } = scene.layer(layer - 1);
      return { space: layer - 1, rows: [Array.from(M.subarray(unit * n_in, (unit + 1) * n_in))], intercepts: [b[unit]] };
    },
    setRun() {
      const { run } = scene;
      const sizes = run.layer_sizes;
      if (sizes.join() !== listed) {
        listed = sizes.join();
        select.replaceChildren(...sizes.slice(1).map((/** @type {number} */ units, /** @type {number} */ l) =>
          element("optgroup", { label: l === sizes.length - 2 ? "output" : `layer ${l + 1}` },
            ...Array.from({ length: units }, (_, u) =>
              element("option", { value: `${l + 1}.${u}` }, l === sizes.length - 2 ? (units > 1 ? `output ${u + 1}` : "output") : `layer ${l + 1} · unit ${u + 1}`)))));
        choose(1, 0);
      }
      handles = [];
      second = null;
      setText(ridgeName, run.n_inputs === 1 ? "its answer along x" : "its answer in the plane");
      measure();
    },
    paint,
    resize: measure,
    destroy() {
      host.replaceChildren();
    },
  };
}

/** Take out what lies along ``first`` and make it of length 1. @param {Float64Array} axis @param {Float64Array} first */
function strip(axis, first) {
  const along = dot(axis, first);
  for (let u = 0; u < axis.length; u++) axis[u] -= along * first[u];
  normalise(axis);
}

/** @param {Float64Array} values @param {number} from @param {number} to */
function extent(values, from, to) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return low <= high ? [low, high] : [-1, 1];
}
