// @ts-check
// One image's way through the network: 64 numbers, the hidden units' values, ten probabilities.

import { createCanvas, fitCanvas } from "../canvas.js";
import { element, setText } from "../dom.js";
import { parameterOffsets } from "../forward.js";
import { createAnswers } from "./answers.js";
import { leastDrawn, pathsOf, strokePaths } from "./flow_edges.js";
import { layOutFlow, neighbour, unitNear } from "./flow_layout.js";
import { cssOf, createStamp, inksOf } from "./picture.js";
import { N_PIXELS, SIDE, inputsOf } from "./reading.js";

const NUMBERS_FROM = 19; // CSS pixels of a cell in which a number can be read
const FULL = 16;
const LEAST_PITCH = 96; // CSS pixels between layers that leave room for their names
const SHORT_PITCH = 52; // … for their units
/** @type {Record<string, [number, number]>} columns and rows to go */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {HTMLElement} host
 * @param {import("./scene.js").DigitsScene} scene
 */
export function createFlow(host, scene) {
  const lines = createCanvas("dbp-digits__lines");
  const image = createCanvas("dbp-digits__image");
  const tip = element("div", { class: "dbp-digits__tip", hidden: "" });
  const picture = element(
    "div",
    {
      class: "dbp-digits__picture", tabindex: "0", role: "grid", "data-testid": "flow-picture",
      "aria-label": "Hidden units; arrow keys go from one to the next, Enter shows what excites it",
    },
    lines, image, tip,
  );
  const answers = createAnswers();
  host.append(element("div", { class: "dbp-digits__flow" }, picture, answers.element));
  const stamp = createStamp();
  let inks = inksOf(scene.theme);
  let size = { width: 0, height: 0 };
  /** @type {import("./flow_layout.js").Flow | null} */ let flow = null;
  let shownPixels = "";

  picture.addEventListener("pointermove", (event) => scene.look(under(event)));
  picture.addEventListener("pointerleave", () => scene.look(null));
  picture.addEventListener("blur", () => scene.look(null));
  picture.addEventListener("click", (event) => {
    const unit = under(event);
    if (unit) scene.explore(unit);
  });
  picture.addEventListener("keydown", (event) => {
    const { unit } = scene.chosen;
    const way = WAYS[event.key];
    if (way && flow?.layers.length) scene.look(neighbour(flow, unit, way));
    else if (event.key === "Enter" && unit) scene.explore(unit);
    else if (event.key === "Escape") scene.look(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {MouseEvent} event */
  function under(event) {
    const origin = picture.getBoundingClientRect();
    return flow && unitNear(flow, event.clientX - origin.left, event.clientY - origin.top);
  }

  function measure() {
    size = { width: picture.clientWidth, height: picture.clientHeight };
    if (!scene.run || size.width < 60 || size.height < 60) return;
    flow = layOutFlow(scene.run.layer_sizes, size.width, size.height, answers.heights(), SIDE);
    for (const canvas of [lines, image]) fitCanvas(canvas, size.width, size.height);
    shownPixels = "";
  }

  function paint() {
    if (inks.theme !== scene.theme) {
      inks = inksOf(scene.theme);
      shownPixels = "";
    }
    answers.show(scene);
    if (!flow) measure();
    if (!flow) return;
    paintLines(flow);
    paintImage(flow);
    showTip(flow);
  }

  /** @param {import("./flow_layout.js").Flow} at */
  function paintLines(at) {
    const { run, frame, layers, theme, chosen } = scene;
    const brush = fitCanvas(lines, size.width, size.height);
    brush.clearRect(0, 0, size.width, size.height);
    paintHeads(brush, at);
    if (scene.empty) {
      paintCells(brush, at, true);
      return;
    }
    const { params } = frame.snapshot;
    const offsets = parameterOffsets(run.layer_sizes);
    const { unit } = chosen;
    const last = layers.length - 1;
    const least = leastDrawn(frame.quality);
    for (let layer = 0; layer <= last; layer++) {
      const values = layer === 0 ? inputsOf(run, scene.pixels, 1) : layers[layer - 1];
      const from = layer === 0 ? at.pixels : at.layers[layer - 1].units;
      const to = layer === last ? at.outputs : at.layers[layer].units;
      if (unit && unit.layer !== layer && unit.layer + 1 !== layer) continue;
      const into = unit?.layer === layer;
      const wanted = (/** @type {number} */ i, /** @type {number} */ u) =>
        !unit || (into ? u : i) === unit.unit;
      const paths = pathsOf(params, offsets[layer], values, to.length, from, to, least, wanted);
      strokePaths(brush, paths, theme, unit !== null);
    }
    paintCells(brush, at, false);
  }

  /** @param {CanvasRenderingContext2D} brush @param {import("./flow_layout.js").Flow} at */
  function paintHeads(brush, at) {
    const { run, theme } = scene;
    brush.font = `11.5px ${theme.font}`;
    brush.fillStyle = theme.faint;
    brush.textAlign = "left";
    brush.textBaseline = "alphabetic";
    const products = scene.chosen.unit?.layer === 0 && !scene.empty;
    brush.fillText(products ? "number × weight" : "64 numbers in", at.image.x, 11);
    brush.textAlign = "center";
    const middles = at.layers.map(({ x, width }) => x + width / 2);
    const pitch = Math.min(...middles.map((x, i) => (middles[i + 1] ?? size.width + 40) - x));
    middles.forEach((x, layer) => {
      const units = run.layer_sizes[layer + 1];
      const short = pitch < SHORT_PITCH ? `${units}` : `${units} units`;
      const text = pitch < LEAST_PITCH ? short : `layer ${layer + 1}: ${units} units`;
      brush.fillText(text, x, 11);
    });
  }

  /**
   * @param {CanvasRenderingContext2D} brush @param {import("./flow_layout.js").Flow} at
   * @param {boolean} silent  nothing goes in
   */
  function paintCells(brush, at, silent) {
    const { layers, reading, theme, chosen } = scene;
    at.layers.forEach(({ units, cell }, layer) => {
      const reach = reading?.reach[layer] || 1;
      units.forEach(({ x, y }, u) => {
        const share = silent ? 0 : layers[layer][u] / reach;
        brush.fillStyle = cssOf(inks.signed, (Math.min(1, Math.max(-1, share)) + 1) / 2);
        brush.fillRect(x - cell / 2, y - cell / 2, cell, cell);
        const looked = chosen.unit?.layer === layer && chosen.unit.unit === u;
        brush.strokeStyle = looked ? theme.text : theme.grid;
        brush.lineWidth = looked ? 2 : 1;
        brush.strokeRect(x - cell / 2, y - cell / 2, cell, cell);
      });
    });
  }

  /**
   * The image stands still while the network learns: painted only when it is another one. While a
   * unit of the first layer is looked at, its products stand in the image's place.
   * @param {import("./flow_layout.js").Flow} at
   */
  function paintImage(at) {
    const { pixels, theme, chosen, frame, empty } = scene;
    const unit = chosen.unit?.layer === 0 && !empty ? chosen.unit.unit : -1;
    const key = `${pixels.join()} ${unit} ${unit < 0 ? "" : frame.snapshot.seq}`;
    if (key === shownPixels) return;
    shownPixels = key;
    const brush = fitCanvas(image, size.width, size.height);
    brush.clearRect(0, 0, size.width, size.height);
    const { x, y, size: wide } = at.image;
    if (unit < 0) stamp.image(brush, pixels, 0, x, y, wide, inks);
    else paintProducts(brush, at, unit);
    brush.strokeStyle = theme.grid;
    brush.lineWidth = 1;
    brush.strokeRect(x, y, wide, wide);
    if (unit < 0 && wide / SIDE >= NUMBERS_FROM) paintNumbers(brush, at);
  }

  /** @param {CanvasRenderingContext2D} brush @param {import("./flow_layout.js").Flow} at @param {number} unit */
  function paintProducts(brush, at, unit) {
    const { run, frame, pixels } = scene;
    const inputs = inputsOf(run, pixels, 1);
    const units = run.layer_sizes[1];
    const products = inputs.map((value, p) => value * frame.snapshot.params[p * units + unit]);
    const reach = products.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    stamp.weights(brush, products, 0, 1, reach, at.image.x, at.image.y, at.image.size, inks);
  }

  /** @param {CanvasRenderingContext2D} brush @param {import("./flow_layout.js").Flow} at */
  function paintNumbers(brush, at) {
    const { pixels, theme } = scene;
    brush.font = `${Math.min(12, (at.image.size / SIDE) * 0.42)}px ${theme.font}`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    for (let p = 0; p < N_PIXELS; p++) {
      brush.fillStyle = pixels[p] > FULL / 2 ? theme.background : theme.text;
      brush.globalAlpha = pixels[p] > FULL / 2 ? 0.85 : 0.5;
      brush.fillText(String(Math.round(pixels[p])), at.pixels[p].x, at.pixels[p].y + 0.5);
    }
    brush.globalAlpha = 1;
  }

  /** @param {import("./flow_layout.js").Flow} at */
  function showTip(at) {
    const { unit } = scene.chosen;
    tip.hidden = unit === null || scene.empty;
    if (!unit || !at.layers[unit.layer]?.units[unit.unit]) return;
    const value = scene.layers[unit.layer][unit.unit];
    setText(tip, `layer ${unit.layer + 1}, unit ${unit.unit + 1}: ${value.toFixed(2)}`);
    const { x, y } = at.layers[unit.layer].units[unit.unit];
    const left = Math.min(Math.max(x, 70), size.width - 70);
    const below = y < 52;
    tip.style.transform = `translate(${left}px, ${below ? y + 16 : y - 16}px) translate(-50%, ${below ? 0 : -100}%)`;
  }

  return {
    setRun: () => {
      flow = null;
      measure();
    },
    paint,
    resize: measure,
    destroy() {
      host.replaceChildren();
    },
  };
}
