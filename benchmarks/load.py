"""How many tabs a server carries: clients that speak Streamlit's protocol and the live one.

``python -m benchmarks.load [--tabs 100,200,400] [--seconds 12] [--url URL …]`` starts the
application on core 0, opens tabs from the other cores, lets each play a [8,8] network at a display
of 60 frames a second, moves sliders meanwhile, and prints a Markdown table. Everything stays on
this machine and ends within five minutes.

Then two processes behind nginx, with the configuration that compose.yaml uses, are compared with
one: as many tabs, more than either can serve in full, and ``SHARE`` of a processor for each process
so that the clients keep theirs (that takes root; otherwise whole cores, and the clients' work
shows in the ratio).
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import statistics
import time
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from benchmarks.processor_share import limited
from tests.hosting.stack import front, nginx
from tests.server import Application, running
from tests.tab import Tab, display

NOMINAL_SECONDS = 0.1
"""Between two messages of a run: ``SECONDS_BETWEEN_MESSAGES`` of ``playground/live/socket.py``."""
QUERY = "hidden_layers=8,8"
SERVER_CORE = 0
AT_ONCE = 8  # pages that open at the same time
SETTLE_SECONDS = 4.0
RATES = ("0.003", "0.03")  # the slider goes back and forth between them
SHARE = 0.4
SHARED_TABS = 150
ROOM = {
    "PLAYGROUND_MAX_RUNS": "1000",
    "PLAYGROUND_MAX_CONNECTIONS": "1000",
    "PLAYGROUND_MAX_SESSIONS": "1000",
}


@dataclass
class Measured:
    """What the tabs of one scenario saw, and what the server needed for it.

    Attributes
    ----------
    messages, snapshots : list of float
        Per second, for each tab.
    intervals : list of float
        Seconds between two messages, of all tabs.
    cores : float
        Processors the server used.
    memory : int
        Resident bytes beyond those at its start.
    reruns : list of float
        Seconds from a slider's move to the end of the script.
    """

    messages: list[float]
    snapshots: list[float]
    intervals: list[float]
    cores: float
    memory: int
    reruns: list[float]

    @property
    def fairness(self) -> float:
        """The slowest tab's snapshots, as a share of the median's."""
        return min(self.snapshots) / statistics.median(self.snapshots)


def p95(values: list[float]) -> float:
    """The value that 95 % do not exceed."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else float("nan")


class Crowd:
    """Tabs in front of one address, each with its display."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.tabs: list[Tab] = []

    async def grow(self, n_tabs: int) -> None:
        """Open tabs until there are so many, and press Play in the new ones."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def enter() -> Tab:
            async with gate:
                return await Tab(self._url, QUERY).open()

        new = await asyncio.gather(*(enter() for _ in range(n_tabs - len(self.tabs))))
        for tab in new:
            await tab.play()
        self.tabs += new

    async def leave(self) -> None:
        """Close all tabs."""
        await asyncio.gather(*(tab.close() for tab in self.tabs))


async def measure(
    crowd: Crowd, seconds: float, servers: list[Application], start: int, sliders: bool = False
) -> Measured:
    """Watch the tabs for some seconds; ``sliders`` moves one of them, in turn, all the while."""
    await asyncio.sleep(SETTLE_SECONDS)
    before = [(tab.messages, tab.snapshots) for tab in crowd.tabs]
    for tab in crowd.tabs:
        tab.arrivals.clear()
    used = sum(server.processor_seconds for server in servers)
    began = time.monotonic()
    reruns: list[float] = []
    if sliders:
        turns = itertools.cycle(random.Random(0).sample(crowd.tabs, len(crowd.tabs)))
        for number, tab in enumerate(turns):
            reruns.append(await tab.rerun(learning_rate=RATES[number // len(crowd.tabs) % 2]))
            await asyncio.sleep(0.15)
            if time.monotonic() - began >= seconds:
                break
    else:
        await asyncio.sleep(seconds)
    elapsed = time.monotonic() - began
    used = sum(server.processor_seconds for server in servers) - used
    counts = [
        (tab.messages - messages, tab.snapshots - snapshots)
        for tab, (messages, snapshots) in zip(crowd.tabs, before, strict=True)
    ]
    return Measured(
        messages=[messages / elapsed for messages, _ in counts],
        snapshots=[snapshots / elapsed for _, snapshots in counts],
        intervals=[b - a for tab in crowd.tabs for a, b in itertools.pairwise(tab.arrivals)],
        cores=used / elapsed,
        memory=sum(server.memory for server in servers) - start,
        reruns=reruns,
    )


async def load(servers: list[Application], url: str, steps: list[int], seconds: float) -> None:
    """Measure one address under more and more tabs; print a row for each."""
    start = sum(server.memory for server in servers)
    crowd = Crowd(url)
    showing = asyncio.create_task(display(lambda: crowd.tabs))
    try:
        for number, n_tabs in enumerate(steps):
            await crowd.grow(n_tabs)
            print_row(len(servers), n_tabs, await measure(crowd, seconds, servers, start))
            if number == 0:
                moved = await measure(crowd, seconds, servers, start, sliders=True)
                print_row(len(servers), n_tabs, moved)
    finally:
        showing.cancel()
        await crowd.leave()


def application_on(core: int) -> AbstractContextManager[Application]:
    """The application, held to one core."""
    return running(port=0, prefix=("taskset", "-c", str(core)), **ROOM)


async def total(servers: list[Application], url: str, seconds: float) -> Measured:
    """Measure ``SHARED_TABS`` tabs in front of one address."""
    crowd = Crowd(url)
    showing = asyncio.create_task(display(lambda: crowd.tabs))
    try:
        await crowd.grow(SHARED_TABS)
        return await measure(crowd, seconds, servers, sum(server.memory for server in servers))
    finally:
        showing.cancel()
        await crowd.leave()


def compare_processes(cores: list[int], seconds: float) -> None:
    """One process against two behind nginx; prints a row each, and the ratio."""
    totals: list[float] = []
    shares: list[bool] = []
    print_head()
    for processes in (1, 2):
        with ExitStack() as stack:
            servers = []
            for core in cores[:processes]:
                server = stack.enter_context(application_on(core))
                shares.append(stack.enter_context(limited(server.process.pid, SHARE)))
                servers.append(server)
            url = servers[0].url
            if processes > 1:
                addresses = [server.url.removeprefix("http://") for server in servers]
                url = stack.enter_context(front(addresses)).url
            seen = asyncio.run(total(servers, url, seconds))
            print_row(processes, SHARED_TABS, seen)
            totals.append(sum(seen.snapshots))
    each = f"{SHARE:.0%} of a processor" if all(shares) else "a core, which the clients need too,"
    print(
        f"\nWith {each} for each process, two behind nginx send {totals[1]:,.0f} snapshots a "
        f"second to {SHARED_TABS} tabs, one sends {totals[0]:,.0f}: "
        f"{totals[1] / totals[0]:.2f} times as many."
    )


HEAD = (
    "processes",
    "tabs",
    "messages/s: median, slowest",
    "snapshots/s: median, slowest",
    "slowest / median",
    "interval: median, p95 (ms)",
    "p95 / nominal",
    "processors",
    "memory beyond start (MB)",
    "slider answered: median, p95 (ms)",
)


def print_head() -> None:
    """The table's head."""
    print(f"\n| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}", flush=True)


def print_row(processes: int, n_tabs: int, seen: Measured) -> None:
    """One scenario."""
    messages, snapshots = seen.messages, seen.snapshots
    slow = p95(seen.intervals)
    reruns = "–"
    if seen.reruns:
        median = statistics.median(seen.reruns)
        reruns = f"{1000 * median:.0f}, {1000 * p95(seen.reruns):.0f} ({len(seen.reruns)} moves)"
    cells = (
        f"{processes}",
        f"{n_tabs}",
        f"{statistics.median(messages):.1f}, {min(messages):.1f}",
        f"{statistics.median(snapshots):.1f}, {min(snapshots):.1f}",
        f"{seen.fairness:.0%}",
        f"{1000 * statistics.median(seen.intervals):.0f}, {1000 * slow:.0f}",
        f"{slow / NOMINAL_SECONDS:.2f}",
        f"{seen.cores:.2f}",
        f"{seen.memory / 2**20:.0f}",
        reruns,
    )
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tabs", default="100,200,400", help="tabs, step by step; empty: none")
    parser.add_argument("--seconds", type=float, default=12.0, help="measured for each row")
    chosen = parser.parse_args()
    steps = [int(n) for n in chosen.tabs.split(",") if n]
    cores = os.sched_getaffinity(0)
    if len(cores) > 1:
        os.sched_setaffinity(0, cores - {SERVER_CORE})
    if steps:
        print_head()
        with application_on(SERVER_CORE) as server:
            asyncio.run(load([server], server.url, steps, chosen.seconds))
    os.sched_setaffinity(0, cores)
    if len(cores) > 1 and nginx():
        compare_processes(sorted(cores), chosen.seconds)
    else:
        print("\nTwo processes are compared with one where there are two cores and nginx.")


if __name__ == "__main__":
    main()
