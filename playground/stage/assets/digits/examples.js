// @ts-check
// Leafing through the images: arrows, orders, and a ribbon of thumbnails with the answers.

import { createCanvas, fitCanvas } from "../canvas.js";
import { createToggle } from "../card.js";
import { element, setPressed, setText } from "../dom.js";
import { createStamp, inksOf } from "./picture.js";
import { N_PIXELS, cellOf, unitOf } from "./reading.js";

const THUMB = 36;
const PITCH = 42;
const ANSWER = 15; // height of the answer under a thumbnail
const HEIGHT = THUMB + ANSWER + 4;
const WRONG = "#d55e00";

/**
 * @param {HTMLElement} host
 * @param {import("./scene.js").DigitsScene} scene
 */
export function createExamples(host, scene) {
  const before = arrow("‹", "Previous image", "image-before", () => scene.leaf(-1));
  const after = arrow("›", "Next image", "image-after", () => scene.leaf(1));
  const place = element("span", { class: "dbp-digits__place", "data-testid": "image-place" });
  const wish = () => scene.chosen.wish;
  /** @param {Partial<import("./reading.js").Wish>} patch */
  const want = (patch) => scene.choose({ wish: { ...wish(), ...patch }, source: "image" });
  const training = createToggle("training images", "split-train", "Those it learns from, in place of the test images", () =>
    want({ split: wish().split === "train" ? "test" : "train" }));
  const hardest = createToggle("hardest first", "hardest", "The largest loss first", () =>
    want({ order: wish().order === "hardest" ? "given" : "hardest" }));
  const mistakes = createToggle("mistakes", "mistakes", "Only images that are read wrongly at this moment", () =>
    want({ only: wish().only === "mistakes" ? "all" : "mistakes" }));
  const cell = createToggle("", "cell", "Press for all images again", () => want({ only: "all" }));
  const canvas = createCanvas("dbp-digits__thumbs");
  const ribbon = element(
    "div",
    {
      class: "dbp-digits__ribbon", tabindex: "0", role: "listbox", "data-testid": "ribbon",
      "aria-label": "Images; arrow keys leaf through them",
    },
    canvas,
  );
  host.append(
    element(
      "div",
      { class: "dbp-digits__leaf" },
      element("div", { class: "dbp-digits__arrows" }, before, after, place),
      element("div", { class: "dbp-digits__wishes" }, cell, mistakes, hardest, training),
    ),
    ribbon,
  );
  const stamp = createStamp();
  let inks = inksOf(scene.theme);
  let first = 0; // of the places, in the ribbon
  let room = 1;
  let painted = "";

  ribbon.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -room, ArrowDown: room }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    scene.leaf(way);
  });
  ribbon.addEventListener("click", (event) => {
    const x = event.clientX - ribbon.getBoundingClientRect().left;
    const chosen = scene.places[first + Math.floor(x / PITCH)];
    if (chosen !== undefined && x / PITCH < room) scene.choose({ source: "image", image: chosen });
  });

  function describe() {
    const { only, split, order } = wish();
    const { places, chosen } = scene;
    const at = places.indexOf(chosen.image);
    const noun = split === "train" ? "training image" : "test image";
    const none = only === "mistakes" ? "no mistakes" : "no such image";
    const where = at < 0 ? `${places.length} ${noun}s` : `${noun} ${at + 1} of ${places.length}`;
    const [ofCell, ofUnit] = [cellOf(only), unitOf(only)];
    const drawing = chosen.source === "drawing";
    setText(place, drawing ? "your drawing" : places.length ? where : none);
    setPressed(training, split === "train");
    setPressed(hardest, order === "hardest" && !ofUnit);
    setPressed(mistakes, only === "mistakes");
    setPressed(cell, true);
    cell.hidden = !ofCell && !ofUnit;
    if (ofCell) setText(cell, `${ofCell.actual} read as ${ofCell.predicted}  ×`);
    if (ofUnit) setText(cell, `most exciting for layer ${ofUnit.layer + 1}, unit ${ofUnit.unit + 1}  ×`);
    before.disabled = after.disabled = places.length < 2 && at >= 0;
  }

  function paint() {
    describe();
    const { places, chosen, theme, readSeq } = scene;
    const width = ribbon.clientWidth;
    room = Math.max(1, Math.floor((width + PITCH - THUMB) / PITCH));
    const at = Math.max(0, places.indexOf(chosen.image));
    first = Math.floor(at / room) * room;
    const shown = places.slice(first, first + room);
    const key = `${width} ${shown} ${chosen.image} ${chosen.source} ${readSeq} ${theme.dark} ${scene.run.run_id}`;
    if (key === painted && inks.theme === theme) return;
    painted = key;
    if (inks.theme !== theme) inks = inksOf(theme);
    const brush = fitCanvas(canvas, width, HEIGHT);
    brush.clearRect(0, 0, width, HEIGHT);
    shown.forEach((image, i) => paintThumb(brush, image, i * PITCH + 2));
  }

  /** @param {CanvasRenderingContext2D} brush @param {number} image @param {number} x */
  function paintThumb(brush, image, x) {
    const { images, reading, chosen, theme } = scene;
    if (!images || !reading) return;
    stamp.image(brush, images.pixels, image * N_PIXELS, x, 2, THUMB, inks);
    const here = image === chosen.image && chosen.source === "image";
    const wrong = reading.predicted[image] !== images.labels[image];
    brush.strokeStyle = here ? theme.css[1] : wrong ? WRONG : theme.grid;
    brush.lineWidth = here ? 2.4 : wrong ? 1.4 : 1;
    brush.strokeRect(x, 2, THUMB, THUMB);
    brush.font = `${wrong ? "600 " : ""}11.5px ${theme.font}`;
    brush.fillStyle = wrong ? WRONG : theme.faint;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    const text = wrong ? `${images.labels[image]}→${reading.predicted[image]}` : String(reading.predicted[image]);
    brush.fillText(text, x + THUMB / 2, THUMB + 2 + ANSWER / 2);
  }

  return {
    paint,
    resize() {
      painted = "";
    },
  };
}

/** @param {string} text @param {string} title @param {string} testId @param {() => void} onclick */
function arrow(text, title, testId, onclick) {
  return element(
    "button",
    { type: "button", class: "dbp-button dbp-button--small dbp-digits__arrow", title, "aria-label": title, "data-testid": testId, onclick },
    text,
  );
}
