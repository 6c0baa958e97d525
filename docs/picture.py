"""Film the real page for the README: ``python -m docs.picture`` writes docs/playground.webp."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.chromium import chromium
from tests.e2e.stage_page import StagePage
from tests.server import application

OUT = Path(__file__).parent / "playground.webp"
EPOCHS = (0, 2, 5, 10, 20, 30, 45, 60, 75, 90, 105, 120, 140, 160, 180, 200, 225, 250, 300)
SIZE = (1440, 900)
SHOWN = (1200, 750)
MILLISECONDS = 350


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
    pictures = [
        Image.open(io.BytesIO(frame)).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
        for frame in frames
    ]
    durations = [2 * MILLISECONDS, *[MILLISECONDS] * (len(pictures) - 2), 8 * MILLISECONDS]
    pictures[0].save(
        OUT, save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=70,
        method=6,
    )  # fmt: skip


if __name__ == "__main__":
    main()
