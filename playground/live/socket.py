"""The socket: one browser's connection to its run; checks, reads commands, sends what is new."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Coroutine

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.live.commands import Malformed, parse_command
from playground.live.counters import COUNTERS
from playground.live.handshake import Refused, check_headers
from playground.live.journal import Journal
from playground.live.registry import EXPIRED, REGISTRY, Registry
from playground.live.viewer import Delivery, Ending, Viewer
from playground.live.watched_run import WatchedRun
from playground.live.wire import PROTOCOL, encode_in_chunks, encode_json

CLOSED_POLICY = 1008
CLOSED_TOO_BIG = 1009
SECONDS_BETWEEN_MESSAGES = 0.1
GATHER_SECONDS = 0.02  # the first snapshot of several waits this long for the others
GOODBYE_SECONDS = 2.0

logger = logging.getLogger("playground.live")


def live_routes(registry: Registry = REGISTRY, path: str = "/live") -> list[BaseRoute]:
    """The route of the live socket, for ``st.App(routes=…)`` or any Starlette application."""
    return [WebSocketRoute(path, LiveSocket(registry).endpoint)]


class LiveSocket:
    """Lets connections in and serves them until either side ends it."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._journal = Journal()

    async def endpoint(self, websocket: WebSocket) -> None:
        """Serve one connection."""
        try:
            token = check_headers(websocket, self._registry.limits)
            run = self._registry.get(token)
            if run is None and not self._registry.has_expired(token):
                raise Refused("its token is wrong")
            if run is not None and not run.may_connect():
                raise Refused("its token is used too often")
            if not self._registry.enter():
                raise Refused("there are too many connections")
        except Refused as refusal:
            COUNTERS.refused[str(refusal)] += 1
            self._journal.warn(f"A connection was refused: {refusal}")
            await websocket.close()  # before accept: HTTP 403
            return
        try:
            await websocket.accept(subprotocol=PROTOCOL)
            if run is None:
                ending: Ending | None = EXPIRED
            else:
                ending = await _Connection(websocket, run, self._registry, self._journal).serve()
            if ending is not None:
                await _say_goodbye(websocket, ending)
        except (WebSocketDisconnect, TimeoutError):
            pass
        finally:
            self._registry.leave()


class _Connection:
    """One accepted connection: a reader and a sender, until one of them ends."""

    def __init__(
        self, websocket: WebSocket, run: WatchedRun, registry: Registry, journal: Journal
    ) -> None:
        self._websocket = websocket
        self._run = run
        self._limits = registry.limits
        self._journal = journal
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._urgent = asyncio.Event()
        self._rung_at = math.inf  # monotonic; infinity: nothing is waiting to be sent

    async def serve(self) -> Ending | None:
        """Until the browser leaves (None) or the server has a reason to end it."""
        viewer = self._run.attach(self._ring)
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._send(viewer))]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._run.detach(viewer)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return next((task.result() for task in tasks if task in done), None)

    def _ring(self, urgent: bool) -> None:
        """There is something to send; called from any thread."""
        self._rung_at = min(self._rung_at, time.monotonic())
        try:
            self._loop.call_soon_threadsafe(self._hear, urgent)
        except RuntimeError:  # the server has been shut down
            logger.debug("News for a connection whose server is gone")

    def _hear(self, urgent: bool) -> None:
        self._news.set()
        if urgent:
            self._urgent.set()

    # What the browser says

    async def _read(self) -> Ending | None:
        budget = Budget(self._limits.messages_per_second)
        malformed = 0
        while True:
            try:
                message = await self._websocket.receive()
            except WebSocketDisconnect:
                return None
            if message["type"] == "websocket.disconnect":
                return None
            text = message.get("text")
            size = len(text.encode()) if text is not None else len(message.get("bytes") or b"")
            if size > self._limits.message_bytes:
                return self._end(CLOSED_TOO_BIG, "A message was too long.")
            if not budget.spend(time.monotonic()):
                return self._end(CLOSED_POLICY, "Messages came too fast.")
            try:
                if text is None:
                    raise Malformed("it is not text")
                self._run.command(parse_command(text))
            except Malformed as error:
                malformed += 1
                logger.debug("A message was left out: %s", error)
                if malformed >= self._limits.malformed_messages:
                    return self._end(CLOSED_POLICY, "Too many messages made no sense.")
                self._run.ask_for_state()

    # What the server says

    async def _send(self, viewer: Viewer) -> Ending | None:
        sent_at = -SECONDS_BETWEEN_MESSAGES
        while True:
            await self._news.wait()
            await self._gather(sent_at)
            self._news.clear()
            self._urgent.clear()
            due = max(self._rung_at + GATHER_SECONDS, sent_at + SECONDS_BETWEEN_MESSAGES)
            self._rung_at = math.inf
            delivery = self._run.take(viewer)
            if delivery.ending is not None:
                return delivery.ending
            try:
                await self._deliver(delivery)
            except TimeoutError:
                return self._end(CLOSED_POLICY, "The messages were not read.")
            except WebSocketDisconnect:
                return None
            if delivery.records:
                sent_at = time.monotonic()
                COUNTERS.sent(sent_at - due)

    async def _gather(self, sent_at: float) -> None:
        """Wait until the next message of snapshots is due, or something urgent happens."""
        seconds = max(sent_at + SECONDS_BETWEEN_MESSAGES - time.monotonic(), GATHER_SECONDS)
        if not self._urgent.is_set():
            try:
                async with asyncio.timeout(seconds):
                    await self._urgent.wait()
            except TimeoutError:
                pass

    async def _deliver(self, delivery: Delivery) -> None:
        for message in delivery.messages:
            await self._within_time(self._websocket.send_text(encode_json(message)))
        for chunk in encode_in_chunks(delivery.records, delivery.stride):
            await self._within_time(self._websocket.send_bytes(chunk))
        for probe in delivery.probes:
            await self._within_time(self._websocket.send_text(encode_json(probe)))

    async def _within_time(self, sending: Coroutine[None, None, None]) -> None:
        async with asyncio.timeout(self._limits.send_seconds):
            await _sent(sending)

    def _end(self, code: int, sentence: str) -> Ending:
        self._journal.warn(f"A connection was closed: {sentence}")
        return Ending(code, sentence)


class Budget:
    """Allows ``rate`` messages a second, and as many in one burst."""

    def __init__(self, rate: float) -> None:
        self._rate = self._left = rate
        self._at = 0.0

    def spend(self, now: float) -> bool:
        """Whether one more is allowed at ``now`` (seconds, never going back)."""
        self._left = min(self._rate, self._left + (now - self._at) * self._rate)
        self._at = now
        self._left -= 1
        return self._left >= 0


async def _sent(sending: Coroutine[None, None, None]) -> None:
    """Await a message's sending; a connection that the server itself has just ended is gone too."""
    try:
        await sending
    except RuntimeError as error:
        raise WebSocketDisconnect(1006) from error


async def _say_goodbye(websocket: WebSocket, ending: Ending) -> None:
    """Tell the page why, then close; a reader that takes nothing is not waited for."""
    bye = {"type": "bye", "code": ending.code, "message": ending.message}
    async with asyncio.timeout(GOODBYE_SECONDS):
        await _sent(websocket.send_text(encode_json(bye)))
        await _sent(websocket.close(ending.code, ending.message))
