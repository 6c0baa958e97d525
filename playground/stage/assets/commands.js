// @ts-check
// What the visitor can do with the run: each acts on the picture at once, and tells the server.

/**
 * @param {object} options
 * @param {import("./player.js").Player} options.player
 * @param {import("./probes.js").Probes} options.probes
 * @param {(command: object) => void} options.send
 * @param {() => boolean} options.connected  false: commands that need the server do nothing
 * @param {() => void} options.acknowledge   tell the server what is shown, at once
 * @param {() => void} options.refresh       what is shown may have changed
 */
export function createCommands({ player, probes, send, connected, acknowledge, refresh }) {
  let wasPlaying = false; // before replay began
  let newWeights = false; // a reset with new weights is under way

  const commands = {
    toggle() {
      if (!connected()) return;
      if (player.playing && player.mode === "live") commands.pause();
      else commands.play();
    },
    play() {
      player.play();
      acknowledge();
      send({ type: "play" });
      refresh();
    },
    pause() {
      send({ type: "pause", seq: player.pause() });
      refresh();
    },
    /** @param {"epoch" | "batch"} unit */
    step(unit) {
      if (!connected()) return;
      player.live();
      if (player.playing) commands.pause();
      // Without a number: two quick presses are two steps, whatever has come back in between.
      send({ type: "step", unit });
      refresh();
    },
    /** @param {"same" | "new"} weights */
    reset(weights) {
      if (!connected()) return;
      newWeights = weights === "new";
      send({ type: "reset", weights });
    },
    /** Whether the run that begins now is the answer to a reset with new weights; asked once. */
    tookNewWeights() {
      const took = newWeights;
      newWeights = false;
      return took;
    },
    /** @param {number} pace epochs per frame */
    setPace(pace) {
      send({ type: "pace", epochs_per_frame: pace });
    },
    /** Replay pauses the run, so that nothing is missed; while it lasts nothing is sent. */
    enterReplay() {
      if (player.mode === "replay") return;
      wasPlaying = player.playing;
      if (wasPlaying || !player.drained) commands.pause();
    },
    /** @param {number} index into the history */
    seek(index) {
      commands.enterReplay();
      player.seek(index);
      refresh();
    },
    /** The slider was let go: now the server may be asked what it knows of this moment. */
    release() {
      const shown = player.shown;
      if (shown && !probes.has(shown.seq)) send({ type: "probe", seq: shown.seq });
    },
    roll() {
      if (player.rolling) {
        player.stopRoll();
      } else {
        commands.enterReplay();
        player.roll();
      }
      refresh();
    },
    continueHere() {
      const seq = player.shown?.seq;
      if (seq === undefined || player.mode !== "replay" || !connected()) return;
      send({ type: "rewind", seq });
      player.truncate(seq);
      probes.truncate(seq);
      player.rewind();
      commands.play();
    },
    backToLive() {
      player.live();
      if (wasPlaying && connected()) commands.play();
      refresh();
    },
  };
  return commands;
}
