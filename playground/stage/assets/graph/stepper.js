// @ts-check
// Buttons, slider and keys that walk through steps: forward first, then backward.

import { element, setText } from "../dom.js";

/** @typedef {import("./main.js").Step} Step */

// Drawn on a 24 × 24 grid.
const SHAPES = {
  first: '<path d="M19 5.6v12.8a.6.6 0 0 1-.92.5L8.4 12.5a.6.6 0 0 1 0-1l9.68-6.4a.6.6 0 0 1 .92.5z"/><rect x="4.4" y="5" width="2.4" height="14" rx=".8"/>',
  back: '<path d="M17 5.6v12.8a.6.6 0 0 1-.92.5L6.4 12.5a.6.6 0 0 1 0-1l9.68-6.4a.6.6 0 0 1 .92.5z"/>',
  on: '<path d="M7 5.6v12.8a.6.6 0 0 0 .92.5l9.68-6.4a.6.6 0 0 0 0-1L7.92 5.1A.6.6 0 0 0 7 5.6z"/>',
  last: '<path d="M5 5.6v12.8a.6.6 0 0 0 .92.5l9.68-6.4a.6.6 0 0 0 0-1L5.92 5.1A.6.6 0 0 0 5 5.6z"/><rect x="17.2" y="5" width="2.4" height="14" rx=".8"/>',
};

/**
 * @param {{onStep: (step: number) => void, onMove: () => void}} options
 *   what shows a step, and what is called when a hand has chosen one
 */
export function createStepper({ onStep, onMove }) {
  /** @type {Step[]} */
  let steps = [];
  let at = 0;

  const first = button("first", "To the start (Home)", () => move(0));
  const back = button("back", "One step back (←)", () => move(at - 1));
  const on = button("on", "One step on (→)", () => move(at + 1));
  const last = button("last", "To the end of this pass (End)", () => move(endOfPass()));
  on.classList.add("is-main");
  const slider = element("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 1,
    value: 0,
    "aria-label": "Step",
    "data-testid": "step-slider",
    oninput: () => move(Number(slider.value)),
  });
  const label = element("span", { class: "dbg-label", "data-testid": "step-label" });
  const bar = element(
    "div",
    { class: "dbg-bar" },
    element("div", { class: "dbg-buttons" }, first, back, on, last),
    slider,
    label,
  );

  /** Where the present pass ends: the last forward step, then the very last. */
  function endOfPass() {
    const end = steps.findLastIndex((step) => step.phase === "forward");
    return at < end ? end : steps.length - 1;
  }

  /** @param {number} step */
  function go(step) {
    at = Math.min(Math.max(step, 0), steps.length - 1);
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", steps[at].label);
    setText(label, `${at} / ${steps.length - 1} · ${steps[at].label}`);
    const held = [first, back, on, last].find((each) => each.matches(":focus"));
    first.disabled = back.disabled = at === 0;
    on.disabled = last.disabled = at === steps.length - 1;
    if (held?.disabled) slider.focus(); // a disabled button takes no keys
    onStep(at);
  }

  /** @param {number} step */
  function move(step) {
    go(step);
    onMove();
  }

  const KEYS = {
    ArrowRight: () => move(at + 1),
    ArrowLeft: () => move(at - 1),
    Home: () => move(0),
    End: () => move(endOfPass()),
  };

  return {
    element: bar,
    go,
    refresh: () => onStep(at),
    /** @param {string} name @returns {boolean} whether the key means something here */
    key(name) {
      const act = KEYS[/** @type {keyof typeof KEYS} */ (name)];
      act?.();
      return Boolean(act);
    },
    /** @param {Step[]} next @param {boolean} keeps  whether to stay at the same step */
    setSteps(next, keeps) {
      steps = next;
      slider.max = String(steps.length - 1);
      const turn = steps.findIndex((step) => step.phase === "backward");
      const share = turn < 0 ? 100 : (100 * (turn - 0.5)) / Math.max(steps.length - 1, 1);
      slider.style.setProperty("--turn", `${share.toFixed(1)}%`);
      go(keeps ? at : 0);
    },
  };
}

/** @param {keyof typeof SHAPES} shape @param {string} title @param {() => void} onclick */
function button(shape, title, onclick) {
  const made = element("button", {
    type: "button",
    title,
    "aria-label": title,
    "data-testid": `step-${shape}`,
    onclick,
  });
  made.innerHTML = `<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true">${SHAPES[shape]}</svg>`;
  return made;
}
