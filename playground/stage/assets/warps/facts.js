// @ts-check
// The facts card: what the layer at hand does to its space, in numbers and bars.

import { element, setText } from "../dom.js";
import { unitFacts, weightFacts } from "./layer_facts.js";

const LEAST_MS_BETWEEN = 90; // nobody reads numbers 60 times a second
const BARS = 12;

/** @param {HTMLElement} host @param {import("./scene.js").Scene} scene */
export function createFacts(host, scene) {
  const bars = Array.from({ length: BARS }, () => element("i", {}));
  const values = element("span", { class: "dbp-facts__sigmas" });
  const spectrum = element("div", { class: "dbp-facts__bars", "aria-hidden": "true" }, ...bars);
  /** @type {Record<string, {row: HTMLElement, value: HTMLElement, label: HTMLElement}>} */
  const rows = {};
  const list = element("dl", { class: "dbp-facts__list" });
  for (const [name, title] of [
    ["probe", "Training points that one straight cut in this space gets right"],
    ["condition", "Largest singular value over the least: how unevenly the layer stretches"],
    ["orientation", "Sign of the determinant: whether the layer keeps left and right or mirrors space"],
    ["dead", "Units that answer 0 to every point: nothing passes through them"],
    ["saturated", "Units in the flat part of their function for nearly all points: they hardly learn"],
  ]) {
    const label = element("dt", { title });
    const value = element("dd", { "data-testid": `fact-${name}` });
    const row = element("div", {}, label, value);
    rows[name] = { row, value, label };
    list.append(row);
  }
  host.append(element("div", { class: "dbp-facts", "data-testid": "facts" },
    list,
    element("div", { class: "dbp-facts__head" }, element("span", {}, "singular values"), values),
    spectrum,
  ));
  let paintedAt = -Infinity;
  let shownLayer = -1;
  let shownParams = null;

  /** @param {string} name @param {string} label @param {string} value @param {string} [mood] */
  function show(name, label, value, mood = "") {
    setText(rows[name].label, label);
    setText(rows[name].value, value);
    if (rows[name].value.dataset.mood !== mood) rows[name].value.dataset.mood = mood;
  }

  return {
    setRun() {
      paintedAt = -Infinity;
      shownLayer = -1;
    },
    paint() {
      const { run, frame } = scene;
      if (!run || !scene.snapshot) return;
      const { layer } = scene.place;
      showProbe(layer);
      const same = layer === shownLayer && scene.snapshot.params === shownParams;
      if (!same && layer === shownLayer && frame.now - paintedAt < LEAST_MS_BETWEEN && frame.changed === "snapshot") return;
      if (same) return;
      paintedAt = frame.now;
      shownLayer = layer;
      shownParams = scene.snapshot.params;
      const split = scene.split(layer);
      const weights = weightFacts(split);
      const top = weights.singular[0] || 1;
      const shown = weights.singular.slice(0, BARS);
      bars.forEach((bar, i) => {
        bar.hidden = i >= shown.length;
        if (i < shown.length) bar.style.height = `${Math.max(2, (100 * shown[i]) / top).toFixed(1)}%`;
      });
      const text = weights.singular.slice(0, 3).map((value) => value.toFixed(2)).join("  ");
      setText(values, text + (weights.singular.length > 3 ? "  …" : ""));
      show("condition", "condition", number(weights.condition), weights.condition > 50 ? "warn" : "");
      const turn = { "1": "kept", "-1": "flipped", "0": "collapsed" }[String(weights.orientation)];
      show("orientation", "orientation", turn ? (weights.orientation ? `${turn} (det ${weights.orientation > 0 ? "> 0" : "< 0"})` : turn)
        : `${split.n_in} → ${split.n_out} dims`, weights.orientation === -1 ? "flip" : "");
      const { from, to } = scene.points;
      const last = layer === run.layer_sizes.length - 2;
      const units = unitFacts(scene.values(layer + 1), split.n_out, scene.cloud.n, from, to, last ? "" : run.activations[layer]);
      show("dead", "dead units", share(units.dead), units.dead ? "warn" : "");
      show("saturated", "saturated", share(units.saturated), units.saturated ? "warn" : "");
    },
    resize() {},
    destroy() {
      host.replaceChildren();
    },
  };

  /** @param {number} layer */
  function showProbe(layer) {
    const { run, frame } = scene;
    const regression = run.task === "regression";
    if (layer === run.layer_sizes.length - 2) {
      const { trainAccuracy, trainLoss } = frame.snapshot;
      if (scene.tweaked) show("probe", regression ? "loss" : "network", "–");
      else if (regression) show("probe", "loss", trainLoss.toFixed(4));
      else show("probe", "network", `${(100 * trainAccuracy).toFixed(1)}%`, trainAccuracy >= 0.995 ? "good" : "");
      return;
    }
    const found = scene.tweaked ? null : frame.probe?.accuracies?.[layer];
    const known = typeof found === "number";
    const text = !known ? "–" : regression ? `R² ${found.toFixed(2)}` : `${(Math.floor(1000 * found + 1e-6) / 10).toFixed(1)}%`;
    show("probe", "linear probe", text, known && found >= 0.995 ? "good" : "");
  }
}

/** @param {number} value */
function number(value) {
  if (!Number.isFinite(value)) return "∞";
  return value < 100 ? value.toFixed(1) : value.toPrecision(3).replace(/e\+?/, "e");
}

/** @param {number | null} value */
function share(value) {
  return value === null ? "–" : value === 0 ? "none" : `${Math.round(100 * value)}%`;
}
