// @ts-check
// The panels of the compare page: two models large, what linear ones cost, and all of them small.

import { createHelp, wording } from "../explain.js";
import { createToggle, guarded } from "../card.js";
import { createPalette } from "../colors.js";
import { element, setPressed, setText } from "../dom.js";
import { storage } from "../view.js";
import { createComparison } from "./comparison.js";
import { createModelCard } from "./model_card.js";
import { createModels } from "./models.js";
import { sentenceFor } from "./sentence.js";

const SORT_KEY = "dbp.compare.sort";

/**
 * @param {object} options
 * @param {any} options.context    what every painter gets; ``models`` is what the page announced
 * @param {import("../stats.js").Stats} options.stats
 * @param {() => void} options.onResize  a panel has another size now
 */
export function createPanels({ context, stats, onResize }) {
  const { view } = context;
  const models = createModels(changed);
  const styles = element("link", { rel: "stylesheet", href: new URL("compare.css", import.meta.url).href });
  const scene = {
    /** @type {any} */ run: null,
    /** @type {any} */ frame: null,
    palette: createPalette(context.theme),
    theme: context.theme,
    view: view.state,
    network: models.network,
    edition: 0, // another run, another size or other colours: everything is to be painted anew
    /** @param {import("./models.js").Model} model */
    field: (model) => models.field(model, scene.palette),
  };
  const chosen = { left: "network", right: "" };
  /** Choices told to the page and not yet confirmed, as text. @type {string[]} */
  let told = [];
  let sorted = storage.read(SORT_KEY) === true;
  let order = "";
  let request = 0;

  // ── Parts ─────────────────────────────────────────────────────────────────────────────────────
  const comparison = createComparison(choose);
  const sentence = element("p", { class: "dbp-compare__sentence", "data-testid": "what-linear-costs" });
  const train = createToggle("train", "show-train", "Show the training points", () =>
    view.set({ showTrain: !view.state.showTrain }));
  const test = createToggle("test", "show-test", "Show the test points (outlined)", () =>
    view.set({ showTest: !view.state.showTest }));
  const byTable = createToggle("by kind", "sort-table", "Linear models first, then the others", () => sort(false));
  const byScore = createToggle("by test score", "sort-score", "The best on the test points first", () => sort(true));
  const words = wording("models", null);
  const grid = element("div", { class: "dbp-models", role: "group", "aria-label": "All models" });
  const section = element(
    "section",
    { class: "dbp-compare__all", "aria-label": "All models" },
    element(
      "header",
      { class: "dbp-compare__head" },
      element("h3", { class: "dbp-card__title" }, words.title ?? ""),
      element("p", { class: "dbp-card__caption" }, words.caption),
      element("div", { class: "dbp-card__tools" },
        element("span", { class: "dbp-label" }, "points"), train, test,
        element("span", { class: "dbp-label" }, "order"), byTable, byScore, createHelp("models")),
    ),
    grid,
  );
  const [row, foot] = comparison.elements;
  const large = element("div", { class: "dbp-compare" }, row, foot, sentence);
  /** @type {ReturnType<typeof createModelCard>[]} */ let cards = [];
  const slots = [
    { name: "comparison", card: { setError: showError }, failed: false },
    { name: "models", card: { setError: showError }, failed: false },
  ];
  const resized = new ResizeObserver(() => {
    measure();
    onResize();
  });
  for (const host of comparison.hosts) resized.observe(host);
  resized.observe(grid);

  /** @param {string} text */
  function showError(text) {
    if (text) setText(sentence, text);
  }

  // ── What is compared ──────────────────────────────────────────────────────────────────────────
  /** @param {"left" | "right"} side @param {string} name */
  function choose(side, name) {
    const other = side === "left" ? "right" : "left";
    if (chosen[side] === name) return;
    if (chosen[other] === name) chosen[other] = chosen[side]; // they change places
    chosen[side] = name;
    told.push(JSON.stringify(chosen));
    context.emit("choice", { ...chosen });
    changed();
  }

  /** @param {any} announced  what the page says of the models */
  function announce(announced) {
    if (!announced) return;
    const { rows, left, right } = announced;
    const confirmed = told.indexOf(JSON.stringify({ left, right }));
    told = confirmed < 0 ? told : told.slice(confirmed + 1);
    if (!told.length) Object.assign(chosen, { left, right });
    const before = models.list.map(({ name }) => name).join();
    models.announce(rows);
    if (models.list.map(({ name }) => name).join() !== before || !cards.length) build();
    changed();
  }

  function build() {
    comparison.setModels(models.list);
    cards = models.list.map((model) => createModelCard(model, () => choose("right", model.name)));
    order = "";
    arrange();
    measure();
  }

  /** @param {boolean} byScoreNow */
  function sort(byScoreNow) {
    sorted = byScoreNow;
    storage.write(SORT_KEY, sorted);
    showView();
    changed();
  }

  /** The network first, the others in the order asked for. */
  function arrange() {
    const [network, ...rest] = cards;
    const rank = ({ model }) => (model.ready ? -(model.test ?? -Infinity) : Infinity);
    const ranked = sorted ? [...rest].sort((a, b) => rank(a) - rank(b) || 0) : rest;
    const wanted = ranked.map(({ model }) => model.name).join();
    if (wanted === order) return;
    order = wanted;
    const focused = document.activeElement;
    grid.replaceChildren(network.element, ...ranked.map((card) => card.element));
    if (focused instanceof HTMLElement && grid.contains(focused)) focused.focus();
  }

  // ── Painting ──────────────────────────────────────────────────────────────────────────────────
  /** Something was chosen or has arrived: paint in the next frame, unless the shell does so before. */
  function changed() {
    if (!scene.frame || request) return;
    request = requestAnimationFrame((now) => paint(Object.assign(scene.frame, { now, changed: "view" })));
  }

  function measure() {
    comparison.measure(scene.run);
    for (const card of cards) card.resize();
    scene.edition++;
  }

  /** @param {any} frame */
  function paint(frame) {
    cancelAnimationFrame(request);
    request = 0;
    scene.frame = frame;
    if (!scene.run || !frame.snapshot || !cards.length) return;
    if (scene.theme !== context.theme) showTheme();
    let before = performance.now();
    models.show(frame);
    arrange();
    guarded(slots[0], () => comparison.paint(scene, models.get(chosen.left), models.get(chosen.right)));
    let after = performance.now();
    stats.painted("comparison", after - before);
    before = after;
    guarded(slots[1], () => {
      for (const card of cards) {
        const { name } = card.model;
        card.select(name === chosen.left ? "left" : name === chosen.right ? "right" : "");
        card.paint(scene);
      }
    });
    after = performance.now();
    stats.painted("models", after - before);
    const text = sentenceFor(models.costs, models.network.test);
    if (text) setText(sentence, text);
    sentence.classList.toggle("is-waiting", !text);
  }

  function showTheme() {
    scene.theme = context.theme;
    scene.palette = createPalette(context.theme);
    scene.edition++;
    if (scene.run) comparison.setRun(scene.run, scene.palette);
  }

  function showView() {
    setPressed(train, view.state.showTrain);
    setPressed(test, view.state.showTest);
    setPressed(byTable, !sorted);
    setPressed(byScore, sorted);
  }
  showView();
  announce(context.models);

  return {
    elements: [styles, large, section],
    showView,
    /** @param {any} data  the page's news */
    update: (data) => announce(data.models),
    /** @param {any} run */
    setRun(run) {
      scene.run = run;
      grid.closest(".dbp-stage")?.classList.add("is-tall");
      models.setRun(run);
      comparison.setRun(run, scene.palette);
      measure();
    },
    paint,
    resize: measure,
    destroy() {
      cancelAnimationFrame(request);
      resized.disconnect();
      models.destroy();
    },
  };
}
