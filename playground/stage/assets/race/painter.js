// @ts-check
// Painting a race's panels: each guarded and timed, with the shell's frames or soon after a choice.

import { guarded } from "../card.js";

/**
 * @param {any} scene
 * @param {import("../stats.js").Stats} stats
 * @param {any[]} slots  a name, a card and ``paint(scene)`` each; may be filled later
 * @param {() => boolean} isReady  whether there is a run that these panels can show
 */
export function createPainter(scene, stats, slots, isReady) {
  let request = 0;

  /** @param {any} frame */
  function paint(frame) {
    stop();
    if (!isReady() || !frame.snapshot) return;
    scene.show(frame);
    let before = performance.now();
    for (const slot of slots) {
      guarded(slot, () => slot.paint(scene));
      const after = performance.now();
      stats.painted(slot.name, after - before);
      before = after;
    }
  }

  function stop() {
    cancelAnimationFrame(request);
    request = 0;
  }

  return {
    paint,
    stop,
    /** Something was chosen or is looked at: paint in the next frame, unless the shell does before. */
    soon() {
      if (!scene.frame || request) return;
      request = requestAnimationFrame((now) => paint(Object.assign(scene.frame, { now, changed: "view" })));
    },
  };
}
