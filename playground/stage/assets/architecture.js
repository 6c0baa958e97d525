// @ts-check
// The + and − buttons above the network: units of each layer, and the number of layers.

import { element, icon, setPressed, setText } from "./dom.js";
import { isLayerFrozen } from "./edit/parameters.js";

const MAX_LAYERS = 8;
const MAX_UNITS = 64;
const MAX_PARAMETERS = 10_000; // weights and biases together, as in playground/config.py
const NEW_LAYER = 4;
const LEAST_PITCH = 104; // of columns whose headings name the activation in the same line
const UNDER = 12; // height of a line of its own for it
const PERCEPTRON = "A step activation has no slope to learn by in deeper layers: it is one neuron.";
const KEEP =
  "Keep what was learnt when units or layers come or go. A new unit starts with outgoing weights of" +
  " zero, so the function stays the same until training makes use of it. Off: all weights start anew.";
const FULL = `A network has at most ${MAX_PARAMETERS.toLocaleString("en")} weights and biases.`;

/**
 * @param {HTMLElement} layersHost  for the number of layers
 * @param {HTMLElement} headsHost  for one heading a column
 * @param {(hidden: number[], keepLearnt: boolean) => void} onChange  the visitor wants these layers
 * @param {(layer: number, frozen: boolean) => void} onFreeze  a layer of weights, from 0
 */
export function createArchitecture(layersHost, headsHost, onChange, onFreeze) {
  /** @type {any} */
  let run = null;
  /** @type {number[]} what is wanted: ahead of ``run`` until the server has followed */
  let hidden = [];
  /** @type {{count: HTMLElement | null, less: HTMLButtonElement | null,
   *   more: HTMLButtonElement | null, head: HTMLElement,
   *   lock: HTMLButtonElement | null}[]} */
  let heads = [];

  const count = element("span", { class: "dbp-network__count" });
  const less = button("−", "Remove the last hidden layer", () => ask(hidden.slice(0, -1)));
  const more = button("+", "Add a hidden layer", () => ask(longer()));
  let hasLearnt = false;
  /** @type {boolean | null} until chosen, what was learnt is kept */
  let keepsLearnt = null;
  const keep = element(
    "button",
    {
      type: "button", class: "dbp-toggle dbp-network__keep", "data-testid": "keep-learnt", title: KEEP,
      "aria-pressed": "false",
      onclick: () => {
        keepsLearnt = !keeps();
        showKeep();
      },
    },
    element("span", {}, "keep "),
    element("i", {}, "what was "),
    element("span", {}, "learnt"),
  );
  layersHost.append(less, count, more, keep);

  const keeps = () => keepsLearnt ?? hasLearnt;

  function showKeep() {
    setPressed(keep, keeps());
  }

  /** @param {number[]} wanted */
  function ask(wanted) {
    hidden = wanted;
    showCounts();
    onChange(wanted, keeps());
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

  const isMixed = () => new Set(run.activations).size > 1;

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
      const lock = layer === 0 ? null : createLock(layer, "the output layer");
      const head = element("div", { class: "dbp-network__head" }, element("b", {}, word, lock));
      return { head, count: null, less: null, more: null, lock };
    }
    const units = element("span", { class: "dbp-network__units" });
    const minus = button("−", `One unit less in layer ${layer}`, () => resizeLayer(layer, -1));
    const plus = button("+", `One unit more in layer ${layer}`, () => resizeLayer(layer, 1));
    const activation = run.activations[layer - 1].replace("_", " ");
    const kind = element("span", { class: "dbp-network__kind" }, ` · ${activation}`);
    const under = element("span", { class: "dbp-network__under" }, activation);
    const lock = createLock(layer, `layer ${layer}`);
    const title = `layer ${layer}: ${run.layer_sizes[layer]} ${activation}`;
    const head = element(
      "div",
      { class: "dbp-network__head", title },
      element("b", {}, `layer ${layer}`, kind, lock),
      element("div", { class: "dbp-network__step" }, minus, units, plus),
      under,
    );
    return { head, count: units, less: minus, more: plus, lock };
  }

  /** @param {number} layer  from 1 @param {string} name */
  function createLock(layer, name) {
    const lock = element("button", {
      type: "button", class: "dbp-network__lock", "data-testid": `lock-${layer}`, "aria-pressed": "false",
      onclick: () => onFreeze(layer - 1, lock.getAttribute("aria-pressed") !== "true"),
    });
    const [open, shut] = [icon("unlock"), icon("lock")];
    open.classList.add("dbp-icon--open");
    shut.classList.add("dbp-icon--shut");
    lock.append(open, shut);
    lock.setAttribute("aria-label", `Freeze ${name}`);
    lock.title = `Freeze ${name}: training leaves its weights as they are`;
    return lock;
  }

  function showFrozen() {
    heads.forEach(({ lock }, layer) => {
      if (lock) setPressed(lock, isLayerFrozen(run, layer - 1));
    });
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
      showFrozen();
    },
    showFrozen,
    /** @param {boolean} now  whether the run has been trained at all */
    setLearnt(now) {
      if (now === hasLearnt) return;
      hasLearnt = now;
      showKeep();
    },
    /**
     * Room below the headings where columns stand too close to say in one line what each ends in.
     *
     * @param {import("./network_layout.js").Layout} layout
     */
    below: (layout) => (isMixed() && isTight(layout) ? UNDER : 0),
    /** @param {import("./network_layout.js").Layout} layout */
    place(layout) {
      const { columns } = layout;
      headsHost.classList.toggle("is-tight", isTight(layout));
      headsHost.classList.toggle("is-mixed", isMixed());
      heads.forEach(({ head }, i) => {
        head.style.left = `${columns[i].x}px`;
      });
    },
  };
}

/** @param {import("./network_layout.js").Layout} layout */
function isTight({ columns }) {
  return columns.length > 1 && columns[1].x - columns[0].x < LEAST_PITCH;
}

/** @param {string} text @param {string} label @param {() => void} onclick */
function button(text, label, onclick) {
  return element(
    "button",
    { type: "button", class: "dbp-network__button", "aria-label": label, title: label, onclick },
    text,
  );
}
