// @ts-check
// What the page shows at this moment, worked out once and shared by its panels: depth, time, views.

import { createForward } from "../forward.js";
import { DOMAIN, evaluationOf } from "../grid.js";
import { bendOf, createCarrier, layerOf } from "./carrier.js";
import { layBoundary, layCloud } from "./cloud.js";
import { N_OPERATIONS } from "./five_operations.js";
import { createSplits, placeOf, smooth, solidity, stageAt } from "./morph.js";
import { defaultChoice, SEEN, viewSpace } from "./space_view.js";

/** @typedef {import("./space_view.js").SpaceView} SpaceView */
/** @typedef {import("./space_view.js").Choice} Choice */

const PLANE = { x: /** @type {[number, number]} */ ([-DOMAIN, DOMAIN]), y: /** @type {[number, number]} */ ([-DOMAIN, DOMAIN]) };
const FINE = 97;
const COARSE = 56;
const COARSEST = 40; // of a large network in motion
const JUMP = 24; // snapshots apart that count as another moment, not as motion
const MIDDLE_STEPS = 7;
const HELD = 0.85; // of the way from the origin to the middle of the points, where the eye looks

/**
 * The scene of one stage. `show(frame)` takes in what the shell paints; everything else reads.
 */
export function createScene() {
  /** @type {any} */ let frame = null;
  /** @type {any} */ let run = null;
  /** @type {any} */ let cloud = null;
  /** @type {any} */ let carrier = null;
  /** @type {any} */ let forward = null; // for what the network says on the lines
  /** @type {any} */ let border = null;
  /** @type {any} */ let splits = null;
  /** @type {any} */ let shown = null; // the snapshot, what-if included
  /** @type {any} */ let last = null;
  /** @type {any} */ let answered = null;
  /** @type {Float32Array | undefined} */ let result;
  /** @type {Choice[]} */ let choices = [];
  /** @type {(SpaceView | null)[]} */ let views = [];
  /** @type {any[]} */ let viewsOf = [];
  /** @type {{base: any, edits: Map<number, number>, made: any} | null} */ let whatIf = null;
  let places = new Float64Array(0);
  let borderPlaces = new Float64Array(0);
  let depth = 0;
  let light = true; // a network small enough for everything in each frame
  let choicesVersion = 0;

  const scene = {
    get run() { return run; },
    get frame() { return frame; },
    get snapshot() { return shown; },
    get cloud() { return cloud; },
    get result() { return result; },
    get places() { return places; },
    get borderPlaces() { return borderPlaces; },
    get border() { return border; },
    get depth() { return depth; },
    set depth(value) { depth = Math.min(scene.deepest, Math.max(0, value)); },
    get deepest() { return run ? N_OPERATIONS * (run.layer_sizes.length - 1) : N_OPERATIONS; },
    /** Layer at hand, from 0, and the position in it. */
    get place() { return placeOf(depth); },
    /** The space nearest to the depth: 0 the inputs, 1 the first layer's… */
    get space() {
      const { layer, position } = placeOf(depth);
      return position < N_OPERATIONS / 2 ? layer : layer + 1;
    },
    get tweaked() { return whatIf !== null && whatIf.edits.size > 0; },
    choice: (/** @type {number} */ space) => choices[space],
    /** @param {number} space @param {Choice} choice */
    choose(space, choice) {
      choices[space] = choice;
      choicesVersion++;
    },
    /** @param {any} next */
    setRun(next) {
      const same = run && JSON.stringify(run.layer_sizes) === JSON.stringify(next.layer_sizes);
      run = next;
      cloud = layCloud(run);
      carrier = createCarrier(run);
      carrier.load(cloud.inputs, cloud.n);
      light = cloud.light;
      forward = createForward(run);
      border = { carrier: createCarrier(run), n: 0 };
      splits = createSplits(run);
      places = new Float64Array(SEEN * cloud.n);
      if (!same) choices = run.layer_sizes.map(defaultChoice);
      views = run.layer_sizes.map(() => null);
      viewsOf = run.layer_sizes.map(() => null);
      whatIf = null;
      shown = last = answered = null;
      result = undefined;
      scene.depth = depth;
    },
    /** @param {any} next  what the shell paints */
    show(next) {
      frame = next;
      if (whatIf && whatIf.base !== frame.snapshot) whatIf.made = null;
      shown = tweak(frame.snapshot);
    },
    /** @param {number} index  into the parameters @param {number | null} value  null: put back */
    edit(index, value) {
      whatIf ??= { base: null, edits: new Map(), made: null };
      if (value === null) whatIf.edits.delete(index);
      else whatIf.edits.set(index, value);
      whatIf.made = null;
      if (frame) shown = tweak(frame.snapshot);
    },
    putBack() {
      whatIf = null;
      if (frame) shown = frame.snapshot;
    },
    /** The layer at hand, taken apart. @param {number} layer  from 0 */
    split: (layer) => splits.of(shown.params, layer),
    /** @param {number} layer  from 0 */
    layer: (layer) => ({ ...layerOf(run, shown.params, layer), bend: bendOf(run, layer) }),
    /** Values of lines and points in a space: (width × n). @param {number} space */
    values(space) {
      carrier.use(shown.params);
      return carrier.at(space);
    },
    sums(/** @type {number} */ space) {
      carrier.use(shown.params);
      return carrier.sums(space);
    },
    /** Columns of ``values`` that are data points. */
    get points() {
      return { from: cloud.n - cloud.n_train - cloud.n_test, to: cloud.n };
    },
    view,
    answer,
    locate,
  };

  /** @param {any} snapshot */
  function tweak(snapshot) {
    if (!whatIf?.edits.size || !snapshot) return snapshot;
    if (!whatIf.made) {
      const params = Float32Array.from(snapshot.params);
      for (const [index, value] of whatIf.edits) params[index] = value;
      whatIf.made = { ...snapshot, params };
      whatIf.base = snapshot;
    }
    return whatIf.made;
  }

  /** How a space is looked at now. @param {number} space @returns {SpaceView} */
  function view(space) {
    const key = `${choicesVersion}`;
    if (viewsOf[space]?.params === shown.params && viewsOf[space].key === key) {
      return /** @type {SpaceView} */ (views[space]);
    }
    const { from, to } = scene.points;
    const width = run.layer_sizes[space];
    const near = viewsOf[space]?.key === key && Math.abs(viewsOf[space].seq - shown.seq) <= JUMP;
    const earlier = width > SEEN && space > 0 ? view(space - 1) : null;
    const values = width > SEEN ? scene.values(space) : new Float64Array(0);
    views[space] = viewSpace(values, width, cloud.n, from, to, choices[space], near ? views[space] : null, earlier);
    viewsOf[space] = { params: shown.params, key, seq: shown.seq };
    return /** @type {SpaceView} */ (views[space]);
  }

  /** What the network says over the input plane. */
  function answer() {
    const resolution = frame.quality >= 0.5 ? FINE : light ? COARSE : COARSEST;
    return evaluationOf(frame).plane(shown, PLANE, resolution, resolution);
  }

  /**
   * Where everything is at this depth: fills `places` and `borderPlaces`.
   *
   * @returns {{ball: {center: [number, number, number], radius: number}, solid: number, axes: Float64Array[]}}
   */
  function locate() {
    const { layer, position } = placeOf(depth);
    const [first, second] = [view(layer), view(layer + 1)];
    const { b } = layerOf(run, shown.params, layer);
    const stage = stageAt(splits.of(shown.params, layer), b, position, first, second);
    carrier.use(shown.params);
    carrier.seen(layer, stage, places);
    if (shown !== last) {
      const outputs = forward.run(shown.params, cloud.inputs, cloud.n).at(-1);
      result = forward.classProbabilities(outputs, cloud.n, result);
      last = shown;
    }
    if (run.n_inputs !== 1) {
      const now = answer();
      const fine = light || frame.changed !== "snapshot";
      if (answered !== shown || border.nx !== now.nx || (fine && !border.fine)) {
        border.fine = fine;
        const laid = layBoundary(run, shown.params, now, fine);
        border.carrier.load(laid.inputs, laid.n);
        border.n = laid.n;
        border.nx = now.nx;
        if (borderPlaces.length < SEEN * laid.n) borderPlaces = new Float64Array(2 * SEEN * laid.n);
        answered = shown;
      }
      border.carrier.use(shown.params);
      if (border.n) border.carrier.seen(layer, stage, borderPlaces);
    }
    const solid = solidity(first.dimensions, second.dimensions, position);
    const lanes = laneWeight(layer, position);
    if (lanes > 0) spreadLanes(lanes);
    return { ball: ballOf(solid), solid, axes: stage.axes };
  }

  /** One unit has no second direction: its points get room across. */
  function laneWeight(/** @type {number} */ layer, /** @type {number} */ position) {
    const [n_in, n_out] = run.layer_sizes.slice(layer, layer + 2);
    const before = n_in === 1 ? 1 - smooth(Math.min(1, Math.max(0, position - 1))) : 0;
    const after = n_out === 1 ? smooth(Math.min(1, Math.max(0, position - 2))) : 0;
    return n_in === 1 && n_out === 1 ? 1 : Math.max(before, after);
  }

  /** @param {number} weight */
  function spreadLanes(weight) {
    const { n, labels } = cloud;
    const { from } = scene.points;
    const kinds = Math.max(1, run.n_classes);
    let size = 0;
    for (let i = from; i < n; i++) size = Math.max(size, Math.abs(places[i]));
    for (let i = from; i < n; i++) {
      const jitter = ((i * 0.618034) % 1) - 0.5;
      const lane = run.n_classes ? (labels[i - from] + 0.5) / kinds - 0.5 : 0;
      places[n + i] += weight * size * (0.7 * lane + (0.5 / kinds) * jitter);
    }
  }

  /**
   * Where the eye looks, and how far around it the points reach.
   *
   * @param {number} solid  how much the third coordinate counts
   */
  function ballOf(solid) {
    const { n } = cloud;
    const { from, to } = scene.points;
    const middle = middleOf(places, n, from, to, solid);
    const center = /** @type {[number, number, number]} */ (middle.map((value) => HELD * value));
    let furthest = 0;
    for (let i = from; i < to; i++) {
      const a = places[i] - center[0];
      const c = places[n + i] - center[1];
      const e = solid * (places[2 * n + i] - center[2]);
      furthest = Math.max(furthest, a * a + c * c + e * e);
    }
    const radius = Math.sqrt(furthest);
    return { center, radius: radius > 1e-6 && Number.isFinite(radius) ? radius : 1 };
  }

  return scene;
}

/** @typedef {ReturnType<typeof createScene>} Scene */

/**
 * The middle of a cloud: near that of the smallest ball around it, but a smooth function of the
 * points, and one that turns and shifts with them: a mean in which far points count more.
 *
 * @param {Float64Array} places  (SEEN × n) @param {number} n @param {number} from @param {number} to
 * @param {number} solid  how much the third coordinate counts
 * @returns {number[]}
 */
function middleOf(places, n, from, to, solid) {
  const middle = [0, 0, 0];
  for (let step = 0; step < MIDDLE_STEPS; step++) {
    const sums = [0, 0, 0];
    let total = 0;
    for (let i = from; i < to; i++) {
      const a = places[i] - middle[0];
      const c = places[n + i] - middle[1];
      const e = places[2 * n + i] - middle[2];
      const weight = step === 0 ? 1 : (a * a + c * c + solid * e * e) ** 2;
      total += weight;
      sums[0] += weight * a;
      sums[1] += weight * c;
      sums[2] += weight * e;
    }
    if (!(total > 1e-12) || !Number.isFinite(total)) break;
    for (let k = 0; k < 3; k++) middle[k] += ((step === 0 ? 1 : 0.3) * sums[k]) / total;
  }
  return middle;
}
