// @ts-check
// Small helpers to build and update elements, and the stage's icons.

/**
 * An element with attributes, listeners (`onclick`) and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] false and null leave an attribute out
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * Write a text only when it differs, into the text node that is there: a new node in the tree would
 * have every `:has()` rule of the page looked at again, which cost more than painting a panel.
 * @param {Node} target
 * @param {string} text
 */
export function setText(target, text) {
  const node = target.firstChild;
  if (node instanceof Text && !node.nextSibling) {
    if (node.data !== text) node.data = text;
  } else if (target.textContent !== text) {
    target.textContent = text;
  }
}

/**
 * @param {HTMLElement} target
 * @param {boolean} on
 */
export function setPressed(target, on) {
  const text = String(on);
  if (target.getAttribute("aria-pressed") !== text) target.setAttribute("aria-pressed", text);
}

// Drawn on a 24 × 24 grid.
const ICONS = {
  play: '<path d="M8 5.2v13.6a.7.7 0 0 0 1.06.6l11.1-6.8a.7.7 0 0 0 0-1.2L9.06 4.6A.7.7 0 0 0 8 5.2z"/>',
  pause: '<rect x="6.2" y="4.5" width="4.2" height="15" rx="1"/><rect x="13.6" y="4.5" width="4.2" height="15" rx="1"/>',
  step: '<path d="M5 5.6v12.8a.6.6 0 0 0 .92.5L15.6 12.5a.6.6 0 0 0 0-1L5.92 5.1A.6.6 0 0 0 5 5.6z"/><rect x="17" y="5" width="2.6" height="14" rx=".8"/>',
  batch:
    '<path d="M9.5 7v10a.5.5 0 0 0 .77.42l7.6-5a.5.5 0 0 0 0-.84l-7.6-5A.5.5 0 0 0 9.5 7z"/><rect x="5.4" y="7" width="1.9" height="10" rx=".7"/>',
  reset:
    '<path d="M12 5a7.5 7.5 0 1 1-7.1 5.1" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/><path d="M12.6 1.6v6.8L8 5z"/>',
  dice: '<rect x="4" y="4" width="16" height="16" rx="3.4" fill="none" stroke="currentColor" stroke-width="1.9"/><circle cx="8.6" cy="8.6" r="1.5"/><circle cx="15.4" cy="8.6" r="1.5"/><circle cx="12" cy="12" r="1.5"/><circle cx="8.6" cy="15.4" r="1.5"/><circle cx="15.4" cy="15.4" r="1.5"/>',
  close:
    '<path d="m7 7 10 10M17 7 7 17" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
  replay:
    '<path d="M4.2 12a7.8 7.8 0 1 0 2.5-5.7M12 7.6v4.7l3.2 1.9" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/><path d="M3.4 3.2v6.2h6.2z"/>',
};

/**
 * @param {keyof typeof ICONS} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "dbp-icon");
  svg.setAttribute("fill", "currentColor");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = ICONS[name];
  return svg;
}
