// @ts-check
// The image that a place on a figure stands for, shown beside the pointer.
//
// A figure says in `layout.meta` where its images come from: `sheet`, all of them on one picture,
// where `customdata[0]` of a point is its place; or `plane`, on which every place is an image.

import { createCanvas, fitCanvas } from "../canvas.js";
import { createStamp, inksOf } from "../digits/picture.js";
import { element } from "../dom.js";
import { readTheme } from "../theme.js";

const SIDE = 8;
const SCALE = 9;
const SIZE = SIDE * SCALE;
const BLACK = 16;
const AWAY = 16; // pixels between pointer and image

/**
 * @typedef {object} Sheet
 * @property {string} source
 * @property {number} columns
 * @property {number} n  images on it
 */

/**
 * @typedef {object} Plane
 * @property {number[]} origin  the image at (0, 0)
 * @property {number[][]} axes  two directions
 */

/** @param {HTMLElement} root  the figure's */
export function createThumbnail(root) {
  const host = element("div", { class: "dbp-thumbnail", "aria-hidden": "true" });
  const canvas = createCanvas();
  Object.assign(host.style, {
    position: "fixed", zIndex: "1000", pointerEvents: "none", visibility: "hidden",
    width: `${SIZE}px`, height: `${SIZE}px`, borderRadius: "4px", boxShadow: "0 1px 8px #0006",
    imageRendering: "pixelated", overflow: "hidden", backgroundRepeat: "no-repeat",
  });
  Object.assign(canvas.style, { position: "absolute", inset: "0" });
  host.append(canvas);
  document.body.append(host);
  const stamp = createStamp();
  let pointer = { x: 0, y: 0 };

  /** @param {PointerEvent} event */
  const follow = (event) => {
    pointer = { x: event.clientX, y: event.clientY };
    if (host.style.visibility === "visible") place();
  };
  const hide = () => void (host.style.visibility = "hidden");
  root.addEventListener("pointermove", follow, true);
  root.addEventListener("pointerdown", follow, true);
  root.addEventListener("pointerleave", hide);
  window.addEventListener("scroll", hide, true);

  function place() {
    const room = document.documentElement.clientWidth - SIZE;
    const above = pointer.y - SIZE - AWAY;
    host.style.left = `${Math.min(Math.max(0, pointer.x - SIZE / 2), room)}px`;
    host.style.top = `${above < 0 ? pointer.y + AWAY : above}px`;
  }

  /** @param {Sheet} sheet @param {number} index */
  function showOfSheet({ source, columns }, index) {
    canvas.style.display = "none";
    host.style.backgroundImage = `url("${source}")`;
    host.style.backgroundSize = `${columns * SIZE}px auto`;
    const [row, column] = [Math.floor(index / columns), index % columns];
    host.style.backgroundPosition = `${-column * SIZE}px ${-row * SIZE}px`;
  }

  /** @param {Plane} plane @param {number} x @param {number} y */
  function showOfPlane(plane, x, y) {
    canvas.style.display = "block";
    host.style.backgroundImage = "none";
    stamp.image(fitCanvas(canvas, SIZE, SIZE), imageAt(plane, x, y), 0, 0, 0, SIZE, inksOf(readTheme(root)));
  }

  return {
    /** @param {any} heard  Plotly's event of a place pointed at */
    show({ points: [point] }) {
      const { sheet, plane } = /** @type {any} */ (root).layout.meta ?? {};
      const index = point.customdata?.[0];
      if (sheet && Number.isInteger(index) && index >= 0 && index < sheet.n) showOfSheet(sheet, index);
      else if (plane) showOfPlane(plane, point.x, point.y);
      else return hide();
      place();
      host.style.visibility = "visible";
    },
    hide,
    destroy() {
      window.removeEventListener("scroll", hide, true);
      root.removeEventListener("pointermove", follow, true);
      root.removeEventListener("pointerdown", follow, true);
      root.removeEventListener("pointerleave", hide);
      host.remove();
    },
  };
}

/**
 * The image of a place on a plane: no ink is whiter than paper, or blacker than black.
 *
 * @param {Plane} plane
 * @param {number} x
 * @param {number} y
 */
export function imageAt({ origin, axes: [right, up] }, x, y) {
  return origin.map((value, p) => Math.min(BLACK, Math.max(0, value + x * right[p] + y * up[p])));
}
