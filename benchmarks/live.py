"""How smoothly the real page moves in headless Chromium, in turn with TensorFlow Playground's.

``python -m benchmarks.live [--peer-url URL]`` starts the application, plays three networks with the
whole stage visible, and prints Markdown tables: displayed frames per second, intervals, bytes,
painting time per panel, dragging the sliders of both pages, epochs per second at full pace. With
``--peer-url`` a page that serves TensorFlow Playground is measured with the same ruler (a picture
counts when the page's own epoch counter has changed), in turn with ours in the same browser.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, ViewportSize, WebSocket

from tests.chromium import chromium
from tests.e2e.stage_page import StagePage
from tests.server import application

SIZE: ViewportSize = {"width": 1440, "height": 900}
SECONDS = 8
ROUNDS = 2
CASES = {
    "[8,8,8]": "8,8,8",
    "[16,16,16]": "16,16,16",
    "8 × 32": ",".join(["32"] * 8),
}

# Counts display frames in which a text of the page changed: the same ruler for every page.
_RULER = """
([selector, seconds]) => new Promise((done) => {
  const element = document.querySelector(selector);
  const number = () => parseFloat(element.textContent.replace(/[, ]/g, ""));
  const first = number();
  const times = [];
  let last = element.textContent;
  const start = performance.now();
  function tick(now) {
    if (element.textContent !== last) { last = element.textContent; times.push(now); }
    if (now - start < seconds * 1000) requestAnimationFrame(tick);
    else done({times, epochs: number() - first, seconds: (now - start) / 1000});
  }
  requestAnimationFrame(tick);
})
"""

_STATS = "() => JSON.parse(JSON.stringify(document.querySelector('.dbp').__dbp_stats))"

# Moves a slider at each display frame over its whole range; counts the paintings of a panel.
_DRAG = """
([testid, panel, seconds]) => new Promise((done) => {
  const slider = document.querySelector(`[data-testid=${testid}]`);
  const {paint} = document.querySelector(".dbp").__dbp_stats;
  const before = paint[panel].count;
  const start = performance.now();
  const sweep = 3000; // ms from one end to the other
  function tick(now) {
    slider.value = +slider.max * Math.abs(((now - start) / sweep) % 2 - 1);
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    if (now - start < seconds * 1000) requestAnimationFrame(tick);
    else done((paint[panel].count - before) / ((now - start) / 1000));
  }
  requestAnimationFrame(tick);
})
"""


@dataclass
class Smoothness:
    """Displayed pictures over some seconds of one page."""

    intervals: list[float] = field(default_factory=list)
    frames: int = 0
    seconds: float = 0.0
    epochs: float = 0.0

    def add(self, measured: dict) -> None:
        times = measured["times"]
        self.intervals += [b - a for a, b in itertools.pairwise(times)]
        self.frames += len(times)
        self.seconds += measured["seconds"]
        self.epochs += measured["epochs"]

    @property
    def per_second(self) -> float:
        return self.frames / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.intervals) if self.intervals else float("nan")

    @property
    def p95(self) -> float:
        if len(self.intervals) < 20:
            return float("nan")
        return statistics.quantiles(self.intervals, n=20)[-1]


def play_ours(browser: Browser, url: str, layers: str, pace: float) -> tuple[Smoothness, dict]:
    """Play a spiral on our page; the ruler's result and the stage's own counters."""
    page = browser.new_page(viewport=SIZE)
    stage = StagePage(page, url).open(hidden_layers=layers)
    set_pace(stage, pace)
    page.wait_for_timeout(1500)
    stage.press("play")
    page.wait_for_timeout(2000)
    before = page.evaluate(_STATS)
    result = Smoothness()
    result.add(page.evaluate(_RULER, ["[data-testid=epoch]", SECONDS]))
    after = page.evaluate(_STATS)
    page.close()
    snapshots = after["snapshots"] - before["snapshots"]
    counters = {
        "bytes": (after["bytes"] - before["bytes"]) / max(snapshots, 1),
        "displayed": after["displayed"] - before["displayed"],
        "mounts": after["mounts"],
        "paint": {panel: statistics.median(ms) for panel, ms in after["paint"].items() if ms},
        "paint_total": statistics.median(after["paintTotal"]),
        "quality": after["quality"],
    }
    return result, counters


def set_pace(stage: StagePage, pace: float) -> None:
    """Move the pace slider to the mark nearest to ``pace`` epochs a frame."""
    slider = stage.part("pace")
    for value in range(int(slider.get_attribute("max") or 9) + 1):
        stage.slide("pace", value).release("pace")
        label = slider.get_attribute("aria-valuetext") or ""
        if label.split()[:1] == [f"{pace:g}"]:
            return
    raise RuntimeError(f"The pace slider has no mark for {pace:g}.")


def play_peer(browser: Browser, url: str, layers: str) -> Smoothness:
    """Play the same network on TensorFlow Playground's page (at most 6 layers of 8 there)."""
    page = browser.new_page(viewport=SIZE)
    page.goto(
        f"{url}/#activation=tanh&batchSize=10&dataset=spiral&learningRate=0.03"
        f"&networkShape={layers}&percTrainData=50&x=true&y=true&seed=0.5",
        wait_until="domcontentloaded",
    )
    page.wait_for_selector("#play-pause-button")
    page.wait_for_timeout(1500)
    page.click("#play-pause-button")
    page.wait_for_timeout(2000)
    result = Smoothness()
    result.add(page.evaluate(_RULER, ["#iter-number", SECONDS]))
    page.close()
    return result


def drag(browser: Browser, url: str) -> list[str]:
    """Fill 1,000 kept snapshots, then drag the sliders of both pages for some seconds."""
    page: Page = browser.new_page(viewport=SIZE)
    sent: list[object] = []

    def listen(socket: WebSocket) -> None:
        if socket.url.endswith("/live"):
            socket.on("framesent", lambda data: sent.append(data))

    def dragged(slider: str, panel: str) -> str:
        page.wait_for_timeout(1500)  # what a slider sends when it is first touched, and probes
        sent.clear()
        rate = page.evaluate(_DRAG, [slider, panel, SECONDS])
        return f"{rate:.0f} frames/s, {len(sent)} messages to the server"

    page.on("websocket", listen)
    stage = StagePage(page, url).open()
    set_pace(stage, 0.25)
    stage.press("play")
    page.wait_for_function(
        "() => +document.querySelector('[data-testid=time-slider]').max >= 1000", timeout=120_000
    )
    stage.press("play")
    kept = int(stage.part("time-slider").get_attribute("max") or 0) + 1
    stage.slide("time-slider", 0)
    lines = [f"Live page, time slider over {kept} snapshots: {dragged('time-slider', 'boundary')}"]
    page.get_by_role("link", name="Space warps").click()
    stage.part("depth").wait_for()
    stage.wait_epoch(1).slide("depth", 0)
    lines.append(f"Space warps, depth slider: {dragged('depth', 'space')}")
    stage.slide("depth", 7.5).slide("time-slider", 0)
    lines.append(f"Space warps, time slider: {dragged('time-slider', 'space')}")
    page.close()
    return lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-url", help="a page that serves TensorFlow Playground")
    peer_url = parser.parse_args().peer_url
    with application() as url, chromium() as browser:
        ours = {name: Smoothness() for name in CASES}
        peer = {name: Smoothness() for name in CASES}
        counters: dict[str, dict] = {}
        for _ in range(ROUNDS):
            for name, layers in CASES.items():
                result, counters[name] = play_ours(browser, url, layers, pace=0.25)
                _merge(ours[name], result)
                if peer_url and name == "[8,8,8]":
                    _merge(peer[name], play_peer(browser, peer_url, layers))
        _print_frames(ours, peer, counters)
        _print_paint(counters)
        _print_full_pace(browser, url, peer_url)
        print("\nDragging, [8,8,8], 500 points:\n")
        print("\n".join(f"- {line}." for line in drag(browser, url)))


def _merge(total: Smoothness, part: Smoothness) -> None:
    total.intervals += part.intervals
    total.frames += part.frames
    total.seconds += part.seconds
    total.epochs += part.epochs


def _print_frames(ours: dict, peer: dict, counters: dict) -> None:
    print("\n| network | frames/s | median ms | p95 ms | bytes/frame | remounts | peer | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for name, result in ours.items():
        other = peer[name]
        theirs = f"{other.per_second:.0f}" if other.frames else "–"
        ratio = f"{result.per_second / other.per_second:.1f}" if other.frames else "–"
        print(
            f"| {name} | {result.per_second:.0f} | {result.median:.1f} | {result.p95:.1f} "
            f"| {counters[name]['bytes']:.0f} | {counters[name]['mounts'] - 1} "
            f"| {theirs} | {ratio} |"
        )


def _print_paint(counters: dict) -> None:
    panels = sorted({panel for row in counters.values() for panel in row["paint"]})
    print("\nMilliseconds of painting per snapshot (median):\n")
    print("| network | " + " | ".join(panels) + " | all | quality |")
    print("|---" * (len(panels) + 3) + "|")
    for name, row in counters.items():
        cells = [f"{row['paint'].get(panel, 0):.2f}" for panel in panels]
        print(
            f"| {name} | " + " | ".join(cells)
            + f" | {row['paint_total']:.1f} | {row['quality']:.2f} |"
        )  # fmt: skip


def _print_full_pace(browser: Browser, url: str, peer_url: str | None) -> None:
    result, _ = play_ours(browser, url, "8,8,8", pace=100)
    rate = result.epochs / result.seconds
    line = f"\nFull pace, [8,8,8] on the spiral: {rate:.0f} epochs/s"
    if peer_url:
        theirs = play_peer(browser, peer_url, "8,8,8")
        peer_rate = theirs.epochs / theirs.seconds
        line += f"; TensorFlow Playground's page {peer_rate:.0f} ({rate / peer_rate:.0f} times)"
    print(line + ".")


if __name__ == "__main__":
    main()
