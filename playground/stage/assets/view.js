// @ts-check
// What the visitor chose to see, shared by all panels; the lasting choices survive a reload.

/**
 * A unit of the network: layer 0 is the inputs, 1…L the hidden layers, L + 1 the output.
 * @typedef {{layer: number, unit: number}} Unit
 */

/**
 * @typedef {object} ViewState
 * @property {boolean} showTrain  show the training points
 * @property {boolean} showTest   show the test points
 * @property {boolean} hard       predicted classes in place of probabilities
 * @property {boolean} logLoss    logarithmic loss axis
 * @property {boolean} logEpochs  logarithmic epoch axis
 * @property {boolean} confusion  the confusion table in place of the curves
 * @property {Unit | null} hovered
 * @property {Unit | null} pinned
 */

/** @type {ViewState} */
const DEFAULTS = Object.freeze({
  showTrain: true,
  showTest: true,
  hard: false,
  logLoss: false,
  logEpochs: false,
  confusion: false,
  hovered: null,
  pinned: null,
});
const LASTING = /** @type {const} */ (["showTrain", "showTest", "hard", "logLoss", "logEpochs"]);
const STORAGE_KEY = "dbp.view";

/** Storage that forgets quietly where the browser allows none. */
export const storage = {
  /** @param {string} key */
  read(key) {
    try {
      return JSON.parse(window.localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  },
  /**
   * @param {string} key
   * @param {unknown} value
   */
  write(key, value) {
    try {
      window.localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
  },
};

/** The view of one stage: read `state`, change it with `set`, hear of changes with `subscribe`. */
export function createView() {
  const stored = storage.read(STORAGE_KEY);
  /** @type {ViewState} */
  const state = { ...DEFAULTS };
  for (const name of LASTING) {
    if (typeof stored?.[name] === "boolean") state[name] = stored[name];
  }
  /** @type {Set<(state: ViewState) => void>} */
  const listeners = new Set();

  return {
    state,
    /** @param {Partial<ViewState>} patch */
    set(patch) {
      const changed = Object.entries(patch).filter(([name, value]) => !same(state[name], value));
      if (!changed.length) return;
      Object.assign(state, Object.fromEntries(changed));
      if (changed.some(([name]) => /** @type {readonly string[]} */ (LASTING).includes(name))) {
        storage.write(STORAGE_KEY, Object.fromEntries(LASTING.map((name) => [name, state[name]])));
      }
      for (const listener of [...listeners]) listener(state);
    },
    /**
     * @param {(state: ViewState) => void} listener
     * @returns {() => void} stops listening
     */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * @param {any} a
 * @param {any} b
 */
function same(a, b) {
  if (a && b && typeof a === "object") return a.layer === b.layer && a.unit === b.unit;
  return a === b;
}
