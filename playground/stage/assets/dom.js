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
  pencil:
    '<path d="M4 20l1.1-4.4L15.9 4.8a1.6 1.6 0 0 1 2.3 0l1 1a1.6 1.6 0 0 1 0 2.3L8.4 18.9z" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linejoin="round"/><path d="m13.8 6.9 3.3 3.3" stroke="currentColor" stroke-width="1.9"/>',
  brush:
    '<circle cx="7" cy="8" r="2.5"/><circle cx="15.5" cy="6" r="2.1"/><circle cx="12" cy="13.5" r="2.7"/><circle cx="19" cy="13" r="2"/><circle cx="6" cy="18" r="2.1"/><circle cx="16.5" cy="19.2" r="2.3"/>',
  move:
    '<path d="M12 3v18M3 12h18M9.2 5.6 12 2.9l2.8 2.7M9.2 18.4l2.8 2.7 2.8-2.7M5.6 9.2 2.9 12l2.7 2.8M18.4 9.2l2.7 2.8-2.7 2.8" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
  erase:
    '<path d="m8.4 19.5-4-4a1.6 1.6 0 0 1 0-2.3l8.3-8.3a1.6 1.6 0 0 1 2.3 0l4.6 4.6a1.6 1.6 0 0 1 0 2.3l-7.7 7.7zM20.5 19.5H8.4M8.6 9l6.9 6.9" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"/>',
  undo:
    '<path d="M8.6 4.8 4.2 9.2l4.4 4.4M4.6 9.2h9.2a5.3 5.3 0 0 1 0 10.6H9" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
  redo:
    '<path d="m15.4 4.8 4.4 4.4-4.4 4.4M19.4 9.2h-9.2a5.3 5.3 0 0 0 0 10.6H15" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
  bin: '<path d="M4.5 6.8h15M9.3 6.5V4.2h5.4v2.3M6.4 7l.9 13h9.4l.9-13M10.2 10.5v6M13.8 10.5v6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
  lock: '<rect x="4.5" y="10.5" width="15" height="10.5" rx="2"/><path d="M8 10.5V7.6a4 4 0 0 1 8 0v2.9" fill="none" stroke="currentColor" stroke-width="2.2"/>',
  unlock:
    '<rect x="4.5" y="10.5" width="15" height="10.5" rx="2" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 10.5V6.6a4 4 0 0 1 7.8-1.2" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>',
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
