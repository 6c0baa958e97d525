// @ts-check
// The top row: play, steps, reset, pace, and the numbers of the shown snapshot.

import { createHelp } from "./explain.js";
import { element, icon, setText } from "./dom.js";
import { formatEpoch, formatLoss, formatPace, formatSeconds, formatShare } from "./format.js";
import { storage } from "./view.js";

/** @typedef {import("./decode.js").Snapshot} Snapshot */

/** Epochs per frame that the pace slider offers. */
export const PACES = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100];
export const DEFAULT_PACE = 0.25;
const PACE_KEY = "dbp.pace";

/**
 * What a page's pace is called in this browser's memory, and what it is until one is chosen.
 * @typedef {{key: string, initial: number}} Pacing
 */

/** @param {Pacing | null} [pacing] of a page with a pace of its own @returns {Pacing} */
export function pacingOf(pacing) {
  return pacing
    ? { key: `${PACE_KEY}.${pacing.key}`, initial: pacing.initial }
    : { key: PACE_KEY, initial: DEFAULT_PACE };
}

/** The pace chosen earlier in this browser. @param {Pacing} [pacing] */
export function storedPace({ key, initial } = pacingOf()) {
  const pace = storage.read(key);
  return PACES.includes(pace) ? pace : initial;
}

/**
 * @typedef {object} Actions
 * @property {() => void} toggle
 * @property {(unit: "epoch" | "batch") => void} step
 * @property {(weights: "same" | "new") => void} reset
 * @property {(pace: number) => void} setPace
 */

/**
 * What the chip says, by status.
 * @type {Record<string, string>}
 */
const CHIPS = {
  connecting: "connecting…",
  reconnecting: "reconnecting…",
  replaced: "elsewhere",
  expired: "renewing…",
  ready: "ready",
  running: "training",
  waiting: "waiting",
  paused: "paused",
  replay: "replay",
  stopped: "stopped",
  diverged: "diverged",
};

/** @param {Actions} actions @param {Pacing} [pacing] */
export function createTransport(actions, pacing = pacingOf()) {
  const playIcons = { play: icon("play"), pause: icon("pause") };
  const playText = element("span", { class: "dbp-play__text" }, "Play");
  const play = iconButton("play", "dbp-button dbp-button--play", "Play (Space)", () => actions.toggle());
  play.append(playIcons.play, playText);

  const step = iconButton("step", "dbp-button", "Step one epoch (→)", () => actions.step("epoch"));
  step.append(icon("step"));
  const batch = iconButton("step-batch", "dbp-button", "Step one batch", () => actions.step("batch"));
  batch.append(icon("batch"));
  const reset = iconButton("reset", "dbp-button", "Reset to the same initial weights (R)", () =>
    actions.reset("same"),
  );
  reset.append(icon("reset"));
  const resetNew = iconButton("reset-new", "dbp-button", "Reset with new initial weights", () =>
    actions.reset("new"),
  );
  resetNew.append(icon("dice"));

  const paceText = element("span", { class: "dbp-pace__value" });
  const pace = element("input", {
    type: "range",
    class: "dbp-range",
    min: 0,
    max: PACES.length - 1,
    step: 1,
    "data-testid": "pace",
    "aria-label": "Pace, epochs per frame",
    oninput: () => {
      const chosen = PACES[Number(pace.value)];
      showPace(chosen);
      storage.write(pacing.key, chosen);
      actions.setPace(chosen);
    },
  });
  /** @param {number} value */
  function showPace(value) {
    const index = nearestPace(value);
    if (Number(pace.value) !== index) pace.value = String(index);
    pace.style.setProperty("--fill", String(index / (PACES.length - 1)));
    pace.setAttribute("aria-valuetext", formatPace(value));
    setText(paceText, formatPace(value));
  }
  showPace(storedPace(pacing));

  const numbers = {
    epoch: number("epoch", "dbp-epoch__value"),
    trainLoss: number("train-loss"),
    testLoss: number("test-loss"),
    trainAccuracy: number("train-accuracy"),
    testAccuracy: number("test-accuracy"),
    compute: number("compute-time"),
  };
  const metrics = metricsTable(numbers);
  const chipText = element("span", {}, CHIPS.connecting);
  const chip = element(
    "div",
    { class: "dbp-chip", "data-testid": "status", "data-status": "connecting" },
    chipText,
  );
  const buttons = [play, step, batch, reset, resetNew];

  const bar = element(
    "div",
    { class: "dbp-transport", role: "toolbar", "aria-label": "Training" },
    element(
      "div",
      { class: "dbp-transport__buttons" },
      play,
      element("div", { class: "dbp-group" }, step, batch),
      element("div", { class: "dbp-group" }, reset, resetNew),
    ),
    element(
      "div",
      { class: "dbp-pace" },
      element(
        "div",
        { class: "dbp-pace__head" },
        element("span", { class: "dbp-label" }, "pace"),
        paceText,
        createHelp("pace"),
      ),
      pace,
    ),
    element(
      "div",
      { class: "dbp-epoch" },
      element("div", { class: "dbp-label" }, "epoch"),
      numbers.epoch,
    ),
    metrics,
    element(
      "div",
      { class: "dbp-compute", title: "Time the server has spent training this run" },
      element("div", { class: "dbp-label" }, "compute"),
      numbers.compute,
    ),
    chip,
  );

  let playing = false;
  /** @type {string | null} */
  let disabled = null;
  return {
    element: bar,
    showPace,
    /** @param {Snapshot | null} snapshot */
    showSnapshot(snapshot) {
      if (!snapshot) return;
      setText(numbers.epoch, formatEpoch(snapshot.progress));
      setText(numbers.trainLoss, formatLoss(snapshot.trainLoss));
      setText(numbers.testLoss, formatLoss(snapshot.testLoss));
      setText(numbers.trainAccuracy, formatShare(snapshot.trainAccuracy));
      setText(numbers.testAccuracy, formatShare(snapshot.testAccuracy));
      setText(numbers.compute, formatSeconds(snapshot.computeSeconds));
      metrics.classList.toggle("has-no-accuracy", Number.isNaN(snapshot.trainAccuracy));
    },
    /** @param {boolean} now */
    showPlaying(now) {
      if (now === playing) return;
      playing = now;
      play.replaceChild(now ? playIcons.pause : playIcons.play, play.firstElementChild);
      setText(playText, now ? "Pause" : "Play");
      play.classList.toggle("is-playing", now);
      describe(play, now ? "Pause (Space)" : "Play (Space)");
    },
    /** @param {string} status a key of CHIPS */
    showStatus(status) {
      if (chip.dataset.status === status) return;
      chip.dataset.status = status;
      setText(chipText, CHIPS[status] ?? status);
    },
    /** @param {string} reason why the buttons cannot be used now; empty: they can */
    setDisabled(reason) {
      if (reason === disabled) return;
      disabled = reason;
      for (const button of buttons) {
        button.disabled = Boolean(reason);
        if (reason) button.title = reason;
        else button.title = button.getAttribute("aria-label") ?? "";
      }
    },
  };
}

/**
 * @param {string} testId
 * @param {string} kind
 * @param {string} label
 * @param {() => void} onclick
 */
function iconButton(testId, kind, label, onclick) {
  const button = element("button", { type: "button", class: kind, "data-testid": testId, onclick });
  describe(button, label);
  return button;
}

/**
 * @param {HTMLElement} button
 * @param {string} label
 */
function describe(button, label) {
  button.setAttribute("aria-label", label);
  button.title = label;
}

/**
 * @param {string} testId
 * @param {string} kind
 */
function number(testId, kind = "dbp-number") {
  return element("div", { class: kind, "data-testid": testId }, "–");
}

/** @param {Record<string, HTMLElement>} numbers */
function metricsTable(numbers) {
  const label = (text, kind = "") => element("div", { class: `dbp-label ${kind}` }, text);
  return element(
    "div",
    { class: "dbp-metrics", role: "group", "aria-label": "Loss and accuracy" },
    label(""),
    label("loss", "dbp-label--right"),
    label("accuracy", "dbp-label--right"),
    label("train"),
    numbers.trainLoss,
    numbers.trainAccuracy,
    label("test"),
    numbers.testLoss,
    numbers.testAccuracy,
  );
}

/** @param {number} value */
function nearestPace(value) {
  let best = 0;
  PACES.forEach((pace, i) => {
    if (Math.abs(Math.log(pace / value)) < Math.abs(Math.log(PACES[best] / value))) best = i;
  });
  return best;
}
