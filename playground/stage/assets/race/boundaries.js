// @ts-check
// A small boundary for each contestant, all in one colour scale, at the shown moment.

import { createCanvas, createPixels, fitCanvas } from "../canvas.js";
import { paintCurve, paintField, paintLine, paintPoints, rangeOf } from "../compare/painting.js";
import { element, setPressed, setText } from "../dom.js";
import { formatShare } from "../format.js";
import { createEvaluation, DOMAIN } from "../grid.js";
import { paintAnswer } from "../plane.js";

const PLANE = /** @type {import("../grid.js").Range} */ ({ x: [-DOMAIN, DOMAIN], y: [-DOMAIN, DOMAIN] });
const POINT_SCALE = 0.36;
const ROOMY = 6; // contestants whose pictures have room for any name
const CURVE_CELLS = 96;
/** Cells each way, and among how many frames the pictures share the work, from a quality on. */
const DETAIL = [
  { from: 1, cells: 56, turns: 1 },
  { from: 0.7, cells: 36, turns: 1 },
  { from: 0.45, cells: 32, turns: 2 },
  { from: 0.2, cells: 28, turns: 3 },
  { from: 0, cells: 24, turns: 4 },
];

/** @param {number} quality  0 to 1 */
export function detailOf(quality) {
  return DETAIL.find(({ from }) => quality >= from) ?? DETAIL[DETAIL.length - 1];
}

/**
 * One network's picture: a canvas for its answer, one for the points above it.
 *
 * @param {any} run
 */
export function createPicture(run) {
  const back = createCanvas("dbp-race__canvas");
  const front = createCanvas("dbp-race__canvas");
  const host = element("span", { class: "dbp-race__picture" }, back, front);
  const evaluation = createEvaluation(run);
  /** @type {ReturnType<typeof createPixels> | null} */ let pixels = null;
  /** Evaluations are remembered by it: another object, another moment. @type {any} */
  let moment = null;
  let size = 0;
  let painted = "";
  let dotted = "";

  return {
    element: host,
    resize() {
      size = Math.floor(host.clientWidth);
      painted = dotted = "";
    },
    /**
     * @param {any} scene  {palette, theme, view, edition}
     * @param {any} key  of the moment, compared by identity
     * @param {Float32Array} params
     * @param {number} cells
     */
    paint(scene, key, params, cells) {
      if (size < 16) return;
      if (moment?.key !== key) {
        moment = { key, params };
        painted = "";
      }
      const box = { left: 0, top: 0, width: size, height: size };
      const state = `${cells} ${scene.edition}`;
      if (painted !== state) {
        painted = state;
        const brush = fitCanvas(back, size, size);
        brush.clearRect(0, 0, size, size);
        paintNetwork(brush, box, scene, cells);
      }
      const points = `${scene.edition} ${scene.view.showTrain} ${scene.view.showTest}`;
      if (points !== dotted) {
        dotted = points;
        const brush = fitCanvas(front, size, size);
        brush.clearRect(0, 0, size, size);
        paintPoints(brush, box, run, scene.palette, rangeOf(run), scene.view, POINT_SCALE);
      }
    },
  };

  /** @param {CanvasRenderingContext2D} brush @param {any} box @param {any} scene @param {number} cells */
  function paintNetwork(brush, box, scene, cells) {
    const { palette, theme } = scene;
    if (run.n_inputs === 1) {
      const answer = evaluation.thumbnails(moment, CURVE_CELLS);
      paintCurve(brush, box, answer.result, rangeOf(run), theme.css[1], 2);
      return;
    }
    const answer = evaluation.plane(moment, PLANE, cells, cells);
    if (pixels?.width !== cells) pixels = createPixels(cells, cells);
    paintAnswer(pixels.pixels, run, answer, palette);
    pixels.show();
    paintField(brush, box, pixels.canvas);
    const alpha = run.task === "regression" ? 0.3 : 0.75;
    paintLine(brush, box, run, answer, { color: theme.text, width: 1, alpha });
  }
}

/**
 * @param {HTMLElement} host
 * @param {import("./highlight.js").Highlight} highlight
 */
export function createBoundaries(host, highlight) {
  const grid = element("div", { class: "dbp-race__tiles", role: "group", "aria-label": "Boundaries" });
  host.append(grid);
  /** @type {any[]} */ let tiles = [];
  let turn = 0;

  /** @param {any} run @param {number} i */
  function createTile(run, i) {
    const { label } = run.contestants[i];
    const short = run.contestants.length > ROOMY ? label.replace(/^gradient descent/, "GD") : label;
    const picture = createPicture(run);
    const swatch = element("i", { class: "dbp-race__swatch" });
    const name = element("span", { class: "dbp-race__name" }, swatch, element("span", {}, short));
    const share = element("span", { class: "dbp-number" });
    const badge = element("span", { class: "dbp-race__badge" });
    const button = element(
      "button",
      {
        type: "button", class: "dbp-race__tile", "data-testid": `tile-${i}`, title: `${label}: show its line alone`,
        "aria-label": label, "aria-pressed": "false", onclick: () => highlight.toggle(i),
      },
      picture.element, badge, name, share,
    );
    highlight.watch(button, i);
    return { button, picture, swatch, share, badge };
  }

  return {
    /** @param {any} run */
    setRun(run) {
      tiles = run.contestants.map((_, i) => createTile(run, i));
      grid.replaceChildren(...tiles.map(({ button }) => button));
      grid.dataset.count = String(tiles.length);
    },
    resize() {
      for (const { picture } of tiles) picture.resize();
    },
    /** @param {any} scene */
    paint(scene) {
      const { frame, reading, standings, arrivals, ranks, colors } = scene;
      const moving = frame.changed === "snapshot" && frame.quality < 1;
      const { cells, turns } = detailOf(frame.quality);
      turn++;
      tiles.forEach(({ button, picture, swatch, share, badge }, i) => {
        // With several turns, each picture is painted anew every second (third, fourth) frame.
        if (!moving || (turn + i) % turns === 0) {
          picture.paint(scene, frame.snapshot, reading.params(frame.snapshot, i), cells);
        }
        swatch.style.background = colors[i];
        button.style.opacity = String(Math.max(0.45, highlight.strength(i)));
        setPressed(button, highlight.pinned === i);
        const standing = standings[i];
        setText(share, scene.run.task === "regression" ? "" : formatShare(standing.trainAccuracy));
        const ended = standing.ended >= 0;
        button.classList.toggle("is-ended", ended);
        button.classList.toggle("has-arrived", Boolean(arrivals[i]) && !ended);
        setText(badge, ended ? "diverged" : arrivals[i] ? place(ranks[i]) : "");
        badge.hidden = !badge.textContent;
      });
    },
  };
}

/** "1st", "2nd", … @param {number} rank */
export function place(rank) {
  return `${rank}${["th", "st", "nd", "rd"][rank] ?? "th"}`;
}
