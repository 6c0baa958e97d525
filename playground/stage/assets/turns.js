// @ts-check
// Taking turns: on a machine at its limit the network and the warps paint every second snapshot.

const STRAINED = 0.2; // quality below which turns are taken

/**
 * A function that says whether to sit this frame out. Only a frame that brings the next snapshot
 * may be left out: a picture that stands still is always painted.
 *
 * @param {boolean} first  whether to sit out the first, third… or the second, fourth…
 * @returns {(frame: {changed: string, quality: number}) => boolean}
 */
export function createTurns(first) {
  let out = first;
  return ({ changed, quality }) => {
    if (changed !== "snapshot" || quality >= STRAINED) return false;
    out = !out;
    return !out;
  };
}
