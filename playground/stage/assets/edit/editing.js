// @ts-check
// Editing the network on its picture: which weight or bias is open, how it is set, held and followed.

import { createEditor } from "./editor.js";
import { biasAt } from "./marks.js";
import { biasOf, frozenAfter, indexOf, isBias } from "./parameters.js";

/** @typedef {import("./parameters.js").Parameter} Parameter */
/** @typedef {import("../network_layout.js").Layout} Layout */

/**
 * @param {object} options
 * @param {any} options.context  theme, edits, send
 * @param {HTMLElement} options.scroller  what the box must be seen within
 * @param {() => Layout | null} options.layout
 * @param {() => Float32Array | null} options.params  as they are shown
 * @param {() => void} options.onChange  something else is open, or frozen
 * @param {() => void} options.onLeave  closed: the keyboard goes back to the picture
 */
export function createEditing({ context, scroller, layout, params, onChange, onLeave }) {
  /** @type {any} */ let run = null;
  let finger = false;
  let byKeys = false;

  const editor = createEditor({
    onSet: (parameter, value, held) => context.edits.set(run, parameter, value, held),
    onRelease: () => context.edits.release(),
    onFreeze: freeze,
    onClose() {
      if (byKeys) onLeave();
      onChange();
    },
  });
  editor.element.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLInputElement && event.target.type === "text")) onKey(event);
  });
  scroller.addEventListener("pointerdown", (event) => {
    finger = event.pointerType === "touch";
  });

  /** @param {number} layer  from 0 @param {Parameter | null} parameter @param {boolean} frozen */
  function freeze(layer, parameter, frozen) {
    run.frozen = frozenAfter(run, layer, parameter, frozen);
    context.send({ type: "freeze", layer, from: parameter?.from ?? null, to: parameter?.to ?? null, frozen });
    editor.showFrozen();
    onChange();
  }

  /** @param {Parameter} parameter @param {{x: number, y: number}} [at] where it was clicked */
  function open(parameter, at) {
    const values = params();
    const drawn = layout();
    if (!values || !drawn) return;
    byKeys = !at;
    const { x, y } = at ?? middleOf(drawn, parameter);
    editor.open(run, parameter, values[indexOf(run, parameter)], context.theme);
    const { scrollLeft: left, clientWidth: width, clientHeight: height } = scroller;
    editor.place(x, y, { left, width, height }, ends(drawn, parameter, { x, y }));
    onChange();
  }

  /**
   * What should stay in sight: the place itself, and the units at its ends.
   *
   * @param {Layout} drawn @param {Parameter} parameter @param {{x: number, y: number}} at
   */
  function ends({ columns }, { layer, from, to }, at) {
    const [left, right] = [columns[layer], columns[layer + 1]];
    const around = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ size) =>
      ({ left: x - size / 2, top: y - size / 2, width: size, height: size });
    const boxes = [around(at.x, at.y, 16), around(right.xs[to], right.ys[to], right.size)];
    if (from < left.ys.length) boxes.push(around(left.xs[from], left.ys[from], left.size));
    return boxes;
  }

  /** @param {Layout} drawn @param {Parameter} parameter  half-way along its line, or its mark */
  function middleOf({ columns }, parameter) {
    const { layer, from, to } = parameter;
    const [left, right] = [columns[layer], columns[layer + 1]];
    if (isBias(run, parameter)) return { x: right.xs[to] - right.size / 2, y: right.ys[to] + right.size / 2 };
    return { x: (left.right + right.left) / 2, y: (left.ys[from] + right.ys[to]) / 2 };
  }

  /**
   * Keys of a unit: b opens its bias, w steps through its incoming weights, W back.
   *
   * @param {KeyboardEvent} event @param {import("../view.js").Unit | null} [unit]  by default the one
   *   whose weight is open
   */
  function onKey(event, unit) {
    const key = event.key.toLowerCase();
    if ((key !== "b" && key !== "w") || event.ctrlKey || event.metaKey || event.altKey || !run) return;
    const now = editor.parameter;
    const of = unit ?? (now && { layer: now.layer + 1, unit: now.to });
    if (!of || of.layer === 0) return;
    event.preventDefault();
    const bias = biasOf(run, of);
    if (key === "b") {
      open(bias);
      return;
    }
    const here = now && now.layer === bias.layer && now.to === bias.to && !isBias(run, now);
    const n = bias.from;
    const from = here ? (now.from + (event.shiftKey ? n - 1 : 1)) % n : event.shiftKey ? n - 1 : 0;
    open({ ...bias, from });
  }

  return {
    element: editor.element,
    freeze,
    open,
    onKey,
    close: editor.hide,
    get parameter() {
      return editor.parameter;
    },
    /** How near a line must be to be meant. */
    get reach() {
      return finger ? 13 : undefined;
    },
    /** The unit whose bias's mark is meant. @param {number} x @param {number} y */
    biasAt(x, y) {
      const drawn = layout();
      return drawn && biasAt(drawn, x, y, finger);
    },
    /** @param {any} next */
    setRun(next) {
      run = next;
      editor.setRun(next);
    },
    showFrozen: editor.showFrozen,
    /** What is painted has these parameters. @param {Float32Array} values */
    follow(values) {
      if (editor.parameter) editor.follow(values[indexOf(run, editor.parameter)]);
    },
  };
}
