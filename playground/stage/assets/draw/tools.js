// @ts-check
// The slim row of drawing tools: what to draw, with what, and how to take it back.

import { element, icon, setPressed } from "../dom.js";
import { pointColor } from "../points.js";
import { className, signed } from "../words.js";
import { BRUSHES } from "./spray.js";

/** @typedef {"brush" | "move" | "erase"} Tool */

const MOST_CLASSES = 10;
const TARGETS = [-1, -0.5, 0, 0.5, 1];
const TOOLS = /** @type {const} */ ([
  { name: "brush", title: "Brush: click for a point, drag for many" },
  { name: "move", title: "Move: drag a point elsewhere" },
  { name: "erase", title: "Eraser: drag over points to take them away" },
]);

/**
 * @typedef {object} Chosen  what the next stroke does
 * @property {Tool} tool
 * @property {number} answer  class index, or target
 * @property {number} brush  index into BRUSHES
 */

/**
 * @param {{onChoose: (chosen: Chosen) => void, onUndo: () => void, onRedo: () => void,
 *   onClear: () => void}} actions
 */
export function createTools({ onChoose, onUndo, onRedo, onClear }) {
  /** @type {Chosen} */
  const chosen = { tool: "brush", answer: 0, brush: 0 };
  let shown = ""; // what the swatches were made of

  const swatches = element("div", { class: "dbp-draw__swatches", role: "group", "aria-label": "Class of new points" });
  const tools = TOOLS.map(({ name, title }) => button(`draw-${name}`, name, title, () => choose({ tool: name })));
  const size = element("button", {
    type: "button", class: "dbp-draw__button", "data-testid": "draw-size",
    onclick: () => choose({ brush: (chosen.brush + 1) % BRUSHES.length }),
  }, element("i", { class: "dbp-draw__dot" }));
  const undo = button("draw-undo", "undo", "Undo (Ctrl+Z)", onUndo);
  const redo = button("draw-redo", "redo", "Redo (Ctrl+Shift+Z)", onRedo);
  const clear = button("draw-clear", "bin", "Take all points away (can be undone)", onClear);
  const row = element(
    "div",
    { class: "dbp-draw__tools", role: "toolbar", "aria-label": "Drawing points", "data-testid": "draw-tools", hidden: "" },
    swatches,
    element("div", { class: "dbp-draw__group" }, ...tools, size),
    element("div", { class: "dbp-draw__group" }, undo, redo, clear),
  );

  /** @param {Partial<Chosen>} news */
  function choose(news) {
    Object.assign(chosen, news);
    show();
    onChoose(chosen);
  }

  function show() {
    tools.forEach((tool, i) => setPressed(tool, chosen.tool === TOOLS[i].name));
    const { name, dot } = BRUSHES[chosen.brush];
    size.title = `Size of brush and eraser: ${name}`;
    size.setAttribute("aria-label", size.title);
    /** @type {HTMLElement} */ (size.firstElementChild).style.setProperty("--dot", `${dot}px`);
    for (const swatch of /** @type {Iterable<HTMLElement>} */ (swatches.children)) {
      if (swatch.dataset.answer) setPressed(swatch, Number(swatch.dataset.answer) === chosen.answer);
    }
  }

  /** @param {any} run @param {number[]} answers @param {import("../colors.js").Palette} palette */
  function fill(run, answers, palette) {
    const regression = run.task === "regression";
    const made = answers.map((answer, i) => {
      const name = regression ? `target ${signed(answer, 1)}` : `class ${className(run, answer)}`;
      const swatch = element("button", {
        type: "button", class: "dbp-draw__swatch", "data-testid": `draw-class-${i}`,
        "data-answer": String(answer), "aria-pressed": "false", title: `Draw ${name}`,
        "aria-label": `Draw ${name}`,
        onclick: () => choose({ answer, tool: "brush" }),
      });
      swatch.style.setProperty("--ink", pointColor(run, answer, palette, regression ? palette.ink : palette.signed));
      return swatch;
    });
    const next = answers.length;
    const full = regression || next >= MOST_CLASSES;
    const more = element("button", {
      type: "button", class: "dbp-draw__swatch dbp-draw__swatch--new", "data-testid": "draw-class-new",
      title: "A new class", "aria-label": "A new class",
      onclick: () => {
        choose({ answer: next, tool: "brush" });
        fill(run, [...answers, next], palette);
        swatches.lastElementChild?.scrollIntoView({ block: "nearest", inline: "nearest" });
      },
    }, "+");
    swatches.replaceChildren(...made, ...(full ? [] : [more]));
    swatches.style.setProperty("--count", String(made.length + (full ? 0 : 1)));
    show();
  }

  show();
  return {
    element: row,
    chosen,
    /** Swatches. */
    get count() {
      return swatches.hidden ? 0 : swatches.childElementCount;
    },
    /** @param {{undo: boolean, redo: boolean, clear: boolean}} can */
    enable(can) {
      undo.disabled = !can.undo;
      redo.disabled = !can.redo;
      clear.disabled = !can.clear;
    },
    /**
     * @param {any} run @param {number} n_classes  that there are points of, or were
     * @param {import("../colors.js").Palette} palette
     */
    setRun(run, n_classes, palette) {
      const regression = run.task === "regression";
      swatches.hidden = run.n_inputs === 1;
      const count = Math.min(MOST_CLASSES, Math.max(n_classes, run.n_classes, chosen.tool === "brush" ? chosen.answer + 1 : 0));
      const answers = regression ? TARGETS : Array.from({ length: count }, (_, k) => k);
      if (!answers.includes(chosen.answer)) chosen.answer = answers[0];
      const key = [run.task, ...answers, run.class_labels, palette.theme.css].join();
      if (key === shown) return;
      shown = key;
      fill(run, answers, palette);
    },
  };
}

/** @param {string} testId @param {any} picture @param {string} title @param {() => void} onclick */
function button(testId, picture, title, onclick) {
  return element(
    "button",
    { type: "button", class: "dbp-draw__button", "data-testid": testId, title, "aria-label": title, onclick },
    icon(picture),
  );
}
