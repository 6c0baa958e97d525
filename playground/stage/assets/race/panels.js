// @ts-check
// The panels of a race: everybody's boundary, everybody's lines, and the table that is also the
// line-up's editor.

import { createCard, createToggle, guarded } from "../card.js";
import { element, setPressed } from "../dom.js";
import { createBoundaries } from "./boundaries.js";
import { createChoices } from "./choices.js";
import { createCurves } from "./curves.js";
import { createHighlight } from "./highlight.js";
import { AXES } from "./lines.js";
import { createRaceScene } from "./scene.js";
import { createStandings } from "./standings.js";

/**
 * @param {object} options
 * @param {any} options.context    what every painter gets; ``race`` is what the page announced
 * @param {import("../stats.js").Stats} options.stats
 * @param {() => void} options.onResize  a panel has another size now
 */
export function createPanels({ context, stats, onResize }) {
  const { view } = context;
  const styles = element("link", { rel: "stylesheet", href: new URL("race.css", import.meta.url).href });
  const choices = createChoices((value) => context.emit("choice", value), chose);
  const highlight = createHighlight(changed);
  const scene = createRaceScene(context, choices.chosen);
  let request = 0;

  // ── Parts ─────────────────────────────────────────────────────────────────────────────────────
  const train = createToggle("train", "show-train", "Show the training points", () =>
    view.set({ showTrain: !view.state.showTrain }));
  const test = createToggle("test", "show-test", "Show the test points (outlined)", () =>
    view.set({ showTest: !view.state.showTest }));
  const axes = Object.entries(AXES).map(([name, { label, title }]) => ({
    name,
    button: createToggle(label, `axis-${name}`, title, () => choices.choose({ axis: name })),
  }));
  const logAxis = createToggle("log axis", "log-axis", "Logarithmic lower axis", () =>
    choices.choose({ log_axis: !choices.chosen.log_axis }));
  const logLoss = createToggle("log loss", "log-loss", "Logarithmic loss axis", () =>
    choices.choose({ log_loss: !choices.chosen.log_loss }));
  const cards = {
    lines: createCard({
      name: "race-lines", kind: "race-lines", testId: "race-lines",
      tools: [...axes.map(({ button }) => button), logAxis, logLoss],
    }),
    boundaries: createCard({
      name: "race-boundaries", kind: "race-boundaries", testId: "race-boundaries", tools: [train, test],
    }),
    standings: createCard({ name: "race-standings", kind: "race-standings", testId: "race-standings" }),
  };
  const curves = createCurves(cards.lines.host, highlight, changed);
  const boundaries = createBoundaries(cards.boundaries.host, highlight);
  const standings = createStandings(cards.standings.host, choices, highlight);
  cards.standings.element.querySelector(".dbp-card__tools")?.prepend(standings.goal);
  const top = element("div", { class: "dbp-race__row" }, cards.lines.element, cards.boundaries.element);
  const slots = [
    { name: "race-lines", card: cards.lines, failed: false, paint: curves.paint },
    { name: "race-boundaries", card: cards.boundaries, failed: false, paint: boundaries.paint },
    { name: "race-standings", card: cards.standings, failed: false, paint: standings.paint },
  ];
  const resized = new ResizeObserver(() => {
    measure();
    onResize();
  });
  resized.observe(cards.lines.host);
  resized.observe(cards.boundaries.host);

  /** Something was chosen or is looked at: paint in the next frame, unless the shell does before. */
  function changed() {
    if (!scene.frame || request) return;
    request = requestAnimationFrame((now) => paint(Object.assign(scene.frame, { now, changed: "view" })));
  }

  function chose() {
    standings.arrange();
    showView();
    changed();
  }

  function measure() {
    if (scene.run?.contestants.length > 4) cards.boundaries.host.dataset.many = "";
    else delete cards.boundaries.host.dataset.many;
    curves.resize();
    boundaries.resize();
    scene.edition++;
  }

  /** @param {any} frame */
  function paint(frame) {
    cancelAnimationFrame(request);
    request = 0;
    if (!scene.run || !frame.snapshot) return;
    scene.show(frame);
    let before = performance.now();
    for (const slot of slots) {
      guarded(slot, () => slot.paint(scene));
      const after = performance.now();
      stats.painted(slot.name, after - before);
      before = after;
    }
  }

  function showView() {
    setPressed(train, view.state.showTrain);
    setPressed(test, view.state.showTest);
    for (const { name, button } of axes) setPressed(button, name === choices.chosen.axis);
    setPressed(logAxis, choices.chosen.log_axis);
    setPressed(logLoss, choices.chosen.log_loss);
  }
  if (context.race) choices.announce(context.race);
  showView();

  return {
    elements: [styles, top, cards.standings.element],
    showView,
    /** @param {any} data  the page's news */
    update(data) {
      if (data.race) choices.announce(data.race);
    },
    /** @param {any} run */
    setRun(run) {
      top.closest(".dbp-stage")?.classList.add("is-race");
      for (const { card } of slots) card.describe(run);
      highlight.clear();
      scene.setRun(run);
      curves.setRun(scene.reading);
      boundaries.setRun(run);
      standings.arrange();
      measure();
    },
    paint,
    resize: measure,
    destroy() {
      cancelAnimationFrame(request);
      resized.disconnect();
      standings.destroy();
    },
  };
}
