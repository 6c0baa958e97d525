// @ts-check
// The switches that race and genetic view have alike: which points are drawn, and over which axes.

import { createToggle } from "../card.js";
import { setPressed } from "../dom.js";
import { AXES } from "./lines.js";

/**
 * @param {any} view  the stage's view
 * @param {any} choices  a race's choices (choices.js)
 * @param {Record<string, string>} [labels]  of the lower axes, where they have other names
 */
export function createTools(view, choices, labels = {}) {
  const train = createToggle("train", "show-train", "Show the training points", () =>
    view.set({ showTrain: !view.state.showTrain }));
  const test = createToggle("test", "show-test", "Show the test points (outlined)", () =>
    view.set({ showTest: !view.state.showTest }));
  const axes = Object.entries(AXES).map(([name, { label, title }]) => ({
    name,
    button: createToggle(labels[name] ?? label, `axis-${name}`, title, () => choices.choose({ axis: name })),
  }));
  const logAxis = createToggle("log axis", "log-axis", "Logarithmic lower axis", () =>
    choices.choose({ log_axis: !choices.chosen.log_axis }));
  const logLoss = createToggle("log loss", "log-loss", "Logarithmic loss axis", () =>
    choices.choose({ log_loss: !choices.chosen.log_loss }));
  return {
    points: [train, test],
    axes: [...axes.map(({ button }) => button), logAxis, logLoss],
    /** Show what is chosen now. */
    show() {
      setPressed(train, view.state.showTrain);
      setPressed(test, view.state.showTest);
      for (const { name, button } of axes) setPressed(button, name === choices.chosen.axis);
      setPressed(logAxis, choices.chosen.log_axis);
      setPressed(logLoss, choices.chosen.log_loss);
    },
  };
}
