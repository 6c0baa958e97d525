// @ts-check
// SVG elements, and smooth paths through points.

const NAMESPACE = "http://www.w3.org/2000/svg";

/** @typedef {[number, number]} Point */

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * A text that is never wider than ``most``.
 *
 * @param {string} text @param {Record<string, string | number>} attributes
 * @param {number} size  of the font in units @param {number} most
 */
export function fittedText(text, attributes, size, most) {
  const made = svg("text", { ...attributes, "font-size": size }, text);
  if (text.length * size * 0.56 > most) {
    made.setAttribute("font-size", String(Math.max(size * 0.68, (1.78 * most) / text.length)));
    if (text.length * size * 0.38 > most) {
      made.setAttribute("textLength", String(most));
      made.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  }
  return made;
}

/**
 * A path through points that runs along one direction at each of them.
 *
 * @param {Point[]} points @param {boolean} across  whether that direction is x
 */
export function smoothPath(points, across) {
  let path = `M${at(points[0])}`;
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
    const half = across ? (x1 - x0) / 2 : (y1 - y0) / 2;
    const c0 = across ? [x0 + half, y0] : [x0, y0 + half];
    const c1 = across ? [x1 - half, y1] : [x1, y1 - half];
    path += ` C${at(c0)} ${at(c1)} ${at([x1, y1])}`;
  }
  return path;
}

/** @param {number[]} point */
function at([x, y]) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
