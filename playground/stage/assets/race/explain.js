// @ts-check
// What each part of a race is called, what to look for, and the paragraph behind "?".

/** @type {Record<string, import("../explain.js").Explanation>} */
export const RACE_EXPLANATIONS = {
  "race-lines": {
    title: "The race",
    caption: "Whose line falls first, and who is first at the goal? Point at a line to follow it. The numbers above are the leader’s.",
    regression: { caption: "Whose line falls first, and how far? Point at a line to follow it. The numbers above are the leader’s." },
    formulas: ["same data · same initial weights θ₀ · same batches", "cost = Σ batch size / n  gradients of all points"],
    paragraphs: [
      "All contestants start from the same weights and see the same points in the same order, so that only the rule by which each turns gradients into steps makes the difference. The upper chart shows the loss on the training points, the lower one the share of them that is right; the dots mark who reached the goal, and when.",
      "An epoch means different work to different methods: full batch takes one step in it, mini-batches several, batch 1 as many as there are points. Counted in gradients of all points they are comparable; in seconds the overhead of many small steps shows as well. A genetic algorithm has no gradients: a generation counts as an epoch, and one loss of all points per individual as one evaluation.",
    ],
  },
  "race-boundaries": {
    title: "Boundaries",
    caption: "The same moment of everybody. Click one to keep its line in front.",
    formulas: ["θ ← θ − η · (what the rule makes of ∇L)"],
    paragraphs: [
      "Each picture is what one contestant's network answers across the plane, all in one colour scale: the colour is the predicted class (or value), paler the less sure, the line is the decision boundary. At the first moment all are the same picture, because the weights are; of a genetic algorithm the fittest of its first population is shown.",
      "Rules with momentum first bend the boundary in large sweeps; plain gradient descent takes the same way, but slowly. A picture that stops moving and fades belongs to a contestant that diverged: it shows the last good moment.",
    ],
  },
  "race-standings": {
    title: "Line-up and standings",
    caption: "Epochs, gradients and seconds until the goal. Change a setting, and the race starts anew.",
    regression: { caption: "Accuracy needs classes: here the loss decides. Change a setting, and the race starts anew." },
    formulas: [
      "momentum:  v ← βv + g,  θ ← θ − ηv",
      "RMSprop:  s ← β₂s + (1−β₂)g²,  θ ← θ − ηg/√s",
      "Adam:  both, each divided by 1 − βᵗ",
    ],
    paragraphs: [
      "A contestant arrives in the first epoch after which the share of training points it gets right is at least the goal. Gradients counts gradients of all training points until then, seconds the time the server computed (contestants computed together share it evenly). The numbers above the charts are the leader's, who has the smallest training loss.",
      "Choose a kind of optimiser in each row and set its learning rate η and averages β₁, β₂; the arrow keys step through round values. Data, network, batch size and regularisation are the sidebar’s, for everybody alike. One who diverges stays at its last good moment and is out. The view “Rules” explains every rule with its formula and paper.",
    ],
  },
  population: {
    title: "Population",
    caption: "From the fittest to the least fit: do the good shapes spread from generation to generation?",
    formulas: [
      "child = crossover(parent₁, parent₂) + σ · noise",
      "σ child = √(σ₁ σ₂) · e^(noise / √n),  n weights",
    ],
    paragraphs: [
      "Each picture is one individual: a network of its own, with the loss on all training points as its fitness (smaller is fitter). The elite lives on unchanged; every other place of the next generation is taken by a child of two of the better ones (selection), which has neurons or weights of both (crossover) and some noise (mutation).",
      "The step size σ of the noise is inherited and mutated as well: who mutates too strongly has bad children and dies out, so σ follows what pays. When all pictures look alike, the population has lost its variety, and only mutation moves it.",
    ],
  },
  fitness: {
    title: "Fitness by generation",
    caption: "Band: from the fittest to the least fit, inner band the middle half. When it closes, variety is gone.",
    formulas: ["fitness = L(θ) on all training points, smaller is fitter"],
    paragraphs: [
      "The strong line is the fittest individual; it never rises, because the elite lives on. The thin line is the median. The other colour is a method of gradients with the same network, the same data and the same first weights.",
      "By generations (an epoch of the other method counts as one) the two look comparable. Switch to evaluations: a generation computes one loss for every individual, an epoch of gradients one gradient of all points, which costs about as much as three losses. That is why networks are trained with gradients, and evolution is kept for what has none.",
    ],
  },
  against: {
    title: "Against gradients",
    caption: "The same goal: what did each have to compute? The numbers at the top are those of the one with less loss.",
    formulas: ["evaluations: P losses a generation · 1 gradient (≈ 3 losses) an epoch"],
    paragraphs: [
      "Left the fittest individual, right the method of gradients, both at the shown moment. Below each stands what it took to reach the goal: the share of training points that must be right.",
      "A gradient tells for every weight at once which way is downhill. Selection only tells which of a few random steps was a good one; with hundreds of weights that is little knowledge for much work.",
    ],
  },
};
