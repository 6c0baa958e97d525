// @ts-check
// What was drawn, stroke by stroke, so that it can be taken back and done again.

import { inverse, merged } from "./book.js";

/** @typedef {import("./book.js").Change} Change */

const MOST = 200; // strokes remembered

export function createStrokes() {
  /** @type {Change[][]} */ let done = [];
  /** @type {Change[][]} */ let undone = [];
  /** @type {Change[] | null} the stroke that is being drawn */ let open = null;

  return {
    get canUndo() {
      return done.length > 0;
    },
    get canRedo() {
      return undone.length > 0;
    },
    begin() {
      open = [];
    },
    /** @param {Change[]} changes  already made; outside of a stroke they are one of their own */
    add(changes) {
      if (!open) {
        open = [];
        this.add(changes);
        this.end();
        return;
      }
      open.push(...changes);
    },
    /** @returns {boolean} whether the stroke has changed anything */
    end() {
      const changes = merged(open ?? []);
      open = null;
      if (!changes.length) return false;
      done.push(changes);
      if (done.length > MOST) done.shift();
      undone = [];
      return true;
    },
    /** @returns {Change[]} to be made now; empty: there is nothing to take back */
    undo() {
      const changes = done.pop();
      if (!changes) return [];
      undone.push(changes);
      return inverse(changes);
    },
    /** @returns {Change[]} */
    redo() {
      const changes = undone.pop();
      if (!changes) return [];
      done.push(changes);
      return changes;
    },
    forget() {
      done = [];
      undone = [];
      open = null;
    },
  };
}
