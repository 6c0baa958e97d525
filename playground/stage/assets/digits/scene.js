// @ts-check
// What all panels of the digits share: which image goes in, what comes out, and what was chosen.

import { createForward } from "../forward.js";
import { UNSPOILT, corrupt } from "./corruption.js";
import { draw } from "./drawing.js";
import { N_DIGITS, N_PIXELS, createReader, imagesOf, inputsOf, placesOf, unitOf } from "./reading.js";

const READ_MS = 200; // all images are read five times a second while it trains
const STRAINED = 0.4; // quality below which they are read more seldom
const ORDER_MS = 1000; // and put in order once a second, for thumbnails that move cannot be looked at

/**
 * @typedef {object} Chosen
 * @property {"image" | "drawing"} source
 * @property {number} image  among all images; below 0 until there are any
 * @property {import("./drawing.js").Point[][]} strokes
 * @property {import("./reading.js").Wish} wish
 * @property {import("./corruption.js").Amounts} amounts
 * @property {import("./reading.js").Unit | null} unit  hidden unit that is looked at
 */

/** What was chosen stays while the visitor looks at another view of the page. @type {Chosen} */
const chosen = {
  source: "image",
  image: -1,
  strokes: [],
  wish: { split: "test", order: "given", only: "all" },
  amounts: { ...UNSPOILT },
  unit: null,
};

/**
 * @param {any} context
 * @param {() => void} onChange  something was chosen
 */
export function createDigitsScene(context, onChange) {
  /** @type {any} */ let run = null;
  /** @type {any} */ let frame = null;
  /** @type {import("./reading.js").Images | null} */ let images = null;
  /** @type {((params: Float32Array) => import("./reading.js").Reading) | null} */ let read = null;
  /** @type {import("./reading.js").Reading | null} */ let reading = null;
  /** @type {any} */ let forward = null;
  let readSeq = -1;
  let readAt = -Infinity;
  let orderedAt = -Infinity;
  let orderedFor = "";
  let jumps = false; // other images were asked for: the first of them is shown
  /** @type {number[]} */ let places = [];
  let drawn = draw(chosen.strokes);
  let drawnOf = chosen.strokes;
  /** @type {Float32Array} */ let pixels = new Float32Array(N_PIXELS);
  /** @type {Float32Array[]} */ let layers = [];
  const probabilities = new Float32Array(N_DIGITS);

  /** @param {boolean} anew */
  function readAll(anew) {
    const { snapshot, now } = frame;
    const pause = frame.quality < STRAINED ? 3 * READ_MS : READ_MS;
    const moving = now - readAt < pause; // what stands still is painted once more, later
    if (!anew && (snapshot.seq === readSeq || moving)) return;
    reading = /** @type {any} */ (read)(snapshot.params);
    readSeq = snapshot.seq;
    readAt = now;
  }

  function putInOrder() {
    const wish = JSON.stringify(chosen.wish);
    const asked = wish !== orderedFor;
    const moving = frame.changed === "snapshot" && frame.now - orderedAt < ORDER_MS;
    if (!reading || (!asked && (moving || orderedAt === readAt))) return;
    places = placesOf(/** @type {any} */ (images), reading, chosen.wish);
    orderedFor = wish;
    orderedAt = readAt;
    const sorted = chosen.wish.order === "hardest" || unitOf(chosen.wish.only);
    if (jumps && places.length && (sorted || !places.includes(chosen.image))) chosen.image = places[0];
    jumps = false;
  }

  /** Once a frame, however many points the pen has told of. */
  function drawAnew() {
    if (drawnOf === chosen.strokes) return;
    drawn = draw(chosen.strokes);
    drawnOf = chosen.strokes;
  }

  function readOne() {
    drawAnew();
    const shown = /** @type {any} */ (images).pixels;
    const from = chosen.image * N_PIXELS;
    const plain = chosen.source === "drawing" ? drawn.image : shown.subarray(from, from + N_PIXELS);
    pixels = corrupt(plain, chosen.amounts);
    layers = forward.run(frame.snapshot.params, inputsOf(run, pixels, 1), 1);
    forward.classProbabilities(layers[layers.length - 1], 1, probabilities);
  }

  return {
    chosen,
    context,
    get theme() {
      return context.theme;
    },
    get run() {
      return run;
    },
    get frame() {
      return frame;
    },
    get images() {
      return images;
    },
    get reading() {
      return reading;
    },
    /** Grows with every reading of all images. */
    get readSeq() {
      return readSeq;
    },
    /** Images to leaf through. */
    get places() {
      return places;
    },
    /** The drawing as the network gets it, before it is spoilt. */
    get drawn() {
      return drawn;
    },
    /** What goes in: (64,) from 0 to 16. */
    get pixels() {
      return pixels;
    },
    /** Values of all layers for it. */
    get layers() {
      return layers;
    },
    probabilities,
    /** The right answer, where there is one. */
    get truth() {
      return chosen.source === "image" && images ? images.labels[chosen.image] : null;
    },
    get answer() {
      let best = 0;
      for (let k = 1; k < N_DIGITS; k++) if (probabilities[k] > probabilities[best]) best = k;
      return best;
    },
    /** Nothing is drawn: there is nothing to answer. */
    get empty() {
      return chosen.source === "drawing" && drawn.pen === 0;
    },
    get spoilt() {
      return Object.values(chosen.amounts).some((amount) => amount !== 0);
    },
    /** @param {any} next */
    setRun(next) {
      run = next;
      images = imagesOf(run);
      read = createReader(run, images);
      forward = createForward(run);
      reading = null;
      readSeq = -1;
      orderedFor = "";
      chosen.unit = null;
      if (unitOf(chosen.wish.only)) chosen.wish.only = "all";
      if (chosen.image < 0) chosen.image = images.nTrain;
    },
    /** @param {any} next */
    show(next) {
      frame = next;
      readAll(reading === null || frame.changed === "run");
      putInOrder();
      readOne();
    },
    /** @param {Partial<Chosen>} patch */
    choose(patch) {
      Object.assign(chosen, patch);
      jumps ||= patch.wish !== undefined;
      onChange();
    },
    /** Look at a hidden unit, or at none. @param {import("./reading.js").Unit | null} unit */
    look(unit) {
      const before = chosen.unit;
      if (before?.layer === unit?.layer && before?.unit === unit?.unit) return;
      this.choose({ unit });
    },
    /** The images that excite a unit most, or all again. @param {import("./reading.js").Unit} unit */
    explore(unit) {
      const now = unitOf(chosen.wish.only);
      const again = now?.layer === unit.layer && now.unit === unit.unit;
      this.choose({ source: "image", wish: { ...chosen.wish, only: again ? "all" : unit } });
    },
    /** Another image of those wanted. @param {number} steps onwards, or back */
    leaf(steps) {
      if (!places.length) return;
      const at = places.indexOf(chosen.image);
      const next = at < 0 ? 0 : (at + steps + places.length) % places.length;
      this.choose({ source: "image", image: places[next] });
    },
  };
}

/** @typedef {ReturnType<typeof createDigitsScene>} DigitsScene */
