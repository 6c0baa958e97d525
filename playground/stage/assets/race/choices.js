// @ts-check
// What was chosen of a race: its line-up, its goal, its axes; acts at once, and is told to the page.

/**
 * One who takes part, as the page and the editor write it.
 * @typedef {{kind: string, values: Record<string, number | string>}} Entry
 */

/**
 * A setting of a kind of contestant (playground/racing.py).
 * @typedef {object} SettingRow
 * @property {string} name
 * @property {string} label
 * @property {number | string} default
 * @property {string[]} [names]  of a choice
 * @property {number} [low]
 * @property {number} [high]
 * @property {boolean} [whole]
 */

/** @typedef {{name: string, label: string, settings: SettingRow[]}} KindRow */

/**
 * @typedef {object} Chosen
 * @property {Entry[]} contestants
 * @property {number} goal        accuracy, 0 to 1
 * @property {string} axis        "epochs", "evaluations" or "seconds"
 * @property {boolean} log_axis
 * @property {boolean} log_loss
 */

/** @typedef {Chosen & {kinds: KindRow[], most: number, told: number}} Announced */

/**
 * @param {(value: any) => void} tell  the page
 * @param {() => void} onChange
 */
export function createChoices(tell, onChange) {
  /** @type {KindRow[]} */ let kinds = [];
  /** @type {Chosen} */
  const chosen = { contestants: [], goal: 0.99, axis: "epochs", log_axis: false, log_loss: true };
  let most = 8;
  let serial = 0; // of the last choice told
  let heard = -1; // of the last choice that the page knew when it last spoke

  return {
    chosen,
    get kinds() {
      return kinds;
    },
    get most() {
      return most;
    },
    /** @param {string} name @returns {KindRow | undefined} */
    kind: (name) => kinds.find((row) => row.name === name),
    /**
     * What the page says. While a choice is under way the page's news are older than it.
     * @param {Announced} news
     */
    announce(news) {
      kinds = news.kinds;
      most = news.most;
      if (heard < 0 || news.told < heard) serial = news.told; // the first news, or another session's
      heard = news.told;
      if (heard < serial) return;
      serial = heard;
      for (const name of Object.keys(chosen)) chosen[name] = news[name];
      onChange();
    },
    /** @param {Partial<Chosen>} patch */
    choose(patch) {
      Object.assign(chosen, patch);
      serial++;
      tell({ ...patch, told: serial });
      onChange();
    },
  };
}

/** @typedef {ReturnType<typeof createChoices>} Choices */

/** @param {KindRow} kind @returns {Entry} with the kind's defaults */
export function freshEntry(kind) {
  return { kind: kind.name, values: Object.fromEntries(kind.settings.map((row) => [row.name, row.default])) };
}

/**
 * Another kind in an entry's place; averages that both have keep their value if it was changed. A
 * learning rate that suits one rule need not suit the other.
 *
 * @param {Entry} entry @param {KindRow} before @param {KindRow} after
 * @returns {Entry}
 */
export function changedKind(entry, before, after) {
  const made = freshEntry(after);
  for (const row of before.settings) {
    const value = entry.values[row.name];
    const rate = row.name === "learning_rate";
    if (!rate && row.name in made.values && value !== row.default) made.values[row.name] = value;
  }
  return made;
}

/**
 * A number as typed, within its bounds; null if it is none.
 *
 * @param {string} text @param {SettingRow} row
 */
export function readNumber(text, row) {
  const number = Number(text.trim().replace(",", ".").replace("−", "-"));
  if (!text.trim() || !Number.isFinite(number)) return null;
  const bounded = Math.min(Math.max(number, row.low ?? -Infinity), row.high ?? Infinity);
  return row.whole ? Math.round(bounded) : bounded;
}

const BETAS = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999];

/**
 * The next round value up or down: what the arrow keys do.
 *
 * @param {number} value @param {1 | -1} way @param {SettingRow} row
 */
export function stepped(value, way, row) {
  const { low = 0, high = Infinity } = row;
  if (row.whole) return Math.min(high, Math.max(low, value + way * (high > 50 ? 10 : 1)));
  const marks = row.name.startsWith("beta") ? BETAS : roundMarks(low, high);
  const room = marks.filter((mark) => mark >= low && mark <= high);
  const beyond = way > 0 ? room.filter((mark) => mark > value * (1 + 1e-9)) : room.filter((mark) => mark < value * (1 - 1e-9));
  return (way > 0 ? beyond[0] : beyond.at(-1)) ?? value;
}

/** 1, 2, 3, 5 times powers of ten. @param {number} low @param {number} high */
function roundMarks(low, high) {
  const marks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const digit of [1, 2, 3, 5]) marks.push(Number(`${digit}e${power}`));
  }
  return marks;
}
