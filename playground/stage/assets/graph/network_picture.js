// @ts-check
// placeholder until the next commit
export function createNetworkPicture() {
  return { setData() {}, show() {}, setTheme() {}, resize() {} };
}
