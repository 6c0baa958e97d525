// @ts-check
// Mounts the stage: builds its parts and wires socket → player → loop → panels.

import { createCommands } from "./commands.js";
import { continuity } from "./continuity.js";
import { decodeSnapshots } from "./decode.js";
import { element } from "./dom.js";
import { createEdits } from "./edit/edits.js";
import { createForward } from "./forward.js";
import { listenToKeys } from "./keyboard.js";
import { createLoop } from "./loop.js";
import { createMessage } from "./message.js";
import { keepAddressReadable, loadPlotly, styleSheets, watchSticky } from "./page.js";
import { Player } from "./player.js";
import { Probes } from "./probes.js";
import { createQuality } from "./quality.js";
import { createSocket, socketUrl } from "./socket.js";
import { Stats } from "./stats.js";
import { observeTheme, readTheme } from "./theme.js";
import { createTimeline } from "./timeline.js";
import { createTransport, pacingOf, storedPace } from "./transport.js";
import { createView } from "./view.js";

const ACK_MS = 100; // flow control: at most 10 acknowledgements a second
const SKELETON_MS = 1000;
const ELSEWHERE = "This run is now shown in another tab. Reload the page to have it here.";

let mounts = 0; // in this document, for Stats

/**
 * @typedef {object} Data
 * @property {string} token
 * @property {string} socket_path
 * @property {string} assets  address of the versioned assets, ending in "/"
 * @property {{name: string, label: string, look_for: string}[]} [experiments]  offered by the panels
 * @property {any} [models]  that the run is compared with
 * @property {any} [race]  line-up and choices, where the run is a race
 * @property {import("./transport.js").Pacing} [pacing]  where the page has a pace of its own
 */

/**
 * @param {object} options
 * @param {HTMLElement} options.root  the element with class "dbp"
 * @param {Data} options.data
 * @param {(name: string, value: any) => void} options.trigger  tells the page
 * @param {(options: any) => any} options.createPanels  what this page shows of the run
 */
export function mount({ root, data, trigger, createPanels }) {
  const stats = new Stats(++mounts);
  /** @type {any} */ (root).__dbp_stats = stats;
  root.classList.add("dbp");
  root.replaceChildren(...styleSheets());

  const player = new Player();
  const probes = new Probes();
  const quality = createQuality();
  const view = createView();
  const calmMotion = window.matchMedia("(prefers-reduced-motion: reduce)");

  /** @type {any} */ let run = null;
  /** @type {import("./socket.js").Connection} */ let connection = "connecting";
  let greeted = false; // the server has said on this connection which run it is
  let greetedToken = "";
  let status = { name: "running", message: "" };
  let blocked = false;
  let noted = ""; // what the server said of the last change
  let awaitsPicture = true; // a new run has not shown anything yet
  const ack = { at: -Infinity, seq: -1 };

  /** @param {object} command @returns {boolean} whether the run will hear of it */
  const send = (command) => greeted && socket.send(command);
  const edits = createEdits({ player, send, leaveReplay, refresh: () => refresh() });
  const context = {
    theme: readTheme(root),
    plotly: () => loadPlotly(data.assets),
    view,
    /** @param {string} name @param {any} detail */
    emit: (name, detail) => trigger(name, detail),
    experiments: data.experiments ?? [],
    models: data.models ?? null,
    race: data.race ?? null,
    probes,
    /** @param {number} seq asks the server for the linear probes of a kept snapshot */
    askProbe: (seq) => socket.send({ type: "probe", seq }),
    send,
    edits,
    /** @param {string} words  a hint that goes by itself; empty: no longer */
    hint: (words) => message.say("hint", words),
    /** Whether nothing can be learnt from the points as they are. */
    isBlocked: () => blocked,
    /** The run's points are others now: whatever was computed of them is to be computed anew. */
    pointsChanged() {
      run.points_version = (run.points_version ?? 0) + 1;
      panels.showPoints?.();
      loop.dirty("view");
    },
  };
  /** What painters get; filled anew for each painting. */
  const frame = {
    /** @type {any} */ run: null,
    /** @type {any} */ snapshot: null,
    /** @type {any} */ forward: null,
    /** @type {any} */ probe: null,
    history: player.history,
    view: view.state,
    quality: 1,
    reducedMotion: false,
    moving: false, // by itself: trained or replayed
    now: 0,
    changed: "run",
  };

  // ── The parts ─────────────────────────────────────────────────────────────────────────────────
  const loop = createLoop({
    player, quality, stats, paint,
    canPaint: () => !awaitsPicture,
    afterFrame: (now) => acknowledge(now, false),
  });
  const commands = createCommands({
    player, probes, refresh,
    send: (command) => socket.send(command),
    connected: () => greeted,
    acknowledge: () => acknowledge(performance.now(), true),
  });
  const pacing = pacingOf(data.pacing);
  const transport = createTransport(commands, pacing);
  const timeline = createTimeline(commands);
  const message = createMessage();
  const panels = createPanels({ context, stats, onResize: loop.paintResized });
  const stage = element(
    "div",
    { class: "dbp-stage is-waiting" },
    transport.element,
    message.element,
    ...panels.elements,
    timeline.element,
  );
  root.append(stage);
  const skeletonTimer = setTimeout(() => stage.classList.add("is-slow"), SKELETON_MS);
  const stops = [
    watchSticky(stage, transport.element),
    listenToKeys(root, {
      toggle: commands.toggle,
      step: () => commands.step("epoch"),
      reset: () => commands.reset("same"),
    }),
    view.subscribe(() => {
      panels.showView();
      loop.dirty("view");
    }),
    observeTheme(root, () => {
      showTheme();
      panels.resize();
      loop.dirty("run");
    }),
  ];
  showTheme();

  // ── Messages from the server ──────────────────────────────────────────────────────────────────
  /** @type {Record<string, (news: any) => void>} */
  const onMessage = {
    run(news) {
      keepAddressReadable();
      need([news.layer_sizes, news.feature_names, news.train, news.test].every(Array.isArray), "run");
      need(news.history_count > 0, "run");
      const same = run?.run_id === news.run_id && greetedToken === socket.token;
      greeted = true;
      greetedToken = socket.token;
      run = news;
      awaitsPicture = true;
      probes.clear();
      player.startRun({ ...news, historyCount: news.history_count, same });
      status = { name: news.status, message: news.message };
      const anew = continuity.arrive(socket.token);
      if (!same) message.show(anew);
      edits.forget();
      hear(news);
      if (storedPace(pacing) !== news.pace) commands.setPace(storedPace(pacing));
      if (commands.tookNewWeights()) trigger("weights", news.config.weight_seed);
      showControls();
    },
    state(news) {
      keepAddressReadable();
      player.setState(news);
      status = { name: news.status, message: news.message };
      if (run && news.config) run.config = news.config;
      if (run) hear(news);
      showControls();
      loop.schedule();
    },
    truncate({ seq }) {
      need(seq >= 0, "truncate");
      probes.truncate(seq);
      player.truncate(seq);
      refresh();
    },
    probe(news) {
      need(news.seq >= 0 && Array.isArray(news.accuracies), "probe");
      probes.add(news);
      loop.dirty("view");
    },
    bye({ message: words }) {
      if (words) message.show(words);
    },
  };

  /** What both a run and its state tell of. @param {any} news */
  function hear({ blocked: why = "", note = "", frozen = [] }) {
    message.say("blocked", why);
    blocked = why !== "";
    if (note !== noted) message.say("note", note); // it goes by itself, and is not said again
    noted = note;
    if (JSON.stringify(frozen) !== JSON.stringify(run.frozen ?? [])) {
      run.frozen = frozen;
      loop.dirty("view");
    }
  }

  const socket = createSocket({
    url: socketUrl(data.socket_path, window.location),
    token: data.token,
    onJson(news) {
      if (Object.hasOwn(onMessage, news?.type)) onMessage[news.type](news);
      else console.warn("A message of an unknown type was left out:", news?.type);
    },
    onBinary(buffer) {
      stats.bytes += buffer.byteLength;
      stats.messages++;
      const decoded = decodeSnapshots(buffer);
      stats.snapshots += decoded.snapshots.length;
      if (player.receive(decoded)) showRun();
      loop.schedule();
    },
    onConnection(now) {
      if (now === "expired" || now === "gone") {
        continuity.lose(now);
        trigger("expired", Date.now());
      }
      if (now === "gone") return; // goes on trying
      if (now === "reconnecting" && connection === "open") stats.reconnects++;
      connection = now;
      greeted = false;
      if (now === "open") message.show("");
      if (now === "replaced") message.show(ELSEWHERE);
      showControls();
    },
  });

  // ── What is shown ─────────────────────────────────────────────────────────────────────────────
  /** The history of a run has arrived: let the panels know the run, and show where it stands. */
  function showRun() {
    frame.forward = createForward(run);
    awaitsPicture = false;
    clearTimeout(skeletonTimer);
    stage.classList.remove("is-waiting", "is-slow");
    quality.restart();
    panels.setRun(run);
    message.reset();
    refresh("run");
    acknowledge(performance.now(), true);
  }

  /** @param {number} now @param {import("./loop.js").Change} changed @param {number} fineness */
  function paint(now, changed, fineness) {
    const snapshot = edits.applied(player.shown);
    const probe = probes.at(snapshot?.seq ?? 0);
    const reducedMotion = calmMotion.matches;
    const moving = player.rolling || (player.playing && player.mode === "live");
    Object.assign(frame, { run, snapshot, probe, reducedMotion, moving, now, changed, quality: fineness });
    panels.paint(frame);
    transport.showSnapshot(snapshot);
    showControls();
  }

  /** @param {number} seq  shown in replay: the run goes on from there */
  function leaveReplay(seq) {
    probes.truncate(seq);
    player.truncate(seq);
    player.rewind();
  }

  /** What is shown may have changed, by hand. @param {import("./loop.js").Change} [change] */
  function refresh(change = "snapshot") {
    loop.dirty(change);
    if (!awaitsPicture) transport.showSnapshot(player.shown); // pictures follow in the next frame
    showControls();
  }

  function showControls() {
    const waiting = run ? "reconnecting" : "connecting";
    const away = greeted ? "" : connection === "open" ? waiting : connection;
    const ended = player.drained && status.name !== "running" ? status.name : "";
    const began = (player.head?.progress ?? 0) > 0;
    const training = blocked ? "waiting" : "running";
    const live = player.playing ? training : ended || (began ? "paused" : "ready");
    transport.showStatus(away || (player.mode === "replay" ? "replay" : live));
    transport.showPlaying(player.playing && player.mode === "live");
    transport.setDisabled(greeted ? "" : "Not connected to the run at this moment");
    message.showStatus(ended, status.message);
    timeline.show(player);
  }

  function showTheme() {
    context.theme = readTheme(root);
    root.classList.toggle("is-dark", context.theme.dark);
  }

  /**
   * Tell the server what is shown and how much to keep ready, so that it never runs far ahead.
   * @param {number} now
   * @param {boolean} atOnce
   */
  function acknowledge(now, atOnce) {
    const seq = player.head?.seq;
    if (seq === undefined || player.loading || document.hidden) return;
    if (!atOnce && (seq === ack.seq || now - ack.at < ACK_MS || !player.playing)) return;
    ack.seq = seq;
    ack.at = now;
    socket.send({ type: "shown", seq, want: player.want(loop.framesPerSecond) });
  }

  /** Another run, or another stage, while the server is away: this run is not to be had again. */
  function loseIfAway() {
    if (connection === "reconnecting") continuity.lose("gone");
  }

  return {
    /** @param {Data} next */
    update(next) {
      if (next.token !== data.token) loseIfAway();
      data = next;
      socket.useToken(next.token);
      panels.update?.(next);
    },
    destroy() {
      loseIfAway();
      loop.destroy();
      clearTimeout(skeletonTimer);
      socket.destroy();
      for (const stop of stops) stop();
      panels.destroy();
      root.replaceChildren();
    },
  };
}

/**
 * @param {boolean} there
 * @param {string} type of the message
 */
function need(there, type) {
  if (!there) throw new TypeError(`The message "${type}" lacks something`);
}
