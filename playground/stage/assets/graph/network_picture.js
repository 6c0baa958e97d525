// @ts-check
// A network at one point: activations fill it from the left, deltas come back from the right.

import { signColor } from "./arrays.js";
import { createPlane } from "./plane.js";
import { fittedText, svg } from "./svg.js";
import { element } from "../dom.js";
import { cssColor } from "../theme.js";

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * @typedef {object} Unit
 * @property {string} name
 * @property {number} value  its activation, the output's z, or an input
 * @property {string} text
 * @property {string} forward  how the value comes about
 * @property {number} [delta]
 * @property {string} [deltaText]
 * @property {string} [backward]  how δ comes about
 * @property {string} [weight]  how the gradient of a weight comes about
 */

/**
 * @typedef {object} View  what one step shows
 * @property {number} values  the last column whose values are known
 * @property {number} deltas  the first column whose deltas are known
 * @property {number} gradients  the first layer whose edges show ∂L/∂w
 * @property {boolean} [loss]
 * @property {boolean} [mean]  whether edges show the mini-batch's mean
 * @property {number[]} now  columns where something happens
 * @property {number} [edge]  the layer whose edges are passed, negative for backward
 */

const MARGIN = 12;
const TITLE = 22;
const LARGE = { width: 80, height: 40, gap: 8 };
const MOST_LARGE = 10; // units of a column that have room for their numbers
const SMALL_WIDTH = 44;
const COLUMN_HEIGHT = 470;
const MOST_EDGES = 1500;
const TINT = 0.66; // numbers are written on the colours
const [LEAST, MOST] = [0.66, 1.25];

/**
 * @param {HTMLElement} host
 * @param {{go: (step: number) => void, choose: (value: any) => void, refresh: () => void}} actions
 * @returns {import("./main.js").Picture}
 */
export function createNetworkPicture(host, { choose, refresh }) {
  /** @type {Theme | null} */
  let theme = null;
  /** @type {any} */
  let picture = null;
  /** @type {import("./main.js").Step[]} */
  let steps = [];
  let at = 0;
  let width = 0;
  let scale = 1;
  /** @type {number[]} the unit of each column whose numbers are told */
  let told = [];
  /** @type {{group: SVGGElement, units: DrawnUnit[], x: number}[]} */
  let columns = [];
  /** @type {{group: SVGGElement, lines: {line: SVGLineElement, i: number}[], mode: string}[]} */
  let layers = [];
  /** @type {{group: SVGGElement, value: SVGGElement} | null} */
  let loss = null;
  const scroller = element("div", { class: "dbg-network" });
  const plane = createPlane((index) => choose(index));
  host.classList.add("is-network");
  host.replaceChildren(plane.element, scroller);

  /** @typedef {{group: SVGGElement, value: SVGElement[], delta: SVGElement[]}} DrawnUnit */

  function build() {
    if (!picture || !theme || !host.clientWidth) return;
    width = host.clientWidth;
    const n = picture.columns.length + 1;
    const gap = n > 9 ? 34 : n > 6 ? 46 : 66;
    const widths = picture.columns.map((/** @type {any} */ column) =>
      column.units.length <= MOST_LARGE ? LARGE.width : SMALL_WIDTH,
    );
    let total = 2 * MARGIN + (n - 1) * gap + LARGE.width;
    for (const each of widths) total += each;
    const tallest = Math.max(
      ...picture.columns.map((/** @type {any} */ column) => heightOf(column.units.length)),
    );
    const height = tallest + TITLE + 2 * MARGIN;
    const room = scroller.clientWidth || width;
    scale = Math.min(MOST, Math.max(LEAST, room / total));
    const root = svg("svg", {
      viewBox: `0 0 ${total} ${height}`,
      width: Math.round(total * scale),
      height: Math.round(height * scale),
      "aria-hidden": "true",
    });
    let x = MARGIN;
    const middle = MARGIN + TITLE + tallest / 2;
    columns = picture.columns.map((/** @type {any} */ column, /** @type {number} */ c) => {
      const drawn = drawColumn(column, c, x, widths[c], middle);
      x += widths[c] + gap;
      return drawn;
    });
    loss = drawLoss(x, middle);
    layers = picture.weights.map((/** @type {any} */ _, /** @type {number} */ l) =>
      drawEdges(l, widths, middle),
    );
    root.append(...layers.map((layer) => layer.group));
    root.append(...columns.map((column) => column.group), loss.group);
    scroller.replaceChildren(root);
    show(at);
  }

  /** @param {any} column @param {number} c @param {number} x @param {number} w @param {number} middle */
  function drawColumn(column, c, x, w, middle) {
    const group = svg("g", { class: "dbg-column" });
    const title = { x: x + w / 2, y: MARGIN + 12, "text-anchor": "middle", class: "dbg-title" };
    group.append(fittedText(column.title, title, 13, w + 24));
    const n = column.units.length;
    const size = largestOf(column.units, "value");
    const slope = largestOf(column.units, "delta");
    const units = column.units.map((/** @type {Unit} */ unit, /** @type {number} */ u) => {
      const y = top(n, u, middle);
      const drawn = n <= MOST_LARGE
        ? drawLarge(unit, x, y, size, slope)
        : drawSmall(unit, x, y, heightOf(n) / n - 1, size, slope);
      drawn.group.append(svg("title", {}, unit.name));
      drawn.group.addEventListener("click", () => tell(c, u));
      group.append(drawn.group);
      return drawn;
    });
    return { group, units, x };
  }

  /** @param {Unit} unit @param {number} x @param {number} y @param {number} size @param {number} slope */
  function drawLarge(unit, x, y, size, slope) {
    const { width: w, height: h } = LARGE;
    const group = svg("g", { class: "dbg-unit", transform: `translate(${x} ${y.toFixed(1)})` });
    const half = (/** @type {number} */ k, /** @type {number} */ v, /** @type {number} */ most) =>
      svg("path", { d: halfBox(w, h, k), fill: tint(v, most), class: "dbg-half" });
    const place = (/** @type {number} */ k) => ({
      x: w / 2, y: h * (0.25 + 0.5 * k) + 5, "text-anchor": "middle",
    });
    const value = [half(0, unit.value, size), fittedText(unit.text, place(0), 14, w - 10)];
    const isInput = unit.delta === undefined;
    const delta = isInput
      ? [fittedText(unit.name, { ...place(1), class: "dbg-title" }, 13, w - 10)]
      : [
          half(1, unit.delta ?? 0, slope),
          fittedText(unit.deltaText ?? "", { ...place(1), class: "dbg-delta" }, 14, w - 10),
        ];
    group.append(
      svg("rect", { width: w, height: h, rx: 9, class: "dbg-ground" }),
      ...value,
      ...delta,
      svg("line", { x1: 0, x2: w, y1: h / 2, y2: h / 2, class: "dbg-between" }),
      svg("rect", { width: w, height: h, rx: 9, class: "dbg-box" }),
    );
    return { group, value, delta: isInput ? [] : delta };
  }

  /**
   * @param {Unit} unit @param {number} x @param {number} y @param {number} h
   * @param {number} size @param {number} slope
   */
  function drawSmall(unit, x, y, h, size, slope) {
    const w = SMALL_WIDTH;
    const group = svg("g", { class: "dbg-unit", transform: `translate(${x} ${y.toFixed(1)})` });
    const left = svg("rect", { width: w / 2, height: h, fill: tint(unit.value, size) });
    const delta = tint(unit.delta ?? 0, slope);
    const right = svg("rect", { x: w / 2, width: w / 2, height: h, fill: delta });
    group.append(
      svg("rect", { width: w, height: h, class: "dbg-ground" }), left, right,
      svg("rect", { width: w, height: h, class: "dbg-box is-small" }),
    );
    return { group, value: [left], delta: [right] };
  }

  /** @param {number} x @param {number} middle */
  function drawLoss(x, middle) {
    const { width: w, height: h } = LARGE;
    const y = middle - h / 2;
    const group = svg("g", { class: "dbg-unit dbg-column", transform: `translate(${x} ${y})` });
    const place = { x: w / 2, "text-anchor": "middle" };
    const value = svg("g", {});
    value.append(fittedText(picture.loss, { ...place, y: h * 0.75 + 5 }, 15, w - 10));
    group.append(
      svg("rect", { width: w, height: h, rx: 9, class: "dbg-ground" }),
      svg("text", { ...place, y: h * 0.25 + 5, class: "dbg-title", "font-size": 13 }, "loss L"),
      value,
      svg("line", { x1: 0, x2: w, y1: h / 2, y2: h / 2, class: "dbg-between" }),
      svg("rect", { width: w, height: h, rx: 9, class: "dbg-box" }),
    );
    return { group, value };
  }

  /** @param {number} l @param {number[]} widths @param {number} middle */
  function drawEdges(l, widths, middle) {
    const { rows, cols, weights } = picture.weights[l];
    const order = weights.map((/** @type {number} */ _, /** @type {number} */ i) => i);
    if (order.length > MOST_EDGES) {
      const size = (/** @type {number} */ i) => Math.abs(weights[i]);
      order.sort((/** @type {number} */ a, /** @type {number} */ b) => size(b) - size(a));
    }
    const group = svg("g", { class: "dbg-weights" });
    const lines = order.slice(0, MOST_EDGES).map((/** @type {number} */ i) => {
      const [from, to] = [Math.floor(i / cols), i % cols];
      const line = svg("line", {
        x1: columns[l].x + widths[l],
        y1: centre(rows, from, middle),
        x2: columns[l + 1].x,
        y2: centre(cols, to, middle),
      });
      group.append(line);
      return { line, i };
    });
    if (l === picture.weights.length - 1 && loss) {
      const x1 = columns[l + 1].x + widths[l + 1];
      const x2 = x1 + (columns[l + 1].x - columns[l].x - widths[l]);
      for (let u = 0; u < cols; u++) {
        const y1 = centre(cols, u, middle);
        group.append(svg("line", { x1, x2, y1, y2: middle, class: "dbg-to-loss" }));
      }
    }
    return { group, lines, mode: "" };
  }

  /** @param {number} value @param {number} largest */
  function tint(value, largest) {
    return theme ? cssColor(signColor(theme, TINT * value, largest)) : "none";
  }

  /**
   * Colour a layer's edges by their weights, or by their gradients.
   *
   * @param {number} l @param {string} mode
   */
  function paintEdges(l, mode) {
    const layer = layers[l];
    if (!theme || layer.mode === mode) return;
    layer.mode = mode;
    const numbers = picture.weights[l][mode];
    const largest = Math.max(...numbers.map(Math.abs), 0);
    for (const { line, i } of layer.lines) {
      const share = largest > 0 ? Math.abs(numbers[i]) / largest : 0;
      line.setAttribute("stroke", theme.css[numbers[i] < 0 ? 0 : 1]);
      line.setAttribute("stroke-width", (0.3 + 3 * share).toFixed(2));
      line.setAttribute("stroke-opacity", (0.15 + 0.85 * share).toFixed(2));
    }
  }

  /** @param {number} c @param {number} u */
  function tell(c, u) {
    told[c] = u;
    refresh();
  }

  /** The column whose unit is told about in a step; −1 for none. */
  function column() {
    const { now } = picture.views[at];
    const last = now.at(-1) ?? -1;
    return last < picture.columns.length ? last : -1;
  }

  /** @param {number} step */
  function show(step) {
    at = step;
    if (!picture || !columns.length) return;
    /** @type {View} */
    const view = picture.views[step];
    const telling = column();
    columns.forEach(({ group, units }, c) => {
      group.classList.toggle("is-now", view.now.includes(c));
      units.forEach((unit, u) => {
        const hasValue = c <= view.values;
        for (const part of unit.value) part.style.visibility = hasValue ? "visible" : "hidden";
        for (const part of unit.delta)
          part.style.visibility = c >= view.deltas ? "visible" : "hidden";
        unit.group.classList.toggle("is-told", c === telling && u === told[c]);
      });
    });
    loss?.group.classList.toggle("is-now", view.now.includes(columns.length));
    if (loss) loss.value.style.visibility = view.loss ? "visible" : "hidden";
    layers.forEach(({ group }, l) => {
      paintEdges(l, view.mean ? "mean" : l + 1 >= view.gradients ? "gradient" : "weights");
      group.classList.toggle("is-now", Boolean(view.mean) || Math.abs(view.edge ?? 0) === l + 1);
    });
    bringIntoView(view.now);
  }

  /** @param {number[]} now */
  function bringIntoView(now) {
    if (scroller.scrollWidth <= scroller.clientWidth + 1 || !now.length) return;
    const c = Math.min(...now.map((each) => Math.min(each, columns.length - 1)));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const left = columns[c].x * scale - scroller.clientWidth / 2;
    scroller.scrollTo({ left, behavior: still ? "auto" : "smooth" });
  }

  return {
    setData(data) {
      picture = data.picture;
      steps = data.steps;
      at = Math.min(at, steps.length - 1);
      told = picture.columns.map((/** @type {any} */ each) => loudest(each.units));
      plane.setData(picture.plane);
      build();
    },
    show,
    words(step) {
      const c = column();
      const phase = steps[step]?.phase;
      const unit = c < 0 ? null : picture.columns[c].units[told[c]];
      if (!unit || phase === "start" || phase === "done") return "";
      const isWeight = picture.views[step].now.length === 2;
      const said = phase === "forward" ? unit.forward : isWeight ? unit.weight : unit.backward;
      return said ? `${capital(unit.name)}: ${said}.` : "";
    },
    key(name) {
      const move = name === "ArrowDown" ? 1 : name === "ArrowUp" ? -1 : 0;
      const c = column();
      if (!move || c < 0) return false;
      const n = picture.columns[c].units.length;
      tell(c, (told[c] + move + n) % n);
      return true;
    },
    setTheme(next) {
      theme = next;
      plane.setTheme(next);
      build();
    },
    resize() {
      if (host.clientWidth !== width) build();
    },
  };
}

/** @param {number} n  units of a column */
function heightOf(n) {
  return n <= MOST_LARGE ? n * (LARGE.height + LARGE.gap) - LARGE.gap : COLUMN_HEIGHT;
}

/** @param {number} n @param {number} u @param {number} middle */
function top(n, u, middle) {
  const pitch = n <= MOST_LARGE ? LARGE.height + LARGE.gap : heightOf(n) / n;
  return middle - heightOf(n) / 2 + u * pitch;
}

/** @param {number} n @param {number} u @param {number} middle */
function centre(n, u, middle) {
  return top(n, u, middle) + (n <= MOST_LARGE ? LARGE.height / 2 : heightOf(n) / n / 2);
}

/** @param {Unit[]} units @param {"value" | "delta"} what */
function largestOf(units, what) {
  return Math.max(...units.map((unit) => Math.abs(unit[what] ?? 0)), 0);
}

/** The unit with the largest δ, or among inputs the largest. @param {Unit[]} units */
function loudest(units) {
  const sizes = units.map((unit) => Math.abs(unit.delta ?? unit.value));
  return sizes.indexOf(Math.max(...sizes));
}

/**
 * The upper (0) or lower (1) half of a rounded box.
 *
 * @param {number} w @param {number} h @param {number} k
 */
function halfBox(w, h, k) {
  const [r, turn] = [9, 1 - k];
  const [edge, before] = k === 0 ? [0, r] : [h, h - r];
  const corner = `A${r} ${r} 0 0 ${turn}`;
  const top = `M0 ${h / 2}V${before}${corner} ${r} ${edge}H${w - r}`;
  return `${top}${corner} ${w} ${before}V${h / 2}z`;
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
