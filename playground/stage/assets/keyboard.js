// @ts-check
// Keyboard shortcuts of the stage, which leave every field, slider and menu its own keys.

const OWN_KEYS =
  "input, textarea, select, [contenteditable=''], [contenteditable=true], [role=slider]," +
  " [role=textbox], [role=combobox], [role=listbox], [role=option], [role=menu], [role=menuitem]," +
  " [role=radio], [role=tab], [role=spinbutton], [role=dialog], [role=grid], [data-own-keys]";
const DEAF_TO_SPACE = "input[type=range], [role=slider]";
const PRESSED_BY_SPACE = "button, a[href], summary, [role=button], [role=checkbox], [role=switch]";

/**
 * Space: play or pause; → a step; R: reset. A button that was reached with the keyboard keeps its
 * Space; one that was only clicked does not.
 * @param {HTMLElement} root
 * @param {{toggle: () => void, step: () => void, reset: () => void}} actions
 * @returns {() => void} stops listening
 */
export function listenToKeys(root, actions) {
  /** @type {EventTarget | null} */
  let clicked = null;

  /** @param {Event} event */
  function onPointer(event) {
    const target = /** @type {Element} */ (event.target);
    clicked = root.contains(target) ? target.closest(PRESSED_BY_SPACE) : null;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === "Tab") clicked = null;
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const action = actionOf(event);
    if (!action) return;
    // Streamlit reruns the script on R: a key the stage has used is used up.
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  /** @param {KeyboardEvent} event */
  function actionOf(event) {
    const target = event.target instanceof Element ? event.target : document.body;
    const deaf = event.key === " " && target.closest(DEAF_TO_SPACE);
    if (!deaf && (target.closest(OWN_KEYS) || /** @type {any} */ (target).isContentEditable)) {
      return null;
    }
    if (event.key === " ") {
      const button = target.closest(PRESSED_BY_SPACE);
      return (button && button !== clicked) || event.repeat ? null : actions.toggle;
    }
    if (event.key === "ArrowRight") return actions.step;
    return event.key.toLowerCase() === "r" && !event.repeat ? actions.reset : null;
  }

  document.addEventListener("keydown", onKey, true);
  document.addEventListener("pointerdown", onPointer, true);
  return () => {
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("pointerdown", onPointer, true);
  };
}
