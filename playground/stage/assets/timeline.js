// @ts-check
// The bottom row: a slider over all kept moments, and what can be done with the one it shows.

import { createHelp } from "./explain.js";
import { element, icon, setText } from "./dom.js";
import { formatEpoch } from "./format.js";

/** @typedef {import("./player.js").Player} Player */

const LEAST_MS_BETWEEN = 150;

/**
 * @param {object} actions
 * @param {(index: number) => void} actions.seek     the slider moved
 * @param {() => void} actions.release               the slider was let go
 * @param {() => void} actions.roll                  play through the history, or stop that
 * @param {() => void} actions.continueHere
 * @param {() => void} actions.backToLive
 */
export function createTimeline(actions) {
  const slider = element("input", {
    type: "range",
    class: "dbp-range dbp-range--time",
    min: 0,
    max: 0,
    step: 1,
    value: 0,
    "data-testid": "time-slider",
    "aria-label": "Moment of the run",
    oninput: () => actions.seek(Number(slider.value)),
    onchange: () => actions.release(),
  });
  const rollIcons = { roll: icon("replay"), stop: icon("pause") };
  const roll = element("button", {
    type: "button",
    class: "dbp-button dbp-button--small",
    "data-testid": "replay",
    "aria-label": "Replay the history",
    title: "Replay the history",
    onclick: () => actions.roll(),
  });
  roll.append(rollIcons.roll);
  const moment = element("span", { class: "dbp-time__moment" });
  const total = element("span", { class: "dbp-time__total" });
  const back = textButton("back to live", "back-to-live", "Show the run where it stands", () =>
    actions.backToLive(),
  );
  const goOn = textButton(
    "continue from here",
    "continue",
    "Take the run back to this moment and train on; what came later is dropped",
    () => actions.continueHere(),
  );
  goOn.classList.add("dbp-button--accent");
  const choices = element("div", { class: "dbp-time__choices" }, back, goOn);

  let rolling = false;
  let shownAt = -Infinity;
  let fill = "";
  return {
    element: element(
      "div",
      { class: "dbp-time", role: "group", "aria-label": "Time" },
      roll,
      element("div", { class: "dbp-label dbp-time__label" }, "time"),
      slider,
      element("div", { class: "dbp-time__text" }, moment, total),
      choices,
      createHelp("time"),
    ),
    /** @param {Player} player */
    show(player) {
      const { history, shown, head, mode } = player;
      const epoch = shown ? formatEpoch(shown.progress) : "–";
      const whole = head ? formatEpoch(head.progress) : "–";
      setText(moment, `epoch ${epoch}`);
      setText(total, ` of ${whole}`);
      const now = performance.now();
      // While it plays the thumb stays at the end: a few updates a second spare the page's layout.
      if (mode === "live" && player.playing && now - shownAt < LEAST_MS_BETWEEN) return;
      shownAt = now;
      const last = Math.max(0, history.length - 1);
      const index = mode === "live" || !shown ? last : history.indexOf(shown.seq);
      if (Number(slider.max) !== last) slider.max = String(last);
      if (Number(slider.value) !== index) slider.value = String(index);
      const share = String(last ? index / last : 0);
      if (share !== fill) slider.style.setProperty("--fill", (fill = share));
      if (slider.getAttribute("aria-valuetext") !== `epoch ${epoch}`) {
        slider.setAttribute("aria-valuetext", `epoch ${epoch}`);
      }
      choices.classList.toggle("is-shown", mode === "replay");
      const live = mode === "live";
      if (back.disabled !== live) back.disabled = goOn.disabled = live;
      if (roll.disabled !== history.length < 2) roll.disabled = history.length < 2;
      if (player.rolling !== rolling) {
        rolling = player.rolling;
        roll.replaceChild(rolling ? rollIcons.stop : rollIcons.roll, roll.firstElementChild);
      }
    },
  };
}

/**
 * @param {string} text
 * @param {string} testId
 * @param {string} title
 * @param {() => void} onclick
 */
function textButton(text, testId, title, onclick) {
  return element(
    "button",
    { type: "button", class: "dbp-button dbp-button--text", "data-testid": testId, title, onclick },
    text,
  );
}
