// @ts-check
// The panels of a run that reads digits: the pad, one image's way through, what the units look for,
// the curves, and what is taken for what.

import { createCard, guarded } from "../card.js";
import { createCurvesPanel } from "../curves.js";
import { element } from "../dom.js";
import { createExamples } from "./examples.js";
import { createFlow } from "./flow.js";
import { createPad } from "./pad.js";
import { createDigitsScene } from "./scene.js";
import { createSpoil } from "./spoil.js";
import { createTable } from "./table.js";
import { createWeights } from "./weights.js";

/**
 * @param {object} options
 * @param {any} options.context    what every painter gets
 * @param {import("../stats.js").Stats} options.stats
 * @param {() => void} options.onResize  a panel has another size now
 */
export function createPanels({ context, stats, onResize }) {
  const styles = element("link", { rel: "stylesheet", href: new URL("digits.css", import.meta.url).href });
  const scene = createDigitsScene(context, changed);
  let request = 0;

  const cards = {
    pad: createCard({ name: "digits-pad", kind: "digits-pad", testId: "digits-pad" }),
    flow: createCard({ name: "digits-flow", kind: "digits-flow", testId: "digits-flow" }),
    weights: createCard({ name: "digits-weights", kind: "digits-weights", testId: "digits-weights" }),
    curves: createCard({ name: "curves", kind: "digits-curves", testId: "curves" }),
    table: createCard({ name: "digits-table", kind: "digits-table", testId: "digits-table" }),
  };
  const parts = (/** @type {HTMLElement} */ host, /** @type {string[]} */ ...names) =>
    names.map((name) => {
      const part = element("div", { class: `dbp-digits__${name}` });
      host.append(part);
      return part;
    });
  const [padPart, spoilPart] = parts(cards.pad.host, "padpart", "spoil");
  const [flowPart, examplesPart] = parts(cards.flow.host, "flowpart", "examples");
  const [weightsPart] = parts(cards.weights.host, "part");
  const [tablePart] = parts(cards.table.host, "tablepart");
  const pad = createPad(padPart, scene);
  const spoil = createSpoil(spoilPart, scene);
  const flow = createFlow(flowPart, scene);
  const examples = createExamples(examplesPart, scene);
  const weights = createWeights(weightsPart, scene);
  const curves = createCurvesPanel(cards.curves.host, context);
  const table = createTable(tablePart, scene);
  const slots = [
    { name: "digits-pad", card: cards.pad, failed: false, paint: pad.paint },
    { name: "digits-spoil", card: cards.pad, failed: false, paint: spoil.paint },
    { name: "digits-flow", card: cards.flow, failed: false, paint: flow.paint },
    { name: "digits-examples", card: cards.flow, failed: false, paint: examples.paint },
    { name: "digits-weights", card: cards.weights, failed: false, paint: weights.paint },
    { name: "curves", card: cards.curves, failed: false, paint: () => curves.paint(scene.frame) },
    { name: "digits-table", card: cards.table, failed: false, paint: table.paint },
  ];
  const top = element("div", { class: "dbp-digits__row dbp-digits__row--top" }, cards.pad.element, cards.flow.element);
  const below = element(
    "div",
    { class: "dbp-digits__row dbp-digits__row--below" },
    cards.weights.element, cards.curves.element, cards.table.element,
  );
  const resized = new ResizeObserver(() => {
    measure();
    onResize();
  });
  for (const host of [padPart, flowPart, weightsPart, cards.curves.host, examplesPart]) resized.observe(host);

  /** Something was chosen: paint in the next frame, unless the shell does before. */
  function changed() {
    if (!scene.frame || request) return;
    request = requestAnimationFrame((now) => paint(Object.assign(scene.frame, { now, changed: "view" })));
  }

  function measure() {
    for (const part of [pad, flow, weights, examples, curves]) part.resize();
  }

  /** @param {any} frame */
  function paint(frame) {
    cancelAnimationFrame(request);
    request = 0;
    if (!scene.run || !frame.snapshot) return;
    let before = performance.now();
    scene.show(frame);
    stats.painted("digits-read", performance.now() - before);
    for (const slot of slots) {
      before = performance.now();
      guarded(slot, () => slot.paint());
      stats.painted(slot.name, performance.now() - before);
    }
  }

  return {
    elements: [styles, top, below],
    showView() {},
    /** @param {any} run */
    setRun(run) {
      top.closest(".dbp-stage")?.classList.add("is-digits");
      for (const { card } of slots) card.describe(run);
      scene.setRun(run);
      flow.setRun();
      weights.setRun();
      curves.setRun(run);
      measure();
    },
    paint,
    resize: measure,
    destroy() {
      cancelAnimationFrame(request);
      resized.disconnect();
      curves.destroy();
    },
  };
}
