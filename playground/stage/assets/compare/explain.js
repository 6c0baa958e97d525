// @ts-check
// What each part of the compare page is called, what to look for, and the paragraph behind "?".

/** @type {Record<string, import("../explain.js").Explanation>} */
export const COMPARE_EXPLANATIONS = {
  "compare-left": {
    title: "Left",
    caption: "",
    formulas: ["decided class = argmaxₖ pₖ(x, y)"],
    paragraphs: [
      "One model's answer for every point of the plane, in the colours of the classes (for regression: of the values), paler the less sure it is; the line is its decision boundary. All models learn from the same training points and see the same inputs, scaled in the same way. Accuracy is the share of points it gets right; for regression R² is the share of the targets' variance that it explains, 0 for a model that always gives the mean.",
      "Choose a model above the picture, or press its card below. The parameters of the model on the right are in the sidebar, its program is below the cards. Perceptrons and support vector machines give no probabilities: their distance from the boundary is shown as if it were one.",
    ],
  },
  difference: {
    title: "Difference",
    caption: "Grey: how far apart they are. Violet: they decide differently.",
    regression: { caption: "Grey: how far apart the two values are." },
    curve: { caption: "Shaded: the gap between the two curves; thick: the left one." },
    formulas: ["two classes:  | p − p′ |", "more:  ½ Σₖ | pₖ − p′ₖ |", "regression:  | ŷ − ŷ′ |"],
    paragraphs: [
      "The two models asked about the same places. The darker a place, the further apart their probabilities (or values); violet is where they would decide for different classes. The strong line is the boundary of the left model, the faint one that of the right. Only points on which they disagree are drawn. For values the darkest grey is a gap as large as the largest target.",
      "The shares say on how much of the plane, and on how many of all training and test points, the two decide differently. Models may agree on every point and still disagree where there are none: far from the data each model only follows its own habit.",
    ],
  },
  models: {
    title: "All models",
    caption: "Same points, same scale. Press a card to compare it with the network.",
    formulas: [
      "straight cut:  w · x + b = 0",
      "accuracy = right / all",
      "R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²",
    ],
    paragraphs: [
      "A linear model weighs its inputs and adds them up, so its boundary is one straight line (a flat surface for regression). That is enough for two clouds; for a disc in a ring, for XOR or for a spiral it is not. The others bend, each in its own style: kernels and polynomials in smooth curves, nearest neighbours as ragged as the points, trees in boxes along the axes, Gaussian models in ellipses. A network without hidden layers is a linear model too; each hidden layer lets it bend more.",
      "Look at training and test accuracy together: a model that is right on all training points and much worse on the test points has learnt them by heart. The count says how many numbers the model keeps to answer; the time is that of fitting it (for the network: of training so far).",
    ],
  },
};
