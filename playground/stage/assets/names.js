// @ts-check
// What inputs and classes are called: the columns and labels of own data, or the plain ones.

import { FEATURES } from "./features.js";

/** Features of two named columns; what is squared or multiplied has lost its unit. */
const OF_COLUMNS = {
  x: ([a]) => a,
  y: ([, b]) => b,
  x2: ([a]) => `${bare(a)}²`,
  y2: ([, b]) => `${bare(b)}²`,
  xy: ([a, b]) => `${bare(a)} × ${bare(b)}`,
  sin_x: ([a]) => `sin ${bare(a)}`,
  sin_y: ([, b]) => `sin ${bare(b)}`,
  cos_x: ([a]) => `cos ${bare(a)}`,
  cos_y: ([, b]) => `cos ${bare(b)}`,
};

/** An input of the network: a column, or a feature computed from two. @param {any} run @param {number} i */
export function inputName(run, i) {
  const feature = run.feature_names[i];
  const names = (run.axes ?? []).map((/** @type {{name: string}} */ axis) => axis.name);
  if (feature === undefined) return names[i] ?? `input ${i + 1}`;
  return names.length ? OF_COLUMNS[feature](names) : FEATURES[feature].label;
}

/** @param {any} run @param {number} k  class index */
export function className(run, k) {
  return String(run.class_names?.[k] ?? run.class_labels[k] ?? k);
}

/** A class in a sentence: "setosa", or "class 1" where its name says too little. @param {any} run @param {number} k */
export function classWords(run, k) {
  const name = className(run, k);
  return /^[-−+\d.,]*$/.test(name) || !run.class_names?.length ? `class ${name}` : name;
}

/** A column's name without the unit that follows it in brackets. @param {string} name */
export function bare(name) {
  return name.replace(/\s*[([][^()[\]]*[)\]]\s*$/, "") || name;
}

/** At most so many characters, without the middle: names often differ at the end. @param {string} name @param {number} most */
export function shortened(name, most) {
  const characters = [...name];
  if (characters.length <= most) return name;
  const tail = Math.floor(most / 3);
  const head = characters.slice(0, most - 1 - tail).join("").trimEnd();
  return `${head}…${characters.slice(characters.length - tail).join("").trimStart()}`;
}

/**
 * As much of a name as fits, without its unit where that helps.
 *
 * @param {string} name @param {number} room @param {(text: string) => number} widthOf
 */
export function fitted(name, room, widthOf) {
  if (widthOf(name) <= room) return name;
  const plain = bare(name);
  if (widthOf(plain) <= room) return plain;
  let most = [...plain].length - 1;
  while (most > 2 && widthOf(shortened(plain, most)) > room) most--;
  return shortened(plain, most);
}
