// @ts-check
// What each part of the stage is called, what to look for in it, and the paragraph behind its "?".

import { COMPARE_EXPLANATIONS } from "./compare/explain.js";
import { DIGITS_EXPLANATIONS } from "./digits/explain.js";
import { element } from "./dom.js";
import { shareOfSpread } from "./measures.js";
import { RACE_EXPLANATIONS } from "./race/explain.js";
import { WARP_EXPLANATIONS } from "./warps/explain.js";

/** @typedef {{title?: string, caption: string}} Wording */

/**
 * @typedef {object} Explanation
 * @property {string} title
 * @property {string} caption            one line: what to look for
 * @property {Wording} [regression]      where there are no classes
 * @property {Wording} [curve]           where there is one input, and the answer is a curve
 * @property {Wording} [many]            where there are more than two classes
 * @property {Wording} [wide]            where a wider space is seen on a plane; {share} of its spread
 * @property {string[]} formulas
 * @property {string[]} paragraphs
 */

/** @type {Record<string, Explanation>} */
export const EXPLANATIONS = {
  ...WARP_EXPLANATIONS,
  ...COMPARE_EXPLANATIONS,
  ...RACE_EXPLANATIONS,
  ...DIGITS_EXPLANATIONS,
  network: {
    title: "Network",
    caption: "Each square: what that unit answers across the plane. Thick line: large weight.",
    formulas: ["aⱼ = f( Σᵢ wᵢⱼ aᵢ + bⱼ )"],
    paragraphs: [
      "Every unit adds up its inputs aᵢ, each times a weight wᵢⱼ, adds its bias bⱼ, and sends the sum through the activation function f. Its square shows the result for every point of the plane: one colour where it is positive, the other where it is negative.",
      "Follow the squares from left to right. The first layer can only cut the plane with straight edges; each further layer combines those cuts into richer shapes. Blue lines pass a signal on, orange lines turn its sign round, and thin ones hardly matter. Point at a unit to see it large, or at a line to read its weight.",
      "Click a line, or the small square at a unit’s corner, which is its bias, and set the value by hand: everything else shows at once what it does. What you freeze is dashed and has a lock, and training leaves it as it is; the lock on a heading freezes the whole layer. With “keep what was learnt” a unit that you add starts with outgoing weights of zero, so that the network answers as before until training finds a use for it.",
    ],
  },
  boundary: {
    title: "Decision boundary",
    caption: "Colour: predicted class; pale: unsure. Each point belongs on its own colour.",
    regression: {
      title: "Prediction",
      caption: "Colour: predicted value. Each point should blend into its surroundings.",
    },
    curve: { title: "Prediction", caption: "The line should run through the points, not their noise." },
    wide: {
      caption: "This plane shows {share} of the spread. Colour: the answer on it, not off it.",
    },
    formulas: ["two classes:  p = 1 / (1 + e⁻ᶻ)", "more:  pₖ = eᶻᵏ / Σⱼ eᶻʲ"],
    paragraphs: [
      "The network is asked about every point of the plane. Its last layer gives a number z for each class (one number is enough for two classes), which becomes a probability. The decision boundary runs where the two most likely classes are equally likely: p = ½ for two.",
      "The network learns from the training points only. The test points, which it never sees, tell whether it has understood the shape or learnt the points by heart. Networks trained on the squared error answer from −1 to 1, read as p = (1 + a) / 2; for regression the colour is the value itself.",
      "With the pencil you draw points of your own, move them and take them away, also while the network trains. Most are filled and are learnt from; the others are rings, the test points, in the share that the settings say.",
      "Data of your own with more than two inputs are seen on a plane through their space: that of the principal components, or of two columns. A point is drawn where it falls on the plane, and the colour is the network’s answer for a point that lies in the plane. One that lies off it may be answered otherwise: the table and the accuracies count the points themselves.",
    ],
  },
  warp: {
    title: "Hidden space",
    caption: "Could one straight cut part the colours?",
    regression: { caption: "Do the colours run evenly in one direction?" },
    many: { caption: "Could straight cuts part the colours?" },
    formulas: ["a⁽ˡ⁾ = f( W⁽ˡ⁾ a⁽ˡ⁻¹⁾ + b⁽ˡ⁾ )", "linear probe:  ŷ = argmaxₖ ( vₖ · a⁽ˡ⁾ + cₖ )"],
    paragraphs: [
      "The plane as this layer sees it, bent by all layers so far. A layer moves every point somewhere else: it rotates, stretches and shifts the plane (W and b), then bends it (f). The grid lines are the straight lines of the plane you started from. A layer with two units is drawn as it is; a wider one is seen from the direction in which its points spread most, so a flat picture may hide some of the room.",
      "The linear probe asks how far the work is done: it fits the best straight cut (for regression: the best flat slope) to the training points in this space and reports how many it gets right (for regression: the share of variance R²). The last layer of the network is itself such a straight cut, so the layers before it must make the classes linearly separable. Watch the number rise from layer to layer.",
    ],
  },
  curves: {
    title: "Learning curves",
    caption: "Loss should fall; a growing gap is overfitting.",
    formulas: [
      "L = (1/n) Σᵢ ℓ(yᵢ, ŷᵢ)",
      "cross-entropy:  ℓ = −log p(true class)",
      "squared:  ℓ = ½ (ŷ − y)²",
    ],
    paragraphs: [
      "The loss measures how wrong the network is, averaged over the points; training follows its slope downhill. The training curve comes from the points it learns from, the test curve from points it never saw. A small gap between them is normal; a growing one means that the network is learning its points by heart.",
      "Jagged curves come from small batches or a high learning rate; a curve that explodes, from a learning rate that is too high. A logarithmic axis shows what still happens when the loss is already small. The table counts, for the moment shown, which class the network takes for which.",
    ],
  },
  time: {
    title: "Time",
    caption: "",
    formulas: ["kept:  θ₀, θ₁, θ₂, …   θ = all weights and biases"],
    paragraphs: [
      "Every moment you saw is kept: not as a picture, but as the network's weights. So you may drag back to any of them, and all panels show that moment, exactly. Training pauses meanwhile.",
      "“Continue from here” takes the run back to the shown moment and trains on from it (what came later is dropped): try another learning rate from the same point. In long runs, older moments are thinned out evenly; the latest are all kept.",
    ],
  },
  pace: {
    title: "Pace, epochs and batches",
    caption: "",
    formulas: ["w ← w − η · (1/B) Σ ∂ℓ/∂w", "1 epoch = ⌈ n / B ⌉ such steps"],
    paragraphs: [
      "For one step of training the network looks at a batch of B points, works out how the loss changes with each weight (its gradient), and moves every weight a little downhill; η is the learning rate. That is the simplest rule; momentum, RMSprop and Adam refine it. An epoch is over when each of the n training points has been seen once.",
      "The pace says how many epochs pass between two pictures, of which there are up to 60 a second. It changes what you see, never what is learnt. Slow down to watch single steps; speed up when little happens.",
    ],
  },
};

/**
 * Title and caption of a panel for this kind of run.
 * @param {string} name a key of EXPLANATIONS
 * @param {any} run  null before there is one
 * @returns {Wording}
 */
export function wording(name, run) {
  const { title, caption, regression, curve, many, wide } = EXPLANATIONS[name];
  const ofTask = run?.task === "regression" ? (run.n_inputs === 1 && curve) || regression : null;
  const special = run?.n_classes > 2 ? many : ofTask;
  const words = { title, caption, ...special };
  if (run?.plane && wide) words.caption = wide.caption.replace("{share}", percentOf(shareOfSpread(run)));
  return words;
}

/** @param {number} share */
function percentOf(share) {
  return `${Math.round(100 * share)}%`;
}

let helpCount = 0;

/**
 * A "?" button and the paragraph it opens.
 * @param {string} name a key of EXPLANATIONS
 * @returns {HTMLElement}
 */
export function createHelp(name) {
  const { title, formulas, paragraphs } = EXPLANATIONS[name];
  const id = `dbp-help-${++helpCount}`;
  const label = `About ${title.toLowerCase()}`;
  const button = element(
    "button",
    { type: "button", class: "dbp-help", "aria-label": label, title: label, popovertarget: id },
    "?",
  );
  const panel = element(
    "div",
    { id, popover: "auto", class: "dbp-popover", role: "note", "aria-label": label },
    element("div", { class: "dbp-popover__title" }, title),
    element("p", {}, paragraphs[0]),
    element("div", { class: "dbp-formula" }, ...formulas.map((line) => element("div", {}, line))),
    ...paragraphs.slice(1).map((text) => element("p", {}, text)),
  );
  panel.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") place(panel, button);
  });
  return element("span", { class: "dbp-help-box" }, button, panel);
}

const MARGIN = 8;

/**
 * Put an open popover next to its button, wholly within the window.
 * @param {HTMLElement} panel
 * @param {HTMLElement} button
 */
function place(panel, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.min(at.right - width, clientWidth - width - MARGIN);
  const below = at.bottom + 6;
  const fitsBelow = below + height + MARGIN <= clientHeight;
  const top = fitsBelow ? below : at.top - 6 - height;
  panel.style.left = `${Math.max(MARGIN, left)}px`;
  panel.style.top = `${Math.max(MARGIN, Math.min(top, clientHeight - height - MARGIN))}px`;
}
