// @ts-check
// What each part of a race is called, what to look for, and the paragraph behind "?".

/** @type {Record<string, import("../explain.js").Explanation>} */
export const RACE_EXPLANATIONS = {
  "race-lines": {
    title: "The race",
    caption: "Whose line falls first, and who is first at the goal? Point at a line to follow it.",
    regression: { caption: "Whose line falls first, and how far? Point at a line to follow it." },
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
      "Choose a kind of optimiser in each row and set its learning rate η and averages β₁, β₂; the arrow keys step through round values. One who diverges stays at its last good moment and is out. The view “Rules” explains every rule with its formula and paper.",
    ],
  },
};
