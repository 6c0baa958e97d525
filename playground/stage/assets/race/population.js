// @ts-check
// Individuals of a genetic algorithm's population as small boundaries, the fittest first.

import { formatLoss } from "../format.js";
import { element, setText } from "../dom.js";
import { createPicture, detailOf, place } from "./boundaries.js";

/** @param {HTMLElement} host */
export function createPopulation(host) {
  const grid = element("div", { class: "dbp-race__tiles is-population", role: "group", "aria-label": "Population" });
  host.append(grid);
  /** @type {{element: HTMLElement, picture: ReturnType<typeof createPicture>, rank: HTMLElement, loss: HTMLElement}[]} */
  let tiles = [];
  let turn = 0;

  /** @param {any} run @param {number} rank @param {number} size @param {number} k */
  function createTile(run, rank, size, k) {
    const picture = createPicture(run);
    const words = rank === 0 ? "fittest" : rank === size - 1 ? "least fit" : place(rank + 1);
    const badge = element("span", { class: "dbp-race__badge" }, words);
    const loss = element("span", { class: "dbp-number" });
    const tile = element("div", { class: "dbp-race__tile", "data-testid": `individual-${k}` }, picture.element, badge, loss);
    return { element: tile, picture, rank: badge, loss };
  }

  return {
    /** @param {any} run @param {number} i  the genetic algorithm among the contestants */
    setRun(run, i) {
      const { ranks, size } = run.contestants[i].population;
      tiles = ranks.map((/** @type {number} */ rank, /** @type {number} */ k) => createTile(run, rank, size, k));
      grid.replaceChildren(...tiles.map((tile) => tile.element));
    },
    resize() {
      for (const { picture } of tiles) picture.resize();
    },
    /** @param {any} scene @param {any} population  as read of the shown moment */
    paint(scene, population) {
      const { frame } = scene;
      const moving = frame.changed === "snapshot" && frame.quality < 1;
      const { cells, turns } = detailOf(Math.min(frame.quality, moving || frame.changed === "snapshot" ? 0.5 : 1));
      turn++;
      tiles.forEach(({ picture, loss }, k) => {
        if (frame.changed !== "snapshot" || (turn + k) % turns === 0) {
          picture.paint(scene, frame.snapshot, population.params[k], cells);
        }
        setText(loss, formatLoss(population.losses[k]));
      });
    },
  };
}
