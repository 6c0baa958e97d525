// @ts-check
// What each part of the space warps page is called, what to look for, and the paragraph behind "?".

/** @type {Record<string, import("../explain.js").Explanation>} */
export const WARP_EXPLANATIONS = {
  space: {
    title: "The space",
    caption: "Drag the depth: each layer turns, stretches, turns, shifts and bends the plane.",
    formulas: ["a′ = f( Wᵀ a + b )", "Wᵀ = U S Vᵀ", "a → Vᵀa → S Vᵀa → U S Vᵀa → … + b → f( … )"],
    paragraphs: [
      "A layer looks like one step, but every matrix is a rotation, a stretching along the axes and another rotation (its singular value decomposition), then b shifts everything, and only the last step, f, bends. The slider goes through these five operations of every layer, from the input to the output. The numbers below its name are this network's own.",
      "The grid lines are the straight lines of the input plane, the points are the data, and the dark line is the decision boundary, all carried along. Look at it before and after a bend: layer after layer it becomes straighter, until the output needs one straight cut. A scale may be negative (space is mirrored) or zero (space is flattened); with more units than inputs the plane is lifted into more dimensions.",
      "Two units are seen as they are, three in space: turn it. More are seen through the directions in which the points spread most (principal components), or through units that you choose. When time runs, this is training, seen at this depth.",
    ],
  },
  plane: {
    title: "Back in the input plane",
    caption: "Dashed: the straight cut of this space.",
    regression: { caption: "Colour: the predicted value; dark: zero." },
    curve: { title: "The answer", caption: "The network’s curve and the points." },
    formulas: ["{ x :  v · a⁽ˡ⁾(x) + c = 0 }"],
    paragraphs: [
      "A straight line (or plane) in a layer's space, followed back through the layers, is a curve in the plane you started from. The dashed curve is the best straight cut that a linear probe found in the space at hand; the dark one is the network's own decision boundary. In the input it is a straight line; the deeper the layer, the more it can wind.",
      "The cut is asked from the server when time stands still.",
    ],
  },
  facts: {
    title: "Layer",
    caption: "How it stretches; which units work.",
    formulas: ["Wᵀ = U S Vᵀ,   S = diag(σ₁ ≥ σ₂ ≥ …)", "condition = σ₁ / σₙ", "det Wᵀ < 0: mirrored"],
    paragraphs: [
      "The singular values say how much the layer stretches space along its own axes; the condition number, how unevenly. A large one means that a direction is nearly lost. The sign of the determinant tells whether a square layer keeps left and right or mirrors them.",
      "A dead unit answers zero to every point; a saturated one is in the flat part of its function for nearly all of them. Neither tells points apart, and neither learns any more. The linear probe is the best straight cut in this layer's space: 100% means separable.",
    ],
  },
  probes: {
    title: "Separable yet?",
    caption: "Linear probe by layer, over time: how much one straight cut gets right.",
    regression: { title: "How straight yet?", caption: "Variance that a flat slope in each layer’s space explains." },
    formulas: ["probe:  ŷ = argmaxₖ ( vₖ · a⁽ˡ⁾ + cₖ )"],
    paragraphs: [
      "At moments of the run a logistic regression (for regression: a linear one) is fitted to the training points in every layer's space. Its accuracy says whether a straight cut is enough there. The input's line never moves, for training does not change the data; the deeper layers' lines rise as the network learns to pull the classes apart.",
    ],
  },
  neuron: {
    title: "One neuron",
    caption: "It draws one straight line in the space it sees. Move it: the run is left as it is.",
    formulas: ["a = f( w · x + b )", "its line:  w · x + b = 0"],
    paragraphs: [
      "A neuron does one thing: it measures on which side of a straight line a point is, and how far from it. The weights w point across the line, towards the side it says yes to; their length says how sharply; the bias b shifts the line. On the left the space that the neuron sees; on the right its answer in the input plane, where the line of a deeper neuron is a curve.",
      "The sliders change a copy of the network, and every picture on this page follows. They stay where you put them while time moves on, until “put back” returns to what was learnt.",
    ],
  },
};
