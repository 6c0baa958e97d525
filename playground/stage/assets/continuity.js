// @ts-check
// Continuity: notices when a run that this page has shown was lost, and says that another begins.
// Remembered by the document, not by a stage: Streamlit may mount a new one when it reconnects.

/** @typedef {"expired" | "gone"} Loss */

/** @type {Record<Loss, string>} */
const ANEW = {
  expired: "Nobody watched the run for a while, so the server let it go: this run starts anew.",
  gone: "The server was restarted: this run starts anew.",
};

export class Continuity {
  #token = "";
  /** @type {Loss | ""} */ #loss = "";

  /** The server does not have the run any more. @param {Loss} why */
  lose(why) {
    if (this.#token && this.#loss !== "expired") this.#loss = why;
  }

  /**
   * A run has arrived.
   * @param {string} token its secret
   * @returns {string} what to say about it; empty if it is the same, or was only exchanged
   */
  arrive(token) {
    const lost = token !== this.#token && this.#loss;
    this.#token = token;
    this.#loss = "";
    return lost ? ANEW[lost] : "";
  }
}

/** The document's own. */
export const continuity = new Continuity();
