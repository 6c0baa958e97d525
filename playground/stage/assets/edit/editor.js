// @ts-check
// The box in which one weight or bias is set, held still, or let go.

import { element, icon, setPressed, setText } from "../dom.js";
import { exists, frozenOf, indexOf, isLayerFrozen, layerName, parameterName, same } from "./parameters.js";
import { fromSlider, MOST, reachFor, STEPS, toSlider, typed, written } from "./scale.js";

/** @typedef {import("./parameters.js").Parameter} Parameter */
/** @typedef {{left: number, top: number, width: number, height: number}} Box  CSS pixels */

const GAP = 18; // CSS pixels between a line and its box

/**
 * @param {object} actions
 * @param {(parameter: Parameter, value: number, held: boolean) => void} actions.onSet
 * @param {() => void} actions.onRelease  the hand has let go of the slider
 * @param {(layer: number, parameter: Parameter | null, frozen: boolean) => void} actions.onFreeze
 * @param {() => void} actions.onClose
 */
export function createEditor({ onSet, onRelease, onFreeze, onClose }) {
  /** @type {any} */ let run = null;
  /** @type {Parameter | null} */ let parameter = null;
  let reach = 2;
  let held = false;

  const title = element("div", { class: "dbp-edit__title" });
  const least = element("span");
  const most = element("span");
  const slider = element("input", {
    type: "range", class: "dbp-range dbp-edit__slider", min: -STEPS, max: STEPS, step: 1,
    "data-testid": "edit-value", oninput: slide, onchange: letGo, onpointerup: letGo,
  });
  const number = element("input", {
    type: "text", inputmode: "decimal", class: "dbp-edit__number", maxlength: 9, size: 7,
    "data-testid": "edit-number", "aria-label": "Value", autocomplete: "off",
    onchange: type,
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter") type();
      if (event.key === "ArrowUp" || event.key === "ArrowDown") nudge(event);
    },
  });
  const freeze = toggle("edit-freeze", "freeze this weight", () => {
    if (parameter) onFreeze(parameter.layer, parameter, freeze.getAttribute("aria-pressed") !== "true");
  });
  const freezeLayer = toggle("edit-freeze-layer", "freeze the layer", () => {
    const frozen = freezeLayer.getAttribute("aria-pressed") !== "true";
    if (parameter) onFreeze(parameter.layer, null, frozen);
  });
  const close = element("button", {
    type: "button", class: "dbp-edit__close", "data-testid": "edit-close", title: "Close (Esc)",
    "aria-label": "Close", onclick: hide,
  });
  close.append(icon("close"));
  const box = element(
    "div",
    {
      class: "dbp-edit", role: "dialog", "data-testid": "edit", hidden: "",
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        hide();
      },
    },
    element("div", { class: "dbp-edit__head" }, title, close),
    element("div", { class: "dbp-edit__value" },
      element("div", { class: "dbp-edit__range" }, slider,
        element("div", { class: "dbp-edit__ends" }, least, element("span", {}, "0"), most)),
      number),
    element("div", { class: "dbp-edit__holds" }, freeze, freezeLayer),
  );

  function slide() {
    if (!parameter) return;
    held = true;
    const value = fromSlider(Number(slider.value), reach);
    write(value);
    onSet(parameter, value, true);
  }

  function letGo() {
    if (!held) return;
    held = false;
    onRelease();
    const at = Number(slider.value);
    if (Math.abs(at) === STEPS && reach < MOST) scale(fromSlider(at, reach)); // room to go on
  }

  function type() {
    const value = typed(number.value);
    if (value === null || !parameter) return;
    onSet(parameter, value, false);
    scale(value);
    number.value = written(value);
  }

  /** @param {KeyboardEvent} event  an arrow key in the number's field */
  function nudge(event) {
    event.preventDefault();
    const step = (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 1 : 0.1);
    number.value = written((typed(number.value) ?? 0) + step);
    type();
  }

  /** @param {number} value  that the slider should suit */
  function scale(value) {
    reach = Math.max(reach, reachFor(value));
    setText(least, `−${reach}`);
    setText(most, String(reach));
    place(value);
  }

  /** @param {number} value */
  function place(value) {
    const at = toSlider(value, reach);
    if (Number(slider.value) !== at) slider.value = String(at);
    slider.setAttribute("aria-valuetext", written(value));
    fill(at);
  }

  /** The slider is coloured from zero to its thumb. @param {number} at */
  function fill(at) {
    const share = (at / STEPS + 1) / 2;
    slider.style.setProperty("--from", String(Math.min(0.5, share)));
    slider.style.setProperty("--to", String(Math.max(0.5, share)));
    box.classList.toggle("is-negative", at < 0);
  }

  /** @param {number} value */
  function write(value) {
    number.value = written(value);
    slider.setAttribute("aria-valuetext", written(value));
    fill(Number(slider.value));
  }

  function hide() {
    if (!parameter) return;
    if (held) letGo();
    parameter = null;
    held = false;
    box.hidden = true;
    onClose();
  }

  return {
    element: box,
    /** Which parameter is edited. */
    get parameter() {
      return parameter;
    },
    hide,
    /**
     * @param {any} of  the run @param {Parameter} which @param {number} value
     * @param {import("../theme.js").Theme} theme
     */
    open(of, which, value, theme) {
      run = of;
      parameter = which;
      held = false;
      reach = 2;
      box.hidden = false;
      box.style.setProperty("--dbp-negative", theme.css[0]);
      box.style.setProperty("--dbp-positive", theme.css[1]);
      const name = parameterName(run, which);
      setText(title, name);
      box.setAttribute("aria-label", name);
      slider.setAttribute("aria-label", name);
      setText(freeze.lastElementChild ?? freeze, name.startsWith("bias") ? "freeze this bias" : "freeze this weight");
      setText(freezeLayer.lastElementChild ?? freezeLayer, `freeze ${layerName(run, which.layer)}`);
      number.value = written(value);
      scale(value);
      this.showFrozen();
      slider.focus({ preventScroll: true });
    },
    /** The value as it is now, unless a hand is on it. @param {number} value */
    follow(value) {
      if (!parameter || held || document.activeElement === number) return;
      const text = written(value);
      if (number.value === text) return;
      number.value = text;
      if (Math.abs(value) > reach) scale(value);
      else place(value);
    },
    showFrozen() {
      if (!parameter) return;
      setPressed(freeze, frozenOf(run)[indexOf(run, parameter)] === 1);
      setPressed(freezeLayer, isLayerFrozen(run, parameter.layer));
    },
    /** Another run: the box stays if the run has this parameter, too. @param {any} next */
    setRun(next) {
      run = next;
      if (parameter && !exists(run, parameter)) hide();
      else this.showFrozen();
    },
    /** @param {Parameter} other */
    isOpenFor: (other) => parameter !== null && same(parameter, other),
    /**
     * Beside a place, wholly within what is seen of the panel, and over as little as can be of what
     * should stay in sight.
     *
     * @param {number} x @param {number} y
     * @param {{left: number, width: number, height: number}} seen @param {Box[]} keep
     */
    place(x, y, { left, width, height }, keep) {
      const [across, down] = [box.offsetWidth, box.offsetHeight];
      const sides = [
        [x + GAP, y - down / 2],
        [x - GAP - across, y - down / 2],
        [x - across / 2, y + GAP],
        [x - across / 2, y - GAP - down],
      ].map(([at, top]) => ({
        left: Math.round(Math.min(Math.max(left + 4, at), left + width - across - 4)),
        top: Math.round(Math.min(Math.max(4, top), height - down - 4)),
        width: across,
        height: down,
      }));
      const covered = sides.map((side) => keep.reduce((sum, other) => sum + overlap(side, other), 0));
      const best = sides[covered.indexOf(Math.min(...covered))];
      box.style.left = `${best.left}px`;
      box.style.top = `${best.top}px`;
    },
  };
}

/** Area that two boxes share. @param {Box} a @param {Box} b */
function overlap(a, b) {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return Math.max(0, across) * Math.max(0, down);
}

/** @param {string} testId @param {string} text @param {() => void} onclick */
function toggle(testId, text, onclick) {
  return element(
    "button",
    { type: "button", class: "dbp-toggle dbp-edit__hold", "data-testid": testId, "aria-pressed": "false", onclick },
    icon("lock"),
    element("span", {}, text),
  );
}
