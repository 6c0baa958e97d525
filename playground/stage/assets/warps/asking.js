// @ts-check
// Asking the server for linear probes, gently: of the moment shown, and of moments spread evenly.

const STILL_MS = 350; // the picture has stood still this long: no hand is at a slider
const SPREAD = 40; // moments over the whole run that deserve a probe
const MOST_UNANSWERED = 3;

/**
 * @param {any} context  probes and askProbe
 * @param {import("./scene.js").Scene} scene
 */
export function createAsking(context, scene) {
  let timer = 0;
  /** @type {any} */ let run = null;
  /** @type {Map<number, number>} how often a moment was asked for */
  let asked = new Map();

  function later(/** @type {number} */ ms) {
    clearTimeout(timer);
    timer = window.setTimeout(ask, ms);
  }

  function ask() {
    if (document.hidden || !context.askProbe || !context.probes || !scene.frame?.snapshot) return;
    const seq = missing();
    if (seq === null) return;
    asked.set(seq, (asked.get(seq) ?? 0) + 1);
    context.askProbe(seq);
    later(STILL_MS);
  }

  /** The moment to ask for next: the one shown, then the one furthest from any that is known. */
  function missing() {
    const { snapshot, history } = scene.frame;
    const known = context.probes.all;
    const here = known.find((/** @type {any} */ probe) => probe.seq === snapshot.seq);
    const open = (/** @type {number} */ seq) => (asked.get(seq) ?? 0) < MOST_UNANSWERED;
    if (!here?.lines && open(snapshot.seq)) return snapshot.seq;
    const list = history.snapshots;
    if (list.length < 2 || known.length >= 4 * SPREAD) return null;
    const [first, last] = [list[0].seq, list[list.length - 1].seq];
    const gap = (last - first) / SPREAD;
    const seqs = [first - gap, ...known.map((/** @type {any} */ probe) => probe.seq), last + gap];
    let widest = 0;
    let middle = -1;
    for (let i = 1; i < seqs.length; i++) {
      if (seqs[i] - seqs[i - 1] <= Math.max(widest, 1.5 * gap)) continue;
      const index = history.indexOf((seqs[i] + seqs[i - 1]) / 2);
      const seq = list[Math.max(0, index)].seq;
      if (!open(seq) || seq === seqs[i - 1] || seq === seqs[i]) continue;
      [widest, middle] = [seqs[i] - seqs[i - 1], seq];
    }
    return middle >= 0 ? middle : null;
  }

  return {
    /** Something was painted. */
    note() {
      if (scene.run !== run) {
        run = scene.run;
        asked = new Map();
      }
      later(STILL_MS); // each painting puts it off: nothing is asked while time or depth moves
    },
    destroy() {
      clearTimeout(timer);
    },
  };
}
