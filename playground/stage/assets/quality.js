// @ts-check
// How finely to paint: follows the time that painting takes, quickly down and slowly up.

const STEP = 1 / 8;
const TOO_SLOW_MS = 15; // of painting in a frame; 16.7 would leave nothing for the browser
const PLENTY_MS = 8;
const SETTLE_FRAMES = 12; // after a change, before the next judgement
const SMOOTHING = 0.15;
const FIRST_TRY_FRAMES = 90;
const LAST_TRY_FRAMES = 1800;

/**
 * A quality from 0 to 1 in steps of an eighth. Each rise that has to be taken back doubles the wait
 * before the next one, so a machine at its limit settles in place of swinging.
 */
export function createQuality(start = 0.75) {
  let value = start;
  let smoothed = 0;
  let frames = 0;
  let patience = FIRST_TRY_FRAMES;
  let rose = false;

  /**
   * @param {number} to
   * @param {boolean} up
   */
  function change(to, up) {
    value = Math.min(1, Math.max(0, to));
    smoothed = 0;
    frames = 0;
    rose = up;
  }

  return {
    get value() {
      return value;
    },
    /** @param {number} ms what painting one snapshot took */
    record(ms) {
      // One long frame (a tab switch, a collection) must not count as a slow machine.
      const capped = Math.min(ms, 2.5 * TOO_SLOW_MS);
      smoothed = frames === 0 ? capped : smoothed + SMOOTHING * (capped - smoothed);
      frames++;
      if (frames < SETTLE_FRAMES) return;
      if (smoothed > TOO_SLOW_MS && value > 0) {
        if (rose) patience = Math.min(LAST_TRY_FRAMES, patience * 2);
        change(value - (smoothed > 2 * TOO_SLOW_MS ? 2 : 1) * STEP, false);
      } else if (smoothed < PLENTY_MS && value < 1 && frames >= patience) {
        change(value + STEP, true);
      }
    },
    /** A new network costs something else: forget what was learnt about the limit. */
    restart() {
      smoothed = 0;
      frames = 0;
      patience = FIRST_TRY_FRAMES;
      rose = false;
    },
  };
}
