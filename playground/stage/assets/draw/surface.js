// @ts-check
// What is drawn on: pointers and keys become places, and a ring shows where the tool is.

import { element, setText } from "../dom.js";

/** @typedef {import("./spray.js").Place} Place */

const STEP = 16; // CSS pixels that an arrow key moves the cursor; a quarter with Shift

/**
 * @typedef {object} Handlers  of places in CSS pixels within the plot
 * @property {(place: Place, finger: boolean) => void} onStart
 * @property {(places: Place[]) => void} onMove  while the pointer is down
 * @property {() => void} onEnd
 * @property {(place: Place | null) => void} onHover  null: nothing is pointed at
 * @property {(place: Place) => string} onKey  Enter at the cursor; what happened, in words
 * @property {(place: Place) => void} onDelete
 * @property {() => void} onLeave  Escape
 */

/** @param {Handlers} handlers */
export function createSurface(handlers) {
  const ring = element("i", { class: "dbp-draw__ring", hidden: "" });
  const cursor = element("i", { class: "dbp-draw__cursor", hidden: "" });
  const spoken = element("span", { class: "dbp-draw__spoken", role: "status" });
  const pad = element(
    "div",
    {
      class: "dbp-draw__pad", tabindex: "0", role: "application", hidden: "", "data-own-keys": "",
      "data-testid": "draw-pad",
      "aria-label": "Drawing area: arrow keys move the cursor, Enter uses the tool there, Delete erases",
    },
    ring,
    cursor,
    spoken,
  );
  let box = { left: 0, top: 0, width: 0, height: 0 }; // of the plot, within the pad
  let pointerId = -1;
  /** @type {Place | null} of the keyboard */ let at = null;

  /** @param {{clientX: number, clientY: number}} event @returns {Place} */
  function placeOf({ clientX, clientY }) {
    const { left, top } = pad.getBoundingClientRect();
    return [clientX - left - box.left, clientY - top - box.top];
  }

  const inside = (/** @type {Place} */ [x, y]) => x >= 0 && y >= 0 && x <= box.width && y <= box.height;

  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pointerId >= 0) return;
    event.preventDefault(); // the keyboard stays where it is, so that Space still plays
    const place = placeOf(event);
    if (!inside(place)) return;
    pointerId = event.pointerId;
    pad.setPointerCapture(pointerId);
    showCursor(null);
    handlers.onStart(place, event.pointerType === "touch");
    handlers.onHover(place);
  });
  pad.addEventListener("pointermove", (event) => {
    const place = placeOf(event);
    if (event.pointerId === pointerId) {
      const passed = event.getCoalescedEvents?.() ?? [];
      handlers.onMove((passed.length ? passed : [event]).map(placeOf));
    }
    if (pointerId < 0 || event.pointerId === pointerId) handlers.onHover(inside(place) ? place : null);
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
    pad.addEventListener(name, (event) => {
      if (event.pointerId !== pointerId) return;
      pointerId = -1;
      handlers.onEnd();
      if (event.pointerType === "touch") handlers.onHover(null);
    });
  }
  pad.addEventListener("pointerleave", () => {
    if (pointerId < 0) handlers.onHover(null);
  });
  pad.addEventListener("blur", () => showCursor(null));
  pad.addEventListener("focus", () => showCursor(at ?? [box.width / 2, box.height / 2]));
  pad.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    const from = at ?? [box.width / 2, box.height / 2];
    if (dx || dy) {
      const step = event.shiftKey ? STEP / 4 : STEP;
      const to = /** @type {Place} */ ([from[0] + dx * step, from[1] + dy * step]);
      if (inside(to)) {
        showCursor(to);
        handlers.onHover(to);
      }
    } else if (event.key === "Enter") setText(spoken, handlers.onKey(/** @type {Place} */ (from)));
    else if (event.key === "Delete" || event.key === "Backspace") handlers.onDelete(/** @type {Place} */ (from));
    else if (event.key === "Escape") handlers.onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {Place | null} place */
  function showCursor(place) {
    at = place ?? at;
    cursor.hidden = !place;
    if (place) put(cursor, place);
    else if (pointerId < 0) handlers.onHover(null);
  }

  /** @param {HTMLElement} mark @param {Place} place */
  function put(mark, [x, y]) {
    mark.style.transform = `translate(${box.left + x}px, ${box.top + y}px)`;
  }

  return {
    element: pad,
    /** @param {boolean} on */
    enable(on) {
      pad.hidden = !on;
      pointerId = -1;
      at = null;
    },
    /** @param {typeof box} plot  in the host @param {typeof box} whole  what the pad covers */
    place(plot, whole) {
      box = { ...plot, left: plot.left - whole.left, top: plot.top - whole.top };
      for (const [name, value] of Object.entries(whole)) pad.style[/** @type {any} */ (name)] = `${value}px`;
    },
    inside,
    /**
     * @param {Place | null} place @param {number} [radius] @param {string} [kind]
     */
    showRing(place, radius = 8, kind = "") {
      ring.hidden = !place;
      if (!place) return;
      ring.style.setProperty("--radius", `${radius}px`);
      ring.dataset.kind = kind;
      put(ring, place);
    },
  };
}
