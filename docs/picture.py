"""Pictures of the real pages for the README: ``python -m docs.picture`` writes docs/*.webp.

The live page is filmed while it learns; of the other pages one moment is taken.
"""

from __future__ import annotations

import io
import math
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.chromium import chromium
from tests.e2e.stage_page import StagePage
from tests.server import application

OUT = Path(__file__).parent / "playground.webp"
EPOCHS = (0, 2, 5, 10, 20, 30, 45, 60, 75, 90, 105, 120, 140, 160, 180, 200, 225, 250, 300)
SIZE = (1440, 900)
SHOWN = (1200, 750)
MILLISECONDS = 350
STILLS = {
    "compare": ("compare", {"seed": "3"}, 150),
    "race": ("optimizers", {"seed": "0"}, 240),
    "warps": ("warps", {"seed": "3"}, 250),
    "digits": ("digits", {}, 12),
}
"""File of each picture: the page, its parameters, and the epoch at which it is taken."""


def shown(screenshot: bytes) -> Image.Image:
    """A screenshot in the README's size."""
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    return picture.resize(SHOWN, Image.Resampling.LANCZOS)


def still(
    browser: Browser, url: str, name: str, path: str, query: dict[str, str], epoch: int
) -> None:
    """Let one page learn up to an epoch, and take its picture."""
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
    stage = StagePage(page, url).open(path, **query)
    page.wait_for_timeout(3000)
    stage.press("play").wait_epoch(epoch).press("play")
    page.wait_for_timeout(3000)
    shown(page.screenshot()).save(OUT.with_name(f"{name}.webp"), quality=75, method=6)
    page.close()


def own_data(browser: Browser, url: str) -> None:
    """Learn from a table, and take the picture of the live page."""
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
    page.goto(f"{url}/yours?data_set=iris")
    page.get_by_role("button", name="Learn from these").click()
    page.get_by_role("link", name="Live", exact=True).click()
    stage = StagePage(page, url).wait_run()
    page.wait_for_timeout(3000)
    stage.press("play").wait_epoch(60).press("play")
    page.wait_for_timeout(3000)
    shown(page.screenshot()).save(OUT.with_name("own.webp"), quality=75, method=6)
    page.close()


def drawn(browser: Browser, url: str) -> None:
    """Draw a face with the brush, and take the picture of what the network makes of it."""
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
    stage = StagePage(page, url).open(dataset="gauss", n_samples="20", seed="1")
    page.wait_for_timeout(2000)
    for tool in ("draw", "draw-clear", "draw-brush"):
        stage.press(tool)
    angles = [i * math.pi / 20 for i in range(41)]
    strokes = (
        (0, [(4.2 * math.cos(t), 4.2 * math.sin(t)) for t in angles]),
        (1, [(2.4 * math.cos(t), -2.4 * math.sin(t)) for t in angles if 0.3 < t < 2.9]),
        (1, [(-1.6 + 0.4 * math.cos(t), 1.4 + 0.4 * math.sin(t)) for t in angles]),
        (1, [(1.6 + 0.4 * math.cos(t), 1.4 + 0.4 * math.sin(t)) for t in angles]),
    )
    box = page.locator(".dbp-boundary__window").bounding_box()
    assert box is not None
    for label, places in strokes:
        stage.press(f"draw-class-{label}")
        for i, (x, y) in enumerate(places):
            page.mouse.move(
                box["x"] + box["width"] * (x + 6) / 12, box["y"] + box["height"] * (6 - y) / 12
            )
            if i == 0:
                page.mouse.down()
        page.mouse.up()
    page.wait_for_timeout(2000)
    stage.press("play").wait_epoch(250).press("play")
    page.wait_for_timeout(3000)
    shown(page.screenshot()).save(OUT.with_name("drawn.webp"), quality=75, method=6)
    page.close()


def main() -> None:
    """Press play, take a screenshot whenever the run has come far enough, and join them."""
    with application() as url, chromium() as browser:
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        stage = StagePage(page, url).open(seed="3")
        page.wait_for_timeout(1500)
        frames = [page.screenshot()]
        stage.press("play")
        for epoch in EPOCHS[1:]:
            stage.wait_epoch(epoch)
            frames.append(page.screenshot())
        page.close()
        for name, (path, query, epoch) in STILLS.items():
            still(browser, url, name, path, query, epoch)
        own_data(browser, url)
        drawn(browser, url)
    pictures = [shown(frame) for frame in frames]
    durations = [2 * MILLISECONDS, *[MILLISECONDS] * (len(pictures) - 2), 8 * MILLISECONDS]
    pictures[0].save(
        OUT, save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=70,
        method=6,
    )  # fmt: skip


if __name__ == "__main__":
    main()
