"""Metrics: the figures that Prometheus reads, on an address of their own.

They are read from the registry and the counters when somebody asks, so they cost nothing otherwise.
Memory, open files and processor time come from prometheus_client itself (``process_…``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from playground.live.counters import LAG_BOUNDS, Counters
from playground.live.registry import Registry
from playground.service.doors import Doors


class PlaygroundCollector:
    """Tells Prometheus what stands in a registry, its doors and its counters."""

    def __init__(self, registry: Registry, doors: Doors, counters: Counters) -> None:
        self._registry = registry
        self._doors = doors
        self._counters = counters

    def collect(self) -> Iterator[Metric]:
        """All figures, as they are now."""
        gauges = {
            "live_runs": ("Live runs in memory.", len(self._registry.runs())),
            "live_runs_limit": ("Live runs that may be in memory.", self._registry.limits.max_runs),
            "connections": ("Open live connections.", self._registry.connections()),
            "sessions": ("Open pages.", self._doors.sessions),
            "sessions_limit": ("Pages that may be open.", self._doors.max_sessions),
        }
        for name, (words, value) in gauges.items():
            yield GaugeMetricFamily(f"playground_{name}", words, value)
        yield CounterMetricFamily(
            "playground_epochs", "Epochs trained, of all live runs together.", self._counters.epochs
        )
        refused = CounterMetricFamily(
            "playground_connections_refused", "Live connections refused.", labels=["reason"]
        )
        for reason, count in list(self._counters.refused.items()):
            refused.add_metric([reason], count)
        yield refused
        turned_away = CounterMetricFamily(
            "playground_newcomers_turned_away", "Newcomers who had to wait.", labels=["at"]
        )
        for what, count in list(self._doors.refused.items()):
            turned_away.add_metric([what], count)
        yield turned_away
        yield self._frame_lag()

    def _frame_lag(self) -> Metric:
        up_to = list(accumulate(self._counters.lags))
        bounds = [*(f"{bound:g}" for bound in LAG_BOUNDS), "+Inf"]
        return HistogramMetricFamily(
            "playground_frame_lag_seconds",
            "How long after they were due messages of snapshots were sent.",
            buckets=list(zip(bounds, up_to, strict=True)),
            sum_value=self._counters.lag_seconds,
        )


def serve_metrics(host: str, port: int, collector: PlaygroundCollector) -> Callable[[], None]:
    """Answer Prometheus on an address until the returned function is called."""
    figures = CollectorRegistry()
    figures.register(collector)
    ProcessCollector(registry=figures)
    server, thread = start_http_server(port, host, registry=figures)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
