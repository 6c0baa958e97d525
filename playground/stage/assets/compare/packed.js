// @ts-check
// Arrays as the page hands them over: numbers in 16 bits between a low and a high value, in base64.

/** Steps between low and high (playground/views/compare_payload.py packs with the same). */
const STEPS = 65535;

/** @typedef {{low: number, high: number, data: string}} Packed */

/**
 * @param {Packed} packed
 * @returns {Float32Array}
 */
export function unpack({ low, high, data }) {
  const bytes = toBytes(data);
  const view = new DataView(bytes.buffer);
  const step = (high - low) / STEPS;
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => low + step * view.getUint16(2 * i, true));
}

/**
 * @param {string} data  base64
 * @returns {Uint8Array}
 */
export function toBytes(data) {
  return Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
}
