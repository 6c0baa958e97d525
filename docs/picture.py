"""Pictures of the real pages for the README: ``python -m docs.picture`` writes docs/*.webp.

The live page is filmed while it learns; of the other pages one moment is taken.
"""

from __future__ import annotations

import io
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
    pictures = [shown(frame) for frame in frames]
    durations = [2 * MILLISECONDS, *[MILLISECONDS] * (len(pictures) - 2), 8 * MILLISECONDS]
    pictures[0].save(
        OUT, save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=70,
        method=6,
    )  # fmt: skip


if __name__ == "__main__":
    main()
