"""Health: ``/healthz``, is the process alive; ``/readyz``, is there a place for a newcomer.

Both answer tiny JSON at the root of the server, wherever the page itself stands. A process is alive
when its event loop answers (or the request would hang) and its computing thread finishes a round.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from playground.live.registry import Registry
from playground.live.scheduler import ComputingThread
from playground.service.doors import Doors

ANSWER_SECONDS = 5.0  # a round over hundreds of large networks takes a fraction of it
POLL_SECONDS = 0.01
NEVER_STORED = {"Cache-Control": "no-store"}


def health_routes(registry: Registry, doors: Doors) -> list[BaseRoute]:
    """The two routes, for ``st.App(routes=…)``."""

    async def alive(_: Request) -> JSONResponse:
        answers = await computes(registry.computing)
        return _answer(answers, {"alive": answers})

    async def ready(_: Request) -> JSONResponse:
        places = min(registry.places(), doors.places())
        state = {"ready": places > 0, "places": places}
        return _answer(places > 0, state)

    return [Route("/healthz", alive), Route("/readyz", ready)]


async def computes(thread: ComputingThread, seconds: float = ANSWER_SECONDS) -> bool:
    """Whether the computing thread begins another round within ``seconds``."""
    before, give_up = thread.rounds, time.monotonic() + seconds
    thread.wake()
    while thread.rounds == before:
        if time.monotonic() > give_up:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True


def _answer(well: bool, state: Mapping[str, object]) -> JSONResponse:
    return JSONResponse(state, 200 if well else 503, headers=NEVER_STORED)
