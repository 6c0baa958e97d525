// @ts-check
// The network panel: inputs, layers and output as pictures of what each unit answers, and weights.

import { createArchitecture } from "./architecture.js";
import { createCanvas, fitCanvas } from "./canvas.js";
import { createPalette } from "./colors.js";
import { element } from "./dom.js";
import { createEdges } from "./edges.js";
import { createEditing } from "./edit/editing.js";
import { paintBiases, paintLocks } from "./edit/marks.js";
import { biasOf, isBias } from "./edit/parameters.js";
import { evaluationOf } from "./grid.js";
import { labelAt, paintLabels, sidesFor } from "./network_labels.js";
import { edgeAt, layOut, unitAt } from "./network_layout.js";
import { createTurns } from "./turns.js";
import { createTip } from "./unit_tip.js";
import { createUnits, resolutionFor } from "./units.js";

const TOP = 70; // the row with the number of layers, and the columns' headings
const TIP_MS = 100;

/**
 * @param {HTMLElement} host
 * @param {any} context  theme, view, emit, send, edits
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
    element("span", { class: "dbp-network__minus" }, element("i", {}, "negative"), element("u", {}, "−")),
    element("span", { class: "dbp-network__plus" }, element("i", {}, "positive weight"), element("u", {}, "+")),
  );
  const bar = element("div", { class: "dbp-network__bar" }, layers, key);
  const heads = element("div", { class: "dbp-network__heads" });
  const sheet = element(
    "div",
    {
      class: "dbp-network__sheet",
      tabindex: "0",
      role: "grid",
      "aria-label":
        "Units of the network; arrow keys go from one to the next, b edits a unit’s bias, w its weights",
    },
    lines,
    pictures,
    frames,
  );
  const tip = createTip();
  const scroller = element("div", { class: "dbp-network__scroller" }, sheet, heads, tip.element);
  host.append(scroller, bar);
  const editing = createEditing({
    context,
    scroller,
    layout: () => layout,
    params: () => frame?.snapshot?.params ?? null,
    onChange: () => frame && paint({ ...frame, changed: "view" }),
    onLeave: () => sheet.focus({ preventScroll: true }),
  });
  scroller.append(editing.element);
  const architecture = createArchitecture(
    layers,
    heads,
    (hidden, keepLearnt) => context.emit("architecture", { hidden_layers: hidden, keep_learnt: keepLearnt }),
    (layer, frozen) => editing.freeze(layer, null, frozen),
  );
  const units = createUnits();

  const sitsOut = createTurns(true);

  /** @type {any} */ let run = null;
  /** @type {any} */ let frame = null;
  /** @type {ReturnType<typeof createEdges> | null} */ let edges = null;
  let palette = createPalette(context.theme);
  /** @type {import("./network_layout.js").Layout | null} */ let layout = null;
  /** @type {import("./network_layout.js").Edge | null} */ let edge = null;
  /** @type {import("./view.js").Unit | null} whose bias is pointed at */
  let bias = null;
  /** @type {number[][] | null} */ let frozen = null;
  let framesKey = "";
  let tippedAt = -Infinity;
  let pointer = { x: 0, y: 0 };

  function measure() {
    const { clientWidth: width, clientHeight: height } = host;
    if (!run || width < 40 || height < 40) return;
    const sides = sidesFor(run, width, context.theme.font);
    const top = TOP + architecture.below(layOut(run.layer_sizes, width, height, TOP, sides));
    layout = layOut(run.layer_sizes, width, height, top, sides);
    scroller.style.height = `${height}px`;
    sheet.style.width = `${layout.width}px`;
    sheet.style.height = `${layout.width > width ? height - 10 : height}px`;
    if (layout.width > width) layout = layOut(run.layer_sizes, width, height - 12, top, sides);
    for (const canvas of [lines, pictures, frames]) fitCanvas(canvas, layout.width, layout.height);
    architecture.place(layout);
    bar.classList.toggle("is-tight", width < 470);
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
    const { params } = frame.snapshot;
    edges.setParams(params);
    const unit = frame.view.hovered;
    const { theme } = context;
    const edited = editing.parameter;
    const open = edited && !isBias(run, edited) ? { ...edited, gap: edited.layer } : null;
    edges.paint(cleared(lines), layout, { theme, quality: frame.quality, unit, edge: edge ?? open });
    const largest = Math.max(...layout.columns.map(({ size }) => size));
    const resolution = resolutionFor(largest, frame.quality);
    const answer = evaluationOf(frame).thumbnails(frame.snapshot, resolution);
    const brush = cleared(pictures);
    units.paint(brush, layout, run, answer, palette);
    paintBiases(brush, layout, run.layer_sizes, params, theme);
    if (frozen !== run.frozen) showFrozen();
    paintFrames();
    editing.follow(params);
    architecture.setLearnt((frame.history?.last?.progress ?? 0) > 0);
    if (frame.now - tippedAt > TIP_MS) showTip();
  }

  function showFrozen() {
    frozen = run.frozen;
    framesKey = "";
    architecture.showFrozen();
    editing.showFrozen();
  }

  function paintFrames() {
    const { hovered, pinned } = frame.view;
    const shown = JSON.stringify([hovered, pinned]);
    if (!layout || shown === framesKey) return;
    framesKey = shown;
    const brush = cleared(frames);
    units.paintFrames(brush, layout, context.theme, { hovered, pinned });
    paintLabels(brush, layout, run, context.theme);
    paintLocks(brush, layout, run, context.theme);
  }

  function showTip() {
    const unit = frame?.view.hovered;
    tippedAt = frame?.now ?? 0;
    if (!layout || !edges || !frame?.snapshot || (!unit && !edge && !bias)) {
      tip.hide();
      return;
    }
    if (bias) {
      const { from, to } = biasOf(run, bias);
      tip.showBias(run, bias, edges.weight({ gap: bias.layer - 1, from, to }), context.theme);
      tip.place(pointer.x, pointer.y, 14, layout.width, layout.height);
    } else if (unit && layout.columns[unit.layer]?.ys[unit.unit] !== undefined) {
      const { xs, size, ys } = layout.columns[unit.layer];
      tip.showUnit(run, frame.snapshot.params, unit, context.theme);
      tip.place(xs[unit.unit], ys[unit.unit], size / 2 + 10, layout.width, layout.height);
    } else if (edge) {
      tip.showEdge(run, edge, edges.weight(edge), context.theme);
      tip.place(pointer.x, pointer.y, 14, layout.width, layout.height);
    }
  }

  /** @param {any} unit @param {any} nextEdge @param {any} [nextBias] */
  function point(unit, nextEdge, nextBias = null) {
    const before = JSON.stringify(edge ?? bias);
    edge = unit ? null : nextEdge;
    bias = unit ? null : nextBias;
    const { hovered } = context.view.state;
    sheet.style.cursor = unit || edge || bias ? "pointer" : "default";
    context.view.set({ hovered: unit });
    const moved = hovered?.layer !== unit?.layer || hovered?.unit !== unit?.unit;
    if (frame && before !== JSON.stringify(edge ?? bias)) paint(frame);
    if (moved || edge || bias || before !== "null") showTip();
  }

  sheet.addEventListener("pointermove", (event) => {
    if (!layout || !edges) return;
    pointer = { x: event.offsetX, y: event.offsetY };
    const onBias = editing.biasAt(pointer.x, pointer.y);
    const unit = onBias ? null : unitOrLabelAt(pointer.x, pointer.y);
    point(unit, unit || onBias ? null : drawnEdgeAt(pointer), onBias);
  });
  sheet.addEventListener("pointerleave", () => point(null, null));
  sheet.addEventListener("click", (event) => {
    if (!layout || !run) return;
    const place = { x: event.offsetX, y: event.offsetY };
    const onBias = editing.biasAt(place.x, place.y);
    const unit = onBias ? null : unitOrLabelAt(place.x, place.y);
    const onEdge = unit || onBias ? null : drawnEdgeAt(place);
    if (onBias) editing.open(biasOf(run, onBias), place);
    else if (onEdge) editing.open({ layer: onEdge.gap, from: onEdge.from, to: onEdge.to }, place);
    else editing.close();
    if (onBias || onEdge) {
      tip.hide();
      return;
    }
    const { pinned } = context.view.state;
    const again = unit && pinned?.layer === unit.layer && pinned.unit === unit.unit;
    context.view.set({ pinned: again ? null : unit });
  });
  /** @param {number} x @param {number} y */
  const unitOrLabelAt = (x, y) => layout && (unitAt(layout, x, y) ?? labelAt(layout, x, y));
  /** @param {{x: number, y: number}} place */
  const drawnEdgeAt = ({ x, y }) =>
    layout && edges && edgeAt(layout, x, y, edges.isDrawn, editing.reach);

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
    editing.onKey(event, context.view.state.hovered);
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
      bias = null;
      architecture.setRun(run);
      editing.setRun(run);
      frozen = run.frozen;
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
