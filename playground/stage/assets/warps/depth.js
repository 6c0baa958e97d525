// @ts-check
// The depth slider: through all layers and their five operations, by hand, by button, or playing.

import { element, icon, setPressed, setText } from "../dom.js";
import { N_OPERATIONS, OPERATIONS } from "./five_operations.js";
import { placeOf, smooth } from "./morph.js";

const MS_EACH = 1100; // an operation
const KEY_STEP = 0.25;
const MARKS = {
  rotate: '<path d="M18.5 12a6.5 6.5 0 1 1-2.2-4.9"/><path d="M16.9 3.4v4.2h-4.2"/>',
  scale: '<path d="M5 19 19 5M12.8 5H19v6.2M11.2 19H5v-6.2"/>',
  "rotate-again": '<path d="M5.5 12a6.5 6.5 0 1 0 2.2-4.9"/><path d="M7.1 3.4v4.2h4.2"/>',
  translate: '<path d="M12 3v18M3 12h18M9.6 5.4 12 3l2.4 2.4M9.6 18.6 12 21l2.4-2.4M5.4 9.6 3 12l2.4 2.4M18.6 9.6 21 12l-2.4 2.4"/>',
  bend: '<path d="M3.5 18.5h3C12 18.5 12 5.500 17.5 5.500h3"/>',
};

/**
 * @param {import("./scene.js").Scene} scene
 * @param {{onChange: () => void, calm: () => boolean}} options  the depth has changed; whether motion is unwelcome
 */
export function createDepth(scene, { onChange, calm }) {
  const slider = element("input", {
    type: "range", class: "dbp-range dbp-depth__range", min: 0, max: 5, step: 0.01, value: 0,
    "data-testid": "depth", "aria-label": "Depth: how far into the network",
    oninput: () => {
      stop();
      go(Number(slider.value));
    },
    onkeydown: onKey,
  });
  const icons = { play: icon("play"), pause: icon("pause") };
  const play = element("button", {
    type: "button", class: "dbp-button dbp-button--small dbp-depth__play", "data-testid": "depth-play",
    "aria-label": "Play through the depth", title: "Play through the depth",
    onclick: () => (motion?.through ? stop() : playThrough()),
  }, icons.play);
  const ticks = element("div", { class: "dbp-depth__ticks" });
  const buttons = OPERATIONS.map((operation, index) => {
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    mark.setAttribute("viewBox", "0 0 24 24");
    mark.setAttribute("class", "dbp-op__mark");
    mark.setAttribute("aria-hidden", "true");
    mark.innerHTML = MARKS[operation.name];
    return element("button", {
      type: "button", class: "dbp-op", "data-testid": `op-${operation.name}`, title: operation.explanation,
      "aria-pressed": "false", onclick: () => playOne(index),
    }, mark, element("span", {}, operation.label));
  });
  const operations = element("div", { class: "dbp-ops", role: "group", "aria-label": "Play one operation of this layer" }, ...buttons);
  const bar = element("div", { class: "dbp-depth" },
    play,
    element("div", { class: "dbp-depth__track" }, slider, ticks),
  );
  /** @type {{from: number, to: number, start: number, each: number, through: boolean} | null} */
  let motion = null;
  let request = 0;
  let layersShown = "";

  /** @param {number} depth */
  function go(depth) {
    scene.depth = depth;
    show();
    onChange();
  }

  function stop() {
    motion = null;
    cancelAnimationFrame(request);
    showPlay();
  }

  /** @param {number} from @param {number} to @param {boolean} through */
  function move(from, to, through) {
    stop();
    if (calm() && !through) {
      go(to);
      return;
    }
    motion = { from, to, start: 0, each: MS_EACH, through };
    showPlay();
    request = requestAnimationFrame(onFrame);
  }

  /** @param {number} now */
  function onFrame(now) {
    if (!motion) return;
    if (!motion.start) motion.start = now;
    const { from, to } = motion;
    const walked = Math.min(to - from, (now - motion.start) / motion.each);
    // Each operation begins and ends at rest, so that it is seen as one.
    const whole = Math.floor(from + walked + 1e-9);
    const rest = from + walked - whole;
    const depth = walked >= to - from ? to : whole + (calm() ? 0 : smooth(rest));
    const ended = walked >= to - from;
    if (ended) motion = null;
    else request = requestAnimationFrame(onFrame);
    go(depth);
    if (ended) showPlay();
  }

  function playThrough() {
    const start = scene.depth >= scene.deepest - 1e-6 ? 0 : scene.depth;
    move(start, scene.deepest, true);
  }

  /** One operation of the layer at hand, from its beginning. @param {number} index */
  function playOne(index) {
    const { layer, position } = placeOf(scene.depth);
    // At a layer's end its operations are over: the first one on is the next layer's.
    const last = layer >= scene.deepest / N_OPERATIONS - 1;
    const over = position > N_OPERATIONS - 1e-6 && !last && index < N_OPERATIONS - 1;
    const from = N_OPERATIONS * (over ? layer + 1 : layer) + index;
    move(from, from + 1, false);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const by = {
      ArrowLeft: -KEY_STEP, ArrowDown: -KEY_STEP, ArrowRight: KEY_STEP, ArrowUp: KEY_STEP,
      PageDown: -1, PageUp: 1,
    }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    stop();
    const to = scene.depth + by;
    go(Math.abs(by) === 1 ? (by > 0 ? Math.floor(to + 1e-6) : Math.ceil(to - 1e-6)) : Math.round(to / KEY_STEP) * KEY_STEP);
  }

  function showPlay() {
    const on = Boolean(motion?.through);
    const wanted = on ? icons.pause : icons.play;
    if (play.firstElementChild !== wanted) play.replaceChildren(wanted);
    play.setAttribute("aria-label", on ? "Pause" : "Play through the depth");
  }

  function show() {
    if (Number(slider.value) !== scene.depth) slider.value = String(scene.depth);
    slider.style.setProperty("--fill", String(scene.depth / scene.deepest));
    const { position } = placeOf(scene.depth);
    const at = scene.depth <= 0 ? -1 : Math.min(4, Math.ceil(position - 1e-9) - 1);
    buttons.forEach((button, i) => setPressed(button, i === at));
    slider.setAttribute("aria-valuetext", describe());
    const space = Math.round(scene.depth / N_OPERATIONS);
    const end = Math.abs(scene.depth - space * N_OPERATIONS) < 1e-6;
    [...ticks.children].forEach((tick, i) => tick.classList.toggle("is-here", end && i === space));
  }

  function describe() {
    const { layer, position } = placeOf(scene.depth);
    if (scene.depth <= 0) return "input";
    const index = Math.min(4, Math.max(0, Math.ceil(position - 1e-9) - 1));
    return `layer ${layer + 1}, ${OPERATIONS[index].label}, ${Math.round(100 * (position - index))}%`;
  }

  return {
    bar,
    operations,
    stop,
    show,
    setRun() {
      const { run } = scene;
      const names = run.layer_sizes.map((/** @type {number} */ _, /** @type {number} */ i) =>
        i === 0 ? "input" : i === run.layer_sizes.length - 1 ? "output" : `layer ${i}`,
      );
      stop();
      slider.max = String(scene.deepest);
      if (names.join() !== layersShown) {
        layersShown = names.join();
        const many = names.length > 6;
        ticks.replaceChildren(...names.map((/** @type {string} */ name, /** @type {number} */ i) => {
          const short = many && i > 0 && i < names.length - 1 ? String(i) : name;
          const made = element("button", {
            type: "button", class: "dbp-depth__tick", title: `Go to: ${name}`, "aria-label": `Go to ${name}`,
            style: `--at:${i / (names.length - 1)}`,
            onclick: () => {
              stop();
              go(N_OPERATIONS * i);
            },
          }, element("span", {}, short));
          return made;
        }));
      }
      show();
    },
    destroy: stop,
  };
}

/** The words over the picture: "layer 2 · rotate again" and what that is in numbers. */
export function createTitle() {
  const where = element("span", { class: "dbp-where__space" });
  const what = element("span", { class: "dbp-where__what" });
  const formula = element("div", { class: "dbp-where__formula", "data-testid": "depth-formula" });
  return {
    element: element("div", { class: "dbp-where" }, element("div", { class: "dbp-where__line", "data-testid": "depth-label" }, where, what), formula),
    /** @param {string} space @param {string} operation @param {string} text */
    show(space, operation, text) {
      setText(where, space);
      setText(what, operation ? ` · ${operation}` : "");
      setText(formula, text);
    },
  };
}
