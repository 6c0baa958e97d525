// @ts-check
// The drawing pad: mouse, finger, pen or arrow keys; each stroke is read while it is drawn.

import { createCanvas, fitCanvas } from "../canvas.js";
import { element, setText } from "../dom.js";
import { percentOf } from "./answers.js";
import { MAX_POINTS } from "./drawing.js";
import { createStamp, inksOf } from "./picture.js";

const PAD = 280; // the pad's own units along each side, whatever its size
const PEN = 17;
const LEAST_MOVE = 1.5; // a point nearer to the last one says nothing new
const KEY_STEP = 14;
const PREVIEW = 48; // CSS pixels
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @typedef {import("./drawing.js").Point} Point */

/**
 * @param {HTMLElement} host
 * @param {import("./scene.js").DigitsScene} scene
 */
export function createPad(host, scene) {
  const canvas = createCanvas("dbp-digits__ink");
  const preview = createCanvas("dbp-digits__preview");
  const newborn = element("small", {}, "it has learnt nothing yet: press Play");
  const hint = element("span", { class: "dbp-digits__hint" }, "draw a digit here", newborn);
  const pad = element(
    "div",
    {
      class: "dbp-digits__pad",
      "data-testid": "pad",
      tabindex: "0",
      role: "application",
      "data-own-keys": "",
      "aria-label":
        "Drawing pad. Arrow keys draw, Space lifts the pen, Backspace takes the last stroke back, Delete clears.",
    },
    canvas,
    hint,
    preview,
  );
  const undo = button("undo", "Take the last stroke back (Backspace)", () => take(strokes().slice(0, -1)));
  const clear = button("clear", "Clear the pad (Delete)", () => take([]));
  const back = button("images", "Back to the images", () => scene.choose({ source: "image" }));
  const answer = element("output", { class: "dbp-digits__padanswer", "data-testid": "pad-answer" });
  host.append(pad, element("div", { class: "dbp-digits__padtools" }, undo, clear, back, answer));

  /** @type {number | null} the pointer that draws */ let pointer = null;
  /** @type {Point} */ let pen = [PAD / 2, PAD / 2];
  let lifted = true;
  let byKeys = false;
  let painted = "";
  const stamp = createStamp();
  let inks = inksOf(scene.theme);

  const strokes = () => scene.chosen.strokes;

  /** @param {Point[][]} next */
  function take(next) {
    lifted = true;
    scene.choose({ strokes: next, source: "drawing" });
  }

  /** @param {PointerEvent} event @returns {Point} */
  function placeOf(event) {
    const box = pad.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * PAD,
      ((event.clientY - box.top) / box.height) * PAD,
    ];
  }

  /** @param {Point[]} points added to the stroke that is being drawn */
  function extend(points) {
    const all = strokes();
    const last = all[all.length - 1] ?? [];
    const kept = [...last];
    let left = MAX_POINTS - all.reduce((sum, stroke) => sum + stroke.length, 0);
    for (const point of points) {
      const [x, y] = kept[kept.length - 1] ?? [Infinity, Infinity];
      if (left-- <= 0) break;
      if (!(Math.hypot(point[0] - x, point[1] - y) < LEAST_MOVE)) kept.push(point);
    }
    scene.choose({ strokes: [...all.slice(0, -1), kept], source: "drawing" });
  }

  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pointer !== null) return;
    pointer = event.pointerId;
    pad.setPointerCapture(pointer);
    byKeys = false;
    lifted = true;
    scene.choose({ strokes: [...strokes(), [placeOf(event)]], source: "drawing" });
  });
  pad.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const all = event.getCoalescedEvents?.() ?? [];
    extend((all.length ? all : [event]).map(placeOf));
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    pad.addEventListener(end, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerId === pointer) pointer = null;
    });
  }
  pad.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (arrow) drawByKey(arrow);
    else if (event.key === " ") lifted = byKeys = true;
    else if (event.key === "Backspace") take(strokes().slice(0, -1));
    else if (event.key === "Delete" || event.key === "Escape") take([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
    painted = "";
    scene.choose({});
  });
  pad.addEventListener("blur", () => {
    byKeys = false;
    painted = "";
    scene.choose({});
  });

  /** @param {[number, number]} way */
  function drawByKey([right, down]) {
    const from = pen;
    pen = [
      Math.min(PAD - PEN / 2, Math.max(PEN / 2, pen[0] + right * KEY_STEP)),
      Math.min(PAD - PEN / 2, Math.max(PEN / 2, pen[1] + down * KEY_STEP)),
    ];
    byKeys = true;
    if (lifted) {
      lifted = false;
      scene.choose({ strokes: [...strokes(), [from, pen]], source: "drawing" });
    } else extend([pen]);
  }

  function paint() {
    const size = pad.clientWidth;
    const { theme, chosen, frame } = scene;
    const drawing = chosen.source === "drawing";
    const count = chosen.strokes.reduce((sum, stroke) => sum + stroke.length, 0);
    const key = `${size} ${theme.dark} ${theme.text} ${chosen.strokes.length} ${count} ${byKeys} ${pen}`;
    undo.disabled = clear.disabled = count === 0;
    back.hidden = !drawing;
    hint.hidden = count > 0;
    newborn.style.visibility = frame.snapshot.progress > 0 ? "hidden" : "visible";
    preview.hidden = !drawing || count === 0;
    if (!preview.hidden && preview.clientWidth) paintPreview();
    pad.classList.toggle("is-read", drawing);
    setText(answer, drawing && count ? `${scene.answer} · ${percentOf(scene.probabilities[scene.answer])}` : "");
    if (key === painted || size < 20) return;
    painted = key;
    const brush = fitCanvas(canvas, size, size);
    brush.clearRect(0, 0, size, size);
    brush.save();
    brush.scale(size / PAD, size / PAD);
    brush.strokeStyle = brush.fillStyle = theme.text;
    brush.lineWidth = PEN;
    brush.lineCap = brush.lineJoin = "round";
    for (const stroke of chosen.strokes) trace(brush, stroke);
    if (byKeys) {
      brush.strokeStyle = theme.css[1];
      brush.lineWidth = 2;
      brush.beginPath();
      brush.arc(pen[0], pen[1], PEN / 2 + 3, 0, 2 * Math.PI);
      brush.stroke();
    }
    brush.restore();
  }

  /** What the network gets, where the picture of it does not stand beside the pad. */
  function paintPreview() {
    if (inks.theme !== scene.theme) inks = inksOf(scene.theme);
    const brush = fitCanvas(preview, PREVIEW, PREVIEW);
    stamp.image(brush, scene.pixels, 0, 0, 0, PREVIEW, inks);
  }

  return {
    paint,
    resize() {
      painted = "";
    },
    destroy() {
      host.replaceChildren();
    },
  };
}

/** @param {CanvasRenderingContext2D} brush @param {Point[]} stroke */
function trace(brush, stroke) {
  if (!stroke.length) return;
  brush.beginPath();
  brush.moveTo(...stroke[0]);
  // A line without length is a dot, for it has round ends.
  for (const point of stroke.length > 1 ? stroke.slice(1) : stroke) brush.lineTo(...point);
  brush.stroke();
}

/** @param {string} name @param {string} title @param {() => void} onclick */
function button(name, title, onclick) {
  return element(
    "button",
    { type: "button", class: "dbp-button dbp-button--text dbp-digits__tool", title, "data-testid": `pad-${name}`, onclick },
    name === "images" ? "to the images" : name,
  );
}
