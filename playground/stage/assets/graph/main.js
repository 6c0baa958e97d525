// @ts-check
// A picture that is stepped through: controls, what happens in a step in words, the picture, arrays.

import { element } from "../dom.js";
import { observeTheme, readTheme } from "../theme.js";
import { createArrays, heightOf } from "./arrays.js";
import { createGraphPicture } from "./graph_picture.js";
import { createNetworkPicture } from "./network_picture.js";
import { createStepper } from "./stepper.js";

/**
 * @typedef {object} Step
 * @property {"start" | "forward" | "backward" | "done"} phase
 * @property {string} label  what it is called beside the slider
 * @property {string} formula  the step as an equation with numbers
 * @property {string} words  what that means
 * @property {import("./arrays.js").Shown[]} [arrays]  arrays to look at, in the order of the equation
 */

/**
 * @typedef {object} Data
 * @property {"graph" | "network"} kind  a row of PICTURES
 * @property {string} id  another id begins anew; the same keeps the step
 * @property {string} label  of the picture, for those who do not see it
 * @property {Step[]} steps
 * @property {any} picture  what the picture needs
 */

/**
 * @typedef {object} Picture
 * @property {(data: Data) => void} setData
 * @property {(step: number) => void} show
 * @property {(theme: import("../theme.js").Theme) => void} setTheme
 * @property {() => void} resize
 * @property {(step: number) => string} [words]  in place of the step's own, if not empty
 * @property {(name: string) => boolean} [key]  whether a key means something to the picture
 */

const PICTURES = { graph: createGraphPicture, network: createNetworkPicture };

/**
 * Scroll the page as far as it takes to see what happens.
 *
 * @param {Element} host @param {Element} top
 */
function follow(host, top) {
  const now = host.querySelector("g.is-now");
  if (!now) return;
  const [seen, controls] = [now.getBoundingClientRect(), top.getBoundingClientRect()];
  const isAbove = controls.top < innerHeight / 2;
  const hidden = isAbove
    ? seen.top < controls.bottom || seen.bottom > innerHeight
    : seen.top < 0 || seen.bottom > controls.top;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (hidden) now.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

/**
 * @param {{root: HTMLElement, data: {stepped: Data}, trigger: (name: string, value: any) => void}} options
 */
export function mount({ root, data: { stepped: data }, trigger }) {
  /** @type {Data} */
  let current = data;
  let last = "";
  let tallest = 0; // pixels that arrays take in any step
  const styles = ["steps.css", "pictures.css"].map((name) =>
    element("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href }),
  );
  const formula = element("p", { class: "dbg-formula" });
  const words = element("p", { class: "dbg-words" });
  const said = element(
    "div",
    { class: "dbg-said", role: "status", "aria-live": "polite", "data-testid": "said" },
    formula,
    words,
  );
  const host = element("div", {
    class: "dbg-picture",
    tabindex: "0",
    role: "group",
    "aria-keyshortcuts": "ArrowLeft ArrowRight Home End",
    "data-testid": "stepped",
  });
  const below = element("div", { class: "dbg-arrays", "data-testid": "arrays" });
  const stepper = createStepper({ onStep: show, onMove: () => follow(host, top) });
  const top = element("div", { class: "dbg-top" }, stepper.element, said);
  root.replaceChildren(...styles, top, host, below);
  const picture = PICTURES[data.kind](host, {
    go: (step) => stepper.go(step),
    choose: (value) => trigger("choice", value),
    refresh: () => stepper.refresh(),
  });
  const arrays = createArrays(below);

  /** @param {number} at */
  function show(at) {
    const step = current.steps[at];
    root.dataset.phase = step.phase;
    root.dataset.step = String(at);
    formula.textContent = step.formula;
    arrays.show(step.arrays ?? []);
    below.style.minHeight = `${at === 0 ? 0 : tallest}px`; // nothing jumps from step to step
    picture.show(at);
    words.textContent = picture.words?.(at) || step.words;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.target instanceof HTMLInputElement || event.altKey || event.ctrlKey || event.metaKey)
      return;
    if (stepper.key(event.key) || picture.key?.(event.key)) event.preventDefault();
  }

  /** @param {Data} next */
  function update(next) {
    const text = JSON.stringify(next);
    if (text === last) return;
    const keeps = last !== "" && next.id === current.id;
    last = text;
    current = next;
    host.setAttribute("aria-label", next.label);
    picture.setData(next);
    tallest = Math.max(0, ...next.steps.map((step) => heightOf(step.arrays)));
    stepper.setSteps(next.steps, keeps);
  }

  const setTheme = () => {
    const theme = readTheme(root);
    root.classList.toggle("is-dark", theme.dark);
    picture.setTheme(theme);
    arrays.setTheme(theme);
  };
  setTheme();
  const unobserve = observeTheme(root, setTheme);
  const observer = new ResizeObserver(() => picture.resize());
  observer.observe(host);
  root.addEventListener("keydown", onKey);
  update(data);
  return {
    /** @param {{stepped: Data}} told */
    update: ({ stepped }) => update(stepped),
    destroy() {
      unobserve();
      observer.disconnect();
      root.removeEventListener("keydown", onKey);
      root.replaceChildren();
    },
  };
}
