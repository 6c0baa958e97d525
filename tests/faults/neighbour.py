"""Neighbour: somebody else's run, which must go on as if nothing had happened."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.live.watcher import PATIENCE
from tests.tab import Tab, display

CALM_SECONDS = 0.5
LEAST_SHARE = 0.2  # of the calm pace; the machine may be busy with other things as well


class Neighbour:
    """A tab that plays in a thread of its own."""

    def __init__(self, url: str, cookie: str) -> None:
        self.tab = Tab(url, "hidden_layers=4", cookie=cookie)
        self._playing = threading.Event()
        self._leave = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)

    async def _live(self) -> None:
        tab = await self.tab.open()
        showing = asyncio.create_task(display(lambda: [tab]))
        await tab.play()
        self._playing.set()
        await asyncio.to_thread(self._leave.wait)
        showing.cancel()
        await tab.close()

    def start(self) -> None:
        """Open the page and press Play."""
        self._thread.start()
        assert self._playing.wait(PATIENCE), "the neighbour's page did not open"

    def leave(self) -> None:
        """Close the page."""
        self._leave.set()
        self._thread.join(PATIENCE)

    def pace(self, seconds: float = CALM_SECONDS) -> float:
        """Snapshots a second, over the next seconds."""
        before = self.tab.snapshots
        time.sleep(seconds)
        return (self.tab.snapshots - before) / seconds


@contextmanager
def undisturbed(url: str, cookie: str = "") -> Iterator[Neighbour]:
    """Somebody plays here meanwhile: keeps the connection, misses nothing, and does not stall."""
    neighbour = Neighbour(url, cookie)
    neighbour.start()
    try:
        calm = neighbour.pace()
        tab, before, began = neighbour.tab, neighbour.tab.snapshots, time.monotonic()
        run_id = tab.run["run_id"]
        yield neighbour
        during = (tab.snapshots - before) / (time.monotonic() - began)
        after = max(neighbour.pace() for _ in range(2))
        assert tab.is_open, f"the neighbour's connection ended: {tab.bye}"
        assert tab.state["playing"]
        assert tab.state["message"] == ""
        assert tab.run["run_id"] == run_id, "the neighbour's run began anew"
        assert tab.gaps == 0, "the neighbour missed snapshots"
        assert after >= LEAST_SHARE * calm, (calm, during, after)
        assert during >= LEAST_SHARE * min(calm, after), (calm, during, after)
    finally:
        neighbour.leave()
