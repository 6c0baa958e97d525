// @ts-check
// Time of a film: which moment is on, at which speed it goes on, and when it rests.

/**
 * @typedef {object} Reel
 * @property {boolean} playing
 * @property {() => void} toggle  play or pause; at the end, from the start
 * @property {(moment: number) => void} seek  rest at a moment
 * @property {(times: number) => void} setSpeed
 */

const SECONDS = 12; // of a whole film at speed 1
const SLOWEST = 6; // moments a second at speed 1

/**
 * @param {number} last  the number of the last moment
 * @param {{onMoment(moment: number): void, onState(): void}} heard
 * @returns {Reel}
 */
export function createReel(last, { onMoment, onState }) {
  let at = 0; // with the fraction of the way to the next moment
  let speed = 1;
  let playing = false;
  let before = 0;
  const rate = Math.max(SLOWEST, (last + 1) / SECONDS);

  /** @param {number} now */
  function turn(now) {
    if (!playing) return;
    const shown = Math.floor(at);
    // A frame's own time may be a little before the press that asked for it.
    at = Math.min(last, at + (Math.max(0, now - before) / 1000) * rate * speed);
    before = now;
    if (Math.floor(at) !== shown) onMoment(Math.floor(at));
    if (at >= last) set(false);
    else requestAnimationFrame(turn);
  }

  /** @param {boolean} on */
  function set(on) {
    playing = on;
    if (on) {
      before = performance.now();
      requestAnimationFrame(turn);
    }
    onState();
  }

  return {
    get playing() {
      return playing;
    },
    toggle() {
      if (!playing && at >= last) {
        at = 0;
        onMoment(0);
      }
      set(!playing && last > 0);
    },
    seek(moment) {
      at = Math.min(last, Math.max(0, moment));
      if (playing) set(false);
      onMoment(at);
    },
    setSpeed(times) {
      speed = times;
    },
  };
}
