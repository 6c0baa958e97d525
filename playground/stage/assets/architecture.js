// @ts-check
// The + and − buttons above the network: units of each layer, and the number of layers.

import { element, setText } from "./dom.js";

const MAX_LAYERS = 8;
const MAX_UNITS = 64;
const MAX_PARAMETERS = 10_000; // weights and biases together, as in playground/config.py
const NEW_LAYER = 4;
const PERCEPTRON = "A step activation has no slope to learn by in deeper layers: it is one neuron.";
const FULL = `A network has at most ${MAX_PARAMETERS.toLocaleString("en")} weights and biases.`;

/**
 * @param {HTMLElement} layersHost  for the number of layers
 * @param {HTMLElement} headsHost  for one heading a column
 * @param {(hidden: number[]) => void} onChange  the visitor wants these layers
 */
export function createArchitecture(layersHost, headsHost, onChange) {
  /** @type {any} */
  let run = null;
  /** @type {number[]} what is wanted: ahead of ``run`` until the server has followed */
  let hidden = [];
  /** @type {{count: HTMLElement | null, less: HTMLButtonElement | null,
   *   more: HTMLButtonElement | null, head: HTMLElement}[]} */
  let heads = [];

  const count = element("span", { class: "dbp-network__count" });
  const less = button("−", "Remove the last hidden layer", () => ask(hidden.slice(0, -1)));
  const more = button("+", "Add a hidden layer", () => ask(longer()));
  layersHost.append(less, count, more);

  /** @param {number[]} wanted */
  function ask(wanted) {
    hidden = wanted;
    showCounts();
    onChange(wanted);
  }

  /** @param {number} layer @param {number} change */
  function resizeLayer(layer, change) {
    if (layer > hidden.length) return;
    const units = Math.min(MAX_UNITS, Math.max(1, hidden[layer - 1] + change));
    const wanted = hidden.with(layer - 1, units);
    if (units !== hidden[layer - 1] && fits(wanted)) ask(wanted);
  }

  /** @param {number[]} wanted  Is the network within what server and browser take? */
  function fits(wanted) {
    const sizes = [run.layer_sizes[0], ...wanted, run.layer_sizes.at(-1)];
    const parameters = sizes.slice(1).reduce((sum, n, i) => sum + (sizes[i] + 1) * n, 0);
    return parameters <= MAX_PARAMETERS;
  }

  const longer = () => [...hidden, hidden.at(-1) ?? NEW_LAYER];

  function showCounts() {
    const fixed = run.activation === "step";
    const layers = hidden.length;
    setText(count, layers === 1 ? "1 hidden layer" : `${layers} hidden layers`);
    less.disabled = fixed || layers === 0;
    const full = layers < MAX_LAYERS && !fits(longer());
    more.disabled = fixed || layers === MAX_LAYERS || full;
    more.title = fixed ? PERCEPTRON : full ? FULL : "Add a hidden layer";
    heads.forEach((head, layer) => {
      if (!head.count || !head.less || !head.more) return;
      const units = hidden[layer - 1];
      setText(head.count, units === undefined ? "–" : String(units));
      head.less.disabled = !(units > 1);
      head.more.disabled = !(units < MAX_UNITS && fits(hidden.with(layer - 1, units + 1)));
    });
  }

  /** @param {number} layer */
  function createHead(layer) {
    const last = run.layer_sizes.length - 1;
    if (layer === 0 || layer === last) {
      const word = layer === 0 ? "inputs" : run.activation === "step" ? "one neuron" : "output";
      const head = element("div", { class: "dbp-network__head" }, element("b", {}, word));
      return { head, count: null, less: null, more: null };
    }
    const units = element("span", { class: "dbp-network__units" });
    const minus = button("−", `One unit less in layer ${layer}`, () => resizeLayer(layer, -1));
    const plus = button("+", `One unit more in layer ${layer}`, () => resizeLayer(layer, 1));
    const activation = run.activation.replace("_", " ");
    const kind = element("span", { class: "dbp-network__kind" }, ` · ${activation}`);
    const title = `layer ${layer}: ${run.layer_sizes[layer]} ${activation}`;
    const head = element(
      "div",
      { class: "dbp-network__head", title },
      element("b", {}, `layer ${layer}`, kind),
      element("div", { class: "dbp-network__step" }, minus, units, plus),
    );
    return { head, count: units, less: minus, more: plus };
  }

  return {
    /** @param {any} next */
    setRun(next) {
      run = next;
      hidden = run.layer_sizes.slice(1, -1);
      heads = run.layer_sizes.map((/** @type {number} */ _, /** @type {number} */ layer) =>
        createHead(layer),
      );
      headsHost.replaceChildren(...heads.map(({ head }) => head));
      showCounts();
    },
    /** @param {import("./network_layout.js").Layout} layout */
    place({ columns }) {
      const pitch = columns.length > 1 ? columns[1].x - columns[0].x : 200;
      headsHost.classList.toggle("is-tight", pitch < 104);
      heads.forEach(({ head }, i) => {
        head.style.left = `${columns[i].x}px`;
      });
    },
  };
}

/** @param {string} text @param {string} label @param {() => void} onclick */
function button(text, label, onclick) {
  return element(
    "button",
    { type: "button", class: "dbp-network__button", "aria-label": label, title: label, onclick },
    text,
  );
}
