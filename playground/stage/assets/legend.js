// @ts-check
// The boundary's legend: what the colours mean, and how training and test points look.

import { cssGradient } from "./colors.js";
import { element, setText } from "./dom.js";
import { targetScale } from "./grid.js";
import { className, signed } from "./words.js";

export function createLegend() {
  const low = element("span");
  const high = element("span");
  const bar = element("span", { class: "dbp-legend__bar" });
  const scale = element("span", { class: "dbp-legend__scale" }, low, bar, high);
  const list = element("span", { class: "dbp-legend__list" });
  const box = element("div", { class: "dbp-legend" }, scale, list);
  let painted = "";

  return {
    element: box,
    /** @param {boolean} on */
    show(on) {
      box.classList.toggle("is-away", !on);
    },
    /**
     * @param {any} run @param {import("./colors.js").Palette} palette
     * @param {"answer" | "classes" | "unit"} what  the colours show
     */
    setRun(run, palette, what = "answer") {
      painted = what;
      const { theme } = palette;
      const curve = run.n_inputs === 1;
      const many = what !== "unit" && (run.n_classes > 2 || what === "classes");
      scale.hidden = curve || many;
      list.hidden = !curve && !many;
      if (curve) {
        const f = swatch("prediction", theme.css[1], "line");
        const test = swatch("test", theme.test, "ring");
        list.replaceChildren(f, swatch("train", theme.train, "dot"), test);
      } else if (many) {
        const classes = Array.from({ length: run.n_classes }, (_, k) =>
          swatch(className(run, k), theme.css[k % theme.css.length], "dot"),
        );
        list.replaceChildren(element("span", {}, "class"), ...classes);
      } else if (what === "unit") {
        setText(low, "negative");
        setText(high, "positive");
        bar.style.background = cssGradient(palette.signed);
      } else {
        const top = targetScale(run);
        const regression = run.task === "regression";
        setText(low, regression ? signed(-top, 1) : `class ${className(run, 0)}`);
        setText(high, regression ? signed(top, 1) : `class ${className(run, 1)}`);
        bar.style.background = cssGradient(palette.signed);
      }
    },
    /** What the colours show at present. */
    get shows() {
      return painted;
    },
  };
}

/** @param {string} text @param {string} color @param {"dot" | "ring" | "line"} shape */
function swatch(text, color, shape) {
  const mark = element("i", { class: `dbp-legend__mark dbp-legend__mark--${shape}` });
  mark.style.color = color;
  return element("span", { class: "dbp-legend__item" }, mark, text);
}
