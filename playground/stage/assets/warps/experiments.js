// @ts-check
// The experiments: one click sets up a network that shows something, and says what to look at.

import { element, setPressed, setText } from "../dom.js";
import { storage } from "../view.js";

const STORED = "dbp.warps.experiment";
const INVITATION = "One click sets up the network. Then press play, and drag the depth.";

/**
 * @param {(name: string) => void} onChoose
 */
export function createExperiments(onChoose) {
  const list = element("div", { class: "dbp-trials__list", role: "group", "aria-label": "Experiments" });
  const words = element("p", { class: "dbp-trials__words", "aria-live": "polite", "data-testid": "look-for" });
  const box = element("section", { class: "dbp-trials" }, element("span", { class: "dbp-label" }, "experiments"), list, words);
  /** @type {{name: string, label: string, look_for: string}[]} */ let rows = [];
  /** @type {{name: string, run: string} | null} */ let chosen = storage.read(STORED);
  let awaited = "";

  function show() {
    [...list.children].forEach((button, i) => setPressed(/** @type {HTMLElement} */ (button), rows[i].name === chosen?.name));
    setText(words, rows.find(({ name }) => name === chosen?.name)?.look_for ?? INVITATION);
  }

  /** What makes a run the experiment's. @param {any} run */
  function signature(run) {
    return JSON.stringify([run.layer_sizes, run.activations, run.config.dataset, run.feature_names]);
  }

  return {
    element: box,
    /** @param {typeof rows} next */
    set(next) {
      if (JSON.stringify(next) === JSON.stringify(rows)) return;
      rows = next;
      box.hidden = !rows.length;
      list.replaceChildren(...rows.map(({ name, label, look_for }) => element("button", {
        type: "button", class: "dbp-toggle dbp-trial", "data-testid": `experiment-${name}`, title: look_for, "aria-pressed": "false",
        onclick: () => {
          chosen = { name, run: "" };
          awaited = name;
          show();
          onChoose(name);
        },
      }, label)));
      show();
    },
    /** @param {any} run */
    setRun(run) {
      const now = signature(run);
      if (awaited) {
        chosen = { name: awaited, run: now };
        awaited = "";
        storage.write(STORED, chosen);
      } else if (chosen && chosen.run !== now) {
        chosen = null;
        storage.write(STORED, null);
      }
      show();
    },
  };
}
