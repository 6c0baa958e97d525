// @ts-check
// Placeholder until the painter is in: an empty network panel.
export function createNetworkPanel() {
  return { setRun() {}, paint() {}, resize() {}, destroy() {} };
}
