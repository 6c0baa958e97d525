// @ts-check
// A Plotly figure that follows a slider: drawn once, then changed in place, so nothing flashes.

import { loadPlotly } from "../page.js";
import { cssColor, observeTheme, readTheme } from "../theme.js";
import { createSaving } from "./saving.js";
import { createThumbnail } from "./thumbnail.js";

/**
 * @typedef {object} Data
 * @property {string} assets  address of the versioned assets, ending in "/"
 * @property {string} spec  the figure as Plotly's JSON, with its height; one whose `layout.meta` says
 *   `square` is never higher than wide, or than its width divided by that number
 * @property {string} alt  what the figure shows, for those who cannot see it
 * @property {string} [save_as]  name of the files that buttons save; empty for no buttons
 */

const CONFIG = { displayModeBar: false, responsive: false, showTips: false };

/**
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {Data} options.data
 * @param {(name: string, value: unknown) => void} options.trigger  tells the page's script
 * @returns {Promise<{update(data: Data): void, destroy(): void}>}
 */
export async function mount({ root, data, trigger }) {
  let latest = data;
  let destroyed = false;
  reserve(root, data);
  const Plotly = await loadPlotly(data.assets);

  function draw() {
    if (destroyed) return;
    const { data: traces, layout, frames } = JSON.parse(latest.spec);
    reserve(root, latest);
    layout.template = { layout: look(readTheme(root)) };
    layout.width = root.clientWidth || undefined;
    if (layout.meta?.square) layout.height = root.clientHeight;
    layout.dragmode = false; // a finger on the figure scrolls the page
    Plotly.react(root, { data: traces, layout, frames: frames ?? [], config: CONFIG }).catch(
      (/** @type {unknown} */ error) => {
        if (!destroyed) throw error; // a figure that was left half drawn has nobody to tell
      },
    );
  }
  let asked = 0;
  const sizes = new ResizeObserver(() => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => {
      const drawn = /** @type {any} */ (root).layout?.width;
      if (root.clientWidth && root.clientWidth !== drawn) draw();
    });
  });
  draw();
  const graph = /** @type {any} */ (root);
  const thumbnail = createThumbnail(root);
  graph.on("plotly_click", (/** @type {any} */ heard) => trigger("click", placeOf(root, heard)));
  graph.on("plotly_hover", thumbnail.show);
  graph.on("plotly_unhover", thumbnail.hide);
  const saving = latest.save_as ? createSaving(root, Plotly, () => latest) : null;
  sizes.observe(root);
  const unobserve = observeTheme(root.parentElement ?? root, draw);
  return {
    update(next) {
      if (next.spec === latest.spec && next.alt === latest.alt && next.save_as === latest.save_as) return;
      latest = next;
      thumbnail.hide();
      draw();
    },
    destroy() {
      destroyed = true;
      cancelAnimationFrame(asked);
      sizes.disconnect();
      unobserve();
      thumbnail.destroy();
      saving?.remove();
      Plotly.purge(root);
    },
  };
}

/**
 * Where a click was, in the units of the axes.
 *
 * @param {HTMLElement} root
 * @param {any} heard  Plotly's event
 */
function placeOf(root, { event, points: [{ xaxis, yaxis }] }) {
  const box = root.getBoundingClientRect();
  return {
    x: xaxis?.p2d(event.clientX - box.left - xaxis._offset),
    y: yaxis?.p2d(event.clientY - box.top - yaxis._offset),
  };
}

/**
 * The figure's room and name, before and after there is a picture.
 *
 * @param {HTMLElement} root
 * @param {Data} data
 */
function reserve(root, data) {
  const { height, meta } = JSON.parse(data.spec).layout;
  Object.assign(
    root.style,
    meta?.square
      ? { maxHeight: `${height}px`, aspectRatio: String(Number(meta.square)) }
      : { height: `${height}px` },
  );
  root.setAttribute("role", "img");
  root.setAttribute("aria-label", data.alt);
}

/**
 * The page's colours and font, as defaults of a figure.
 *
 * @param {import("../theme.js").Theme} theme
 */
function look(theme) {
  const axis = {
    gridcolor: theme.grid,
    zerolinecolor: cssColor(theme.textRgb, 0.35),
    zerolinewidth: 1,
    linecolor: theme.grid,
    tickfont: { color: theme.faint, size: 12 },
    title: { font: { color: theme.faint, size: 13 } },
    automargin: false,
  };
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 13, color: theme.text },
    hoverlabel: { bgcolor: theme.surface, bordercolor: theme.grid, font: { color: theme.text } },
    legend: { font: { color: theme.text }, bgcolor: "rgba(0,0,0,0)" },
    xaxis: axis,
    yaxis: axis,
    annotationdefaults: { font: { color: theme.text } },
  };
}
