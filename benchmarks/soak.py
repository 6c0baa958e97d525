"""Whether a server stays as it is: tabs come, play, change settings, reset and go, for long.

``python -m benchmarks.soak [--seconds 1800] [--tabs 12]`` prints memory, open files and threads
every minute, and fails if, once the first third has passed, memory or open files grow faster than
``MOST_GROWTH`` (the median slope between all pairs of samples: Theil 1950, Sen 1968).
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.server import Application, running
from tests.tab import Tab, display

SAMPLE_SECONDS = 5.0
MOST_GROWTH = {"memory": 0.005, "files": 0.005}
"""Allowed growth a minute, as a share of the mean."""
SHORT = {  # so that what is kept of visitors who left has come and gone many times
    "PLAYGROUND_IDLE_SECONDS": "20",
    "PLAYGROUND_UNCLAIMED_SECONDS": "20",
    "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "20",
}
ADDRESSES = (
    "hidden_layers=8,8",
    "dataset=circle&hidden_layers=4",
    "dataset=blobs&hidden_layers=16,16,16&optimizer=momentum",
    "dataset=xor&hidden_layers=none",
    "dataset=curve&hidden_layers=32,32",
)


@dataclass
class Sample:
    """The process at one moment."""

    minutes: float
    memory: int
    files: int
    threads: int


class Visitors:
    """People who come one after another to a fixed number of seats."""

    def __init__(self, url: str, seed: int = 0) -> None:
        self._url = url
        self._draw = random.Random(seed)
        self._ids = itertools.count()
        self.tabs: dict[int, Tab] = {}
        self.visits = 0
        self.failures: list[str] = []

    async def sit(self, until: float) -> None:
        """One seat: visit after visit, until a moment (monotonic)."""
        while time.monotonic() < until:
            tab = Tab(self._url, self._draw.choice(ADDRESSES))
            number = next(self._ids)
            try:
                self.tabs[number] = await tab.open()
                await self._use(tab, until)
            except (OSError, TimeoutError) as error:
                self.failures.append(f"{type(error).__name__}: {error}")
            finally:
                del self.tabs[number]
                if self._draw.random() < 0.3:
                    tab.abort()
                await tab.close()
            self.visits += 1

    async def _use(self, tab: Tab, until: float) -> None:
        await tab.play()
        for _ in range(self._draw.randrange(2, 8)):
            await asyncio.sleep(self._draw.uniform(0.5, 2.0))
            if time.monotonic() >= until:
                return
            await self._draw.choice(DEEDS)(tab)


async def _slide(tab: Tab) -> None:
    await tab.rerun(learning_rate=random.choice(("0.003", "0.01", "0.03")))


async def _new_data(tab: Tab) -> None:
    await tab.rerun(noise=random.choice((0.1, 0.2, 0.3)))
    await tab.play()


async def _reset(tab: Tab) -> None:
    await tab.send("reset", weights=random.choice(("same", "new")))
    await tab.play()


async def _pause(tab: Tab) -> None:
    await tab.send("pause", seq=max(tab.shown, 0))
    await tab.send("probe", seq=max(tab.shown, 0))
    await tab.send("step", unit="epoch")
    await tab.play()


async def _wander(tab: Tab) -> None:
    await tab.visit(random.choice(("compare", "capacity", "sweep", "optimizers", "inside")))
    await tab.visit()
    await tab.play()


async def _fast(tab: Tab) -> None:
    await tab.send("pace", epochs_per_frame=random.choice((0.25, 1, 10)))


DEEDS: tuple[Callable[[Tab], Awaitable[None]], ...] = (
    _slide,
    _new_data,
    _reset,
    _pause,
    _wander,
    _fast,
)


async def soak(server: Application, seconds: float, seats: int) -> tuple[list[Sample], Visitors]:
    """Let visitors come and go; samples of the process meanwhile."""
    visitors = Visitors(server.url)
    began = time.monotonic()
    until = began + seconds
    showing = asyncio.create_task(display(lambda: visitors.tabs.values()))
    sitting = [asyncio.create_task(visitors.sit(until)) for _ in range(seats)]
    samples: list[Sample] = []
    told = 0
    print("| minute | visits | memory (MB) | open files | threads |\n|---|---|---|---|---|")
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(SAMPLE_SECONDS, left))
        minutes = (time.monotonic() - began) / 60
        now = Sample(minutes, server.memory, server.open_files, server.threads)
        samples.append(now)
        if minutes >= told + 1 or not left > SAMPLE_SECONDS:
            told = int(minutes)
            memory = now.memory / 2**20
            print(
                f"| {minutes:.1f} | {visitors.visits} | {memory:.0f} | {now.files} "
                f"| {now.threads} |",
                flush=True,
            )
    await asyncio.gather(*sitting)
    showing.cancel()
    return samples, visitors


def growth(samples: list[Sample], name: str) -> float:
    """Median slope a minute, as a share of the mean, once a third of the time has passed."""
    later = samples[len(samples) // 3 :]
    values = [getattr(sample, name) for sample in later]
    slopes = [
        (values[j] - values[i]) / (later[j].minutes - later[i].minutes)
        for i, j in itertools.combinations(range(len(later)), 2)
    ]
    return statistics.median(slopes) / statistics.mean(values) if slopes else 0.0


def main() -> None:
    """Soak and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1800.0)
    parser.add_argument("--tabs", type=int, default=12, help="visitors at a time")
    chosen = parser.parse_args()
    with running(port=0, prefix=(), **SHORT) as server:
        samples, visitors = asyncio.run(soak(server, chosen.seconds, chosen.tabs))
        log = server.log_text()
    print(f"\n{visitors.visits} visits, {len(visitors.failures)} of them failed.")
    wrong = sorted(set(visitors.failures))
    for name, most in MOST_GROWTH.items():
        slope = growth(samples, name)
        print(f"Growth of {name}: {slope:+.2%} a minute (allowed: {most:.1%}).")
        if slope > most:
            wrong.append(f"{name} grows by {slope:.2%} a minute")
    if "Traceback" in log:
        wrong.append("there is a traceback in the log:\n" + log[log.index("Traceback") :][:2000])
    if wrong:
        sys.exit("The soak failed: " + "; ".join(wrong))


if __name__ == "__main__":
    main()
