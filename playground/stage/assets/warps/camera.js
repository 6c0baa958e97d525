// @ts-check
// The eye on a space: straight from above on a plane, and from where the visitor turned it in 3-D.

const DISTANCE = 4.2; // of the eye, in radii of the cloud
export const FIRST_VIEW = Object.freeze({ yaw: -0.62, pitch: 1.02 });
const PER_PIXEL = 0.0085; // radians
const PER_KEY = 0.12;

/** @typedef {{yaw: number, pitch: number}} Direction */

/**
 * @typedef {object} Eye
 * @property {Float64Array} turn  (3 × 3)
 * @property {number} solid  0: flat, 1: in three dimensions
 * @property {[number, number, number]} center
 * @property {number} radius
 * @property {number} scale  CSS pixels per unit at the centre
 * @property {number} x @property {number} y  of the centre, CSS pixels
 */

/**
 * @param {Direction} direction @param {number} solid
 * @param {{center: [number, number, number], radius: number}} ball  what must be seen
 * @param {number} width @param {number} height  CSS pixels
 * @returns {Eye}
 */
export function createEye({ yaw, pitch }, solid, { center, radius }, width, height) {
  const [cy, sy] = [Math.cos(yaw * solid), Math.sin(yaw * solid)];
  const [cp, sp] = [Math.cos(pitch * solid), Math.sin(pitch * solid)];
  // Turn about the third axis, then tip the plane backwards: up on the screen is the third axis.
  const turn = Float64Array.of(cy, -sy, 0, cp * sy, cp * cy, sp, -sp * sy, -sp * cy, cp);
  const scale = ((0.93 - 0.07 * solid) * Math.min(width, height)) / 2 / Math.max(radius, 1e-9);
  return { turn, solid, center, radius, scale, x: width / 2, y: height / 2 };
}

/**
 * Places on the screen.
 *
 * @param {Eye} eye
 * @param {Float64Array} places  (3 × n) @param {number} n
 * @param {Float32Array} into  (3 × n): x, y in CSS pixels, and nearness from about −1 to 1
 */
export function project(eye, places, n, into) {
  const { turn: m, solid, center, radius, scale, x, y } = eye;
  const squeeze = solid / (DISTANCE * Math.max(radius, 1e-9));
  for (let i = 0; i < n; i++) {
    const a = places[i] - center[0];
    const b = places[n + i] - center[1];
    const c = places[2 * n + i] - center[2];
    const near = m[6] * a + m[7] * b + m[8] * c;
    const factor = scale / Math.max(0.15, 1 - squeeze * near);
    into[i] = x + factor * (m[0] * a + m[1] * b + m[2] * c);
    into[n + i] = y - factor * (m[3] * a + m[4] * b + m[5] * c);
    into[2 * n + i] = near / radius;
  }
}

/**
 * The directions a visitor turns to: by pointer, finger and keys.
 *
 * @param {HTMLElement} host  listens @param {() => boolean} canTurn @param {() => void} onTurn
 */
export function createTurning(host, canTurn, onTurn) {
  /** @type {Direction} */
  const direction = { ...FIRST_VIEW };
  /** @type {{id: number, x: number, y: number} | null} */
  let drag = null;

  /** @param {number} right @param {number} up  radians */
  function turn(right, up) {
    direction.yaw += right;
    direction.pitch = Math.min(Math.PI, Math.max(0, direction.pitch + up));
    host.setAttribute("aria-valuenow", String(Math.round((direction.yaw * 180) / Math.PI)));
    onTurn();
  }

  host.addEventListener("pointerdown", (event) => {
    if (!canTurn() || event.button !== 0 || /** @type {Element} */ (event.target).closest("button")) return;
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY };
    host.setPointerCapture(event.pointerId);
    host.classList.add("is-turning");
  });
  host.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    turn(PER_PIXEL * (event.clientX - drag.x), -PER_PIXEL * (event.clientY - drag.y));
    drag = { id: drag.id, x: event.clientX, y: event.clientY };
  });
  const stop = () => {
    drag = null;
    host.classList.remove("is-turning");
  };
  host.addEventListener("pointerup", stop);
  host.addEventListener("pointercancel", stop);
  host.addEventListener("dblclick", () => {
    if (!canTurn()) return;
    Object.assign(direction, FIRST_VIEW);
    onTurn();
  });
  host.addEventListener("keydown", (event) => {
    if (!canTurn() || event.target !== host) return;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!steps) return;
    event.preventDefault();
    turn(PER_KEY * steps[0], PER_KEY * steps[1]);
  });
  return direction;
}
