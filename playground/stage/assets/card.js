// @ts-check
// The frame around a panel: title, caption, tools, "?", and the host that a painter paints into.

import { createHelp, wording } from "./explain.js";
import { element, setText } from "./dom.js";

/**
 * @param {object} options
 * @param {string} options.name     key of the explanation
 * @param {string} options.kind     class suffix
 * @param {string} options.testId
 * @param {string} [options.title]  in place of the explanation's
 * @param {Node[]} [options.tools]  between the title and the "?"
 */
export function createCard({ name, kind, testId, title, tools = [] }) {
  const words = wording(name, null);
  const heading = element("h3", { class: "dbp-card__title" }, title ?? words.title ?? "");
  const caption = element("p", { class: "dbp-card__caption" }, words.caption);
  const host = element("div", { class: "dbp-card__host" });
  const error = element("div", { class: "dbp-card__error", hidden: "" });
  const card = element(
    "section",
    { class: `dbp-card dbp-card--${kind}`, "data-testid": testId, "aria-label": heading.textContent },
    element(
      "header",
      { class: "dbp-card__head" },
      heading,
      element("div", { class: "dbp-card__tools" }, ...tools, createHelp(name)),
      caption,
    ),
    element("div", { class: "dbp-card__body" }, host, error),
  );
  return {
    element: card,
    host,
    /**
     * @param {any} run
     * @param {string} [instead] a caption of its own
     */
    describe(run, instead) {
      const now = wording(name, run);
      setText(heading, title ?? now.title ?? "");
      setText(caption, instead || now.caption);
    },
    /** @param {string} text empty: no error */
    setError(text) {
      error.hidden = !text;
      setText(error, text);
    },
  };
}

/**
 * A small on/off button of a card's header.
 * @param {string} text
 * @param {string} testId
 * @param {string} title
 * @param {() => void} onclick
 */
export function createToggle(text, testId, title, onclick) {
  return element(
    "button",
    { type: "button", class: "dbp-toggle", "data-testid": testId, title, "aria-pressed": "false", onclick },
    text,
  );
}

/**
 * Act on a panel; one that throws says so on its card and does not stop the others.
 *
 * @param {{name: string, card: any, failed: boolean}} slot
 * @param {() => void} act
 */
export function guarded(slot, act) {
  try {
    act();
    if (slot.failed) slot.card.setError("");
    slot.failed = false;
  } catch (error) {
    if (!slot.failed) {
      const words = /** @type {any} */ (error)?.message ?? error;
      console.error(`The ${slot.name} panel could not be painted:`, error);
      slot.card.setError(`This picture could not be painted: ${words}`);
    }
    slot.failed = true;
  }
}
