// @ts-check
// Placeholder until the painter is in: an empty warp panel.
export function createWarpPanel() {
  return { setRun() {}, paint() {}, resize() {}, destroy() {} };
}
