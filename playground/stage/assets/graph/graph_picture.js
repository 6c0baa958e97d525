// @ts-check
// A computational graph as nodes and edges: values above, gradients below, local derivatives between.

import { heatPicture } from "./arrays.js";
import { arrange } from "./arrange.js";
import { fittedText, smoothPath, svg } from "./svg.js";

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * @typedef {object} Number  a number, or an array as a picture
 * @property {string} text
 * @property {number} [rows]
 * @property {number} [cols]
 * @property {number[]} [numbers]
 */

/**
 * @typedef {object} GraphNode
 * @property {string} name
 * @property {string} symbol  empty for a variable or a constant
 * @property {string} kind  "variable", "constant", "operation" or "result"
 * @property {string} title  what it is, for the pointer
 * @property {Number | null} value  known from the step ``valueAt`` on
 * @property {number} valueAt
 * @property {{at: number, shown: Number}[]} gradients  what is known of it from which step on
 * @property {boolean} failed
 */

/**
 * @typedef {object} GraphEdge
 * @property {number} source
 * @property {number} target
 * @property {string} name  the local derivative as a formula
 * @property {string} local  the same with its number
 * @property {number} valueAt  from this step on its value is used
 * @property {number} gradientAt  from this step on the gradient went through it; −1: never
 * @property {boolean} named  whether there is room to name it at all times
 */

let instances = 0;

/**
 * @param {HTMLElement} host
 * @param {{go: (step: number) => void}} actions
 * @returns {import("./main.js").Picture}
 */
export function createGraphPicture(host, { go }) {
  const id = `dbg-arrow-${instances++}`;
  /** @type {Theme | null} */
  let theme = null;
  /** @type {any} */
  let picture = null;
  let at = 0;
  /** @type {{group: SVGGElement, value: SVGGElement, gradient: SVGGElement, gradientShown: string}[]} */
  let nodes = [];
  /** @type {{path: SVGPathElement, label: SVGTextElement}[]} */
  let edges = [];
  let width = 0;
  /** @type {import("./arrange.js").Arrangement | null} */
  let plan = null;

  function build() {
    if (!picture || !theme || !host.clientWidth) return;
    width = host.clientWidth;
    plan = arrange(picture, width);
    const { scale, size } = plan;
    const root = svg("svg", {
      viewBox: `0 0 ${size.width} ${size.height}`,
      width: Math.round(size.width * scale),
      height: Math.round(size.height * scale),
      "aria-hidden": "true",
    });
    const heads = ["idle", "value", "gradient"].map((kind) => arrowHead(`${id}-${kind}`, kind));
    root.append(svg("defs", {}, ...heads));
    edges = picture.edges.map(drawEdge);
    nodes = picture.nodes.map(drawNode);
    root.append(svg("g", {}, ...edges.map((edge) => edge.path)));
    root.append(...edges.map((edge) => edge.label));
    root.append(...nodes.map((node) => node.group));
    host.replaceChildren(root);
    show(at);
  }

  /** @param {GraphEdge} edge @param {number} i */
  function drawEdge(edge, i) {
    const { points, label } = /** @type {any} */ (plan).edges[i];
    const path = svg("path", { d: smoothPath(points, plan?.across ?? true), class: "dbg-edge" });
    const text = svg("text", { x: label[0], y: label[1], class: "dbg-local" });
    return { path, label: text };
  }

  /** @param {GraphNode} node @param {number} i */
  function drawNode(node, i) {
    const { size, nodes: places } = /** @type {any} */ (plan);
    const [x, y] = places[i];
    const { nodeWidth: w, nodeHeight: h, head } = size;
    const group = svg("g", {
      transform: `translate(${(x - w / 2).toFixed(1)} ${(y - h / 2).toFixed(1)})`,
      class: `dbg-node is-${node.kind}`,
    });
    group.append(svg("title", {}, node.title));
    group.append(svg("rect", { width: w, height: h, rx: 10, class: "dbg-ground" }));
    group.append(svg("path", { d: leftRounded(head, h, 10), class: "dbg-head" }));
    group.append(svg("rect", { width: w, height: h, rx: 10, class: "dbg-box" }));
    const middle = { x: head / 2, "text-anchor": "middle" };
    if (node.symbol) {
      group.append(
        fittedText(node.symbol, { ...middle, y: h / 2 - 1, class: "dbg-symbol" }, 18, head - 8),
        fittedText(node.name, { ...middle, y: h / 2 + 16, class: "dbg-name" }, 13, head - 8),
      );
    } else {
      group.append(
        fittedText(node.name, { ...middle, y: h / 2 + 5.5, class: "dbg-name" }, 16, head - 6),
      );
    }
    group.append(
      svg("line", { x1: head + 8, x2: w - 8, y1: h / 2, y2: h / 2, class: "dbg-between" }),
    );
    const value = svg("g", { class: "dbg-value" });
    const gradient = svg("g", { class: "dbg-gradient" });
    group.append(value, gradient);
    if (node.value) drawNumber(value, node.value, 0);
    group.addEventListener("click", () => go(stepOf(node)));
    return { group, value, gradient, gradientShown: "" };
  }

  /**
   * A number (or an array's picture) in the upper half (0) or the lower half (1) of a node.
   *
   * @param {SVGGElement} into @param {Number} shown @param {number} half
   */
  function drawNumber(into, shown, half) {
    const { nodeWidth: w, nodeHeight: h, head } = /** @type {any} */ (plan).size;
    const room = w - head;
    if (!shown.numbers || !theme) {
      const y = h * (0.25 + 0.5 * half) + 5.5;
      const place = { x: head + room / 2, y, "text-anchor": "middle" };
      into.replaceChildren(fittedText(shown.text, place, 15.5, room - 10));
      return;
    }
    const rows = shown.rows ?? 1;
    const cols = shown.cols ?? 1;
    const height = Math.min(h / 2 - 8, rows === 1 ? 12 : 99);
    const image = svg("image", {
      x: head + 8,
      y: (h / 2) * half + (h / 2 - height) / 2,
      width: room - 16,
      height,
      preserveAspectRatio: "none",
      href: heatPicture(theme, rows, cols, shown.numbers),
    });
    const frame = svg("rect", {
      x: head + 8, y: image.getAttribute("y") ?? 0, width: room - 16, height, class: "dbg-frame",
    });
    into.replaceChildren(image, frame, svg("title", {}, shown.text));
  }

  /** The step that tells most about a node: its gradient's, or its value's while going forward. */
  function stepOf(/** @type {GraphNode} */ node) {
    const last = node.gradients.at(-1);
    return last && at >= picture.turn ? last.at : node.valueAt;
  }

  /** @param {number} step */
  function show(step) {
    at = step;
    if (!picture || !plan) return;
    const now = picture.current[step];
    picture.edges.forEach((/** @type {GraphEdge} */ edge, /** @type {number} */ i) => {
      const passed = edge.gradientAt >= 0 && step >= edge.gradientAt;
      const state = passed ? "gradient" : step >= edge.valueAt ? "value" : "idle";
      const { path, label } = edges[i];
      const isNow = now.edges.includes(i);
      if (isNow) path.parentNode?.append(path); // above the others
      path.setAttribute("class", `dbg-edge is-${state}${isNow ? " is-now" : ""}`);
      path.removeAttribute("marker-start");
      path.removeAttribute("marker-end");
      path.setAttribute(passed ? "marker-start" : "marker-end", `url(#${id}-${state})`);
      const named = passed && (edge.named || isNow);
      label.textContent = named ? edge.local : edge.named && state === "value" ? edge.name : "";
      label.setAttribute("class", `dbg-local is-${state}${isNow ? " is-now" : ""}`);
    });
    picture.nodes.forEach((/** @type {GraphNode} */ node, /** @type {number} */ i) => {
      const drawn = nodes[i];
      const known = node.value !== null && step >= node.valueAt;
      drawn.group.classList.toggle("is-known", known);
      drawn.group.classList.toggle("is-now", now.nodes.includes(i));
      drawn.group.classList.toggle("is-failed", node.failed && step >= node.valueAt);
      drawn.value.style.visibility = known ? "visible" : "hidden";
      const gradient = node.gradients.findLast((each) => step >= each.at);
      const key = gradient ? String(gradient.at) : "";
      if (key !== drawn.gradientShown) {
        drawn.gradientShown = key;
        if (gradient) drawNumber(drawn.gradient, gradient.shown, 1);
        else drawn.gradient.replaceChildren();
      }
    });
    bringIntoView(now.nodes);
  }

  /** Where the picture is wider than its card, keep what happens in sight. @param {number[]} which */
  function bringIntoView(which) {
    if (!plan || host.scrollWidth <= host.clientWidth + 1) return;
    if (!which.length || which.length > 2) return;
    const places = which.map((i) => /** @type {any} */ (plan).nodes[i][0] * (plan?.scale ?? 1));
    const middle = (Math.min(...places) + Math.max(...places)) / 2;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    host.scrollTo({ left: middle - host.clientWidth / 2, behavior: still ? "auto" : "smooth" });
  }

  return {
    setData(data) {
      picture = data.picture;
      at = Math.min(at, data.steps.length - 1);
      build();
    },
    show,
    setTheme(next) {
      theme = next;
      build();
    },
    resize() {
      if (host.clientWidth !== width) build();
    },
  };
}

/** @param {string} id @param {string} kind */
function arrowHead(id, kind) {
  return svg(
    "marker",
    {
      id, class: `dbg-arrow is-${kind}`, viewBox: "0 0 8 8", refX: 7, refY: 4,
      markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse",
    },
    svg("path", { d: "M0 .8 8 4 0 7.2z" }),
  );
}

/** A box whose left corners are round. @param {number} w @param {number} h @param {number} r */
function leftRounded(w, h, r) {
  return `M${w} 0H${r}A${r} ${r} 0 0 0 0 ${r}V${h - r}A${r} ${r} 0 0 0 ${r} ${h}H${w}z`;
}
