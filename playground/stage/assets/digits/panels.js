// @ts-check
// The panels of a run that reads digits.

import { createCard, guarded } from "../card.js";
import { createCurvesPanel } from "../curves.js";

/**
 * @param {object} options
 * @param {any} options.context    what every painter gets
 * @param {import("../stats.js").Stats} options.stats
 * @param {() => void} options.onResize  a panel has another size now
 */
export function createPanels({ context, stats, onResize }) {
  const card = createCard({ name: "curves", kind: "curves", testId: "curves" });
  const panel = createCurvesPanel(card.host, context);
  const slots = [{ name: "curves", card, panel, failed: false }];
  const resized = new ResizeObserver(() => {
    for (const slot of slots) guarded(slot, () => slot.panel.resize());
    onResize();
  });
  resized.observe(card.host);
  return {
    elements: slots.map((slot) => slot.card.element),
    showView() {},
    /** @param {any} run */
    setRun(run) {
      for (const slot of slots) guarded(slot, () => slot.panel.setRun(run));
    },
    /** @param {any} frame */
    paint(frame) {
      for (const slot of slots) {
        const before = performance.now();
        guarded(slot, () => slot.panel.paint(frame));
        stats.painted(slot.name, performance.now() - before);
      }
    },
    resize() {
      for (const slot of slots) guarded(slot, () => slot.panel.resize());
    },
    destroy() {
      resized.disconnect();
      for (const slot of slots) slot.panel.destroy();
    },
  };
}
