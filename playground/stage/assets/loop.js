// @ts-check
// The frame loop: lets the player's time pass, paints what changed, and rests when nothing does.

const MOVING_MS = 150; // paintings closer than this are motion: the quality may be lower
const SETTLE_MS = 250; // a picture that stays this long is painted again at full quality

/** @typedef {"run" | "size" | "view" | "snapshot"} Change  why something is painted */
const WEIGHT = { snapshot: 1, view: 2, size: 3, run: 4 };

/**
 * @param {object} options
 * @param {import("./player.js").Player} options.player
 * @param {ReturnType<typeof import("./quality.js").createQuality>} options.quality
 * @param {import("./stats.js").Stats} options.stats
 * @param {() => boolean} options.canPaint
 * @param {(now: number, change: Change, quality: number) => void} options.paint
 * @param {(now: number) => void} options.afterFrame
 */
export function createLoop({ player, quality, stats, canPaint, paint, afterFrame }) {
  /** @type {Change | null} */ let change = null;
  /** @type {import("./decode.js").Snapshot | null} */ let painted = null;
  let request = 0;
  let settleTimer = 0;
  let lastFrame = 0;
  let paintedAt = -Infinity;
  let framesPerSecond = 60;
  let stopped = false;

  /** @param {Change} what */
  function dirty(what) {
    if (!change || WEIGHT[what] > WEIGHT[change]) change = what;
    schedule();
  }

  function schedule() {
    if (!request && !stopped) request = requestAnimationFrame(onFrame);
  }

  /** @param {number} now */
  function onFrame(now) {
    request = 0;
    if (player.tick(now)) dirty("snapshot");
    measure(now);
    if (change) paintNow(change, now - paintedAt < MOVING_MS ? quality.value : 1, now);
    change = null;
    afterFrame(now);
    stats.queued = player.queue.length;
    const live = player.playing && player.mode === "live";
    if (live || player.rolling || player.queue.length) schedule();
  }

  /** Frames a second that this machine manages while it is busy. @param {number} now */
  function measure(now) {
    const elapsed = now - lastFrame;
    lastFrame = now;
    if (elapsed < 200) framesPerSecond += 0.05 * (1000 / Math.max(elapsed, 4) - framesPerSecond);
  }

  /**
   * @param {Change} what
   * @param {number} fineness
   * @param {number} [now]
   */
  function paintNow(what, fineness, now = performance.now()) {
    if (stopped || !player.shown || !canPaint()) return;
    const started = performance.now();
    const another = player.shown !== painted;
    painted = player.shown;
    paint(now, what, fineness);
    paintedAt = now;
    if (another) count(now, performance.now() - started, fineness);
    clearTimeout(settleTimer);
    // When it stands still there is time to paint it finely.
    if (fineness < 1 || another) settleTimer = window.setTimeout(paintNow, SETTLE_MS, "view", 1);
  }

  /**
   * @param {number} now
   * @param {number} took ms
   * @param {number} fineness
   */
  function count(now, took, fineness) {
    if (fineness < 1 || quality.value === 1) quality.record(took);
    stats.quality = quality.value;
    stats.shown = painted?.seq ?? -1;
    stats.paintTotal.add(took);
    stats.display(now);
  }

  return {
    dirty,
    schedule,
    /** Canvases of another size are blank: paint before the browser shows them. */
    paintResized: () => paintNow("size", quality.value),
    get framesPerSecond() {
      return framesPerSecond;
    },
    destroy() {
      stopped = true;
      cancelAnimationFrame(request);
      clearTimeout(settleTimer);
    },
  };
}
