// @ts-check
// The panels of a race: everybody's boundary, everybody's lines, and the table that is also the
// line-up's editor.

import { createCard } from "../card.js";
import { element } from "../dom.js";
import { createBoundaries } from "./boundaries.js";
import { createChoices } from "./choices.js";
import { createCurves } from "./curves.js";
import { createHighlight } from "./highlight.js";
import { createPainter } from "./painter.js";
import { createRaceScene } from "./scene.js";
import { createStandings } from "./standings.js";
import { createTools } from "./tools.js";

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
  const highlight = createHighlight(() => painter.soon());
  const scene = createRaceScene(context, choices.chosen);

  // ── Parts ─────────────────────────────────────────────────────────────────────────────────────
  /** @type {any[]} */ const slots = [];
  const painter = createPainter(scene, stats, slots, () => Boolean(scene.run));
  const tools = createTools(view, choices);
  const cards = {
    lines: createCard({
      name: "race-lines", kind: "race-lines", testId: "race-lines",
      tools: tools.axes,
    }),
    boundaries: createCard({
      name: "race-boundaries", kind: "race-boundaries", testId: "race-boundaries", tools: tools.points,
    }),
    standings: createCard({ name: "race-standings", kind: "race-standings", testId: "race-standings" }),
  };
  const curves = createCurves(cards.lines.host, highlight, painter.soon);
  const boundaries = createBoundaries(cards.boundaries.host, highlight);
  const standings = createStandings(cards.standings.host, choices, highlight);
  cards.standings.element.querySelector(".dbp-card__tools")?.prepend(standings.goal);
  const top = element("div", { class: "dbp-race__row" }, cards.lines.element, cards.boundaries.element);
  slots.push(
    { name: "race-lines", card: cards.lines, failed: false, paint: curves.paint },
    { name: "race-boundaries", card: cards.boundaries, failed: false, paint: boundaries.paint },
    { name: "race-standings", card: cards.standings, failed: false, paint: standings.paint },
  );
  const resized = new ResizeObserver(() => {
    measure();
    onResize();
  });
  resized.observe(cards.lines.host);
  resized.observe(cards.boundaries.host);

  function chose() {
    standings.arrange();
    tools.show();
    painter.soon();
  }

  function measure() {
    if (scene.run?.contestants.length > 4) cards.boundaries.host.dataset.many = "";
    else delete cards.boundaries.host.dataset.many;
    curves.resize();
    boundaries.resize();
    scene.edition++;
  }

  if (context.race) choices.announce(context.race);
  tools.show();

  return {
    elements: [styles, top, cards.standings.element],
    showView: tools.show,
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
    paint: painter.paint,
    resize: measure,
    destroy() {
      painter.stop();
      resized.disconnect();
      standings.destroy();
    },
  };
}
