// @ts-check
// Drawing points on the boundary: tools change the run's points at once, and tell the server.

import { createCanvas, fitCanvas } from "../canvas.js";
import { createToggle } from "../card.js";
import { icon, setPressed } from "../dom.js";
import { DOMAIN } from "../grid.js";
import { drawPoints, pointStyle } from "../points.js";
import { createBook } from "./book.js";
import { createOutbox } from "./outbox.js";
import { BRUSHES, createTrail, isTestPoint, strayed } from "./spray.js";
import { createStrokes } from "./strokes.js";
import { createSurface } from "./surface.js";
import { createTools } from "./tools.js";

/** @typedef {import("./book.js").Change} Change */
/** @typedef {import("./book.js").DrawnPoint} DrawnPoint */
/** @typedef {import("./spray.js").Place} Place */

/**
 * The picture that is drawn on.
 * @typedef {object} Plot
 * @property {(row: number[]) => Place} toPixels  of a point
 * @property {(place: Place) => [number, number]} toData
 * @property {() => void} refresh  drawing began or ended, or points changed while it is off
 * @property {() => any} palette
 */

const DRAW = "Draw points of your own; the network follows while it trains";
const WIDE = "Points cannot be drawn here: these data have more than two coordinates";
const MOST_POINTS = 2000;
const LARGEST_TARGET = 10;
const FEW = 4; // swatches that have room beside the tools on a phone
const GRAB = 14; // CSS pixels
const GRAB_FINGER = 24;
const TELL_MS = 800; // after a stroke, so that the page's script runs once for several
const DIGITS = 1000; // places are rounded to thousandths: shorter messages

/** @param {any} context  view, send, emit, hint, isBlocked, pointsChanged */
export function createDrawing(context) {
  /** @type {any} */ let run = null;
  /** @type {ReturnType<typeof createBook> | null} */ let book = null;
  /** @type {Plot | null} */ let plot = null;
  /** @type {HTMLElement | null} */ let host = null;
  let on = false;
  let count = 0; // points drawn, for the share of test points
  let drawn = 0; // strokes told to the page
  let tellTimer = 0;
  let reach = GRAB;
  let over = false; // the pointer is over the picture or its tools
  let painted = "";
  /** @type {any} */ let paintedWith = null;
  /** @type {ReturnType<typeof createTrail> | null} */ let trail = null;
  /** @type {number | null} */ let grabbed = null;

  const strokes = createStrokes();
  const outbox = createOutbox((command) => context.send(command));
  const canvas = createCanvas("dbp-draw__points");
  const toggle = createToggle("", "draw", DRAW, () => setOn(!on));
  toggle.classList.add("dbp-draw__toggle");
  toggle.setAttribute("aria-label", DRAW);
  toggle.append(icon("pencil"));
  const tools = createTools({
    onChoose: () => surface.showRing(null),
    onUndo: () => replay(strokes.undo()),
    onRedo: () => replay(strokes.redo()),
    onClear: clear,
  });
  const { chosen } = tools;
  const surface = createSurface({
    onStart: start,
    onMove: move,
    onEnd: end,
    onHover: hover,
    onKey: useKeys,
    onDelete: (place) => {
      start(place, false, "erase");
      end();
    },
    onLeave: () => {
      setOn(false);
      toggle.focus();
    },
  });

  // ── Changing points ───────────────────────────────────────────────────────────────────────────
  /** @param {Change[]} changes @param {boolean} [all]  every point goes */
  function make(changes, all = false) {
    if (!book || !changes.length) return;
    book.apply(changes);
    outbox.add(changes, all);
    context.pointsChanged();
    showTools();
    if (!on) plot?.refresh();
  }

  /** @param {Place} place  in CSS pixels */
  function put(place) {
    if (!book || !plot || !surface.inside(place)) return;
    const most = run.max_points ?? MOST_POINTS;
    if (book.size >= most) {
      const words = `A data set has at most ${most.toLocaleString("en")} points here. Erase some to draw more.`;
      context.hint(words);
      return;
    }
    const test = isTestPoint(count++, run.config.train_share ?? 0.5);
    const id = book.newId();
    /** @type {DrawnPoint} */
    const after = { id, row: rowAt(place, chosen.answer), test };
    strokes.add([{ id, before: null, after }]);
    make([{ id, before: null, after }]);
  }

  /** @param {Place} place @param {number} answer @returns {[number, number, number]} */
  function rowAt(place, answer) {
    const [x, y] = /** @type {Plot} */ (plot).toData(place);
    const within = (/** @type {number} */ value, /** @type {number} */ most) =>
      Math.round(Math.max(-most, Math.min(most, value)) * DIGITS) / DIGITS;
    if (run.n_inputs === 1) return [within(x, DOMAIN), 0, within(y, LARGEST_TARGET)];
    return [within(x, DOMAIN), within(y, DOMAIN), answer];
  }

  /** Nearest first. @param {Place} place @param {number} radius  CSS pixels */
  function pointsNear([x, y], radius) {
    return book?.within((row) => {
      const [px, py] = /** @type {Plot} */ (plot).toPixels(row);
      return Math.hypot(px - x, py - y);
    }, radius) ?? [];
  }

  /** @param {Place} place */
  function erase(place) {
    const changes = pointsNear(place, BRUSHES[chosen.brush].reach).map((point) =>
      ({ id: point.id, before: point, after: null }));
    strokes.add(changes);
    make(changes);
  }

  /** @param {Place} place */
  function drag(place) {
    const before = grabbed === null ? null : book?.get(grabbed);
    if (!before) return;
    const after = { ...before, row: rowAt(place, before.row[2]) };
    strokes.add([{ id: before.id, before, after }]);
    make([{ id: before.id, before, after }]);
  }

  function clear() {
    if (!book) return;
    const changes = book.all().map((point) => ({ id: point.id, before: point, after: null }));
    strokes.begin();
    strokes.add(changes);
    make(changes, true);
    end();
  }

  /** @param {Change[]} changes  of a stroke undone or done again */
  function replay(changes) {
    if (!changes.length) return;
    make(changes);
    tellLater();
  }

  // ── Strokes ───────────────────────────────────────────────────────────────────────────────────
  /** @type {import("./tools.js").Tool} */ let tool = "brush";

  /** @param {Place} place @param {boolean} finger @param {import("./tools.js").Tool} [with_] */
  function start(place, finger, with_ = chosen.tool) {
    tool = with_;
    reach = finger ? GRAB_FINGER : GRAB;
    strokes.begin();
    const { spacing, reach: wide } = BRUSHES[chosen.brush];
    trail = createTrail(tool === "erase" ? wide / 2 : spacing);
    trail.reach(place);
    if (tool === "brush") put(place);
    else if (tool === "erase") erase(place);
    else grabbed = pointsNear(place, reach)[0]?.id ?? null;
  }

  /** @param {Place[]} places */
  function move(places) {
    if (tool === "move") {
      drag(places[places.length - 1]);
      return;
    }
    const passed = places.flatMap((place) => trail?.reach(place) ?? []);
    if (tool === "erase") passed.forEach(erase);
    else for (const place of passed) put(strayed(place, BRUSHES[chosen.brush].stray));
  }

  function end() {
    grabbed = null;
    trail = null;
    if (strokes.end()) tellLater();
    showTools();
  }

  function tellLater() {
    clearTimeout(tellTimer);
    tellTimer = window.setTimeout(() => {
      // Points that nothing can be learnt from are no data yet; the next stroke may make them some.
      if (!context.isBlocked()) context.emit("drawn", ++drawn);
    }, TELL_MS);
  }

  /** Enter on the keyboard's cursor. @param {Place} place @returns {string} */
  function useKeys(place) {
    const size = book?.size ?? 0;
    if (chosen.tool !== "move") {
      start(place, false);
      end();
      const now = book?.size ?? 0;
      return now > size ? "a point drawn" : now < size ? `${size - now} erased` : "nothing changed";
    }
    if (grabbed === null) {
      start(place, false);
      return grabbed === null ? "no point here" : "picked up; move the cursor and press Enter";
    }
    drag(place);
    end();
    return "put down";
  }

  /** @param {Place | null} place */
  function hover(place) {
    if (!place || !on) surface.showRing(null);
    else if (chosen.tool === "erase") surface.showRing(place, BRUSHES[chosen.brush].reach, "erase");
    else if (chosen.tool === "brush") {
      const { stray } = BRUSHES[chosen.brush];
      surface.showRing(stray > 6 ? place : null, stray, "brush");
    } else {
      const point = grabbed === null ? pointsNear(place, reach)[0] : book?.get(grabbed);
      surface.showRing(point ? /** @type {Plot} */ (plot).toPixels(point.row) : null, 8, "point");
    }
  }

  // ── On and off ────────────────────────────────────────────────────────────────────────────────
  /** @param {boolean} now */
  function setOn(now) {
    if (now === on || (now && !book)) return;
    on = now;
    if (on) context.view.set({ showTrain: true, showTest: true }); // both are drawn
    setPressed(toggle, on);
    tools.element.hidden = !on;
    canvas.hidden = !on;
    surface.enable(on);
    host?.closest(".dbp-card")?.classList.toggle("is-drawing", on);
    host?.closest(".dbp")?.classList.toggle("is-drawing", on);
    painted = "";
    showTools();
    plot?.refresh();
  }

  function showTools() {
    if (!run || !plot) return;
    const classes = book && run.task !== "regression" ? book.all().map(({ row }) => row[2] + 1) : [];
    tools.setRun(run, Math.max(0, ...classes), plot.palette());
    host?.closest(".dbp-card")?.classList.toggle("has-many-classes", tools.count > FEW);
    tools.enable({ undo: strokes.canUndo, redo: strokes.canRedo, clear: (book?.size ?? 0) > 0 });
  }

  /** @param {KeyboardEvent} event */
  function onShortcut(event) {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
    const active = document.activeElement;
    const writing = active?.matches("input:not([type=range]), textarea, select, [contenteditable]");
    const ours = over || Boolean(active && host?.closest(".dbp")?.contains(active));
    const again = key === "y" || event.shiftKey;
    if (writing || !ours || !(again ? strokes.canRedo : strokes.canUndo)) return;
    event.preventDefault();
    event.stopPropagation();
    replay(again ? strokes.redo() : strokes.undo());
  }
  document.addEventListener("keydown", onShortcut, true);

  return {
    toggle,
    tools: tools.element,
    get on() {
      return on;
    },
    /** @param {HTMLElement} to  a positioned element @param {Plot} picture */
    attach(to, picture) {
      host = to;
      plot = picture;
      canvas.hidden = true;
      host.append(canvas, surface.element);
      const card = host.closest(".dbp-card") ?? host; // with the tools
      card.addEventListener("pointerenter", () => (over = true));
      card.addEventListener("pointerleave", () => (over = false));
    },
    /**
     * A run begins. If it has the points that are here, or will when it has heard of all of them,
     * what was drawn can still be taken back.
     *
     * @param {any} next
     */
    setRun(next) {
      const again = run?.run_id === next.run_id;
      run = next;
      toggle.disabled = !next.ids;
      toggle.title = next.ids ? DRAW : WIDE;
      painted = "";
      if (!next.ids) {
        setOn(false);
        book = null;
        strokes.forget();
        outbox.forget();
        return;
      }
      const late = outbox.unsettled();
      const trial = createBook({ ...next, ids: { ...next.ids } });
      trial.apply(late);
      const same = book !== null && trial.equals(book);
      book = createBook(next);
      if (same) {
        book.apply(late);
        if (again) outbox.resend();
      } else {
        strokes.forget();
        outbox.forget();
        count = 0;
      }
      grabbed = null;
    },
    showTools,
    /** @param {any} plotBox  where points lie @param {any} whole  the axes around it, too */
    place(plotBox, whole) {
      const { left, top } = plotBox;
      Object.assign(canvas.style, { left: `${left}px`, top: `${top}px` });
      surface.place(plotBox, whole);
      painted = "";
    },
    /**
     * Paint the points, if they or their place have changed.
     *
     * @param {{width: number, height: number}} box @param {object} ranges
     * @param {{train: boolean, test: boolean}} shown
     */
    paint(box, ranges, shown) {
      if (!on || !plot) return;
      const palette = plot.palette();
      const key = JSON.stringify([run.points_version, box.width, box.height, ranges, shown]);
      if (key === painted && paintedWith === palette) return;
      if (paintedWith !== palette) showTools();
      painted = key;
      paintedWith = palette;
      const brush = fitCanvas(canvas, box.width, box.height);
      brush.clearRect(0, 0, box.width, box.height);
      for (const set of /** @type {const} */ (["test", "train"])) {
        if (shown[set]) drawPoints(brush, run[set], pointStyle(run, set, palette), plot.toPixels);
      }
    },
    destroy() {
      clearTimeout(tellTimer);
      document.removeEventListener("keydown", onShortcut, true);
    },
  };
}
