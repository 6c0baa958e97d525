// @ts-check
// The panels of the space warps page: one scene, and the cards that show it.

import { createCard, createToggle, guarded } from "../card.js";
import { element, setPressed, setText } from "../dom.js";
import { createAsking } from "./asking.js";
import { createDepth, createTitle } from "./depth.js";
import { createExperiments } from "./experiments.js";
import { createFacts } from "./facts.js";
import { N_OPERATIONS, OPERATIONS } from "./five_operations.js";
import { formulaOf, labelAt } from "./morph.js";
import { createNeuron } from "./neuron.js";
import { createPlanePicture } from "./plane_picture.js";
import { createProbeChart } from "./probe_chart.js";
import { createScene } from "./scene.js";
import { createSpace } from "./space.js";
import { createViewChoice } from "./view_choice.js";

const NO_HIDDEN = "Without a hidden layer there is only the input, and one straight cut through it.";

/**
 * @param {object} options
 * @param {any} options.context    what every painter gets
 * @param {import("../stats.js").Stats} options.stats
 * @param {() => void} options.onResize  a panel has another size now
 */
export function createPanels({ context, stats, onResize }) {
  const { view } = context;
  const scene = createScene();
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const styles = element("link", { rel: "stylesheet", href: new URL("warps.css", import.meta.url).href });
  /** @type {any} */ let frame = null;
  /** @type {any} */ let run = null;
  let request = 0;

  // ── Cards ─────────────────────────────────────────────────────────────────────────────────────
  const title = createTitle();
  const depth = createDepth(scene, { onChange: refresh, calm: () => calm.matches });
  const choice = createViewChoice(scene, refresh);
  const train = createToggle("train", "show-train", "Show the training points", () =>
    view.set({ showTrain: !view.state.showTrain }));
  const test = createToggle("test", "show-test", "Show the test points (outlined)", () =>
    view.set({ showTest: !view.state.showTest }));
  const save = element("button", {
    type: "button", class: "dbp-toggle", "data-testid": "space-png", title: "Save this picture as a PNG file", onclick: download,
  }, "PNG");
  const cards = {
    space: createCard({ name: "space", kind: "space", testId: "space-card", tools: [choice.element, train, test, save] }),
    plane: createCard({ name: "plane", kind: "plane", testId: "plane" }),
    facts: createCard({ name: "facts", kind: "facts", testId: "facts-card" }),
    neuron: createCard({ name: "neuron", kind: "neuron", testId: "neuron-card" }),
    probes: createCard({ name: "probes", kind: "probes", testId: "probe-chart" }),
  };
  const factsTitle = /** @type {HTMLElement} */ (cards.facts.element.querySelector(".dbp-card__title"));
  const space = createSpace(cards.space.host, context, scene, refresh);
  const plane = createPlanePicture(cards.plane.host, context, scene);
  const facts = createFacts(cards.facts.host, scene);
  const neuron = createNeuron(cards.neuron.host, context, scene, refresh);
  const chart = createProbeChart(cards.probes.host, context, scene);
  cards.space.element.append(title.element, depth.operations, depth.bar);
  const head = /** @type {HTMLElement} */ (cards.space.element.querySelector(".dbp-card__head"));
  head.after(title.element);

  const experiments = createExperiments((name) => context.emit("preset", name));
  experiments.set(context.experiments ?? []);
  const side = element("div", { class: "dbp-warps-side" },
    cards.plane.element, cards.facts.element, cards.neuron.element, cards.probes.element);
  const body = element("div", { class: "dbp-warps-page" }, cards.space.element, side);
  const asking = createAsking(context, scene);

  const slots = [
    { name: "space", card: cards.space, panel: space, paint: () => space.paint(cuts()), failed: false },
    { name: "plane", card: cards.plane, panel: plane, paint: () => plane.paint(probeCut()), failed: false },
    { name: "facts", card: cards.facts, panel: facts, paint: facts.paint, failed: false },
    { name: "neuron", card: cards.neuron, panel: neuron, paint: neuron.paint, failed: false },
    { name: "probes", card: cards.probes, panel: chart, paint: chart.paint, failed: false },
  ];
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const slot = slots.find(({ card }) => card.host === target);
      if (slot) guarded(slot, () => slot.panel.resize());
    }
    onResize();
  });
  for (const { card } of slots) resized.observe(card.host);

  // ── Cuts ──────────────────────────────────────────────────────────────────────────────────────
  /** The linear probe's cut in the space at hand, where it is known for this moment. */
  function probeCut() {
    const { probe } = frame;
    const here = scene.space;
    if (!probe || scene.tweaked || run.task === "regression" || probe.seq !== frame.snapshot.seq) return null;
    const line = here === 0 ? probe.input_line : probe.lines?.[here - 1];
    if (!line?.coef || here >= run.layer_sizes.length - 1) return null;
    const intercepts = [].concat(line.intercept);
    return { space: here, rows: line.coef, intercepts, color: context.theme.text, dash: [7, 5], width: 2 };
  }

  function cuts() {
    const found = [probeCut()];
    const own = neuron.cut;
    if (own) found.push({ ...own, color: context.theme.test, dash: [], width: 1.8 });
    return found.filter((cut) => cut !== null);
  }

  // ── Painting ──────────────────────────────────────────────────────────────────────────────────

  /** Something was changed by hand: paint in the next frame, unless the shell does so before. */
  function refresh() {
    if (!frame || request) return;
    request = requestAnimationFrame((now) => paint(Object.assign(frame, { now, changed: "view" })));
  }

  /** @param {any} next */
  function paint(next) {
    cancelAnimationFrame(request);
    request = 0;
    frame = next;
    scene.show(frame);
    if (!scene.snapshot) return;
    let before = performance.now();
    for (const slot of slots) {
      guarded(slot, slot.paint);
      const after = performance.now();
      stats.painted(slot.name, after - before);
      before = after;
    }
    showTitle();
    choice.show();
    asking.note();
  }

  function showTitle() {
    const { where, operation, index = 0 } = labelAt(run, scene.depth);
    const { layer } = scene.place;
    const end = Math.abs(scene.depth / N_OPERATIONS - Math.round(scene.depth / N_OPERATIONS)) < 1e-6;
    const { b, bend } = scene.layer(layer);
    const text = operation ? formulaOf(index, scene.split(layer), b, bend) : "";
    title.show(where, operation ? OPERATIONS[index].label : "", text || (end ? "the points as they are given" : ""));
    const name = layer === run.layer_sizes.length - 2 ? "Output layer" : `Layer ${layer + 1}`;
    setText(factsTitle, `${name} · ${run.layer_sizes[layer]} → ${run.layer_sizes[layer + 1]}`);
  }

  function download() {
    const { where, operation, index = 0 } = labelAt(run, scene.depth);
    const words = operation ? `${where} · ${OPERATIONS[index].label}` : where;
    const name = `space-warp-${words.replace(/[^a-z0-9]+/g, "-")}-epoch-${Math.floor(frame.snapshot.progress)}.png`;
    space.picture(cuts(), `${words}   ·   epoch ${Math.floor(frame.snapshot.progress)}`).toBlob((blob) => {
      if (!blob) return;
      const link = element("a", { href: URL.createObjectURL(blob), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  }

  function showView() {
    setPressed(train, view.state.showTrain);
    setPressed(test, view.state.showTest);
  }
  showView();

  return {
    elements: [styles, experiments.element, body],
    showView,
    /** @param {any} next */
    setRun(next) {
      run = next;
      scene.setRun(run);
      depth.setRun();
      experiments.setRun(run);
      choice.setRun();
      for (const slot of slots) {
        slot.card.describe(run);
        guarded(slot, () => slot.panel.setRun(run));
      }
      if (run.layer_sizes.length < 3) cards.probes.describe(run, NO_HIDDEN);
    },
    paint,
    resize() {
      chart.showTheme();
      for (const slot of slots) guarded(slot, () => slot.panel.resize());
    },
    destroy() {
      cancelAnimationFrame(request);
      resized.disconnect();
      asking.destroy();
      depth.destroy();
      for (const { panel } of slots) panel.destroy();
    },
  };
}
