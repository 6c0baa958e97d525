// @ts-check
// The confusion table of the shown snapshot (for regression: its residuals), computed here.

import { element, setText } from "./dom.js";
import { inputsFor, rowsOf } from "./features.js";
import { createForward } from "./forward.js";
import { answerOf, spreadText } from "./measures.js";
import { className, classWords } from "./names.js";

const MOST_NAMED = 3; // classes whose names have room before their rows, one table above the other
const LEAST_MS_BETWEEN = 100; // nobody reads a table 60 times a second

/**
 * Counts of true class (row) by predicted class (column), row-major.
 * @param {ArrayLike<number>} probabilities (K × n), class after class
 * @param {ArrayLike<number>} labels class index of each of the n points
 * @param {number} nClasses
 * @param {Uint32Array} counts (K × K), overwritten
 */
export function countConfusion(probabilities, labels, nClasses, counts) {
  const n = labels.length;
  counts.fill(0);
  for (let i = 0; i < n; i++) {
    let predicted = 0;
    for (let k = 1; k < nClasses; k++) {
      const here = probabilities[k * n + i];
      const best = probabilities[predicted * n + i];
      // Two classes: exactly one half counts as class 1, as in predict().
      if (here > best || (nClasses === 2 && here === best)) predicted = k;
    }
    counts[labels[i] * nClasses + predicted]++;
  }
  return counts;
}

/**
 * Root mean squared error, share of variance explained, and the largest error.
 * @param {ArrayLike<number>} predicted
 * @param {ArrayLike<number>} targets
 */
export function residuals(predicted, targets) {
  const n = targets.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += targets[i] / n;
  let squares = 0;
  let spread = 0;
  let worst = 0;
  for (let i = 0; i < n; i++) {
    const error = predicted[i] - targets[i];
    squares += error * error;
    spread += (targets[i] - mean) ** 2;
    worst = Math.max(worst, Math.abs(error));
  }
  return { rmse: Math.sqrt(squares / n), r2: spread > 0 ? 1 - squares / spread : NaN, worst };
}

/** @type {{set: "train" | "test", title: string}[]} */
const SETS = [
  { set: "train", title: "training points" },
  { set: "test", title: "test points" },
];

/**
 * @typedef {object} Measured  what the network is asked of one set, as long as its points stay
 * @property {"train" | "test"} set
 * @property {number[][]} points
 * @property {Float32Array} inputs
 * @property {Float64Array} labels
 */
/** @typedef {Measured & {forward: any, table: any}} Split */

/** Whether the rows say which class they are. @param {any} run */
function hasNames(run) {
  return run.class_names?.length > 0 && run.n_classes <= MOST_NAMED;
}

/** @param {any} run @param {"train" | "test"} set @returns {Measured} */
function measured(run, set) {
  return {
    set,
    points: run[set],
    inputs: inputsFor(run, [], [], rowsOf(run, set)),
    labels: Float64Array.from(run[set], (point) => point[2]),
  };
}

/**
 * A panel like the painters': `setRun`, `paint`, `resize`, `destroy`.
 * @param {HTMLElement} host
 * @param {{theme: any}} context
 */
export function createConfusionPanel(host, context) {
  const box = element("div", { class: "dbp-confusion", "data-testid": "confusion" });
  host.append(box);
  /** @type {any} */ let run = null;
  /** @type {Split[]} */ let splits = [];
  let regression = false;
  let nClasses = 0;
  let paintedAt = -Infinity;
  let paintedSeq = -1;

  return {
    /** @param {any} next */
    setRun(next) {
      run = next;
      regression = run.task === "regression";
      nClasses = run.n_classes;
      paintedAt = -Infinity;
      paintedSeq = -1;
      box.replaceChildren();
      box.classList.toggle("is-named", hasNames(run));
      splits = SETS.map(({ set, title }) => {
        const table = regression ? residualTable(title, answerOf(run)) : classTable(title, run, context.theme);
        box.append(table.element);
        return { ...measured(run, set), forward: createForward(run), table };
      });
    },
    /** @param {any} frame */
    paint(frame) {
      if (!frame.snapshot) return;
      const soon = frame.now - paintedAt < LEAST_MS_BETWEEN;
      if (frame.snapshot.seq === paintedSeq && frame.changed === "snapshot") return;
      if (soon && frame.changed === "snapshot") return;
      paintedAt = frame.now;
      paintedSeq = frame.snapshot.seq;
      for (const split of splits) {
        if (split.points !== run[split.set]) Object.assign(split, measured(run, split.set));
        const { forward, inputs, labels, table } = split;
        const n = labels.length;
        const layers = forward.run(frame.snapshot.params, inputs, n);
        const answers = forward.classProbabilities(layers[layers.length - 1], n);
        if (regression) table.show(residuals(answers, labels));
        else table.show(countConfusion(answers, labels, nClasses, table.counts), context.theme);
      }
    },
    resize() {},
    destroy() {
      box.remove();
    },
  };
}

/**
 * @param {string} title
 * @param {any} run
 * @param {any} theme
 */
function classTable(title, run, theme) {
  const K = run.n_classes;
  const counts = new Uint32Array(K * K);
  const cells = Array.from(counts, () => element("td", { class: "dbp-confusion__cell" }));
  const dot = (/** @type {number} */ k) =>
    element("span", { class: "dbp-dot", style: `background:${theme.css[k]}`, title: classWords(run, k) });
  const named = hasNames(run);
  const name = (/** @type {number} */ k) =>
    named ? element("span", { class: "dbp-confusion__name", title: className(run, k) }, className(run, k)) : null;
  const head = element(
    "tr",
    {},
    element("th", {}),
    ...Array.from({ length: K }, (_, k) => element("th", { scope: "col" }, dot(k))),
  );
  const rows = Array.from({ length: K }, (_, k) =>
    element("tr", {}, element("th", { scope: "row" }, dot(k), name(k)), ...cells.slice(k * K, k * K + K)),
  );
  const right = element("span", { class: "dbp-confusion__note" });
  return {
    counts,
    element: element(
      "figure",
      { class: "dbp-confusion__split" },
      element("figcaption", {}, title, right),
      element("table", { style: `--classes:${K}` }, element("tbody", {}, head, ...rows)),
    ),
    /**
     * @param {Uint32Array} found
     * @param {any} palette
     */
    show(found, palette) {
      let hits = 0;
      let total = 0;
      for (let row = 0; row < K; row++) {
        let ofRow = 0;
        for (let column = 0; column < K; column++) ofRow += found[row * K + column];
        for (let column = 0; column < K; column++) {
          const count = found[row * K + column];
          const cell = cells[row * K + column];
          const [r, g, b] = palette.classes[column];
          const share = ofRow ? count / ofRow : 0;
          const alpha = count ? (0.08 + 0.62 * share).toFixed(2) : "0";
          const colour = `rgba(${r}, ${g}, ${b}, ${alpha})`;
          setText(cell, String(count));
          if (cell.dataset.colour !== colour) {
            cell.dataset.colour = colour;
            cell.style.backgroundColor = colour;
          }
          if (row === column) hits += count;
        }
        total += ofRow;
      }
      setText(right, total ? `${hits} of ${total} right` : "none");
    },
  };
}

/** @param {string} title @param {import("./measures.js").Measure} answer */
function residualTable(title, answer) {
  const names = ["RMSE", "R²", "worst error"];
  const values = names.map(() => element("td", { class: "dbp-confusion__number" }));
  const rows = names.map((name, i) =>
    element("tr", {}, element("th", { scope: "row" }, name), values[i]),
  );
  return {
    element: element(
      "figure",
      { class: "dbp-confusion__split" },
      element("figcaption", {}, title),
      element("table", { class: "dbp-confusion__residuals" }, element("tbody", {}, ...rows)),
    ),
    /** @param {{rmse: number, r2: number, worst: number}} found */
    show({ rmse, r2, worst }) {
      const size = (/** @type {number} */ error) =>
        answer.own ? spreadText(answer, error) : error.toFixed(3);
      const texts = [size(rmse), Number.isNaN(r2) ? "–" : r2.toFixed(3), size(worst)];
      texts.forEach((text, i) => setText(values[i], text));
    },
  };
}
