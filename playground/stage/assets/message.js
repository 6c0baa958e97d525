// @ts-check
// The calm banner that says in words what happened: stopped, diverged, blocked, grown, elsewhere.

import { element, icon, setText } from "./dom.js";

/** Who speaks, the more urgent first; each says one sentence at a time, or nothing. */
const SPEAKERS = /** @type {const} */ (["page", "status", "blocked", "hint", "note"]);
/** How long what was said stays, ms, where it does not hold on by itself. */
const STAYS = { hint: 6000, note: 14_000 };

/** @typedef {(typeof SPEAKERS)[number]} Speaker */

/** A banner over the panels, so that nothing moves when it comes or goes. */
export function createMessage() {
  const text = element("span", { class: "dbp-message__text" });
  const close = element("button", {
    type: "button",
    class: "dbp-message__close",
    "aria-label": "Dismiss",
    title: "Dismiss",
    onclick: () => {
      if (speaker) dismissed.set(speaker, said.get(speaker) ?? "");
      write();
    },
  });
  close.append(icon("close"));
  const box = element("div", { class: "dbp-message__box" }, text, close);
  const host = element(
    "div",
    { class: "dbp-message", role: "status", "data-testid": "message", "data-kind": "" },
    box,
  );
  /** @type {Map<Speaker, string>} */ const said = new Map();
  /** @type {Map<Speaker, string>} */ const dismissed = new Map();
  /** @type {Map<Speaker, number>} */ const timers = new Map();
  /** @type {Speaker | undefined} whose sentence is shown */ let speaker;
  let status = "";

  function write() {
    speaker = SPEAKERS.find((name) => said.get(name) && said.get(name) !== dismissed.get(name));
    setText(text, (speaker && said.get(speaker)) ?? "");
    host.dataset.kind = speaker === "status" ? status : speaker === "page" ? "" : speaker ?? "";
    host.classList.toggle("is-shown", speaker !== undefined);
  }

  /** @param {Speaker} name @param {string} words  empty: nothing to say */
  function say(name, words) {
    if (words === (said.get(name) ?? "")) return;
    said.set(name, words);
    if (!words || name !== "status") dismissed.delete(name);
    clearTimeout(timers.get(name));
    const stays = /** @type {Record<string, number>} */ (STAYS)[name];
    if (words && stays) timers.set(name, window.setTimeout(() => say(name, ""), stays));
    write();
  }

  return {
    element: host,
    say,
    /** @param {string} words empty: nothing to say */
    show: (words) => say("page", words),
    /**
     * What the run itself has to say, until it runs again.
     * @param {string} now "stopped", "diverged" or empty
     * @param {string} words
     */
    showStatus(now, words) {
      status = now;
      say("status", now ? words || `The run has ${now}.` : "");
    },
    /** Another run: what was dismissed may be said again. */
    reset() {
      dismissed.clear();
      say("status", "");
    },
  };
}
