// @ts-check
// Mounts the stage: builds its parts, wires socket → player → panels, and runs the frame loop.

import { decodeSnapshots } from "./decode.js";
import { element } from "./dom.js";
import { createForward } from "./forward.js";
import { listenToKeys } from "./keyboard.js";
import { createMessage } from "./message.js";
import { createPanels } from "./panels.js";
import { Player } from "./player.js";
import { Probes } from "./probes.js";
import { createQuality } from "./quality.js";
import { createSocket, socketUrl } from "./socket.js";
import { Stats } from "./stats.js";
import { observeTheme, readTheme } from "./theme.js";
import { createTimeline } from "./timeline.js";
import { createTransport, storedPace } from "./transport.js";
import { createView } from "./view.js";

const ACK_MS = 100; // flow control: at most 10 acknowledgements a second
const MOVING_MS = 150; // paintings closer than this are motion: the quality may be lower
const SETTLE_MS = 250; // a picture that stays this long is painted again at full quality
const SKELETON_MS = 1000;

let mounts = 0; // in this document, for Stats

/**
 * @typedef {object} Data
 * @property {string} token
 * @property {string} socket_path
 * @property {string} assets  address of the versioned assets, ending in "/"
 */

/**
 * @param {object} options
 * @param {HTMLElement} options.root  the element with class "dbp"
 * @param {Data} options.data
 * @param {(name: string, value: any) => void} options.trigger  tells the page
 */
export function mount({ root, data, trigger }) {
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
  /** @type {any} */ let forward = null;
  /** @type {import("./socket.js").Connection} */ let connection = "connecting";
  let greetedToken = "";
  let greeted = false; // the server has said on this connection which run it is
  let status = { name: "running", message: "" };
  let wasPlaying = false; // before replay began
  let newWeights = false; // a reset with new weights is under way
  let awaitsPicture = false; // a new run has not shown anything yet
  let destroyed = false;

  const context = {
    theme: readTheme(root),
    plotly: () => loadPlotly(data.assets),
    view,
    /** @param {string} name @param {any} detail */
    emit: (name, detail) => trigger(name, detail),
  };

  // ── Commands: each acts on the picture at once, and tells the server ──────────────────────────
  const commands = {
    toggle() {
      if (!greeted) return;
      if (player.playing && player.mode === "live") commands.pause();
      else commands.play();
    },
    play() {
      player.play();
      acknowledge(performance.now(), true);
      socket.send({ type: "play" });
      refresh();
    },
    pause() {
      socket.send({ type: "pause", seq: player.pause() });
      refresh();
    },
    /** @param {"epoch" | "batch"} unit */
    step(unit) {
      if (!greeted) return;
      player.live();
      if (player.playing) commands.pause();
      socket.send({ type: "step", unit, seq: player.head?.seq ?? 0 });
      refresh();
    },
    /** @param {"same" | "new"} weights */
    reset(weights) {
      if (!greeted) return;
      newWeights = weights === "new";
      message.show("");
      socket.send({ type: "reset", weights });
    },
    /** @param {number} pace */
    setPace(pace) {
      socket.send({ type: "pace", epochs_per_frame: pace });
    },
    enterReplay() {
      if (player.mode === "replay") return;
      wasPlaying = player.playing;
      if (wasPlaying || !player.drained) commands.pause();
    },
    /** @param {number} index */
    seek(index) {
      commands.enterReplay();
      player.seek(index);
      refresh();
    },
    roll() {
      if (player.rolling) player.stopRoll();
      else {
        commands.enterReplay();
        player.roll();
      }
      refresh();
    },
    continueHere() {
      const seq = player.shown?.seq;
      if (seq === undefined || player.mode !== "replay") return;
      socket.send({ type: "rewind", seq });
      player.truncate(seq);
      probes.truncate(seq);
      player.rewind();
      commands.play();
    },
    backToLive() {
      player.live();
      if (wasPlaying) commands.play();
      refresh();
    },
    askForProbe() {
      const seq = player.shown?.seq;
      if (seq === undefined || probes.has(seq) || run.layer_sizes.length < 3) return;
      socket.send({ type: "probe", seq });
    },
  };

  // ── The parts ─────────────────────────────────────────────────────────────────────────────────
  const transport = createTransport(commands);
  const timeline = createTimeline({ ...commands, release: commands.askForProbe });
  const message = createMessage();
  const panels = createPanels({ context, stats, onResize: paintResized });
  const stage = element(
    "div",
    { class: "dbp-stage is-waiting" },
    transport.element,
    message.element,
    ...panels.elements,
    timeline.element,
  );
  root.append(stage);
  const stopSticky = watchSticky(stage, transport.element);
  const skeletonTimer = setTimeout(() => stage.classList.add("is-slow"), SKELETON_MS);

  const stopKeys = listenToKeys(root, {
    toggle: commands.toggle,
    step: () => commands.step("epoch"),
    reset: () => commands.reset("same"),
  });
  const stopView = view.subscribe(() => {
    panels.showView();
    dirty("view");
  });
  const stopTheme = observeTheme(root, () => {
    showTheme();
    panels.resize();
    dirty("run");
  });

  function showTheme() {
    context.theme = readTheme(root);
    root.classList.toggle("is-dark", context.theme.dark);
  }
  showTheme();

  // ── Messages from the server ──────────────────────────────────────────────────────────────────
  /** @type {Record<string, (news: any) => void>} */
  const onMessage = {
    run(news) {
      need([news.layer_sizes, news.feature_names, news.train, news.test].every(Array.isArray), "run");
      need(news.history_count >= 0, "run");
      const same = run?.run_id === news.run_id && greetedToken === socket.token;
      greeted = true;
      greetedToken = socket.token;
      run = news;
      awaitsPicture = true;
      probes.clear();
      player.startRun({ ...news, historyCount: news.history_count, same });
      status = { name: news.status, message: news.message };
      if (!same) message.show("");
      const pace = storedPace();
      if (pace !== news.pace) socket.send({ type: "pace", epochs_per_frame: pace });
      if (newWeights) trigger("weights", news.config.weight_seed);
      newWeights = false;
      showControls();
    },
    state(news) {
      player.setState(news);
      status = { name: news.status, message: news.message };
      if (run && news.config) run.config = news.config;
      showControls();
      schedule();
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
      dirty("view");
    },
    bye({ message: words }) {
      if (words) message.show(words);
    },
  };

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
      schedule();
    },
    onConnection(now) {
      if (now === "reconnecting" && connection === "open") stats.reconnects++;
      connection = now;
      greeted = false;
      if (now === "open") message.show("");
      if (now === "replaced") {
        message.show("This run is now shown in another tab. Reload the page to have it here.");
      }
      if (now === "expired") trigger("expired", Date.now());
      showControls();
    },
  });

  // ── What is shown ─────────────────────────────────────────────────────────────────────────────
  /** The history of a run has arrived: let the panels know the run, and show where it stands. */
  function showRun() {
    forward = createForward(run);
    awaitsPicture = false;
    clearTimeout(skeletonTimer);
    stage.classList.remove("is-waiting", "is-slow");
    quality.restart();
    panels.setRun(run);
    message.reset();
    refresh("run");
    acknowledge(performance.now(), true);
  }

  function showControls() {
    const waiting = run ? "reconnecting" : "connecting";
    const away = greeted ? "" : connection === "open" ? waiting : connection;
    const ended = player.drained && status.name !== "running" ? status.name : "";
    const began = (player.head?.progress ?? 0) > 0;
    const live = player.playing ? "running" : ended || (began ? "paused" : "ready");
    transport.showStatus(away || (player.mode === "replay" ? "replay" : live));
    transport.showPlaying(player.playing && player.mode === "live");
    transport.setDisabled(greeted ? "" : "Not connected to the run at this moment");
    message.showStatus(ended, status.message);
    timeline.show(player);
  }

  /** What is shown may have changed, by the visitor's hand. @param {Change} [change] */
  function refresh(change = "snapshot") {
    dirty(change);
    transport.showSnapshot(player.shown); // the pictures follow in the next frame
    showControls();
  }

  // ── The frame loop ────────────────────────────────────────────────────────────────────────────
  /** @typedef {"run" | "size" | "view" | "snapshot"} Change */
  const WEIGHT = { snapshot: 1, view: 2, size: 3, run: 4 };
  /** @type {Change | null} */ let change = null;
  let request = 0;
  let settleTimer = 0;
  let lastFrame = 0;
  let paintedAt = -Infinity;
  let framesPerSecond = 60;
  let ackAt = -Infinity;
  let ackSeq = -1;
  const frame = {
    run: null, snapshot: null, history: player.history, forward: null, view: view.state,
    quality: 1, reducedMotion: false, probe: null, now: 0, changed: "run",
  };

  /** @param {Change} what */
  function dirty(what) {
    if (!change || WEIGHT[what] > WEIGHT[change]) change = what;
    schedule();
  }

  function schedule() {
    if (!request && !destroyed) request = requestAnimationFrame(onFrame);
  }

  /** @param {number} now */
  function onFrame(now) {
    request = 0;
    if (player.tick(now)) dirty("snapshot");
    measure(now);
    if (change && player.shown && !awaitsPicture) {
      const moving = now - paintedAt < MOVING_MS;
      paint(now, change, moving ? quality.value : 1);
    }
    change = null;
    acknowledge(now, false);
    stats.queued = player.queue.length;
    if (player.rolling || player.queue.length || (player.playing && player.mode === "live")) schedule();
  }

  /** Frames a second that this machine manages while it is busy. @param {number} now */
  function measure(now) {
    const elapsed = now - lastFrame;
    lastFrame = now;
    if (elapsed < 200) framesPerSecond += 0.05 * (1000 / Math.max(elapsed, 4) - framesPerSecond);
  }

  /**
   * @param {number} now
   * @param {Change} what
   * @param {number} fineness
   */
  function paint(now, what, fineness) {
    const started = performance.now();
    const snapshot = player.shown;
    const another = snapshot !== frame.snapshot;
    Object.assign(frame, {
      run, snapshot, forward, now, quality: fineness, changed: what,
      history: player.history,
      reducedMotion: calmMotion.matches,
      probe: probes.at(snapshot.seq),
    });
    panels.paint(frame);
    transport.showSnapshot(snapshot);
    showControls();
    const took = performance.now() - started;
    stats.shown = snapshot.seq;
    paintedAt = now;
    if (another) {
      if (fineness < 1 || quality.value === 1) quality.record(took);
      stats.display(now);
      stats.paintTotal.add(took);
      stats.quality = quality.value;
    }
    clearTimeout(settleTimer);
    if (fineness < 1 || another) settleTimer = window.setTimeout(settle, SETTLE_MS);
  }

  /** A canvas of another size is blank: paint before the browser shows it. */
  function paintResized() {
    if (player.shown && run && !awaitsPicture && !destroyed) {
      paint(performance.now(), "size", quality.value);
    }
  }

  /** The picture stands still: there is time to paint it finely. */
  function settle() {
    if (!destroyed && player.shown && run && !awaitsPicture) {
      paint(performance.now(), "view", 1);
    }
  }

  /**
   * Tell the server what is shown and how much to keep ready, so that it never runs far ahead.
   * @param {number} now
   * @param {boolean} atOnce
   */
  function acknowledge(now, atOnce) {
    const seq = player.head?.seq;
    if (seq === undefined || player.loading || document.hidden) return;
    if (!atOnce && (seq === ackSeq || now - ackAt < ACK_MS || !player.playing)) return;
    ackSeq = seq;
    ackAt = now;
    socket.send({ type: "shown", seq, want: player.want(framesPerSecond) });
  }

  return {
    /** @param {Data} next */
    update(next) {
      data = next;
      socket.useToken(next.token);
    },
    destroy() {
      destroyed = true;
      cancelAnimationFrame(request);
      [skeletonTimer, settleTimer].forEach(clearTimeout);
      socket.destroy();
      stopSticky();
      stopKeys();
      stopView();
      stopTheme?.();
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

/**
 * On a phone the transport sticks to the top of the window; `is-stuck` says when it does.
 * @param {HTMLElement} stage
 * @param {HTMLElement} bar
 * @returns {() => void} stops watching
 */
function watchSticky(stage, bar) {
  const mark = element("div", { class: "dbp-sticky-mark" });
  stage.prepend(mark);
  const observer = new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
    bar.classList.toggle("is-stuck", !isIntersecting && boundingClientRect.top < 100);
  }, { rootMargin: "-44px 0px 0px 0px" });
  observer.observe(mark);
  return () => observer.disconnect();
}

/** The stage's own style sheets, so that the page needs to know of none. */
function styleSheets() {
  return ["stage.css", "panels.css"].map((name) =>
    element("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href }),
  );
}

/**
 * Plotly's bundle, fetched once a page, when the first panel asks for it.
 * @param {string} assets
 * @returns {Promise<any>}
 */
function loadPlotly(assets) {
  const page = /** @type {any} */ (window);
  page.__dbp_plotly ??= new Promise((resolve, reject) => {
    if (page.Plotly) return resolve(page.Plotly);
    const script = element("script", {
      src: new URL(`${assets}plotly/plotly.min.js`, window.location.href).href,
      onload: () => resolve(page.Plotly),
      onerror: () => {
        page.__dbp_plotly = undefined;
        reject(new Error("Plotly could not be loaded"));
      },
    });
    document.head.append(script);
  });
  return page.__dbp_plotly;
}
