// @ts-check
// The table of a race: who takes part and with which settings, and how each has fared so far.

import { element, icon, setText } from "../dom.js";
import { formatLoss, formatSeconds, formatShare } from "../format.js";
import { place } from "./boundaries.js";
import { changedKind, freshEntry, readNumber, stepped } from "./choices.js";

/** @typedef {import("./choices.js").Entry} Entry */
/** @typedef {import("./choices.js").KindRow} KindRow */
/** @typedef {import("./choices.js").SettingRow} SettingRow */

const GOALS = [0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1];
/** Numbers of a row, and the words above them. */
const CELLS = { epochs: "epochs", evaluations: "gradients", seconds: "seconds", train: "train", test: "test", loss: "loss" };
const TYPING_MS = 350; // arrow keys: the race begins anew when they rest
const counted = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/**
 * @param {HTMLElement} host
 * @param {import("./choices.js").Choices} choices
 * @param {import("./highlight.js").Highlight} highlight
 */
export function createStandings(host, choices, highlight) {
  const body = element("tbody");
  const goal = element("select", {
    class: "dbp-race__select dbp-race__goal", "data-testid": "goal", "aria-label": "Goal: accuracy on the training points",
    onchange: () => choices.choose({ goal: Number(goal.value) }),
  });
  const table = element(
    "table",
    { class: "dbp-race__table", "data-testid": "standings" },
    element("thead", {},
      element("tr", {},
        element("th", { scope: "col", class: "is-rank" }, "place"),
        element("th", { scope: "col" }, "optimiser"),
        element("th", { scope: "col" }, "settings"),
        ...Object.values(CELLS).map((label) => element("th", { scope: "col", class: "is-number" }, label)),
        element("th", { scope: "col", class: "is-last" }, element("span", { class: "dbp-race__hidden" }, "remove")),
      )),
    body,
  );
  const add = element("select", {
    class: "dbp-race__select dbp-race__add", "data-testid": "add-contestant", "aria-label": "Add a contestant",
    onchange: () => {
      const row = choices.kind(add.value);
      add.value = "";
      if (row) choices.choose({ contestants: [...entries(), freshEntry(row)] });
    },
  });
  const goalBox = element("label", { class: "dbp-race__goal-box" }, "goal", goal);
  const words = element("p", { class: "dbp-race__verdict", role: "status", "data-testid": "verdict" });
  host.append(
    element("div", { class: "dbp-race__scroller" }, table),
    element("div", { class: "dbp-race__foot" }, add, words),
  );
  /** @type {any[]} */ let rows = [];
  let listed = "";
  let timer = 0;

  const entries = () => choices.chosen.contestants;

  /** @param {number} i @param {Entry} entry */
  function replace(i, entry) {
    choices.choose({ contestants: entries().map((one, k) => (k === i ? entry : one)) });
  }

  /** @param {number} i @param {KindRow} kind @param {SettingRow} row */
  function createField(i, kind, row) {
    const name = `${row.label} of ${kind.label}`;
    const value = () => entries()[i].values[row.name];
    const set = (/** @type {number | string} */ next) => {
      const entry = entries()[i];
      if (next !== value()) replace(i, { ...entry, values: { ...entry.values, [row.name]: next } });
    };
    if (row.names) {
      const select = element("select", {
        class: "dbp-race__select", "aria-label": name, "data-testid": `setting-${i}-${row.name}`,
        onchange: () => set(select.value),
      }, ...row.names.map((option) => element("option", { value: option }, option.replaceAll("_", " "))));
      select.value = String(value());
      return { part: element("label", { class: "dbp-race__field", title: name }, select), show: () => (select.value = String(value())) };
    }
    const input = element("input", {
      type: "text", inputmode: "decimal", class: "dbp-race__input", "aria-label": name,
      "data-testid": `setting-${i}-${row.name}`, autocomplete: "off", spellcheck: "false",
      title: `${name}: ${row.low} to ${row.high}. Arrow keys go to the next round value.`,
      onchange: () => {
        clearTimeout(timer);
        const number = readNumber(input.value, row);
        input.value = String(number ?? value());
        if (number !== null) set(number);
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (event.key === "Enter") input.blur();
        if (!way) return;
        event.preventDefault();
        const now = readNumber(input.value, row) ?? Number(value());
        input.value = String(stepped(now, /** @type {1 | -1} */ (way), row));
        clearTimeout(timer);
        timer = window.setTimeout(() => set(Number(input.value)), TYPING_MS);
      },
    });
    const show = () => {
      if (document.activeElement !== input) input.value = String(value());
    };
    show();
    return { part: element("label", { class: "dbp-race__field" }, row.label, input), show };
  }

  /** @param {Entry} entry @param {number} i */
  function createRow(entry, i) {
    const kind = /** @type {KindRow} */ (choices.kind(entry.kind));
    const swatch = element("i", { class: "dbp-race__swatch" });
    const rank = element("td", { class: "is-rank" });
    const select = element("select", {
      class: "dbp-race__select dbp-race__kind", "aria-label": `Contestant ${i + 1}`, "data-testid": `kind-${i}`,
      onchange: () => {
        const after = choices.kind(select.value);
        if (after) replace(i, changedKind(entries()[i], kind, after));
      },
    }, ...choices.kinds.map(({ name, label }) => element("option", { value: name }, label)));
    select.value = entry.kind;
    const fields = kind.settings.map((row) => createField(i, kind, row));
    const remove = element("button", {
      type: "button", class: "dbp-race__remove", "aria-label": `Remove ${kind.label}`, title: `Remove ${kind.label}`,
      "data-testid": `remove-${i}`,
      onclick: () => choices.choose({ contestants: entries().filter((_, k) => k !== i) }),
    }, icon("close"));
    const cells = Object.fromEntries(Object.entries(CELLS).map(([name, label]) =>
      [name, element("td", { class: "is-number", "data-cell": name, "data-label": label })]));
    const line = element("tr", { "data-testid": `contestant-${i}` },
      rank,
      element("td", { class: "is-kind" }, element("span", { class: "dbp-race__who" }, swatch, select)),
      element("td", { class: "is-settings" }, element("span", { class: "dbp-race__fields" }, ...fields.map(({ part }) => part))),
      ...Object.values(cells),
      element("td", { class: "is-last" }, remove));
    highlight.watch(line, i);
    return { line, swatch, rank, cells, remove, fields };
  }

  /** The editor, anew only if other kinds take part: a field being typed in stays. */
  function arrange() {
    const now = entries().map(({ kind }) => kind).join();
    if (now !== listed || rows.length !== entries().length) {
      listed = now;
      const focused = document.activeElement?.getAttribute("data-testid");
      rows = entries().map(createRow);
      body.replaceChildren(...rows.map(({ line }) => line));
      if (focused) /** @type {HTMLElement | null} */ (host.querySelector(`[data-testid="${focused}"]`))?.focus();
    }
    for (const { fields, remove } of rows) {
      for (const { show } of fields) show();
      remove.disabled = rows.length === 1;
    }
    const full = rows.length >= choices.most;
    const first = full ? `${choices.most} contestants are the most` : "+ add a contestant";
    if (add.options.length !== choices.kinds.length + 1) {
      add.replaceChildren(element("option", { value: "" }), ...choices.kinds.map(({ name, label }) =>
        element("option", { value: name }, label)));
    }
    setText(add.options[0], first);
    add.disabled = full;
    showGoal();
  }

  function showGoal() {
    const value = choices.chosen.goal;
    const wanted = [...new Set([...GOALS, value])].sort((a, b) => a - b);
    if (goal.options.length !== wanted.length) {
      goal.replaceChildren(...wanted.map((one) => element("option", { value: one }, `${Number((100 * one).toFixed(2))}%`)));
    }
    goal.value = String(value);
  }

  /** @param {any} scene @param {number} i @param {any} row */
  function showResult(scene, i, { line, rank, cells, swatch }) {
    const { run, standings, arrivals, ranks, colors } = scene;
    const standing = standings[i];
    const arrival = arrivals[i];
    const ended = standing?.ended >= 0;
    swatch.style.background = colors[i];
    line.classList.toggle("is-ended", ended);
    line.classList.toggle("is-looked-at", highlight.now === i);
    line.classList.toggle("has-arrived", Boolean(arrival));
    setText(rank, standing && ranks.length ? (ended && !arrival ? "out" : arrival ? place(ranks[i]) : String(ranks[i])) : "");
    const genetic = run.contestants[i]?.kind === "genetic";
    setText(cells.epochs, arrival ? `${arrival.exact ? "" : "≤ "}${counted.format(arrival.epoch)}` : "–");
    setText(cells.evaluations, arrival ? `${fine.format(arrival.evaluations)}${genetic ? " losses" : ""}` : "–");
    setText(cells.seconds, arrival ? formatSeconds(arrival.seconds) : "–");
    setText(cells.train, standing ? formatShare(standing.trainAccuracy) : "–");
    setText(cells.test, standing ? formatShare(standing.testAccuracy) : "–");
    setText(cells.loss, standing ? formatLoss(standing.trainLoss) : "–");
  }

  return {
    goal: goalBox,
    arrange,
    /** @param {any} scene */
    paint(scene) {
      // While another line-up is on its way the race shown is the old one: no numbers then.
      const same = scene.run.contestants.length === rows.length
        && entries().every((entry, i) => scene.run.contestants[i].kind === entry.kind);
      const shown = same ? scene : { ...scene, standings: [], arrivals: [], ranks: [] };
      rows.forEach((row, i) => showResult(shown, i, row));
      goalBox.hidden = scene.run.task === "regression";
      if (same) setText(words, verdict(scene));
    },
    destroy: () => clearTimeout(timer),
  };
}

/**
 * The race so far, in one or two sentences.
 *
 * @param {any} scene  {run, standings, arrivals, ranks, chosen}
 */
export function verdict({ run, standings, arrivals, ranks, chosen }) {
  const names = run.contestants.map((/** @type {any} */ one) => one.label);
  const said = [];
  const arrived = names.map((_, i) => i).filter((i) => arrivals[i]).sort((a, b) => ranks[a] - ranks[b]);
  const goal = `${Number((100 * chosen.goal).toFixed(2))}%`;
  if (arrived.length) {
    const [first] = arrived;
    const { epoch } = arrivals[first];
    said.push(`${capital(names[first])} was first at ${goal}, ${epoch ? `in epoch ${counted.format(epoch)}` : "from the start"}.`);
    const last = arrived.at(-1);
    if (arrived.length > 1 && epoch > 0 && arrivals[last].epoch >= 1.5 * epoch) {
      said.push(`${capital(names[last])} took ${fine.format(arrivals[last].epoch / epoch)} times as long.`);
    }
    const left = standings.filter((/** @type {any} */ one, /** @type {number} */ i) => !arrivals[i] && one.ended < 0).length;
    if (left) said.push(`${left} of ${names.length} ${left === 1 ? "is" : "are"} not there yet.`);
  } else if (standings[0]?.progress > 0) {
    const leader = ranks.indexOf(1);
    const { trainLoss } = standings[leader];
    said.push(run.task === "regression"
      ? `${capital(names[leader])} is ahead, with a loss of ${formatLoss(trainLoss)}.`
      : `Nobody is at ${goal} yet.`);
  }
  standings.forEach((/** @type {any} */ standing, /** @type {number} */ i) => {
    if (standing.ended < 0) return;
    const rate = run.contestants[i].settings?.learning_rate;
    const smaller = rate === undefined ? "" : `; a smaller η than ${rate} may help`;
    said.push(`${capital(names[i])} diverged after epoch ${counted.format(standing.ended)}: every step overshot further than the one before${smaller}.`);
  });
  return said.join(" ");
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
