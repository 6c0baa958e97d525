// @ts-check
// What the parts of a race's page share: the run as read, the moment shown, who is ahead, colours.

import { createPalette } from "../colors.js";
import { colorOf } from "./colors.js";
import { createArrivals, ranks } from "./ranking.js";
import { createReading } from "./reading.js";

/**
 * @param {any} context  what every painter gets
 * @param {import("./choices.js").Chosen} chosen
 */
export function createRaceScene(context, chosen) {
  /** @type {ReturnType<typeof createArrivals> | null} */ let arriving = null;
  const scene = {
    /** @type {any} */ run: null,
    /** @type {any} */ frame: null,
    /** @type {any} */ reading: null,
    chosen,
    theme: context.theme,
    palette: createPalette(context.theme),
    view: context.view.state,
    edition: 0, // another run, another size or other colours: everything is to be painted anew
    /** @type {import("./reading.js").Standing[]} */ standings: [],
    /** @type {(import("./ranking.js").Arrival | null)[]} */ arrivals: [],
    /** @type {number[]} */ ranks: [],
    /** @type {string[]} */ colors: [],
    /** @param {any} run */
    setRun(run) {
      scene.run = run;
      scene.reading = createReading(run);
      arriving = createArrivals(scene.reading);
      scene.edition++;
      colour();
    },
    /** The moment to paint. @param {any} frame */
    show(frame) {
      scene.frame = frame;
      if (scene.theme !== context.theme) {
        scene.theme = context.theme;
        scene.palette = createPalette(context.theme);
        scene.edition++;
        colour();
      }
      scene.standings = scene.reading.standings(frame.snapshot);
      scene.arrivals = /** @type {any} */ (arriving).at(frame.history, chosen.goal, frame.snapshot);
      scene.ranks = ranks(scene.standings, scene.arrivals);
    },
  };

  function colour() {
    scene.colors = scene.run.contestants.map((/** @type {any} */ one) => colorOf(one, scene.theme));
  }

  return scene;
}

/** @typedef {ReturnType<typeof createRaceScene>} RaceScene */
