// @ts-check
// The calm banner that says in words what happened: stopped, diverged, shown elsewhere.

import { element, icon, setText } from "./dom.js";

/** A banner over the panels, so that nothing moves when it comes or goes. */
export function createMessage() {
  const text = element("span", { class: "dbp-message__text" });
  const close = element("button", {
    type: "button",
    class: "dbp-message__close",
    "aria-label": "Dismiss",
    title: "Dismiss",
    onclick: () => {
      dismissed = text.textContent ?? "";
      write("");
    },
  });
  close.append(icon("close"));
  const box = element("div", { class: "dbp-message__box" }, text, close);
  const host = element(
    "div",
    { class: "dbp-message", role: "status", "data-testid": "message", "data-kind": "" },
    box,
  );
  let dismissed = "";
  let ofStatus = "";

  /** @param {string} words */
  function write(words) {
    setText(text, words);
    host.classList.toggle("is-shown", words !== "");
  }
  write("");

  return {
    element: host,
    /** @param {string} words empty: nothing to say */
    show(words) {
      ofStatus = "";
      host.dataset.kind = "";
      write(words);
    },
    /**
     * What the run itself has to say, until it runs again.
     * @param {string} status "stopped", "diverged" or empty
     * @param {string} words
     */
    showStatus(status, words) {
      const next = status ? words || `The run has ${status}.` : "";
      if (next === ofStatus) return;
      ofStatus = next;
      host.dataset.kind = status;
      if (next !== dismissed || !next) write(next);
      if (!next) dismissed = "";
    },
    /** Another run: what was dismissed may be said again. */
    reset() {
      dismissed = "";
      ofStatus = "";
    },
  };
}
