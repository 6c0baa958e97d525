"""The profile ``sweep`` in containers: scheduler and workers find each other and the engine."""

from __future__ import annotations

import contextlib

from tests.container.conftest import SERVICES, SWEEP
from tests.container.engine import options_of

SCHEDULER = "tcp://scheduler:8786"
WAIT = """
import sys
from distributed import Client
Client(sys.argv[1], timeout=60).wait_for_workers(2, timeout=60)
"""


def test_a_sweep_runs_on_the_workers_of_the_profile(engine, image):
    with contextlib.ExitStack() as undo:
        network = undo.enter_context(engine.inside_network())
        options = [f"--network={network}"]
        for name in ("scheduler", "worker-1", "worker-2"):
            service = SERVICES[name]
            started = engine.start(*options_of(service), *options, command=service["command"])
            undo.callback(engine.remove, started)
            if name == "scheduler":  # Compose gives its name to its address; not every engine does
                options.append(f"--add-host=scheduler:{engine.address(started, network)}")
        python = ["exec", started, "python", "-c"]
        engine.call(*python, WAIT, SCHEDULER)
        said = engine.call(*python, SWEEP, "--scheduler", SCHEDULER)
    assert said.split()[-1] == "4"
