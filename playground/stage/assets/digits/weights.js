// @ts-check
// What each unit of the first layer looks for: its 64 weights as a picture.

import { createCanvas, fitCanvas } from "../canvas.js";
import { cssGradient } from "../colors.js";
import { element, setText } from "../dom.js";
import { createStamp, inksOf } from "./picture.js";
import { N_PIXELS } from "./reading.js";

const GAP = 6;
const FOOT = 22;
const REACH_SHARE = 0.995; // of the weights lie within the colours' reach

/**
 * @param {HTMLElement} host
 * @param {import("./scene.js").DigitsScene} scene
 */
export function createWeights(host, scene) {
  const canvas = createCanvas("dbp-digits__weights");
  const low = element("span", {});
  const high = element("span", {});
  const ramp = element("i", { class: "dbp-digits__ramp" });
  const said = element("span", { class: "dbp-digits__said" });
  host.append(
    canvas,
    element("div", { class: "dbp-digits__foot" }, said, element("span", { class: "dbp-digits__key" }, low, ramp, high)),
  );
  const stamp = createStamp();
  let inks = inksOf(scene.theme);
  let grid = { columns: 1, size: 8, left: 0, top: 0 };

  host.addEventListener("pointermove", (event) => scene.look(under(event)));
  host.addEventListener("pointerleave", () => scene.look(null));
  host.addEventListener("click", (event) => {
    const unit = under(event);
    if (unit) scene.explore(unit);
  });

  /** Outputs have no place among the hidden units. */
  const hidden = () => scene.run?.layer_sizes.length > 2;

  /** @param {PointerEvent | MouseEvent} event @returns {import("./reading.js").Unit | null} */
  function under(event) {
    const origin = host.getBoundingClientRect();
    const unit = unitAt(event.clientX - origin.left, event.clientY - origin.top);
    return unit >= 0 && hidden() ? { layer: 0, unit } : null;
  }

  /** @param {number} x @param {number} y */
  function unitAt(x, y) {
    const { columns, size, left, top } = grid;
    const [column, row] = [(x - left) / (size + GAP), (y - top) / (size + GAP)].map(Math.floor);
    const unit = row * columns + column;
    return column >= 0 && column < columns && row >= 0 && unit < scene.run.layer_sizes[1] ? unit : -1;
  }

  function measure() {
    const { clientWidth: width, clientHeight } = host;
    const height = clientHeight - FOOT;
    if (!scene.run || width < 40 || height < 40) return;
    const units = scene.run.layer_sizes[1];
    let best = { columns: 1, size: 0, left: 0, top: 0 };
    for (let columns = 1; columns <= units; columns++) {
      const rows = Math.ceil(units / columns);
      const size = Math.floor(Math.min((width - GAP) / columns, (height - GAP) / rows, 96) - GAP);
      if (size <= best.size) continue;
      const left = (width - columns * (size + GAP) + GAP) / 2;
      best = { columns, size, left, top: Math.max(2, (height - rows * (size + GAP) + GAP) / 2) };
    }
    grid = best;
    fitCanvas(canvas, width, height);
  }

  function paint() {
    const { frame, run, theme, chosen } = scene;
    if (inks.theme !== theme) {
      inks = inksOf(theme);
      ramp.style.background = "";
    }
    if (!ramp.style.background) ramp.style.background = cssGradient(inks.signed);
    const width = host.clientWidth;
    const height = host.clientHeight - FOOT;
    if (grid.size < 4 || width < 40) return;
    const units = run.layer_sizes[1];
    const { params } = frame.snapshot;
    const reach = reachOf(params, N_PIXELS * units);
    const brush = fitCanvas(canvas, width, height);
    brush.clearRect(0, 0, width, height);
    for (let u = 0; u < units; u++) {
      const x = grid.left + (u % grid.columns) * (grid.size + GAP);
      const y = grid.top + Math.floor(u / grid.columns) * (grid.size + GAP);
      stamp.weights(brush, params, u, units, reach, x, y, grid.size, inks);
      const looked = chosen.unit?.layer === 0 && chosen.unit.unit === u;
      brush.strokeStyle = looked ? theme.text : theme.grid;
      brush.lineWidth = looked ? 2 : 1;
      brush.strokeRect(x, y, grid.size, grid.size);
      if (!hidden()) paintName(brush, String(u), x, y);
    }
    setText(low, `−${reach.toFixed(2)}`);
    setText(high, `+${reach.toFixed(2)}`);
    showUnit();
  }

  /** @param {CanvasRenderingContext2D} brush @param {string} name @param {number} x @param {number} y */
  function paintName(brush, name, x, y) {
    const { theme } = scene;
    brush.font = `600 12px ${theme.font}`;
    brush.textAlign = "left";
    brush.textBaseline = "top";
    brush.fillStyle = theme.text;
    brush.fillText(name, x + 3, y + 2);
  }

  function showUnit() {
    const { unit } = scene.chosen;
    if (unit?.layer !== 0 || !hidden() || scene.empty) {
      setText(said, hidden() ? "point at one; press: what excites it" : "one picture for each answer");
      return;
    }
    const value = scene.layers[0][unit.unit];
    setText(said, `unit ${unit.unit + 1} answers ${value.toFixed(2)}`);
  }

  return {
    setRun: measure,
    resize: measure,
    paint,
  };
}

/**
 * The size below which nearly all weights lie.
 * @param {Float32Array} params @param {number} n  the first so many of them
 */
function reachOf(params, n) {
  const sizes = params.slice(0, n);
  for (let i = 0; i < n; i++) sizes[i] = Math.abs(sizes[i]);
  sizes.sort();
  return sizes[Math.floor(REACH_SHARE * (n - 1))] || 1;
}
