// @ts-check
// Placeholder until the painter is in: an empty curves panel.
export function createCurvesPanel() {
  return { setRun() {}, paint() {}, resize() {}, destroy() {} };
}
