// @ts-check
// The panels of the stage: their cards, the painters inside them, and painting without surprises.

import { createBoundaryPanel } from "./boundary.js";
import { createCard, createToggle, guarded } from "./card.js";
import { createConfusionPanel } from "./confusion.js";
import { createCurvesPanel } from "./curves.js";
import { element, setPressed, setText } from "./dom.js";
import { createDrawing } from "./draw/drawing.js";
import { createNetworkPanel } from "./network.js";
import { createWarpPanel } from "./warp.js";

/**
 * @typedef {object} Panel
 * @property {(run: any) => void} setRun
 * @property {(frame: any) => void} paint
 * @property {() => void} resize
 * @property {() => void} destroy
 */

const MOST_IN_ONE_ROW = 4;
const PROBE_TITLES = [
  "Linear probe: training points that one straight cut in this space gets right",
  "Linear probe: share of variance that a flat slope in this space explains",
];
const RECOUNT_MS = 250; // between two countings of a table, while points are drawn
const NO_HIDDEN = "Without a hidden layer the network is a single straight cut through its inputs.";
const TABLE_CAPTIONS = [
  "Rows: the true class; columns: what the network says.",
  "How far the answers are from the targets.",
];

/**
 * @param {object} options
 * @param {any} options.context    what every painter gets
 * @param {import("./stats.js").Stats} options.stats
 * @param {() => void} options.onResize  a panel has another size now
 */
export function createPanels({ context, stats, onResize }) {
  const { view } = context;
  /** @type {{name: string, card: any, panel: Panel, failed: boolean}[]} */
  let slots = [];
  /** @type {HTMLElement[]} */
  let probeBadges = [];
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const slot = slots.find(({ card }) => card.host === target);
      if (slot) guarded(slot, () => slot.panel.resize());
    }
    onResize();
  });

  const hard = createToggle("classes", "hard", "Predicted classes in place of probabilities", () =>
    view.set({ hard: !view.state.hard }),
  );
  const train = createToggle("train", "show-train", "Show the training points", () =>
    view.set({ showTrain: !view.state.showTrain }),
  );
  const test = createToggle("test", "show-test", "Show the test points (outlined)", () =>
    view.set({ showTest: !view.state.showTest }),
  );
  const table = createToggle("table", "show-confusion", "", () =>
    view.set({ confusion: !view.state.confusion }),
  );

  const drawing = createDrawing(context);
  const network = addSlot("network", createNetworkPanel, { name: "network", testId: "network" });
  const boundary = addSlot(
    "boundary",
    createBoundaryPanel,
    { name: "boundary", testId: "boundary", tools: [drawing.toggle, train, test, hard] },
    Object.create(context, { drawing: { value: drawing, enumerable: true } }),
  );
  boundary.card.element.append(drawing.tools);
  const curves = addSlot("curves", createCurvesPanel, {
    name: "curves",
    testId: "curves",
    tools: [table],
  });
  const curvesHost = curves.card.host;
  const confusionHost = element("div", { class: "dbp-card__host dbp-card__host--confusion" });
  curvesHost.after(confusionHost);
  /** @type {Panel | null} */
  let confusion = null;
  let recount = 0;

  const warps = element("div", { class: "dbp-warps", tabindex: "-1" });
  const noHiddenNote = element("p", { class: "dbp-card__note" });
  const noHidden = element(
    "section",
    { class: "dbp-card dbp-card--none" },
    element("h3", { class: "dbp-card__title" }, "No hidden space"),
    noHiddenNote,
  );
  const top = element("div", { class: "dbp-row dbp-row--top" }, network.card.element, boundary.card.element);
  const spaces = element("div", { class: "dbp-row dbp-row--spaces" }, warps, curves.card.element);

  /**
   * @param {string} name
   * @param {(host: HTMLElement, context: any) => Panel} create
   * @param {any} card options of the card
   * @param {any} [own] the panel's own context
   */
  function addSlot(name, create, card, own = context) {
    const made = createCard({ kind: name.replace(/-\d+$/, ""), ...card });
    const slot = { name, card: made, panel: create(made.host, own), failed: false };
    slots.push(slot);
    resized.observe(made.host);
    return slot;
  }

  /** @param {any} run */
  function setWarps(run) {
    const wanted = run.layer_sizes.length - 2;
    const present = slots.filter(({ name }) => name.startsWith("warp-"));
    for (const slot of present.slice(wanted)) {
      resized.unobserve(slot.card.host);
      slot.panel.destroy();
      slot.card.element.remove();
      slots.splice(slots.indexOf(slot), 1);
    }
    probeBadges.length = Math.min(probeBadges.length, wanted);
    for (let layer = present.length + 1; layer <= wanted; layer++) {
      const badge = element("span");
      const pill = element(
        "span",
        { class: "dbp-probe", "data-testid": `probe-${layer}` },
        element("span", { class: "dbp-probe__word" }, "probe "),
        badge,
      );
      probeBadges.push(badge);
      const card = { name: "warp", testId: `warp-${layer}`, title: `Layer ${layer}`, tools: [pill] };
      const own = Object.create(context, { layer: { value: layer, enumerable: true } });
      warps.append(addSlot(`warp-${layer}`, createWarpPanel, card, own).card.element);
    }
    if (wanted) noHidden.remove();
    else warps.append(noHidden);
    const way = run.activation === "step" ? "Another activation allows layers" : "Add a layer with “+”";
    setText(noHiddenNote, `${NO_HIDDEN} ${way} to see how the plane is bent.`);
    warps.style.setProperty("--count", String(Math.max(1, wanted)));
    warps.style.setProperty("--columns", String(Math.ceil(wanted / 2)));
    for (const row of [top, spaces]) row.classList.toggle("is-many", wanted > MOST_IN_ONE_ROW);
    spaces.dataset.spaces = String(wanted);
  }

  /** @type {any} */
  let run = null;

  /** @param {boolean} shown */
  function setConfusion(shown) {
    curvesHost.hidden = shown;
    confusionHost.hidden = !shown;
    const regression = run?.task === "regression";
    curves.card.describe(run, shown ? TABLE_CAPTIONS[regression ? 1 : 0] : "");
    if (shown && !confusion && run) {
      confusion = createConfusionPanel(confusionHost, context);
      confusion.setRun(run);
    } else if (!shown && confusion) {
      confusion.destroy();
      confusion = null;
    }
  }

  /** @param {any} probe */
  function showProbe(probe) {
    probeBadges.forEach((badge, i) => {
      const accuracy = probe?.accuracies?.[i];
      const known = typeof accuracy === "number";
      const regression = run?.task === "regression";
      const text = regression ? `R² ${known ? accuracy.toFixed(2) : "–"}` : percent(known, accuracy);
      setText(badge, text);
      badge.parentElement.classList.toggle("is-solved", known && accuracy >= 0.995);
    });
  }

  function showView() {
    setPressed(hard, view.state.hard);
    setPressed(train, view.state.showTrain);
    setPressed(test, view.state.showTest);
    setPressed(table, view.state.confusion);
    setConfusion(view.state.confusion);
  }
  showView();
  spaces.dataset.spaces = "";

  return {
    elements: [top, spaces],
    showView,
    /** Points have come, gone or moved. */
    showPoints() {
      if (!confusion || recount) return;
      recount = window.setTimeout(() => {
        recount = 0;
        confusion?.setRun(run);
      }, RECOUNT_MS);
    },
    /** @param {any} next */
    setRun(next) {
      run = next;
      drawing.setRun(run);
      setWarps(run);
      const regression = run.task === "regression";
      hard.hidden = regression;
      setText(table, regression ? "residuals" : "table");
      table.title = regression ? "Residuals of the shown moment" : "Confusion table of the shown moment";
      for (const badge of probeBadges) badge.parentElement.title = PROBE_TITLES[regression ? 1 : 0];
      for (const slot of slots) {
        slot.card.describe(run);
        guarded(slot, () => slot.panel.setRun(run));
      }
      confusion?.setRun(run);
      setConfusion(view.state.confusion);
    },
    /** @param {any} frame */
    paint(frame) {
      let before = performance.now();
      for (const slot of slots) {
        guarded(slot, () => slot.panel.paint(frame));
        const after = performance.now();
        stats.painted(slot.name, after - before);
        before = after;
      }
      showProbe(frame.probe);
      confusion?.paint(frame);
    },
    resize() {
      for (const slot of slots) guarded(slot, () => slot.panel.resize());
    },
    destroy() {
      resized.disconnect();
      clearTimeout(recount);
      drawing.destroy();
      for (const slot of slots) slot.panel.destroy();
      confusion?.destroy();
      slots = [];
    },
  };
}

/**
 * @param {boolean} known
 * @param {number} share
 */
function percent(known, share) {
  return known ? `${Math.floor(share * 100 + 1e-6)}%` : "–";
}
