// @ts-check
// One card of the small multiples: a model's picture, its name, its kind, and its numbers.

import { createCanvas, fitCanvas } from "../canvas.js";
import { element, setPressed, setText } from "../dom.js";
import { formatShare } from "../format.js";
import { paintCurve, paintField, paintLine, paintPoints, rangeOf } from "./painting.js";

const POINT_SCALE = 0.4;
const SOLVED = 0.995;
const counted = new Intl.NumberFormat("en-US");

/**
 * @param {import("./models.js").Model} model
 * @param {() => void} onChoose
 */
export function createModelCard(model, onChoose) {
  const back = createCanvas("dbp-model__canvas");
  const front = createCanvas("dbp-model__canvas");
  const side = element("span", { class: "dbp-model__side" });
  const busy = element("span", { class: "dbp-model__busy" }, "fitting…");
  const kind = element("span", { class: "dbp-model__kind" });
  const picture = element("span", { class: "dbp-model__picture" }, back, front, side, kind, busy);
  const name = element("span", { class: "dbp-model__name" });
  const train = element("span", { class: "dbp-number" });
  const test = element("span", { class: "dbp-number" });
  const bar = element("i");
  const cost = element("span", { class: "dbp-model__cost" });
  const button = element(
    "button",
    { type: "button", class: "dbp-model", "data-testid": `model-${model.name}`, onclick: onChoose },
    picture,
    name,
    element("span", { class: "dbp-model__bar", "aria-hidden": "true" }, bar),
    element(
      "span",
      { class: "dbp-model__scores" },
      element("span", { class: "dbp-label" }, "train"), train,
      element("span", { class: "dbp-label" }, "test"), test,
    ),
    cost,
  );
  let size = 0;
  let painted = "";
  let dotted = "";
  let filled = "";
  let told = "";

  /** @param {any} run */
  function showWords(run) {
    setText(name, model.label);
    setText(kind, kindOf(model, run));
    kind.classList.toggle("is-linear", model.linear);
    const { ready } = model;
    const [trained, tested] = [score(run, ready ? model.train : NaN), score(run, ready ? model.test : NaN)];
    setText(train, trained);
    setText(test, tested);
    const share = ready ? Math.max(0, Math.min(1, model.test || 0)).toFixed(3) : "0";
    if (share !== filled) bar.style.width = `${100 * Number((filled = share))}%`;
    button.classList.toggle("is-solved", ready && model.test >= SOLVED);
    const kept = Number.isNaN(model.count) ? "–" : counted.format(model.count);
    setText(cost, ready ? `${formatTime(model.seconds)} · ${kept} ${model.count === 1 ? "number" : "numbers"}` : "–");
    button.classList.toggle("has-note", Boolean(model.note));
    // A reader of the screen need not hear of every epoch: the label follows when it is asked for.
    const label = `${model.label}, ${kindOf(model, run)}. Training ${trained}, test ${tested}.`;
    if (told !== label && document.activeElement !== button) {
      button.setAttribute("aria-label", (told = label));
    }
  }

  function showTitle() {
    const { note, meaning, settings } = model;
    const kept = model.ready ? `${counted.format(model.count)}: ${meaning}.` : "";
    const title = [note, settings, kept].filter(Boolean).join("\n");
    if (button.title !== title) button.title = title;
  }

  return {
    element: button,
    model,
    picture,
    resize() {
      size = Math.floor(picture.clientWidth);
      painted = dotted = "";
    },
    /** @param {string} where  "left", "right" or "" */
    select(where) {
      setText(side, where);
      side.hidden = !where;
      setPressed(button, Boolean(where));
    },
    /**
     * @param {any} scene  {run, palette, theme, view, field(model)}
     */
    paint(scene) {
      const { run, palette, theme, view } = scene;
      showWords(run);
      button.classList.toggle("is-waiting", model.waiting && model !== scene.network);
      if (size < 20) return;
      const box = { left: 0, top: 0, width: size, height: size };
      const state = `${model.ready} ${model.version} ${scene.edition}`;
      if (state !== painted) {
        painted = state;
        showTitle();
        const brush = fitCanvas(back, size, size);
        brush.clearRect(0, 0, size, size);
        const { answer } = model;
        if (model.ready && answer) {
          if (run.n_inputs === 1) {
            paintCurve(brush, box, answer.result, rangeOf(run), theme.css[1], 2);
          } else {
            paintField(brush, box, /** @type {any} */ (scene.field(model)));
            const alpha = run.task === "regression" ? 0.3 : 0.8;
            paintLine(brush, box, run, answer, { color: theme.text, width: 1.1, alpha });
          }
        }
      }
      const points = `${scene.edition} ${view.showTrain} ${view.showTest}`;
      if (points !== dotted) {
        dotted = points;
        const brush = fitCanvas(front, size, size);
        brush.clearRect(0, 0, size, size);
        paintPoints(brush, box, run, palette, rangeOf(run), view, POINT_SCALE);
      }
    },
  };
}

/**
 * Accuracy, or R².
 *
 * @param {any} run @param {number | null} value
 */
export function score(run, value) {
  if (value === null || !Number.isFinite(value)) return "–";
  if (run.task !== "regression") return formatShare(value);
  return value < -9.995 ? "< −9.99" : value.toFixed(2).replace("-", "−");
}

/**
 * Whether a model's cut is straight, in the words of its badge.
 *
 * @param {import("./models.js").Model} model @param {any} run
 */
export function kindOf(model, run) {
  if (!model.linear) return "curved";
  const plain = run.feature_names.every((/** @type {string} */ name) => name === "x" || name === "y");
  if (!plain) return "straight in its inputs";
  if (run.task === "regression" && run.n_inputs === 2) return "flat";
  return run.n_classes > 2 ? "straight lines" : "straight line";
}

/** Short for milliseconds, three digits at most. @param {number} seconds */
export function formatTime(seconds) {
  if (!(seconds >= 0)) return "–";
  if (seconds >= 0.9995) return `${seconds.toFixed(seconds < 99.5 ? 1 : 0)} s`;
  const ms = 1000 * seconds;
  return `${ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}
