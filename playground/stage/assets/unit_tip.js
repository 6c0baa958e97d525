// @ts-check
// What a unit or a line of the network says when pointed at: its numbers, as they are now.

import { element, setText } from "./dom.js";
import { parameterOffsets } from "./forward.js";
import { toldAs } from "./measures.js";
import { bare, inputName, shortened } from "./names.js";
import { signed, subscript, unitName } from "./words.js";

/** @typedef {import("./view.js").Unit} Unit */

const MOST_ROWS = 8;
const LONGEST = 22; // characters of an input's name among others
const CLICK = "click to change it";

export function createTip() {
  const title = element("div", { class: "dbp-tip__title" });
  const rows = element("div", { class: "dbp-tip__rows" });
  const box = element("div", { class: "dbp-tip", role: "status", hidden: "" }, title, rows);

  /** @param {string} heading @param {[string, number][]} lines @param {string} rest */
  function fill(heading, lines, rest, /** @type {import("./theme.js").Theme} */ theme) {
    setText(title, heading);
    while (rows.childElementCount > lines.length + (rest ? 1 : 0)) rows.lastElementChild?.remove();
    const largest = Math.max(1, ...lines.map(([, value]) => Math.abs(value)));
    lines.forEach(([name, value], i) => {
      const row = rowAt(i);
      setText(row.children[0], name);
      setText(row.children[1], signed(value, 2));
      const bar = /** @type {HTMLElement} */ (row.children[2].firstElementChild);
      bar.style.width = `${Math.round((100 * Math.abs(value)) / largest)}%`;
      bar.style.background = theme.css[value < 0 ? 0 : 1];
      row.hidden = false;
    });
    if (rest) {
      const row = rowAt(lines.length);
      setText(row.children[0], rest);
      setText(row.children[1], "");
      /** @type {HTMLElement} */ (row.children[2].firstElementChild).style.width = "0";
    }
  }

  /** @param {number} i @returns {HTMLElement} */
  function rowAt(i) {
    const present = /** @type {HTMLElement | undefined} */ (rows.children[i]);
    if (present) return present;
    const bar = element("span", { class: "dbp-tip__bar" }, element("i"));
    const row = element("div", { class: "dbp-tip__row" }, element("span"), element("span"), bar);
    rows.append(row);
    return row;
  }

  return {
    element: box,
    hide() {
      box.hidden = true;
    },
    /**
     * @param {any} run @param {Float32Array} params @param {Unit} unit
     * @param {import("./theme.js").Theme} theme
     */
    showUnit(run, params, unit, theme) {
      box.hidden = false;
      const sizes = run.layer_sizes;
      if (unit.layer === 0) {
        fill(unitName(run, unit), [], toldAs(run, unit.unit) || "what the network is told of a point", theme);
        return;
      }
      const { layer, unit: u } = unit;
      const n_out = sizes[layer];
      const offset = parameterOffsets(sizes)[layer - 1];
      /** @type {[string, number][]} */
      const weights = Array.from({ length: sizes[layer - 1] }, (_, j) => [
        sourceName(run, layer - 1, j),
        params[offset + j * n_out + u],
      ]);
      const shown = [...weights]
        .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
        .slice(0, MOST_ROWS);
      const lines = weights.length > MOST_ROWS ? shown : weights;
      const hidden = weights.length - lines.length;
      const bias = params[offset + sizes[layer - 1] * n_out + u];
      const rest = hidden ? `${hidden} smaller weights` : "";
      fill(unitName(run, unit), [["bias", bias], ...lines], rest, theme);
    },
    /**
     * @param {any} run @param {import("./network_layout.js").Edge} edge @param {number} weight
     * @param {import("./theme.js").Theme} theme
     */
    showEdge(run, edge, weight, theme) {
      box.hidden = false;
      const last = run.layer_sizes.length - 2;
      const target = edge.gap === last ? "output" : `unit ${edge.to + 1}`;
      const name = `${sourceName(run, edge.gap, edge.from)} → ${target}`;
      fill(name, [["weight", weight]], CLICK, theme);
    },
    /**
     * @param {any} run @param {Unit} unit @param {number} bias
     * @param {import("./theme.js").Theme} theme
     */
    showBias(run, unit, bias, theme) {
      box.hidden = false;
      fill(unitName(run, unit), [["bias", bias]], CLICK, theme);
    },
    /**
     * Beside a place, wholly within the panel.
     *
     * @param {number} x @param {number} y @param {number} distance
     * @param {number} width @param {number} height  of the panel
     */
    place(x, y, distance, width, height) {
      const right = x + distance + box.offsetWidth <= width - 4;
      const left = right ? x + distance : x - distance - box.offsetWidth;
      const top = Math.min(Math.max(4, y - box.offsetHeight / 2), height - box.offsetHeight - 4);
      box.style.transform = `translate(${Math.round(Math.max(4, left))}px, ${Math.round(top)}px)`;
    },
  };
}

/** What an input or a unit is called as a source. @param {any} run @param {number} layer @param {number} unit */
export function sourceName(run, layer, unit) {
  return layer === 0 ? shortened(bare(inputName(run, unit)), LONGEST) : `a${subscript(unit + 1)}`;
}
