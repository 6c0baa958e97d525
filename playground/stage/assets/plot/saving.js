// @ts-check
// Buttons below a figure that save it: as pixels, and as shapes that stay sharp at any size.

import { element } from "../dom.js";

const FORMATS = [
  { format: "png", label: "PNG", title: "Save as an image of pixels", scale: 2 },
  { format: "svg", label: "SVG", title: "Save as shapes, sharp at any size", scale: 1 },
];
const WIDTH = 720; // of the saved picture, whatever the window's; its height is the figure's

// The entry of a component loads no style sheet, so the look is written here.
const LOOK = `
  .dbp-saving { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; font-size: 14px; }
  .dbp-saving button {
    min-height: 38px; padding: 0 14px; border-radius: 8px; cursor: pointer; font: inherit;
    color: var(--st-text-color, inherit); background: var(--st-background-color, transparent);
    border: 1px solid var(--st-border-color, rgba(128, 132, 142, 0.4));
  }
  .dbp-saving button:hover { border-color: var(--st-primary-color, #0072b2); }
  .dbp-saving button:focus-visible { outline: 2px solid var(--st-primary-color, #0072b2); outline-offset: 2px; }
`;

/**
 * @param {HTMLElement} root  the figure, as it is drawn
 * @param {any} Plotly
 * @param {() => import("./main.js").Data} latest
 * @returns {HTMLElement} the buttons
 */
export function createSaving(root, Plotly, latest) {
  const buttons = FORMATS.map(({ format, label, title, scale }) =>
    element(
      "button",
      {
        type: "button",
        title,
        "data-testid": `save-${format}`,
        onclick: () => save(Plotly, latest(), format, scale),
      },
      `Save as ${label}`,
    ),
  );
  const bar = element("div", { class: "dbp-saving" }, element("style", {}, LOOK), ...buttons);
  root.after(bar);
  return bar;
}

/**
 * The figure in its own colours: not as the page's theme has drawn it.
 *
 * @param {any} Plotly @param {import("./main.js").Data} data @param {string} format @param {number} scale
 */
function save(Plotly, { spec, save_as }, format, scale) {
  const { data, layout } = JSON.parse(spec);
  const { height } = layout;
  const options = { format, scale, width: WIDTH, height, filename: save_as };
  Plotly.downloadImage({ data, layout: { ...layout, width: WIDTH } }, options);
}
