"""Hosting: the application's surroundings put together: doors, headers, health, logs, a clean end.

On SIGTERM the pages are told first, then the server stops. Uvicorn alone would cut every page off
without a word, and wait for ever for a reader that does not read.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from playground.live.counters import COUNTERS
from playground.live.registry import REGISTRY, Registry
from playground.service.doors import DoorKeeper, Doors
from playground.service.headers import SecurityHeaders, security_headers
from playground.service.health import health_routes
from playground.service.metrics import PlaygroundCollector, serve_metrics
from playground.service.origins import OwnOrigin
from playground.service.settings import Settings
from playground.service.uploads import Held, UploadGate

FAREWELL_SECONDS = 0.3  # for the goodbyes to be sent, before the server closes what is left
DRAIN_SECONDS = 2  # for connections that are being closed
LAST_SECONDS = 4.0  # after this long the process ends whatever still runs

logger = logging.getLogger("playground.service")
Handler = Callable[[int, FrameType | None], Any]


class Hosting:
    """What ``st.App`` takes beside the page: ``routes``, ``middleware``, ``lifespan``.

    Parameters
    ----------
    page : str
        HTML of the page that is served, for the hash of its inline script.
    settings : Settings
    uploads : callable
        The uploaded files that are held (see ``uploads.Held``).
    registry : Registry
    """

    def __init__(
        self, page: str, settings: Settings, uploads: Held, registry: Registry = REGISTRY
    ) -> None:
        self._registry = registry
        self._settings = settings
        self.doors = Doors(registry.limits.max_sessions)
        self.routes: list[BaseRoute] = health_routes(registry, self.doors)
        headers = security_headers(settings.frame_ancestors, page)
        self.middleware = [
            Middleware(SecurityHeaders, headers=headers),
            Middleware(OwnOrigin, limits=registry.limits),
            Middleware(DoorKeeper, doors=self.doors),
            Middleware(UploadGate, held=uploads, limits=registry.limits),
        ]

    @asynccontextmanager
    async def lifespan(self, _: Any) -> AsyncIterator[None]:
        """While the server runs."""
        address = self._settings.metrics_host_and_port()
        stop_metrics = None
        if address is not None:
            collector = PlaygroundCollector(self._registry, self.doors, COUNTERS)
            stop_metrics = serve_metrics(*address, collector)
        say_farewell_first(self._registry)
        logger.info("Ready")
        try:
            yield
        finally:
            logger.info("Closing")
            if stop_metrics is not None:
                stop_metrics()
            self._registry.close()


def say_farewell_first(registry: Registry) -> None:
    """On SIGTERM and SIGINT: tell the pages, then let the server's own handler stop it."""
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread():
        return  # in a test: signals are the main thread's
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _farewell_handler(registry, loop, before))


def _farewell_handler(
    registry: Registry, loop: asyncio.AbstractEventLoop, stop_server: Handler
) -> Handler:
    def begin(number: int) -> None:
        registry.farewell()
        loop.call_later(FAREWELL_SECONDS, stop_server, number, None)

    def handle(number: int, frame: FrameType | None) -> None:
        if registry.closing:  # asked twice: at once
            stop_server(number, frame)
            return
        _bound_shutdown(stop_server)
        loop.call_soon_threadsafe(begin, number)

    return handle


def _bound_shutdown(stop_server: Handler) -> None:
    """Do not wait for ever: neither for readers that do not read, nor for a thread that hangs."""
    server = getattr(stop_server, "__self__", None)  # uvicorn.Server, whose method this is
    if server is not None:
        server.config.timeout_graceful_shutdown = DRAIN_SECONDS
    last = threading.Timer(LAST_SECONDS, os._exit, [0])
    last.daemon = True
    last.start()
