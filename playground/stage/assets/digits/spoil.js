// @ts-check
// Sliders that shift and turn what goes in and add noise, until it is read wrongly.

import { element, setText } from "../dom.js";
import { CORRUPTIONS, UNSPOILT } from "./corruption.js";

/**
 * @param {HTMLElement} host
 * @param {import("./scene.js").DigitsScene} scene
 */
export function createSpoil(host, scene) {
  const rows = Object.entries(CORRUPTIONS).map(([name, { label, low, high, step, unit, title }]) => {
    const value = element("output", { class: "dbp-digits__amount" });
    const slider = element("input", {
      type: "range", class: "dbp-range", min: low, max: high, step, title,
      "data-testid": `spoil-${name}`, "aria-label": label,
      oninput: () => scene.choose({ amounts: { ...scene.chosen.amounts, [name]: Number(slider.value) } }),
      ondblclick: () => scene.choose({ amounts: { ...scene.chosen.amounts, [name]: 0 } }),
    });
    const row = element("label", { class: "dbp-digits__slider", title }, element("span", {}, label), slider, value);
    return { name, slider, value, row, low, high, unit };
  });
  const reset = element(
    "button",
    {
      type: "button", class: "dbp-toggle", "data-testid": "spoil-reset", title: "As it was",
      onclick: () => scene.choose({ amounts: { ...UNSPOILT } }),
    },
    "as it was",
  );
  host.append(
    element("div", { class: "dbp-digits__spoilhead" }, element("span", { class: "dbp-label" }, "Spoil what goes in"), reset),
    ...rows.map(({ row }) => row),
  );

  return {
    paint() {
      for (const { name, slider, value, low, high, unit } of rows) {
        const amount = scene.chosen.amounts[/** @type {keyof typeof CORRUPTIONS} */ (name)];
        if (Number(slider.value) !== amount) slider.value = String(amount);
        slider.style.setProperty("--fill", String((amount - low) / (high - low)));
        setText(value, `${amount}${unit}`.replace("-", "−"));
      }
      reset.style.visibility = scene.spoilt ? "visible" : "hidden";
    },
  };
}
