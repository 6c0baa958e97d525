"""The metrics: read by Prometheus's own parser, on an address of their own that can be closed."""

from __future__ import annotations

import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from playground.config import RunConfig
from playground.live.counters import Counters
from playground.live.limits import Limits
from playground.live.registry import Registry
from playground.service.doors import Doors
from playground.service.metrics import PlaygroundCollector, serve_metrics
from tests.server import free_port


@pytest.fixture
def registry():
    made = Registry(Limits(max_runs=7))
    yield made
    made.close()


def test_what_stands_in_the_process_is_told(registry):
    doors, counters = Doors(1), Counters()
    registry.open(RunConfig(dataset="circle", n_samples=20, hidden_layers=(2,)))
    registry.enter()
    doors.enter("", returning=False)
    doors.enter("", returning=False)
    counters.epochs = 12.5
    counters.refused["its token is wrong"] += 2
    for late in (-1.0, 0.005, 0.03, 0.04, 99.0):
        counters.sent(late)
    port = free_port()
    stop = serve_metrics("127.0.0.1", port, PlaygroundCollector(registry, doors, counters))
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
    finally:
        stop()
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["playground_live_runs",] == 1
    assert samples["playground_live_runs_limit",] == 7
    assert samples["playground_connections",] == 1
    assert samples["playground_sessions",] == 1
    assert samples["playground_epochs_total",] == 12.5
    assert samples["playground_connections_refused_total", "its token is wrong"] == 2
    assert samples["playground_newcomers_turned_away_total", "connection"] == 1
    lag = "playground_frame_lag_seconds"
    assert samples[f"{lag}_bucket", "0.005"] == 2
    assert samples[f"{lag}_bucket", "0.02"] == 2
    assert samples[f"{lag}_bucket", "0.05"] == 4
    assert samples[f"{lag}_bucket", "+Inf"] == samples[f"{lag}_count",] == 5
    assert samples[f"{lag}_sum",] == pytest.approx(99.075)
    assert samples["process_resident_memory_bytes",] > 1e6
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")
