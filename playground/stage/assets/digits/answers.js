// @ts-check
// What the network answers: the digit in large, and ten bars with their probabilities.

import { element, setText } from "../dom.js";
import { N_DIGITS } from "./reading.js";

const VERDICT = 58; // height above the bars
const LEAST_SHOWN = 0.0005;

/** @param {number} share @returns {string} honest: never 100 % or 0 % of what is neither */
export function percentOf(share) {
  if (!Number.isFinite(share)) return "–";
  if (share >= 0.9995) return share === 1 ? "100%" : ">99.9%";
  if (share < LEAST_SHOWN) return share === 0 ? "0%" : "<0.1%";
  return `${(100 * share).toFixed(1)}%`;
}

export function createAnswers() {
  const digit = element("span", { class: "dbp-digits__digit", "data-testid": "digit-answer" });
  const sure = element("span", { class: "dbp-digits__sure", "data-testid": "digit-sure" });
  const truth = element("span", { class: "dbp-digits__truth", "data-testid": "digit-truth" });
  const bars = Array.from({ length: N_DIGITS }, (_, k) => {
    const fill = element("i", { class: "dbp-digits__fill" });
    const share = element("span", { class: "dbp-digits__share", "data-testid": `digit-share-${k}` });
    const mark = element("b", { class: "dbp-digits__name" }, String(k));
    const row = element(
      "div",
      { class: "dbp-digits__bar" },
      mark,
      element("span", { class: "dbp-digits__track" }, fill),
      share,
    );
    return { row, fill, share };
  });
  const list = element(
    "div",
    { class: "dbp-digits__bars", role: "img", "aria-label": "Probabilities of the ten digits" },
    ...bars.map(({ row }) => row),
  );
  const box = element(
    "div",
    { class: "dbp-digits__answers" },
    element(
      "div",
      { class: "dbp-digits__verdict" },
      digit,
      element("div", { class: "dbp-digits__words" }, sure, truth),
    ),
    list,
  );

  /** @type {any} the theme whose colours the bars have */ let colored = null;

  return {
    element: box,
    /** Heights of the bars' middles from the top of the picture beside them. */
    heights() {
      const room = Math.max(0, box.clientHeight - VERDICT);
      return bars.map((_, k) => VERDICT + ((k + 0.5) * room) / N_DIGITS);
    },
    /** @param {import("./scene.js").DigitsScene} scene */
    show({ probabilities, answer, truth: right, empty, theme }) {
      setText(digit, empty ? "?" : String(answer));
      setText(sure, empty ? "nothing drawn yet" : percentOf(probabilities[answer]));
      const said = right === answer ? "right" : `it is a ${right}`;
      setText(truth, right === null || empty ? "" : said);
      box.dataset.right = right === null || empty ? "" : String(right === answer);
      bars.forEach(({ row, fill, share }, k) => {
        const p = empty ? 0 : probabilities[k];
        fill.style.transform = `scaleX(${Number.isFinite(p) ? p.toFixed(4) : 0})`;
        if (colored !== theme) fill.style.backgroundColor = theme.css[k];
        setText(share, empty ? "–" : percentOf(p));
        row.classList.toggle("is-answer", !empty && k === answer);
        row.classList.toggle("is-truth", k === right);
      });
      colored = theme;
    },
  };
}
