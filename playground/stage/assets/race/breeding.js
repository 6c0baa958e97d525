// @ts-check
// The panels of the genetic view: the population, its fitness, and what gradients need for the same.

import { createCard } from "../card.js";
import { element, setText } from "../dom.js";
import { formatLoss, formatSeconds, formatShare } from "../format.js";
import { createPicture, detailOf } from "./boundaries.js";
import { createChoices } from "./choices.js";
import { createFitness } from "./fitness.js";
import { createPainter } from "./painter.js";
import { createPopulation } from "./population.js";
import { createRaceScene } from "./scene.js";
import { createTools } from "./tools.js";

const LABELS = { epochs: "generations", evaluations: "evaluations", seconds: "seconds" };
const counted = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

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
  const scene = createRaceScene(context, choices.chosen);
  let members = { genetic: -1, rival: -1 };

  /** @type {any[]} */ const slots = [];
  const painter = createPainter(scene, stats, slots, () => members.genetic >= 0);
  const tools = createTools(view, choices, LABELS);
  const cards = {
    population: createCard({ name: "population", kind: "population", testId: "population", tools: tools.points }),
    fitness: createCard({
      name: "fitness", kind: "fitness", testId: "fitness",
      tools: tools.axes,
    }),
    against: createCard({ name: "against", kind: "against", testId: "against" }),
  };
  const population = createPopulation(cards.population.host);
  const fitness = createFitness(cards.fitness.host);
  const against = createAgainst(cards.against.host);
  const side = element("div", { class: "dbp-race__side" }, cards.fitness.element, cards.against.element);
  const row = element("div", { class: "dbp-race__row is-breeding" }, cards.population.element, side);
  slots.push(
    { name: "population", card: cards.population, failed: false,
      paint: () => population.paint(scene, scene.reading.population(scene.frame.snapshot, members.genetic)) },
    { name: "fitness", card: cards.fitness, failed: false, paint: () => fitness.paint(scene) },
    { name: "against", card: cards.against, failed: false, paint: () => against.paint(scene) },
  );
  const resized = new ResizeObserver(() => {
    measure();
    onResize();
  });
  resized.observe(cards.population.host);
  resized.observe(cards.fitness.host);

  function chose() {
    tools.show();
    painter.soon();
  }

  function measure() {
    population.resize();
    fitness.resize();
    against.resize();
    scene.edition++;
  }

  if (context.race) choices.announce(context.race);
  tools.show();

  return {
    elements: [styles, row],
    showView: tools.show,
    /** @param {any} data  the page's news */
    update(data) {
      if (data.race) choices.announce(data.race);
    },
    /** @param {any} run */
    setRun(run) {
      row.closest(".dbp-stage")?.classList.add("is-race");
      for (const { card } of slots) card.describe(run);
      const genetic = run.contestants.findIndex((/** @type {any} */ one) => one.population);
      members = { genetic, rival: run.contestants.findIndex((/** @type {any} */ one) => !one.population) };
      scene.setRun(run);
      population.setRun(run, genetic);
      fitness.setRun(scene.reading, members);
      against.setRun(run, members);
      measure();
    },
    paint: painter.paint,
    resize: measure,
    destroy() {
      painter.stop();
      resized.disconnect();
    },
  };
}

/** Two digits, or as a whole number. @param {number} value */
function formatNumber(value) {
  return value < 10 ? String(Number(value.toPrecision(2))) : counted.format(value);
}

/**
 * The fittest beside the method of gradients: boundary, and what each has cost.
 *
 * @param {HTMLElement} host
 */
function createAgainst(host) {
  const verdict = element("p", { class: "dbp-race__verdict", role: "status", "data-testid": "against-verdict" });
  const sides = element("div", { class: "dbp-race__against" });
  host.append(sides, verdict);
  /** @type {any[]} */ let parts = [];
  let members = { genetic: 0, rival: 1 };

  return {
    /** @param {any} run @param {{genetic: number, rival: number}} which */
    setRun(run, which) {
      members = which;
      parts = [which.genetic, which.rival].map((i) => {
        const picture = createPicture(run);
        const swatch = element("i", { class: "dbp-race__swatch" });
        const numbers = element("div", { class: "dbp-race__costs" });
        const head = element("div", { class: "dbp-race__name" }, swatch, element("b", {}, run.contestants[i].label));
        return { i, picture, swatch, numbers, element: element("div", { class: "dbp-race__one" }, picture.element, element("div", {}, head, numbers)) };
      });
      sides.replaceChildren(...parts.map((part) => part.element));
    },
    resize() {
      for (const { picture } of parts) picture.resize();
    },
    /** @param {any} scene */
    paint(scene) {
      const { frame, reading, standings, arrivals, colors, chosen } = scene;
      const { cells } = detailOf(frame.quality);
      const goal = `${Number((100 * chosen.goal).toFixed(2))}%`;
      for (const { i, picture, swatch, numbers } of parts) {
        picture.paint(scene, frame.snapshot, reading.params(frame.snapshot, i), cells);
        swatch.style.background = colors[i];
        const [now, arrival, genetic] = [standings[i], arrivals[i], i === members.genetic];
        const units = genetic ? ["generations", "losses of all points"] : ["epochs", "gradients of all points"];
        const cost = arrival ?? { epoch: now.progress, evaluations: now.evaluations, seconds: now.seconds };
        if (scene.run.task === "regression") {
          setText(numbers, `loss ${formatLoss(now.trainLoss)} after\n${counted.format(now.progress)} ${units[0]}\n`
            + `${counted.format(now.evaluations)} ${units[1]}\n${formatSeconds(now.seconds)}`);
          continue;
        }
        setText(numbers, `${formatShare(now.trainAccuracy)} right now\n${arrival ? `${goal} after` : `not at ${goal} after`}\n`
          + `${arrival && !arrival.exact ? "≤ " : ""}${counted.format(cost.epoch)} ${units[0]}\n${counted.format(cost.evaluations)} ${units[1]}\n${formatSeconds(cost.seconds)}`);
      }
      const [genetic, rival] = [arrivals[members.genetic], arrivals[members.rival]];
      const label = scene.run.contestants[members.rival].label;
      const so_far = standings[members.genetic];
      if (scene.run.task === "regression") {
        const other = standings[members.rival];
        const smaller = formatNumber(so_far.trainLoss / other.trainLoss);
        const times = formatNumber(so_far.evaluations / Math.max(other.evaluations, 1));
        return setText(verdict, other.progress > 0
          ? `The fittest has ${smaller} times the loss of ${label}, and took ${times} times as many evaluations.`
          : "");
      }
      if (!rival) {
        const there = genetic ? `The genetic algorithm is at ${goal} before ${label}.` : `Neither is at ${goal} yet.`;
        return setText(verdict, so_far.progress > 0 ? there : "");
      }
      const ratio = (genetic ?? so_far).evaluations / Math.max(rival.evaluations, 1);
      const times = counted.format(ratio);
      setText(verdict, genetic
        ? `For ${goal} the genetic algorithm computed ${times} times as many losses as ${label} computed gradients.`
        : `${label} is there; the genetic algorithm has computed ${times} times as much, and is not.`);
    },
  };
}
