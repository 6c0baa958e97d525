// @ts-check
// Numbers to pixels: tables of packed colours for probabilities, signed values and class blends.

/** @typedef {import("./theme.js").Rgb} Rgb */
/** @typedef {import("./theme.js").Theme} Theme */

/** Entries of a colour table. */
export const TABLE_SIZE = 256;

/** One pixel as canvas image data holds it on a little-endian machine. @param {Rgb} color */
export function packed([r, g, b]) {
  return (0xff000000 | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

/**
 * Between two colours, evenly to the eye (OKLab, Ottosson 2020).
 *
 * @param {Rgb} from @param {Rgb} to @param {number} t  0 to 1
 * @returns {Rgb}
 */
export function mix(from, to, t) {
  const a = toOklab(from);
  const b = toOklab(to);
  return fromOklab([0, 1, 2].map((i) => a[i] + t * (b[i] - a[i])));
}

/**
 * @typedef {object} Palette  how planes and units are coloured: tints, on which points in the full
 *   colour stand out
 * @property {Theme} theme
 * @property {Rgb} pale  unsure, or zero
 * @property {Rgb[]} tints  each class where it is certain
 * @property {Uint32Array} signed  table from negative (or class 0) to positive (or class 1)
 * @property {Uint32Array} ink  the same for thin marks on the background: nothing in it is pale
 * @property {(k: number) => Uint32Array} ofClass  table from "surely not class k" to "surely k"
 */

/** @param {Theme} theme @returns {Palette} */
export function createPalette(theme) {
  const pale = mix(theme.backgroundRgb, theme.textRgb, theme.dark ? 0.1 : 0.035);
  const tints = theme.classes.map((color) => mix(pale, color, theme.dark ? 0.62 : 0.66));
  /** @type {Uint32Array[]} */
  const tables = [];
  return {
    theme,
    pale,
    tints,
    signed: divergingTable(tints[0], pale, tints[1]),
    ink: divergingTable(
      theme.classes[0],
      mix(theme.backgroundRgb, theme.textRgb, 0.35),
      theme.classes[1],
    ),
    ofClass: (k) => (tables[k] ??= rampTable(pale, tints[k % tints.length])),
  };
}

/**
 * Colours from ``low`` over ``middle`` to ``high``.
 *
 * @param {Rgb} low @param {Rgb} middle @param {Rgb} high
 * @returns {Uint32Array} (TABLE_SIZE,) packed
 */
export function divergingTable(low, middle, high) {
  return Uint32Array.from({ length: TABLE_SIZE }, (_, i) => {
    const s = (2 * i) / (TABLE_SIZE - 1) - 1;
    return packed(mix(middle, s < 0 ? low : high, Math.abs(s)));
  });
}

/** @param {Rgb} low @param {Rgb} high @returns {Uint32Array} (TABLE_SIZE,) packed */
export function rampTable(low, high) {
  return Uint32Array.from({ length: TABLE_SIZE }, (_, i) =>
    packed(mix(low, high, i / (TABLE_SIZE - 1))),
  );
}

/**
 * Paint values low…high with a table.
 *
 * @param {Uint32Array} pixels  (n,) from ``at`` on
 * @param {number} at
 * @param {Float32Array} values  n of them, from ``from`` on
 * @param {number} from @param {number} n
 * @param {number} low @param {number} high
 * @param {Uint32Array} table
 */
export function paintValues(pixels, at, values, from, n, low, high, table) {
  const scale = (TABLE_SIZE - 1) / (high - low);
  const shift = 0.5 - low * scale;
  for (let i = 0; i < n; i++) {
    let index = (values[from + i] * scale + shift) | 0;
    if (index < 0) index = 0;
    else if (index > TABLE_SIZE - 1) index = TABLE_SIZE - 1;
    pixels[at + i] = table[index];
  }
}

/**
 * Paint class probabilities: the classes' tints in their shares, paler the less sure.
 *
 * @param {Uint32Array} pixels  (n,)
 * @param {Float32Array} p  (n_classes × n)
 * @param {number} n @param {number} n_classes
 * @param {Rgb} pale @param {Rgb[]} tints
 */
export function paintBlend(pixels, p, n, n_classes, pale, tints) {
  const [r0, g0, b0] = pale;
  const floor = 1 / n_classes;
  for (let i = 0; i < n; i++) {
    let r = 0;
    let g = 0;
    let b = 0;
    let top = 0;
    for (let k = 0; k < n_classes; k++) {
      const share = p[k * n + i];
      const tint = tints[k % tints.length];
      r += share * tint[0];
      g += share * tint[1];
      b += share * tint[2];
      if (share > top) top = share;
    }
    const sure = (top - floor) / (1 - floor);
    r = r0 + sure * (r - r0);
    g = g0 + sure * (g - g0);
    b = b0 + sure * (b - b0);
    pixels[i] = 0xff000000 | (b << 16) | (g << 8) | r;
  }
}

/**
 * A CSS gradient with a table's colours, left to right.
 *
 * @param {Uint32Array} table
 * @param {string} [direction]
 */
export function cssGradient(table, direction = "to right") {
  const stops = Array.from({ length: 9 }, (_, i) => {
    const color = table[Math.round((i / 8) * (TABLE_SIZE - 1))];
    return `rgb(${color & 255}, ${(color >> 8) & 255}, ${(color >> 16) & 255})`;
  });
  return `linear-gradient(${direction}, ${stops.join(", ")})`;
}

/** @param {Rgb} color */
function toOklab(color) {
  const [r, g, b] = color.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {number[]} lab @returns {Rgb} */
function fromOklab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const [red, green, blue] = linear.map((c) => {
    const v = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.max(c, 0) ** (1 / 2.4) - 0.055;
    return Math.min(255, Math.max(0, 255 * v));
  });
  return [red, green, blue];
}
