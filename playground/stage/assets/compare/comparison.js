// @ts-check
// Two models large, and how they differ: three pictures that follow the network at display rate.

import { createCanvas, createPixels, fitCanvas } from "../canvas.js";
import { createCard } from "../card.js";
import { element, setText } from "../dom.js";
import { DOMAIN, targetScale } from "../grid.js";
import { createLegend } from "../legend.js";
import { measuresOf, placeText } from "../measures.js";
import { classWords } from "../names.js";
import { signed } from "../words.js";
import { decisions, meanApart, paintDifference, shareApart } from "./difference.js";
import { kindOf, score } from "./model_card.js";
import { differenceTables, paintAxes, paintCurve, paintField, paintGap, paintLine, paintPoints, rangeOf, roomForNumbers } from "./painting.js";

const MARGIN = { right: 6, top: 4, bottom: 20 };
const COARSE = 2; // pixels a cell of the difference, each way, while it moves on a slow machine
const FINE = 4; // of two classes; more cost more
const FINE_MANY = 3;
const FAST = 0.5; // quality from which the difference is painted finely

/** @typedef {import("./models.js").Model} Model */
/** @typedef {import("./painting.js").Box} Box */

/**
 * A picture with axes: one canvas for what moves, one above it for what rests.
 *
 * @param {string} testId
 */
function createPicture(testId) {
  const [back, front] = [createCanvas("dbp-large__canvas"), createCanvas("dbp-large__canvas")];
  const host = element("div", { class: "dbp-large__picture", "data-testid": testId }, back, front);
  /** @type {Box} */ let box = { left: 0, top: 0, width: 0, height: 0 };
  let [width, height] = [0, 0];
  return {
    element: host,
    get box() {
      return box;
    },
    /** @param {boolean} square @param {number} room  at the left */
    measure(square, room) {
      [width, height] = [host.clientWidth, host.clientHeight];
      const free = { width: width - room - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
      const side = Math.floor(Math.min(free.width, free.height));
      box = {
        width: square ? side : free.width,
        height: square ? side : free.height,
        left: room + (square ? Math.floor((free.width - side) / 2) : 0),
        top: MARGIN.top,
      };
    },
    get ready() {
      return box.width > 20 && box.height > 20;
    },
    /** A cleared canvas. @param {"back" | "front"} which */
    brush(which) {
      const brush = fitCanvas(which === "back" ? back : front, width, height);
      brush.clearRect(0, 0, width, height);
      return brush;
    },
  };
}

/**
 * One side: the choice of its model, its numbers and its picture.
 *
 * @param {"left" | "right"} side @param {(name: string) => void} onChoose
 */
function createSide(side, onChoose) {
  const select = element("select", {
    class: "dbp-select dbp-large__select", "data-testid": `choose-${side}`,
    "aria-label": `Model on the ${side}`, onchange: () => onChoose(select.value),
  });
  const words = element("p", { class: "dbp-card__caption dbp-large__words" });
  const scores = element("span", { class: "dbp-large__scores", "data-testid": `scores-${side}` });
  const picture = createPicture(`picture-${side}`);
  const card = createCard({ name: "compare-left", kind: "large", testId: side, title: "", tools: [scores] });
  const head = /** @type {HTMLElement} */ (card.element.querySelector(".dbp-card__head"));
  /** @type {HTMLElement} */ (head.querySelector(".dbp-card__title")).replaceWith(select);
  /** @type {HTMLElement} */ (head.querySelector(".dbp-card__caption")).replaceWith(words);
  card.element.setAttribute("aria-label", `Model on the ${side}`);
  card.host.append(picture.element);
  return { select, words, scores, picture, card, painted: "", dotted: "" };
}

/** @param {(side: "left" | "right", name: string) => void} onChoose */
export function createComparison(onChoose) {
  const sides = {
    left: createSide("left", (name) => onChoose("left", name)),
    right: createSide("right", (name) => onChoose("right", name)),
  };
  const legend = createLegend();
  const place = element("span", { class: "dbp-large__place" });
  const picture = createPicture("picture-difference");
  const difference = createCard({ name: "difference", kind: "large", testId: "difference" });
  const plane = element("b", { class: "dbp-number", "data-testid": "apart-plane" });
  const points = element("b", { class: "dbp-number", "data-testid": "apart-points" });
  const what = element("span", {});
  const numbers = element("div", { class: "dbp-large__apart" }, what, plane, element("span", {}, "of the plane ·"), points, element("span", {}, "of the points"));
  const ofPlane = /** @type {HTMLElement} */ (plane.nextSibling);
  const ofPoints = /** @type {HTMLElement} */ (points.nextSibling);
  difference.host.append(picture.element);
  const row = element("div", { class: "dbp-compare__row" }, sides.left.card.element, sides.right.card.element, difference.element);
  const foot = element("div", { class: "dbp-compare__foot" }, place, legend.element, numbers);
  const pictures = [sides.left.picture, sides.right.picture, picture];

  let pixels = createPixels(1, 1);
  let painted = "";
  let dotted = "";
  let compared = "";
  /** @type {any} */ let tables = null;
  /** @type {any} */ let scene = null;
  /** @type {{left: Model, right: Model} | null} */ let pair = null;
  /** @type {{x: number, y: number} | null} */ let pointer = null;

  for (const { element: host } of pictures) {
    host.addEventListener("pointermove", (event) => {
      const at = pictures.find((one) => one.element === host)?.box;
      if (!at) return;
      const origin = host.getBoundingClientRect();
      const across = (event.clientX - origin.left - at.left) / at.width;
      const down = (event.clientY - origin.top - at.top) / at.height;
      pointer = across >= 0 && across <= 1 && down >= 0 && down <= 1 ? { x: across, y: down } : null;
      showPlace();
    });
    host.addEventListener("pointerleave", () => {
      pointer = null;
      showPlace();
    });
  }

  /** What both models say where the pointer is. */
  function showPlace() {
    legend.show(!pointer || row.clientWidth > 700);
    if (!pointer || !pair || !scene) {
      setText(place, "");
      return;
    }
    const { run } = scene;
    const [across, up] = measuresOf(run);
    const at = [placeWords(across, DOMAIN * (2 * pointer.x - 1))];
    if (run.n_inputs !== 1) at.push(placeWords(up, DOMAIN * (1 - 2 * pointer.y)));
    const said = [pair.left, pair.right].map((model) => saidBy(model, run, /** @type {any} */ (pointer)));
    setText(place, `${at.join("  ")}   left ${said[0]} · right ${said[1]}`);
  }

  /** @param {"left" | "right"} which @param {Model} model */
  function paintSide(which, model) {
    const side = sides[which];
    const { run, theme, palette, view } = scene;
    const caption = [kindOf(model, run), model.settings].filter(Boolean).join(" · ");
    setText(side.words, model.note || caption);
    side.words.title = model.note;
    const known = model.ready ? [score(run, model.train), score(run, model.test)] : ["–", "–"];
    setText(side.scores, `${run.task === "regression" ? "R² " : ""}train ${known[0]}  test ${known[1]}`);
    side.card.element.classList.toggle("is-fitting", model.waiting && model !== scene.network);
    if (!side.picture.ready) return;
    const { box } = side.picture;
    const range = rangeOf(run);
    const state = `${model.name} ${model.ready} ${model.version} ${scene.edition}`;
    if (state !== side.painted) {
      side.painted = state;
      const brush = side.picture.brush("back");
      if (model.ready && model.answer) {
        if (run.n_inputs === 1) paintCurve(brush, box, model.answer.result, range, theme.css[1], 3);
        else {
          paintField(brush, box, scene.field(model));
          const alpha = run.task === "regression" ? 0.35 : 0.8;
          paintLine(brush, box, run, model.answer, { color: theme.text, width: 1.4, alpha });
        }
      }
    }
    const dots = `${scene.edition} ${view.showTrain} ${view.showTest}`;
    if (dots !== side.dotted) {
      side.dotted = dots;
      const brush = side.picture.brush("front");
      paintAxes(brush, box, run, range, theme);
      paintPoints(brush, box, run, palette, range, view, pointScale(box));
    }
  }

  /** @param {Model} a @param {Model} b */
  function paintBoth(a, b) {
    const { run, theme, palette, view, frame } = scene;
    if (!picture.ready) return;
    const { box } = picture;
    const range = rangeOf(run);
    const there = a.ready && b.ready && a.answer && b.answer;
    const fine = run.n_classes > 2 ? FINE_MANY : FINE;
    const factor = frame.quality >= FAST ? fine : COARSE;
    const state = `${a.name} ${a.version} ${b.name} ${b.version} ${Boolean(there)} ${factor} ${scene.edition}`;
    if (state !== painted) {
      painted = state;
      const brush = picture.brush("back");
      if (a.answer && b.answer && there) {
        if (run.n_inputs === 1) {
          paintGap(brush, box, a.answer.result, b.answer.result, range, theme.grid);
          paintCurve(brush, box, b.answer.result, range, theme.faint, 1.2);
          paintCurve(brush, box, a.answer.result, range, theme.text, 2.4);
        } else {
          const [across, down] = [a.answer.nx * factor, a.answer.ny * factor];
          if (pixels.width !== across) pixels = createPixels(across, down);
          paintDifference(pixels.pixels, run, a.answer, b.answer, tables, factor, targetScale(run));
          pixels.show();
          paintField(brush, box, pixels.canvas);
          const alpha = run.task === "regression" ? 0.5 : 0.95;
          paintLine(brush, box, run, b.answer, { color: theme.text, width: 1.2, alpha: 0.4 * alpha });
          paintLine(brush, box, run, a.answer, { color: theme.text, width: 1.6, alpha });
        }
        setText(plane, planeApart(run, a.answer, b.answer));
      } else setText(plane, "–");
    }
    const asked = `${a.name} ${a.pointsVersion} ${b.name} ${b.pointsVersion} ${Boolean(there)} ${scene.edition}`;
    const dots = `${asked} ${view.showTrain} ${view.showTest}`;
    if (dots === dotted) return;
    dotted = dots;
    const [atA, atB] = [a.atPoints, b.atPoints];
    const both = there && atA && atB && atA.length === atB.length;
    if (asked !== compared) {
      compared = asked;
      if (!both) setText(points, "–");
      else if (run.task === "regression") setText(points, meanApart(/** @type {any} */ (atA), /** @type {any} */ (atB)).toFixed(3));
      else setText(points, percent(shareApart(/** @type {any} */ (atA), /** @type {any} */ (atB))));
    }
    const brush = picture.brush("front");
    paintAxes(brush, box, run, range, theme);
    if (both && run.task !== "regression") {
      paintPoints(brush, box, run, palette, range, view, pointScale(box), (i) => atA[i] !== atB[i]);
    }
  }

  return {
    elements: [row, foot],
    hosts: pictures.map((one) => one.element),
    /** The models that can be chosen. @param {Model[]} list */
    setModels(list) {
      for (const { select } of Object.values(sides)) {
        select.replaceChildren(...list.map(({ name, label }) => element("option", { value: name }, label)));
      }
      painted = "";
    },
    /** @param {any} run @param {import("../colors.js").Palette} palette */
    setRun(run, palette) {
      tables = differenceTables(palette);
      legend.setRun(run, palette);
      difference.describe(run);
      const regression = run.task === "regression";
      setText(what, regression ? "mean gap" : "they differ on");
      setText(ofPlane, regression ? (run.n_inputs === 1 ? "along x ·" : "over the plane ·") : "of the plane ·");
      setText(ofPoints, regression ? "at the points" : "of the points");
    },
    /** @param {any} run */
    measure(run) {
      const room = run ? roomForNumbers(run, rangeOf(run)) : 0;
      for (const one of pictures) one.measure(run?.n_inputs !== 1, room);
    },
    /** @param {any} next  scene @param {Model} left @param {Model} right */
    paint(next, left, right) {
      scene = next;
      pair = { left, right };
      if (sides.left.select.value !== left.name) sides.left.select.value = left.name;
      if (sides.right.select.value !== right.name) sides.right.select.value = right.name;
      paintSide("left", left);
      paintSide("right", right);
      paintBoth(left, right);
      if (pointer) showPlace();
    },
  };
}

/** Points as large as the picture allows. @param {Box} box */
const pointScale = (box) => Math.min(0.75, Math.max(0.4, box.width / 420));

/** @param {any} run @param {any} a @param {any} b */
function planeApart(run, a, b) {
  if (run.task === "regression") return meanApart(a.result, b.result).toFixed(3);
  return percent(shareApart(decisions(a.result, a.n, run.n_classes), decisions(b.result, b.n, run.n_classes)));
}

/** @param {import("../measures.js").Measure} measure @param {number} coordinate */
const placeWords = (measure, coordinate) =>
  measure.own ? placeText(measure, coordinate) : `${measure.name} ${signed(coordinate, 1)}`;

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)}%`;

/**
 * A model's answer at a place of its picture, as in "class 1 97%".
 *
 * @param {Model} model @param {any} run @param {{x: number, y: number}} at  0 to 1, from the top left
 */
function saidBy(model, run, { x, y }) {
  const { answer } = model;
  if (!model.ready || !answer) return "–";
  const { nx, ny, n, result } = answer;
  const column = Math.min(nx - 1, Math.floor(x * nx));
  const i = Math.min(ny - 1, Math.floor(y * ny)) * nx + column;
  if (run.task === "regression") return signed(result[i], 2);
  let best = 0;
  for (let k = 1; k < run.n_classes; k++) if (result[k * n + i] > result[best * n + i]) best = k;
  return `${classWords(run, best)} ${Math.round(100 * result[best * n + i])}%`;
}
