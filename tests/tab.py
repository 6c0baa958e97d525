"""Tab: a visitor's page without a browser: Streamlit's stream and the live socket, many in a loop.

It opens the page as a browser does (the page itself, then the stream, a script run, the stage's
token, the live socket), shows snapshots at display rate by the player's rule, and counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.cookiejar
import json
import struct
import time
import urllib.request
from collections.abc import Callable, Iterable

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.Exception_pb2 import Exception
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PATIENCE = 60.0  # seconds; a server of many tabs takes its time to let another one in
CUSHION = 4  # below this many waiting snapshots the player slows down
ACK_SECONDS = 0.1
AHEAD_SECONDS = 0.3


class Tab:
    """One visitor.

    Parameters
    ----------
    url : str
        Of the application, ``http://host:port``.
    query : str
        The address's parameters.
    frames_per_second : float
        Of its display.
    cookie : str
        Given to it before (``name=value``), such as the one that names its process.

    Attributes
    ----------
    messages, snapshots : int
        Binary messages and snapshots received so far.
    gaps : int
        Messages that did not begin where the one before had ended.
    arrivals : list of float
        Monotonic times of the binary messages.
    exceptions : list
        What the page's script failed with, as the page shows it.
    heard : list of bytes
        The stream's messages of the newest script run, as they came.
    run, state : dict
        The newest of their kind that the server told.
    bye : dict
        Why the server ended the connection; empty if it did not.
    """

    def __init__(
        self, url: str, query: str = "", frames_per_second: float = 60.0, cookie: str = ""
    ) -> None:
        self.url = url
        self._query = query
        self._page = ""
        self._frames_per_second = frames_per_second
        self._want = min(40, max(4, round(AHEAD_SECONDS * frames_per_second)))
        self._sliders: dict[str, list] = {}  # by widget id
        self._stream: ClientConnection | None = None
        self._live: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._cookies = cookie
        self._news = asyncio.Event()
        self.token = ""
        self.exceptions: list[Exception] = []
        self.heard: list[bytes] = []
        self.messages = self.snapshots = self.gaps = 0
        self.arrivals: list[float] = []
        self.run: dict = {}
        self.state: dict = {}
        self.bye: dict = {}
        self.received = self.shown = -1
        self._due = 0.0
        self._acknowledged = (-1, 0.0)  # seq, when

    @property
    def is_open(self) -> bool:
        """Whether the live socket stands."""
        return self._listening is not None and not self._listening.done()

    async def open(self) -> Tab:
        """Load the page, run its script, and watch the run from its first weights."""
        await self.open_page()
        await self.watch()
        return self

    async def open_page(self) -> None:
        """Load the page and run its script; sets ``token`` if the page has a stage."""
        given = await asyncio.to_thread(_cookies_of, self.url, self._cookies)
        self._cookies = "; ".join(filter(None, (self._cookies, given)))
        self._stream = await self._connect("/_stcore/stream", "streamlit")
        await self.rerun()

    async def watch(self) -> None:
        """Connect the live socket and wait for the kept history."""
        self._live = await self._connect("/live", "playground.live", self.token)
        self._listening = asyncio.create_task(self._listen(self._live))
        await self.until(lambda: self.run and self.received >= self.run["last_seq"])

    async def _connect(self, path: str, *subprotocols: str) -> ClientConnection:
        return await connect(
            self.url.replace("http", "ws", 1) + path,
            subprotocols=[Subprotocol(name) for name in subprotocols],
            additional_headers={"Cookie": self._cookies},
            compression=None,
            max_size=None,
            open_timeout=PATIENCE,
        )

    async def close(self) -> None:
        """Close the tab."""
        for connection in (self._live, self._stream):
            if connection is not None:
                with contextlib.suppress(ConnectionClosed, OSError):
                    await connection.close()
        if self._listening is not None:
            await asyncio.gather(self._listening, return_exceptions=True)

    def abort(self) -> None:
        """Vanish without a word, as a laptop whose lid is closed."""
        for connection in (self._live, self._stream):
            if connection is not None:
                connection.transport.abort()

    # The page

    async def visit(self, page: str = "", query: str = "") -> float:
        """Go to an address of the application; seconds until the script has finished."""
        if page != self._page:  # a browser forgets the controls of the page it leaves
            self._sliders.clear()
        self._page, self._query = page, query
        return await self.rerun()

    @property
    def sliders(self) -> dict[str, str | float]:
        """Values of the sliders that the pages have drawn so far, by key."""
        return {identity.split("-", 2)[2]: value[0] for identity, value in self._sliders.items()}

    async def rerun(self, **sliders: str | float) -> float:
        """Run the script, with sliders moved (texts or numbers); seconds until it has finished."""
        for identity, value in self._sliders.items():
            name = identity.split("-", 2)[2]
            self._sliders[identity] = [sliders[name]] if name in sliders else value
        return await self.forge()

    async def forge(self, **sliders: str | float) -> float:
        """Run the script with values that sliders never had, and forget them again."""
        states = WidgetStates()
        for identity, value in self._sliders.items():
            chosen = sliders.get(identity.split("-", 2)[2])
            if chosen is not None:
                value = [chosen]
            state = states.widgets.add(id=identity)
            texts = isinstance(value[0], str)
            (state.string_array_value if texts else state.double_array_value).data.extend(value)
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = self._page
        message.rerun_script.widget_states.CopyFrom(states)
        assert self._stream is not None
        started = time.monotonic()
        await self._stream.send(message.SerializeToString())
        self.heard.clear()
        self.exceptions.clear()
        async with asyncio.timeout(PATIENCE):
            await self._script_finished()
        return time.monotonic() - started

    async def _script_finished(self) -> None:
        assert self._stream is not None
        while True:
            message = ForwardMsg()
            raw = await self._stream.recv(decode=False)
            self.heard.append(raw)
            message.ParseFromString(raw)
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._take_element(message.delta.new_element)
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished":
                return

    def _take_element(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "bidi_component":
            self.token = json.loads(element.bidi_component.json or "{}").get("token", self.token)
        elif kind == "slider":
            slider = element.slider
            self._sliders[slider.id] = _value_of(slider, self._sliders.get(slider.id))
        elif kind == "exception":
            self.exceptions.append(element.exception)

    @property
    def query(self) -> str:
        """The address's parameters, as the page last wrote them."""
        return self._query

    # The live socket

    async def send(self, type: str, **fields: object) -> None:
        """A command to the run."""
        assert self._live is not None
        await self._live.send(json.dumps({"type": type, **fields}))

    async def play(self) -> None:
        """Press Play."""
        await self.send("shown", seq=max(self.shown, 0), want=self._want)
        await self.send("play")

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds; it is looked at after every message."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._news.clear()
                if not self.is_open:
                    raise ConnectionError(f"The connection has ended: {self.bye}")
                await self._news.wait()

    async def _listen(self, live: ClientConnection) -> None:
        try:
            async for message in live:
                if isinstance(message, bytes):
                    self._take_snapshots(message)
                else:
                    self._take_news(json.loads(message))
                self._news.set()
        except ConnectionClosed:
            pass
        finally:
            self._news.set()

    def _take_snapshots(self, message: bytes) -> None:
        _, count, _, n_params = struct.unpack_from("<4I", message)
        (first,) = struct.unpack_from("<I", message, 16)
        self.gaps += self.run["last_seq"] < self.received != first - 1
        (self.received,) = struct.unpack_from("<I", message, 16 + (count - 1) * (40 + 4 * n_params))
        self.messages += 1
        self.snapshots += count
        self.arrivals.append(time.monotonic())
        if self.shown < 0 or not self.state["playing"]:
            self.shown = self.received

    def _take_news(self, news: dict) -> None:
        kind = news["type"]
        if kind == "run":
            self.run = self.state = news
            self.received = self.shown = -1
        elif kind == "state":
            self.state = news
        elif kind == "truncate":
            self.received = min(self.received, news["seq"])
            self.shown = min(self.shown, news["seq"])
        elif kind == "bye":
            self.bye = news

    # The display

    async def tick(self, now: float, elapsed: float) -> None:
        """One display frame: show what is due, and acknowledge ten times a second."""
        waiting = self.received - self.shown
        speed = 1.0 if waiting >= CUSHION else (waiting + 1) / (CUSHION + 1)
        self._due = min(1.75, self._due + speed * elapsed * self._frames_per_second)
        if waiting > 0 and self._due >= 0.75:
            self._due -= 1
            self.shown += 1
        seq, when = self._acknowledged
        if self.shown != seq and now - when >= ACK_SECONDS and self.state.get("playing"):
            self._acknowledged = (self.shown, now)
            with contextlib.suppress(ConnectionClosed):
                await self.send("shown", seq=self.shown, want=self._want)


async def display(tabs: Callable[[], Iterable[Tab]], frames_per_second: float = 60.0) -> None:
    """Let the displays of these tabs run, until cancelled."""
    before = time.monotonic()
    while True:
        await asyncio.sleep(max(0.0, before + 1 / frames_per_second - time.monotonic()))
        now = time.monotonic()
        elapsed, before = min(0.1, now - before), now
        for tab in list(tabs()):
            if tab.is_open:
                await tab.tick(now, elapsed)


def _cookies_of(url: str, cookies: str) -> str:
    """Load the page; the cookies it sets, as a header."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    request = urllib.request.Request(url, headers={"Cookie": cookies} if cookies else {})
    with opener.open(request, timeout=PATIENCE) as page:
        page.read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _value_of(slider: Slider, before: list | None) -> list:
    """What a slider shows once the page has drawn it: texts where it has options, else numbers."""
    if slider.set_value:
        return list(slider.raw_value or slider.value)
    if before is not None:
        return before
    if slider.options:
        return [slider.options[int(index)] for index in slider.default]
    return list(slider.default)
