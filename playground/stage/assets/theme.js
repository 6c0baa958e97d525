// @ts-check
// The page's colours and font as painters need them, read from Streamlit's CSS variables.

/** @typedef {[number, number, number]} Rgb  0 to 255 */

/**
 * @typedef {object} Theme
 * @property {boolean} dark
 * @property {string} background
 * @property {string} surface  of quiet areas on the background
 * @property {string} text
 * @property {string} faint  text that may be overlooked
 * @property {string} grid  hairlines
 * @property {string} font
 * @property {Rgb} backgroundRgb
 * @property {Rgb} textRgb
 * @property {Rgb[]} classes  colour of each class index; the first two also mean − and +
 * @property {string[]} css  the same as CSS
 * @property {string} train  the training curve
 * @property {string} test  the test curve; no class has this colour
 */

// The same values as playground/figures/palette.py: Okabe & Ito (2008), indigo and wine added.
const CLASSES = [
  "#E69F00", "#0072B2", "#009E73", "#CC79A7", "#D55E00",
  "#56B4E9", "#F0E442", "#999999", "#332288", "#882255",
];
const CLASSES_DARK = [
  "#FFAE1A", "#4C93E6", "#26D894", "#C79ACB", "#EE5C3A",
  "#A8F0FF", "#FFFBA8", "#CFCFCF", "#8266F2", "#BE6084",
];
const FONT = '"Source Sans", "Source Sans Pro", system-ui, sans-serif';

/**
 * @param {HTMLElement} element  inside the page whose theme is wanted
 * @returns {Theme}
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const night = matchMedia("(prefers-color-scheme: dark)").matches;
  const fallback = rgb(night ? "#0E1117" : "#FFFFFF");
  const backgroundRgb = parseColor(read("--st-background-color")) ?? fallback;
  const dark = luminance(backgroundRgb) < 0.4;
  const textRgb = parseColor(read("--st-text-color")) ?? rgb(dark ? "#FAFAFA" : "#31333F");
  const css = dark ? CLASSES_DARK : CLASSES;
  return {
    dark,
    background: cssColor(backgroundRgb),
    surface: read("--st-secondary-background-color") || (dark ? "#262730" : "#F0F2F6"),
    text: cssColor(textRgb),
    faint: cssColor(textRgb, 0.62),
    grid: cssColor(textRgb, 0.14),
    font: read("--st-font") || FONT,
    backgroundRgb,
    textRgb,
    classes: css.map(rgb),
    css,
    train: cssColor(textRgb, 0.9),
    test: dark ? "#D68CFF" : "#9A3FD5",
  };
}

/**
 * Call ``onChange`` with the new theme whenever the page's changes. A hidden element inherits the
 * background through a CSS transition, whose end is the one event that a changed variable gives.
 *
 * @param {HTMLElement} element
 * @param {(theme: Theme) => void} onChange
 * @returns {() => void} stops observing
 */
export function observeTheme(element, onChange) {
  const probe = document.createElement("span");
  probe.className = "dbp-theme-probe";
  probe.setAttribute("aria-hidden", "true");
  element.append(probe);
  let last = JSON.stringify(readTheme(element));
  const check = () => {
    const theme = readTheme(element);
    const now = JSON.stringify(theme);
    if (now === last) return;
    last = now;
    onChange(theme);
  };
  const night = matchMedia("(prefers-color-scheme: dark)");
  probe.addEventListener("transitionend", check);
  night.addEventListener("change", check);
  return () => {
    night.removeEventListener("change", check);
    probe.remove();
  };
}

/** @param {string} hex  #RRGGBB @returns {Rgb} */
export function rgb(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** @param {Rgb} color @param {number} [alpha] */
export function cssColor([r, g, b], alpha = 1) {
  return `rgba(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)}, ${alpha})`;
}

/**
 * Any CSS colour as numbers, by painting it; null for an empty or unknown one.
 *
 * @param {string} css
 * @returns {Rgb | null}
 */
function parseColor(css) {
  if (!css || !CSS.supports("color", css)) return null;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

/** Relative luminance (WCAG 2), 0 to 1. @param {Rgb} color */
function luminance(color) {
  const [r, g, b] = color.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
