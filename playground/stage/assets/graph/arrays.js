// @ts-check
// Arrays as tables of numbers, or as pictures where there are too many: signs have the page's colours.

import { mix } from "../colors.js";
import { element } from "../dom.js";
import { cssColor } from "../theme.js";

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * @typedef {object} Shown  an array to look at
 * @property {string} title
 * @property {string} [sign]  what stands before it in the equation
 * @property {number} rows
 * @property {number} cols
 * @property {number[]} numbers  row by row
 * @property {string[]} [texts]  the same as they are written; left out where there are too many
 */

const [ROW, CAPTION] = [25, 24]; // pixels of a row of a table, and of what stands below it

/**
 * The colour of a number: towards a class's colour by its size, orange for −, blue for +.
 *
 * @param {Theme} theme @param {number} value @param {number} largest
 */
export function signColor(theme, value, largest) {
  const share = largest > 0 ? Math.min(Math.abs(value) / largest, 1) : 0;
  return mix(theme.backgroundRgb, theme.classes[value < 0 ? 0 : 1], 0.75 * share);
}

/**
 * A picture of an array, one pixel a number, as a data address; made to be enlarged.
 *
 * @param {Theme} theme @param {number} rows @param {number} cols @param {number[]} numbers
 */
export function heatPicture(theme, rows, cols, numbers) {
  const canvas = document.createElement("canvas");
  canvas.width = cols;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return "";
  const image = context.createImageData(cols, rows);
  const largest = Math.max(...numbers.map(Math.abs), 0);
  numbers.forEach((value, i) => {
    const [r, g, b] = signColor(theme, value, largest);
    image.data.set([r, g, b, 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

/** About the height in pixels that arrays take side by side. @param {Shown[]} [arrays] */
export function heightOf(arrays = []) {
  return Math.max(
    0,
    ...arrays.map((array) => CAPTION + array.rows * (array.texts ? ROW : pixelSide(array))),
  );
}

/** @param {HTMLElement} host */
export function createArrays(host) {
  /** @type {Theme | null} */
  let theme = null;
  /** @type {Shown[]} */
  let shown = [];

  /** @param {Shown} array */
  function draw(array) {
    if (!theme) return element("div");
    const caption = element("figcaption", {}, array.title);
    const body = array.texts ? table(theme, array) : picture(theme, array);
    const figure = element("figure", {}, body, caption);
    const sign = element("span", { class: "dbg-sign" }, array.sign ?? "");
    return element("div", { class: "dbg-array" }, ...(array.sign ? [sign] : []), figure);
  }

  function paint() {
    host.replaceChildren(...shown.map(draw));
  }

  return {
    /** @param {Shown[]} arrays */
    show(arrays) {
      shown = arrays;
      paint();
    },
    /** @param {Theme} next */
    setTheme(next) {
      theme = next;
      paint();
    },
  };
}

/** @param {Theme} theme @param {Shown} array */
function table(theme, array) {
  const largest = Math.max(...array.numbers.map(Math.abs), 0);
  const rows = Array.from({ length: array.rows }, (_, row) => {
    const cells = Array.from({ length: array.cols }, (_, col) => {
      const i = row * array.cols + col;
      const color = cssColor(signColor(theme, array.numbers[i], largest));
      return element("td", { style: `background: ${color}` }, array.texts?.[i] ?? "");
    });
    return element("tr", {}, ...cells);
  });
  return element("table", {}, ...rows);
}

/** Pixels a number of a picture takes. @param {Shown} array */
function pixelSide(array) {
  return Math.max(3, Math.min(14, Math.floor(260 / Math.max(array.rows, array.cols))));
}

/** @param {Theme} theme @param {Shown} array */
function picture(theme, array) {
  const side = pixelSide(array);
  return element("img", {
    src: heatPicture(theme, array.rows, array.cols, array.numbers),
    alt: `${array.rows} × ${array.cols} numbers`,
    width: side * array.cols,
    height: side * array.rows,
  });
}
