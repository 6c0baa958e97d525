// @ts-check
// A film of a training that needs no server: its moments' parameters, and the stage's own painters.

import { decodeSnapshots } from "../decode.js";
import { element, icon, setText } from "../dom.js";
import { formatEpoch, formatLoss, formatShare } from "../format.js";
import { createLegend } from "../legend.js";
import { createPalette } from "../colors.js";
import { readTheme } from "../theme.js";
import { createLosses } from "./losses.js";
import { createPicture } from "./picture.js";
import { createReel } from "./reel.js";

/** @typedef {import("../decode.js").Snapshot} Snapshot */

/**
 * @typedef {object} FilmData
 * @property {string} title
 * @property {any} run  as the server describes it
 * @property {string} snapshots  one binary message, in base64
 */

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const JUMP = 10; // moments, by Page Up and Page Down

/**
 * Build the film inside an element.
 *
 * @param {HTMLElement} host @param {FilmData} data
 */
export function showFilm(host, { title, run, snapshots: packed }) {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const { snapshots } = decodeSnapshots(bytes.buffer);
  const last = snapshots.length - 1;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const legend = createLegend();
  const plane = element("div", { class: "film-plane", role: "img", "aria-label": title });
  const curve = element("div", { class: "film-losses" });
  const numbers = Object.fromEntries(
    ["epoch", "train-loss", "test-loss", "train-accuracy", "test-accuracy"].map((name) => [
      name,
      element("b", { "data-testid": name }),
    ]),
  );
  const play = element("button", { type: "button", class: "film-play", "data-testid": "play" });
  const slider = element("input", {
    type: "range", min: 0, max: last, step: 1, value: 0,
    "aria-label": "Moment of the training", "data-testid": "moment",
  });
  const speed = element("select", { "aria-label": "Speed", "data-testid": "speed" });
  speed.append(...SPEEDS.map((times) => element("option", { value: times }, `${times} ×`)));
  speed.value = "1";
  const theme = element("button", { type: "button", "data-testid": "theme" }, "Light / dark");
  host.append(
    element("h1", {}, title),
    element(
      "main",
      {},
      plane,
      element(
        "div",
        { class: "film-side" },
        element("p", { class: "film-epoch" }, "epoch ", numbers.epoch),
        table(run, numbers),
        curve,
        element("p", { class: "film-words" }, words(run)),
        legend.element,
      ),
    ),
    element("footer", {}, play, slider, speed, theme),
  );

  let at = 0;
  const picture = createPicture(plane, run);
  const losses = createLosses(curve, snapshots, (moment) => reel.seek(moment));
  const reel = createReel(last, {
    onMoment(moment) {
      at = moment;
      paint();
    },
    onState: showState,
  });

  function paint() {
    const snapshot = snapshots[at];
    picture.paint(snapshot, reel.playing);
    losses.paint(at);
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", `epoch ${formatEpoch(snapshot.progress)}`);
    setText(numbers.epoch, formatEpoch(snapshot.progress));
    setText(numbers["train-loss"], formatLoss(snapshot.trainLoss));
    setText(numbers["test-loss"], formatLoss(snapshot.testLoss));
    setText(numbers["train-accuracy"], formatShare(snapshot.trainAccuracy));
    setText(numbers["test-accuracy"], formatShare(snapshot.testAccuracy));
  }

  function showState() {
    play.replaceChildren(icon(reel.playing ? "pause" : "play"));
    play.setAttribute("aria-label", reel.playing ? "Pause" : "Play");
    if (!reel.playing) paint();
  }

  function dress() {
    const palette = createPalette(readTheme(document.documentElement));
    picture.dress(palette);
    losses.dress(palette.theme);
    legend.setRun(run, palette);
    paint();
  }

  play.addEventListener("click", () => reel.toggle());
  slider.addEventListener("input", () => reel.seek(Number(slider.value)));
  speed.addEventListener("change", () => reel.setSpeed(Number(speed.value)));
  theme.addEventListener("click", () => {
    const { dark } = readTheme(document.documentElement);
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    dress();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
  document.addEventListener("keydown", (event) => press(event, reel, at, last));
  new ResizeObserver(() => {
    picture.resize();
    losses.resize();
    paint();
  }).observe(plane);

  dress();
  showState();
  if (!still.matches) reel.toggle();
}

/**
 * @param {KeyboardEvent} event @param {import("./reel.js").Reel} reel
 * @param {number} at @param {number} last
 */
function press(event, reel, at, last) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLSelectElement) return;
  if (event.key === " " && event.target instanceof HTMLButtonElement) return; // presses it
  const slides = event.target instanceof HTMLInputElement; // arrows move it already
  /** @type {Record<string, () => void>} */
  const keys = {
    " ": () => reel.toggle(),
    ...(slides
      ? {}
      : {
          ArrowRight: () => reel.seek(at + 1),
          ArrowLeft: () => reel.seek(at - 1),
          PageDown: () => reel.seek(at + JUMP),
          PageUp: () => reel.seek(at - JUMP),
          Home: () => reel.seek(0),
          End: () => reel.seek(last),
        }),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
}

/** @param {any} run @param {Record<string, HTMLElement>} numbers */
function table(run, numbers) {
  const row = (/** @type {string} */ name) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", class: `is-${name}` }, name === "train" ? "training" : name),
      element("td", {}, numbers[`${name}-loss`]),
      run.task === "regression" ? null : element("td", {}, numbers[`${name}-accuracy`]),
    );
  const head = ["", "loss", ...(run.task === "regression" ? [] : ["accuracy"])];
  return element(
    "table",
    {},
    element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name))),
    row("train"),
    row("test"),
  );
}

/** What to look for. @param {any} run */
function words(run) {
  const points = "Filled points are learnt from, rings only test.";
  if (run.n_inputs === 1) return `Follow the line: it bends until it runs through the points. ${points}`;
  if (run.task === "regression") return `Follow the colours: they turn into those of the points. ${points}`;
  return `Follow the dark line, the decision boundary: it bends until it parts the colours. ${points}`;
}
