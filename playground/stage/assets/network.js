// @ts-check
// The network panel: inputs, layers and output as pictures of what each unit answers, and weights.

import { createArchitecture } from "./architecture.js";
import { createCanvas, fitCanvas } from "./canvas.js";
import { createPalette } from "./colors.js";
import { element } from "./dom.js";
import { createEdges } from "./edges.js";
import { FEATURES } from "./features.js";
import { evaluationOf } from "./grid.js";
import { edgeAt, layOut, unitAt } from "./network_layout.js";
import { createTurns } from "./turns.js";
import { createTip } from "./unit_tip.js";
import { createUnits, resolutionFor } from "./units.js";
import { className } from "./words.js";

const TOP = 70; // the row with the number of layers, and the columns' headings
const TIP_MS = 100;

/**
 * @param {HTMLElement} host
 * @param {any} context  theme, view, emit
 */
export function createNetworkPanel(host, context) {
  host.classList.add("dbp-network");
  const lines = createCanvas("dbp-network__edges");
  const pictures = createCanvas("dbp-network__units");
  const frames = createCanvas("dbp-network__frames");
  const layers = element("div", { class: "dbp-network__layers" });
  const key = element(
    "div",
    { class: "dbp-network__key" },
    element("span", { class: "dbp-network__minus" }, "negative"),
    element("span", { class: "dbp-network__plus" }, "positive", element("i", {}, " weight")),
  );
  const heads = element("div", { class: "dbp-network__heads" });
  const sheet = element(
    "div",
    {
      class: "dbp-network__sheet",
      tabindex: "0",
      role: "grid",
      "aria-label": "Units of the network; arrow keys go from one to the next",
    },
    lines,
    pictures,
    frames,
  );
  const tip = createTip();
  const scroller = element("div", { class: "dbp-network__scroller" }, sheet, heads, tip.element);
  host.append(scroller, element("div", { class: "dbp-network__bar" }, layers, key));
  const architecture = createArchitecture(layers, heads, (hidden) =>
    context.emit("architecture", { hidden_layers: hidden }),
  );
  const units = createUnits();

  const sitsOut = createTurns(true);

  /** @type {any} */ let run = null;
  /** @type {any} */ let frame = null;
  /** @type {ReturnType<typeof createEdges> | null} */ let edges = null;
  let palette = createPalette(context.theme);
  /** @type {import("./network_layout.js").Layout | null} */ let layout = null;
  /** @type {import("./network_layout.js").Edge | null} */ let edge = null;
  let framesKey = "";
  let tippedAt = -Infinity;
  let pointer = { x: 0, y: 0 };

  function measure() {
    const { clientWidth: width, clientHeight: height } = host;
    if (!run || width < 40 || height < 40) return;
    layout = layOut(run.layer_sizes, width, height, TOP);
    scroller.style.height = `${height}px`;
    sheet.style.width = `${layout.width}px`;
    sheet.style.height = `${layout.width > width ? height - 10 : height}px`;
    if (layout.width > width) layout = layOut(run.layer_sizes, width, height - 12, TOP);
    for (const canvas of [lines, pictures, frames]) fitCanvas(canvas, layout.width, layout.height);
    architecture.place(layout);
    key.classList.toggle("is-tight", width < 420);
    framesKey = "";
  }

  function colorKey() {
    key.style.setProperty("--dbp-negative", context.theme.css[0]);
    key.style.setProperty("--dbp-positive", context.theme.css[1]);
  }
  colorKey();

  /** @param {HTMLCanvasElement} canvas */
  function cleared(canvas) {
    const { width, height } = /** @type {any} */ (layout);
    const brush = fitCanvas(canvas, width, height);
    brush.clearRect(0, 0, width, height);
    return brush;
  }

  /** @param {any} next */
  function paint(next) {
    frame = next;
    if (!run || !frame.snapshot || sitsOut(frame)) return;
    if (!layout) measure();
    if (!layout || !edges) return;
    if (palette.theme !== context.theme) {
      palette = createPalette(context.theme);
      framesKey = "";
      colorKey();
    }
    edges.setParams(frame.snapshot.params);
    const unit = frame.view.hovered;
    const { theme } = context;
    edges.paint(cleared(lines), layout, { theme, quality: frame.quality, unit, edge });
    const largest = Math.max(...layout.columns.map(({ size }) => size));
    const resolution = resolutionFor(largest, frame.quality);
    const answer = evaluationOf(frame).thumbnails(frame.snapshot, resolution);
    units.paint(cleared(pictures), layout, run, answer, palette);
    paintFrames();
    if (frame.now - tippedAt > TIP_MS) showTip();
  }

  function paintFrames() {
    const { hovered, pinned } = frame.view;
    const shown = JSON.stringify([hovered, pinned]);
    if (!layout || shown === framesKey) return;
    framesKey = shown;
    const brush = cleared(frames);
    units.paintFrames(brush, layout, context.theme, { hovered, pinned });
    paintLabels(brush);
  }

  /** @param {CanvasRenderingContext2D} brush */
  function paintLabels(brush) {
    if (!layout) return;
    const { columns } = layout;
    const [first, last] = [columns[0], /** @type {any} */ (columns.at(-1))];
    brush.font = `13px ${context.theme.font}`;
    brush.textBaseline = "middle";
    brush.fillStyle = context.theme.text;
    brush.textAlign = "right";
    first.ys.forEach((y, i) => {
      brush.fillText(FEATURES[run.feature_names[i]].label, first.x - first.size / 2 - 7, y);
    });
    brush.textAlign = "left";
    last.ys.forEach((/** @type {number} */ y, /** @type {number} */ k) => {
      const x = last.x + last.size / 2 + 7;
      if (run.n_classes > 2) {
        brush.fillStyle = context.theme.css[k % context.theme.css.length];
        brush.beginPath();
        brush.arc(x + 4, y, 4, 0, 2 * Math.PI);
        brush.fill();
        brush.fillStyle = context.theme.text;
        brush.fillText(className(run, k), x + 13, y);
      } else {
        brush.fillText(run.output === "softmax" ? "p" : "ŷ", x, y);
      }
    });
  }

  function showTip() {
    const unit = frame?.view.hovered;
    tippedAt = frame?.now ?? 0;
    if (!layout || !edges || !frame?.snapshot || (!unit && !edge)) {
      tip.hide();
      return;
    }
    if (unit && layout.columns[unit.layer]?.ys[unit.unit] !== undefined) {
      const { xs, size, ys } = layout.columns[unit.layer];
      tip.showUnit(run, frame.snapshot.params, unit, context.theme);
      tip.place(xs[unit.unit], ys[unit.unit], size / 2 + 10, layout.width, layout.height);
    } else if (edge) {
      tip.showEdge(run, edge, edges.weight(edge), context.theme);
      tip.place(pointer.x, pointer.y, 14, layout.width, layout.height);
    }
  }

  /** @param {any} unit @param {any} nextEdge */
  function point(unit, nextEdge) {
    const before = JSON.stringify(edge);
    edge = unit ? null : nextEdge;
    const { hovered } = context.view.state;
    sheet.style.cursor = unit ? "pointer" : "default";
    context.view.set({ hovered: unit });
    const moved = hovered?.layer !== unit?.layer || hovered?.unit !== unit?.unit;
    if (frame && before !== JSON.stringify(edge)) paint(frame);
    if (moved || edge || before !== "null") showTip();
  }

  sheet.addEventListener("pointermove", (event) => {
    if (!layout || !edges) return;
    pointer = { x: event.offsetX, y: event.offsetY };
    const unit = unitAt(layout, pointer.x, pointer.y);
    point(unit, unit ? null : edgeAt(layout, pointer.x, pointer.y, edges.isDrawn));
  });
  sheet.addEventListener("pointerleave", () => point(null, null));
  sheet.addEventListener("click", (event) => {
    const unit = layout && unitAt(layout, event.offsetX, event.offsetY);
    const { pinned } = context.view.state;
    const again = unit && pinned?.layer === unit.layer && pinned.unit === unit.unit;
    context.view.set({ pinned: again ? null : unit });
  });
  sheet.addEventListener("blur", () => point(null, null));
  sheet.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (event.key === "Enter") context.view.set({ pinned: context.view.state.hovered });
    if (event.key === "Escape") {
      context.view.set({ pinned: null });
      point(null, null);
    }
    if (!move || !layout) return;
    event.preventDefault();
    event.stopPropagation();
    const from = context.view.state.hovered ?? { layer: 0, unit: 0 - move[1] };
    const layer = Math.min(Math.max(from.layer + move[0], 0), layout.columns.length - 1);
    const most = layout.columns[layer].ys.length - 1;
    point({ layer, unit: Math.min(Math.max(from.unit + move[1], 0), most) }, null);
  });

  return {
    /** @param {any} next */
    setRun(next) {
      run = next;
      edges = createEdges(run);
      edge = null;
      context.view.set({ hovered: null, pinned: null });
      tip.hide();
      architecture.setRun(run);
      layout = null;
      measure();
    },
    paint,
    resize: measure,
    destroy() {
      host.replaceChildren();
    },
  };
}
