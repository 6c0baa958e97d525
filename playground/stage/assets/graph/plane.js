// @ts-check
// The training points on the plane; a click chooses the nearest.

import { element } from "../dom.js";
import { svg } from "./svg.js";

/** @typedef {import("../theme.js").Theme} Theme */

const SIDE = 210;
const RADIUS = 3;

/**
 * @typedef {object} PlaneData
 * @property {[number, number, number][]} points  x, y, and the class (or −1 … 1 for a value)
 * @property {boolean} classes  whether the third number is a class
 * @property {number} extent  the plane shows −extent … extent
 * @property {number} chosen
 */

/** @param {(index: number) => void} onChoose */
export function createPlane(onChoose) {
  /** @type {PlaneData | null} */
  let data = null;
  /** @type {Theme | null} */
  let theme = null;
  const picture = svg("svg", {
    viewBox: `0 0 ${SIDE} ${SIDE}`,
    class: "dbg-plane-picture",
    "data-testid": "plane",
    role: "img",
    "aria-label": "Training points; the chosen one has a ring",
  });
  const made = element(
    "figure",
    { class: "dbg-plane" },
    picture,
    element("figcaption", {}, "Click to choose another training point"),
  );
  picture.addEventListener("click", (event) => {
    if (!data) return;
    const box = picture.getBoundingClientRect();
    const [x, y] = [
      ((event.clientX - box.left) / box.width) * SIDE,
      ((event.clientY - box.top) / box.height) * SIDE,
    ];
    const distances = data.points.map((point) => {
      const [px, py] = place(point);
      return (px - x) ** 2 + (py - y) ** 2;
    });
    onChoose(distances.indexOf(Math.min(...distances)));
  });

  /** @param {[number, number, number]} point */
  function place([x, y]) {
    const extent = data?.extent ?? 1;
    return [(SIDE * (x + extent)) / (2 * extent), (SIDE * (extent - y)) / (2 * extent)];
  }

  function draw() {
    if (!data || !theme) return;
    const { points, chosen, classes } = data;
    const colors = theme.css;
    const dots = points.map((point) => {
      const [cx, cy] = place(point).map((each) => each.toFixed(1));
      const fill = classes ? colors[point[2] % colors.length] : colors[point[2] < 0 ? 0 : 1];
      return svg("circle", { cx, cy, r: RADIUS, fill, "fill-opacity": 0.75 });
    });
    const [cx, cy] = place(points[chosen]);
    const ring = svg("circle", { cx, cy, r: 3 * RADIUS, class: "dbg-ring" });
    picture.replaceChildren(...dots, ring);
  }

  return {
    element: made,
    /** @param {PlaneData} next */
    setData(next) {
      data = next;
      draw();
    },
    /** @param {Theme} next */
    setTheme(next) {
      theme = next;
      draw();
    },
  };
}
