// @ts-check
// Which contestant is looked at: under the pointer or the focus, or pinned by a click.

/** @param {() => void} onChange */
export function createHighlight(onChange) {
  let hovered = -1;
  let pinned = -1;
  return {
    /** Number of the contestant, or −1. */
    get now() {
      return hovered >= 0 ? hovered : pinned;
    },
    get pinned() {
      return pinned;
    },
    /** @param {number} i */
    hover(i) {
      if (i === hovered) return;
      hovered = i;
      onChange();
    },
    /** @param {number} i */
    toggle(i) {
      pinned = pinned === i ? -1 : i;
      onChange();
    },
    clear() {
      hovered = pinned = -1;
    },
    /**
     * Follow the pointer and the focus on an element.
     * @param {HTMLElement} part @param {number} i
     */
    watch(part, i) {
      for (const name of ["pointerenter", "focusin"]) part.addEventListener(name, () => this.hover(i));
      for (const name of ["pointerleave", "focusout"]) part.addEventListener(name, () => this.hover(-1));
    },
    /** How strongly contestant i is painted. @param {number} i */
    strength(i) {
      return this.now < 0 || this.now === i ? 1 : 0.22;
    },
  };
}

/** @typedef {ReturnType<typeof createHighlight>} Highlight */
