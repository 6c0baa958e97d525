// @ts-check
// Which snapshot is shown at this moment: plays the queue live, or any kept moment in replay.

import { History } from "./history.js";

/** @typedef {import("./decode.js").Snapshot} Snapshot */

const FRAME_MS = 1000 / 60;
const LONGEST_STEP_MS = 100; // a tab that was hidden goes on where it was, it does not catch up
const CUSHION = 4; // below this many waiting snapshots, play a little slower than run dry
const AHEAD_SECONDS = 0.3;
const LEAST_WANTED = 4;
const MOST_WANTED = 40;
const REPLAY_SECONDS = { shortest: 2, longest: 12 };

/**
 * Knows nothing of sockets, buttons or painting: snapshots come in with `receive`, time with `tick`,
 * and `shown` is what to paint. A snapshot enters the history when it is shown, so that the curves
 * never run ahead of the picture.
 */
export class Player {
  constructor() {
    this.history = new History();
    /** @type {Snapshot | null} */
    this.shown = null;
    /** @type {"live" | "replay"} */
    this.mode = "live";
    this.playing = false;
    /** Display frames (1/60 s) that each snapshot stays. */
    this.hold = 1;
    /** True while the kept history is still arriving. */
    this.loading = false;
    /** @type {{snapshot: Snapshot, stride: number}[]} */
    this.queue = [];
  }

  #due = 1; // snapshots that time has earned
  #lastTick = 0;
  #toLoad = 0;
  #received = 0; // newest seq that ever arrived
  #ignoring = false;
  /** @type {number | null} */
  #resumeAt = null;
  /** @type {{from: number, to: number, start: number, seconds: number} | null} */
  #roll = null;

  /** The newest snapshot that was shown: where the run stands, whatever replay shows. */
  get head() {
    return this.history.last ?? null;
  }

  /** True when nothing waits: what is shown is all there is. */
  get drained() {
    return this.queue.length === 0;
  }

  /** True while a replay rolls through the history by itself. */
  get rolling() {
    return this.#roll !== null;
  }

  /**
   * A new run, or the same after a reconnection: its history follows, oldest first.
   * @param {{historyCount: number, playing: boolean, hold: number, recent?: number, same?: boolean}}
   *   start
   */
  startRun({ historyCount, playing, hold, recent, same = false }) {
    const replayed = same && this.mode === "replay" && this.shown;
    this.#resumeAt = replayed ? this.shown.seq : null;
    this.history.clear(recent);
    this.queue = [];
    this.mode = "live";
    this.#roll = null;
    this.#ignoring = false;
    this.#received = 0;
    this.#toLoad = historyCount;
    this.loading = historyCount > 0;
    this.setState({ playing, hold });
  }

  /** @param {{playing: boolean, hold: number}} state what the server says */
  setState({ playing, hold }) {
    // After a pause of ours, news from before it must not start the picture again.
    if (this.#ignoring && playing !== this.playing) return;
    this.#ignoring = false;
    this.playing = playing;
    if (hold > 0) this.hold = hold;
  }

  /**
   * @param {{stride: number, snapshots: Snapshot[]}} message
   * @returns {boolean} whether there is something new to show at once
   */
  receive({ stride, snapshots }) {
    const newest = snapshots[snapshots.length - 1];
    if (this.#ignoring || !newest) return false;
    this.#received = Math.max(this.#received, newest.seq);
    if (this.loading) {
      this.history.push(snapshots, stride);
      this.#toLoad -= snapshots.length;
      if (this.#toLoad <= 0) this.#loaded();
      return !this.loading;
    }
    for (const snapshot of snapshots) this.queue.push({ snapshot, stride });
    return false;
  }

  #loaded() {
    this.loading = false;
    this.#due = 0;
    const index = this.#resumeAt === null ? -1 : this.history.indexOf(this.#resumeAt);
    if (index >= 0) this.mode = "replay";
    this.shown = (index >= 0 ? this.history.at(index) : this.history.last) ?? null;
  }

  /**
   * Let time pass.
   * @param {number} now ms
   * @returns {boolean} whether another snapshot is shown now
   */
  tick(now) {
    const elapsed = Math.min(LONGEST_STEP_MS, Math.max(0, now - this.#lastTick));
    this.#lastTick = now;
    if (this.loading) return false;
    if (this.mode === "replay") return this.#tickReplay(now);
    const waiting = this.queue.length;
    if (!this.playing && waiting <= 1) {
      this.#due = 1; // the answer to a step is shown at once
    } else {
      const speed = this.playing && waiting < CUSHION ? (waiting + 1) / (CUSHION + 1) : 1;
      this.#due = Math.min(1.75, this.#due + (speed * elapsed) / (FRAME_MS * this.hold));
    }
    // A quarter of a frame early is nearer than three quarters late.
    if (!waiting || this.#due < 1 - 0.25 / this.hold) return false;
    this.#due -= 1;
    const { snapshot, stride } = this.queue.shift();
    this.history.push([snapshot], stride, this.#received);
    this.shown = snapshot;
    return true;
  }

  /** @param {number} now */
  #tickReplay(now) {
    const roll = this.#roll;
    if (!roll) return false;
    if (!roll.start) roll.start = now;
    const share = Math.min(1, (now - roll.start) / (1000 * roll.seconds));
    const index = this.history.indexOf(roll.from + share * (roll.to - roll.from));
    if (share === 1) this.#roll = null;
    return this.#show(index);
  }

  /** @param {number} index */
  #show(index) {
    const snapshot = this.history.at(Math.max(0, index));
    if (!snapshot || snapshot === this.shown) return false;
    this.shown = snapshot;
    return true;
  }

  /**
   * Freeze the picture: what is queued, and what is still under way, will not be shown.
   * @returns {number} seq of the run's head, for the server to go back to
   */
  pause() {
    if (this.playing) this.#ignoring = true;
    this.playing = false;
    this.queue = [];
    return this.head?.seq ?? 0;
  }

  play() {
    this.live();
    this.playing = true;
    this.#due = Math.min(this.#due, 1);
  }

  /**
   * Show a kept moment; the run should be paused first.
   * @param {number} index into the history
   * @returns {boolean} whether another snapshot is shown now
   */
  seek(index) {
    this.mode = "replay";
    this.#roll = null;
    return this.#show(index);
  }

  /** Roll through the history from what is shown (from the start, when that is the end). */
  roll() {
    const { history, head } = this;
    if (!head || history.length < 2) return;
    const first = history.snapshots[0].seq;
    const from = !this.shown || this.shown.seq >= head.seq ? first : this.shown.seq;
    const { shortest, longest } = REPLAY_SECONDS;
    const whole = Math.min(longest, Math.max(shortest, (head.seq - first) / 60));
    const seconds = Math.max(0.3, (whole * (head.seq - from)) / (head.seq - first));
    this.mode = "replay";
    this.#roll = { from, to: head.seq, start: 0, seconds };
  }

  stopRoll() {
    this.#roll = null;
  }

  /**
   * Back to the run's head.
   * @returns {boolean} whether another snapshot is shown now
   */
  live() {
    this.#roll = null;
    if (this.mode === "live") return false;
    this.mode = "live";
    return this.#show(this.history.length - 1);
  }

  /** Leave replay where it is: what is shown is the run's head now. */
  rewind() {
    this.mode = "live";
    this.#roll = null;
  }

  /**
   * The run went back: everything after `seq` is gone.
   * @param {number} seq
   * @returns {boolean} whether another snapshot is shown now
   */
  truncate(seq) {
    this.#ignoring = false;
    this.queue = this.queue.filter(({ snapshot }) => snapshot.seq <= seq);
    this.#received = Math.min(this.#received, seq);
    this.history.truncate(seq);
    if (!this.shown || this.shown.seq <= seq || !this.history.length) return false;
    this.mode = "live";
    this.#roll = null;
    return this.#show(this.history.length - 1);
  }

  /**
   * How many snapshots the server should keep ready ahead of the shown one.
   * @param {number} framesPerSecond what this machine manages
   */
  want(framesPerSecond) {
    const perSecond = Math.min(60, framesPerSecond) / this.hold;
    return Math.min(MOST_WANTED, Math.max(LEAST_WANTED, Math.ceil(AHEAD_SECONDS * perSecond)));
  }
}
