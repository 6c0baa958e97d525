// @ts-check
// The confusion table: the true digit against the answer; a press shows the images of a cell.

import { element, setText } from "../dom.js";
import { N_DIGITS, cellOf, countAnswers } from "./reading.js";

/**
 * @param {HTMLElement} host
 * @param {import("./scene.js").DigitsScene} scene
 */
export function createTable(host, scene) {
  const counts = new Uint32Array(N_DIGITS * N_DIGITS);
  const cells = Array.from(counts, (_, i) => {
    const [actual, predicted] = [Math.floor(i / N_DIGITS), i % N_DIGITS];
    return element(
      "button",
      {
        type: "button", class: "dbp-digits__cell", "data-testid": `cell-${actual}-${predicted}`,
        onclick: () => press(actual, predicted),
      },
      "",
    );
  });
  const corner = element("span", { class: "dbp-digits__corner" }, "is \\ read");
  const heads = Array.from({ length: N_DIGITS }, (_, k) => element("span", { class: "dbp-digits__head" }, String(k)));
  const rows = Array.from({ length: N_DIGITS }, (_, k) => [
    element("span", { class: "dbp-digits__head" }, String(k)),
    ...cells.slice(k * N_DIGITS, (k + 1) * N_DIGITS),
  ]);
  host.append(
    element(
      "div",
      { class: "dbp-digits__table", role: "group", "aria-label": "Confusion table" },
      corner, ...heads, ...rows.flat(),
    ),
  );
  let painted = "";

  /** @param {number} actual @param {number} predicted */
  function press(actual, predicted) {
    const { wish } = scene.chosen;
    const now = cellOf(wish.only);
    const again = now?.actual === actual && now.predicted === predicted;
    scene.choose({ source: "image", wish: { ...wish, only: again ? "all" : { actual, predicted } } });
  }

  return {
    paint() {
      const { reading, images, chosen, theme, readSeq, run } = scene;
      const { split } = chosen.wish;
      const here = cellOf(chosen.wish.only);
      const key = `${readSeq} ${split} ${JSON.stringify(here)} ${theme.dark} ${run.run_id}`;
      if (!reading || !images || key === painted) return;
      painted = key;
      const [from, to] = split === "train" ? [0, images.nTrain] : [images.nTrain, images.n];
      countAnswers(images.labels, reading.predicted, from, to, counts);
      cells.forEach((cell, i) => {
        const [actual, predicted] = [Math.floor(i / N_DIGITS), i % N_DIGITS];
        let ofRow = 0;
        for (let k = 0; k < N_DIGITS; k++) ofRow += counts[actual * N_DIGITS + k];
        const share = ofRow ? counts[i] / ofRow : 0;
        const [r, g, b] = theme.classes[predicted];
        const strength = counts[i] ? (actual === predicted ? 0.12 + 0.5 * share : 0.3 + 0.7 * share) : 0;
        cell.style.backgroundColor = `rgb(${r} ${g} ${b} / ${strength.toFixed(2)})`;
        setText(cell, counts[i] ? String(counts[i]) : "");
        cell.classList.toggle("is-wrong", actual !== predicted && counts[i] > 0);
        const pressed = here?.actual === actual && here.predicted === predicted;
        cell.setAttribute("aria-pressed", String(pressed));
        const title = `${counts[i]} images of a ${actual} read as ${predicted}`;
        if (cell.title !== title) cell.title = title;
        cell.setAttribute("aria-label", title);
        cell.disabled = counts[i] === 0 && !pressed;
      });
    },
  };
}
