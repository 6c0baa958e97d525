// @ts-check
// What the page hands to the stage piece by piece, each piece resent only when it has changed.

/** Where playground/stage/component.py leaves pieces, by topic, and says so. */
const EVENT = "dbp-delivery";

/**
 * Hear of every piece: those that are there already, then each as it comes.
 *
 * @param {(topic: string, data: any) => void} onPiece
 * @returns {() => void} stops listening
 */
export function listenToDeliveries(onPiece) {
  const page = /** @type {any} */ (window);
  page.__dbp_deliveries ??= new Map();
  for (const [topic, data] of page.__dbp_deliveries) onPiece(topic, data);
  const listener = (/** @type {Event} */ event) => {
    const topic = /** @type {CustomEvent} */ (event).detail;
    onPiece(topic, page.__dbp_deliveries.get(topic));
  };
  window.addEventListener(EVENT, listener);
  return () => window.removeEventListener(EVENT, listener);
}
