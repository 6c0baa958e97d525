// @ts-check
// The boundary's legend: what the colours mean, and how training and test points look.

import { cssGradient } from "./colors.js";
import { element, setText } from "./dom.js";
import { targetScale } from "./grid.js";
import { targetText } from "./measures.js";
import { className, classWords, shortened } from "./names.js";

const LONGEST = 16; // characters at an end of the scale
const MOST_IN_A_ROW = 5;

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
        const named = Boolean(run.class_names?.length);
        const classes = Array.from({ length: run.n_classes }, (_, k) =>
          swatch(className(run, k), theme.css[k % theme.css.length], "dot"),
        );
        const rows = run.n_classes > MOST_IN_A_ROW ? 2 : 1;
        list.classList.toggle("is-named", named);
        list.style.setProperty("--columns", String(Math.ceil(run.n_classes / rows)));
        list.replaceChildren(...(named ? [] : [element("span", {}, "class")]), ...classes);
      } else if (what === "unit") {
        end(low, "negative");
        end(high, "positive");
        bar.style.background = cssGradient(palette.signed);
      } else {
        const top = targetScale(run);
        const regression = run.task === "regression";
        end(low, regression ? targetText(run, -top, 0.1) : classWords(run, 0));
        end(high, regression ? targetText(run, top, 0.1) : classWords(run, 1));
        bar.style.background = cssGradient(palette.signed);
      }
    },
    /** What the colours show at present. */
    get shows() {
      return painted;
    },
  };
}

/** What an end of the scale means, cut where it is long. @param {HTMLElement} target @param {string} text */
function end(target, text) {
  setText(target, shortened(text, LONGEST));
  target.title = text;
}

/** @param {string} text @param {string} color @param {"dot" | "ring" | "line"} shape */
function swatch(text, color, shape) {
  const mark = element("i", { class: `dbp-legend__mark dbp-legend__mark--${shape}` });
  mark.style.color = color;
  const words = element("span", { class: "dbp-legend__name" }, text);
  return element("span", { class: "dbp-legend__item", title: text }, mark, words);
}
