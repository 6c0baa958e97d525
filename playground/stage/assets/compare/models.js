// @ts-check
// All models of the comparison: what the page announced, what it has delivered, and what is shown.

import { createPixels } from "../canvas.js";
import { paintAnswer } from "../plane.js";
import { listenToDeliveries } from "./deliveries.js";
import { CELLS, createNetworkModel, CURVE_CELLS, NETWORK } from "./network_model.js";
import { toBytes, unpack } from "./packed.js";

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {string} label
 * @property {boolean} linear    a straight cut through its input features
 * @property {string} settings   its parameters in words
 * @property {string} key        of the fit that the page wants
 * @property {boolean} ready     what is shown belongs to the data shown
 * @property {boolean} waiting   another fit is under way
 * @property {string} note       what there is to say about the fit
 * @property {import("./difference.js").Answer | null} answer
 * @property {Uint8Array | Float32Array | null} atPoints  class index or value at training, then test points
 * @property {number} train      accuracy, or R²
 * @property {number} test
 * @property {number} seconds    of fitting
 * @property {number} count      of parameters
 * @property {string} meaning    of that count
 * @property {number} version    of the answer
 * @property {number} pointsVersion
 */

/** @typedef {{name: string, label: string, linear: boolean, settings: string, key: string}} Announced */

const PIECE = "model:"; // topic of a model's delivery

/** @param {() => void} onChange  something has arrived */
export function createModels(onChange) {
  const network = createModel({ name: NETWORK, label: "Your network", linear: false, settings: "", key: "" });
  const live = createNetworkModel(network);
  /** @type {Model[]} */ let list = [network];
  /** @type {Map<string, any>} */ const pieces = new Map();
  /** @type {WeakMap<Model, any>} */ const taken = new WeakMap();
  /** @type {WeakMap<Model, {pixels: any, version: number, palette: any}>} */ const fields = new WeakMap();
  /** @type {any} */ let run = null;
  /** @type {any} */ let costs = null;

  const stop = listenToDeliveries((topic, data) => {
    // The page hands over everything again at each of its runs; what is known needs no unpacking.
    if (topic.startsWith(PIECE)) {
      if (sameFit(pieces.get(data.name), data)) return;
      pieces.set(data.name, data);
    } else if (topic === "costs") costs = data;
    else return;
    if (run && (topic === "costs" || list.some((model) => model.name === data.name && take(model)))) onChange();
  });

  /** Whether a piece was computed from the data that the stage shows. @param {any} piece */
  function fits(piece) {
    return Object.entries(piece.made_of).every(
      ([name, value]) =>
        name === "data" ? value === run.data : JSON.stringify(value) === JSON.stringify(run.config[name]),
    );
  }

  /**
   * Bring a model in line with what was delivered.
   * @param {Model} model
   * @returns {boolean} whether anything has changed
   */
  function take(model) {
    if (model === network) return false;
    const piece = pieces.get(model.name);
    const usable = piece !== undefined && fits(piece);
    const waiting = !usable || piece.key !== model.key;
    const before = [model.ready, model.waiting, taken.get(model)];
    model.waiting = waiting;
    if (usable && taken.get(model) !== piece) {
      taken.set(model, piece);
      model.ready = true;
      unpackInto(model, piece, run);
      model.version++;
      model.pointsVersion++;
    } else if (!usable) {
      model.ready = false;
      taken.delete(model);
    }
    return before[0] !== model.ready || before[1] !== waiting || before[2] !== taken.get(model);
  }

  return {
    network,
    get list() {
      return list;
    },
    /** @param {string} name */
    get: (name) => list.find((model) => model.name === name) ?? network,
    /** What the page says linear models cost here, where that belongs to what is shown. */
    get costs() {
      return costs && run && fits(costs) ? costs : null;
    },
    /** @param {Announced[]} announced  in the table's order */
    announce(announced) {
      list = [network, ...announced.map((row) => Object.assign(list.find(({ name }) => name === row.name) ?? createModel(row), row))];
      if (run) list.forEach(take);
    },
    /** @param {any} next */
    setRun(next) {
      run = next;
      live.setRun(run);
      list.forEach(take);
    },
    /** @param {any} frame */
    show(frame) {
      live.show(frame);
    },
    /**
     * A model's field as a small picture, painted when it or the colours have changed.
     *
     * @param {Model} model @param {import("../colors.js").Palette} palette
     * @returns {HTMLCanvasElement | null}
     */
    field(model, palette) {
      const { answer } = model;
      if (!model.ready || !answer) return null;
      let field = fields.get(model);
      if (field?.pixels.width !== answer.nx || field.pixels.height !== answer.ny) {
        field = { pixels: createPixels(answer.nx, answer.ny), version: -1, palette };
        fields.set(model, field);
      }
      if (field.version !== model.version || field.palette !== palette) {
        Object.assign(field, { version: model.version, palette });
        paintAnswer(field.pixels.pixels, run, /** @type {any} */ (answer), palette);
        field.pixels.show();
      }
      return field.pixels.canvas;
    },
    destroy: stop,
  };
}

/**
 * Whether two pieces are of the same fit: data and parameters decide it.
 * @param {any} a @param {any} b
 */
function sameFit(a, b) {
  return a?.key === b.key && JSON.stringify(a.made_of) === JSON.stringify(b.made_of);
}

/** @param {Announced} announced @returns {Model} */
function createModel(announced) {
  return {
    ...announced,
    ready: false, waiting: true, note: "",
    answer: null, atPoints: null,
    train: NaN, test: NaN, seconds: NaN, count: NaN, meaning: "",
    version: 0, pointsVersion: 0,
  };
}

/** @param {Model} model @param {any} piece @param {any} run */
function unpackInto(model, piece, run) {
  const values = unpack(piece.field);
  const [nx, ny] = run.n_inputs === 1 ? [CURVE_CELLS, 1] : [CELLS, CELLS];
  const n = nx * ny;
  let result = values;
  if (run.task !== "regression" && run.n_classes === 2) {
    result = new Float32Array(2 * n);
    result.set(values, n);
    for (let i = 0; i < n; i++) result[i] = 1 - values[i];
  }
  const { train, test, seconds, count, meaning, note } = piece;
  Object.assign(model, { train, test, seconds, count, meaning, note });
  model.answer = { result, n, nx, ny };
  model.atPoints = run.task === "regression" ? unpack(piece.points) : toBytes(piece.points);
}
