// @ts-check
// The film's loss curves: what has been, what comes (faintly), and where it is now.

import { createCanvas, fitCanvas } from "../canvas.js";
import { formatEpoch, formatLoss } from "../format.js";

/** @typedef {import("../decode.js").Snapshot} Snapshot */

const MARGIN = { left: 52, right: 10, top: 18, bottom: 20 };
const LOG_RATIO = 20; // losses that span more are drawn over a logarithmic scale

/**
 * @param {HTMLElement} host @param {Snapshot[]} snapshots
 * @param {(moment: number) => void} onChoice  a place on the curve was pressed
 */
export function createLosses(host, snapshots, onChoice) {
  const canvas = createCanvas("film-canvas");
  host.append(canvas);
  const last = snapshots.length - 1;
  const finite = snapshots
    .flatMap(({ trainLoss, testLoss }) => [trainLoss, testLoss])
    .filter((loss) => Number.isFinite(loss));
  const high = finite.length ? Math.max(...finite) : 1;
  const least = finite.length ? Math.min(...finite) : 0;
  const isLog = least > 0 && high / least > LOG_RATIO;
  const low = isLog ? least : Math.min(0, least);
  const scale = isLog ? Math.log : (/** @type {number} */ value) => value;
  /** @type {any} */ let theme = null;
  let box = { width: 0, height: 0 };

  host.addEventListener("pointerdown", (event) => {
    host.setPointerCapture(event.pointerId);
    choose(event);
  });
  host.addEventListener("pointermove", (event) => {
    if (event.buttons) choose(event);
  });

  /** @param {PointerEvent} event */
  function choose(event) {
    const x = event.clientX - host.getBoundingClientRect().left - MARGIN.left;
    onChoice(Math.round(Math.min(1, Math.max(0, x / box.width)) * last));
  }

  function resize() {
    box = {
      width: Math.max(20, host.clientWidth - MARGIN.left - MARGIN.right),
      height: Math.max(20, host.clientHeight - MARGIN.top - MARGIN.bottom),
    };
  }

  /** @param {number} at */
  function paint(at) {
    if (!theme || !box.width) return;
    const { left, right, top, bottom } = MARGIN;
    const brush = fitCanvas(canvas, box.width + left + right, box.height + top + bottom);
    brush.clearRect(0, 0, box.width + left + right, box.height + top + bottom);
    brush.save();
    brush.translate(left, top);
    brush.strokeStyle = theme.grid;
    brush.lineWidth = 1;
    brush.strokeRect(0, 0, box.width, box.height);
    write(brush);
    brush.lineJoin = brush.lineCap = "round";
    for (const [upto, strength] of [[last, 0.25], [at, 1]]) {
      brush.globalAlpha = strength;
      stroke(brush, "testLoss", theme.test, upto);
      stroke(brush, "trainLoss", theme.train, upto);
    }
    dot(brush, "testLoss", theme.test, at);
    dot(brush, "trainLoss", theme.train, at);
    brush.restore();
  }

  /** @param {number} moment */
  const across = (moment) => (last ? (box.width * moment) / last : 0);

  /** @param {number} loss */
  function down(loss) {
    const value = Number.isFinite(loss) ? Math.max(loss, low) : high;
    return box.height * (1 - (scale(value) - scale(low)) / (scale(high) - scale(low) || 1));
  }

  /**
   * @param {CanvasRenderingContext2D} brush @param {"trainLoss" | "testLoss"} which
   * @param {string} color @param {number} upto
   */
  function stroke(brush, which, color, upto) {
    brush.strokeStyle = color;
    brush.lineWidth = 1.8;
    brush.beginPath();
    for (let i = 0; i <= upto; i++) brush.lineTo(across(i), down(snapshots[i][which]));
    brush.stroke();
  }

  /**
   * @param {CanvasRenderingContext2D} brush @param {"trainLoss" | "testLoss"} which
   * @param {string} color @param {number} at
   */
  function dot(brush, which, color, at) {
    brush.fillStyle = color;
    brush.beginPath();
    brush.arc(across(at), down(snapshots[at][which]), 4, 0, 2 * Math.PI);
    brush.fill();
  }

  /** @param {CanvasRenderingContext2D} brush */
  function write(brush) {
    brush.font = `12px ${theme.font}`;
    brush.fillStyle = theme.faint;
    brush.textBaseline = "middle";
    brush.textAlign = "right";
    brush.fillText(formatLoss(high), -6, 0);
    brush.fillText(formatLoss(low), -6, box.height);
    brush.textBaseline = "bottom";
    brush.textAlign = "left";
    brush.fillText(isLog ? "loss (logarithmic)" : "loss", 0, -4);
    brush.textBaseline = "top";
    brush.fillText(`epoch ${formatEpoch(snapshots[0].progress)}`, 0, box.height + 5);
    brush.textAlign = "right";
    brush.fillText(`epoch ${formatEpoch(snapshots[last].progress)}`, box.width, box.height + 5);
  }

  return {
    paint,
    resize,
    /** @param {import("../theme.js").Theme} next */
    dress(next) {
      theme = next;
      if (!box.width) resize();
    },
  };
}
