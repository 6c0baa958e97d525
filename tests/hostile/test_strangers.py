"""Nobody reads or steers another visitor's run, whatever of its token he has or makes up."""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from tests.faults.conftest import token_of, watch
from tests.hostile.conftest import TRIED
from tests.server import Application
from tests.tab import Tab


def answer(url: str, path: str, *lines: str) -> bytes:
    """What the server says to a handshake with these header lines."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as raw:
        head = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", "Upgrade: websocket"]
        head += ["Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        head += ["Sec-WebSocket-Version: 13", *lines]
        raw.sendall("\r\n".join(head).encode("utf-8", "replace") + b"\r\n\r\n")
        return raw.recv(65536)


def offer(*words: str) -> str:
    """The header line that offers subprotocols."""
    return f"Sec-WebSocket-Protocol: {', '.join(words)}"


def is_refused(said: bytes) -> bool:
    """Whether a handshake was refused, without a word of what went wrong inside."""
    TRIED["handshakes of strangers"] += 1
    return said.split()[1][:1] == b"4" and b"Traceback" not in said and b"File " not in said


@pytest.fixture
def victim(application: Application):
    """Somebody whose run plays, and is not touched by what a test does."""
    token = token_of(application.url)
    with watch(application.url, token).load() as watcher:
        watcher.play(10)
        watcher.pause()
        stood, run_id = watcher.last_seq, watcher.run["run_id"]
        yield token, watcher
        watcher.until_quiet()
        assert (watcher.last_seq, watcher.state["playing"]) == (stood, False)
        assert watcher.run["run_id"] == run_id
        watcher.play(5)
        assert not any(news["type"] == "bye" for news in watcher.messages)


def test_what_is_nearly_the_token_opens_nothing(application: Application, victim):
    token, _ = victim
    other = token_of(application.url)
    nearly = [token[:-1], token + "A", token.swapcase(), token[::-1], token[:20] + other[20:]]
    nearly += [f'"{token}"', quote(token + "="), token[1:], "*", "null", token + "\0"]
    for word in nearly:
        assert is_refused(answer(application.url, "/live", offer("playground.live", word)))


def test_the_token_opens_nothing_in_a_wrong_place(application: Application, victim):
    token, _ = victim
    for path, *lines in [
        ("/live", offer(token, "playground.live")),
        ("/live", offer("streamlit", token)),
        ("/live", offer("streamlit", "playground.live", token)),
        ("/live", offer("playground.live", token, token)),
        ("/live", offer("playground.live", "", token)),
        ("/live", offer("playground.live", f"wrong;{token}")),
        (f"/live?token={token}", offer("playground.live")),
        (f"/live/{token}", offer("playground.live", "wrong")),
        ("/live", offer("playground.live"), f"Authorization: Bearer {token}"),
        ("/live", offer("playground.live"), f"Cookie: token={token}"),
        ("/live", offer("playground.live", token), "Origin: https://evil.example"),
        ("/live", offer("playground.live", token), "Origin: null"),
    ]:
        assert is_refused(answer(application.url, path, *lines)), (path, lines)


def test_made_up_tokens_open_nothing(application: Application, victim):
    token, _ = victim

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=120))
    def knock(word):
        assume(word.strip() != token)
        assert is_refused(answer(application.url, "/live", offer("playground.live", word)))

    knock()


def test_naming_somebody_elses_run_steers_ones_own(application: Application, victim):
    token, watched = victim
    own = token_of(application.url)
    with watch(application.url, own).load() as stranger:
        for kind in ("play", "reset", "rewind", "step", "pace", "configure", "call", "__init__"):
            stranger.send(
                kind, token=token, run_id=watched.run["run_id"], seq=0, epochs_per_frame=9
            )
        stranger.socket.send(json.dumps([{"type": "reset", "token": token}]))
        stranger.send("reset", weights="same")
        stranger.until(lambda: stranger.run["run_id"] > 1)
        assert token not in json.dumps(stranger.messages)
        assert own not in json.dumps(watched.messages)


def test_a_replayed_token_shows_the_run_to_one_browser_at_a_time(application: Application):
    """A token is the run: who shows it again takes over, and the one before is told so."""
    token = token_of(application.url)
    first = watch(application.url, token).load()
    with watch(application.url, token).load() as second:
        with pytest.raises(ConnectionClosed):
            first.until(lambda: False)
        assert first.messages[-1]["code"] == 4409
        with pytest.raises(ConnectionClosed):
            first.send("reset", weights="new")
        second.until_quiet()
        assert second.run["run_id"] == 1
    first.close()


def test_a_page_is_told_its_own_token_and_no_others(application: Application, victim):
    token, _ = victim

    async def listen() -> Tab:
        tab = Tab(application.url)
        await tab.open_page()
        await tab.close()
        return tab

    tab = asyncio.run(listen())
    assert tab.token not in ("", token)
    assert token.encode() not in b"".join(tab.heard)
    assert token not in application.log_text()


def test_a_made_up_session_is_a_newcomers(application: Application, victim):
    """Streamlit takes a session up again for whoever knows its id: 122 random bits."""
    token, _ = victim
    for word in (str(uuid.uuid4()), token, "../", "0"):
        said = answer(application.url, "/_stcore/stream", offer("streamlit", "x", word))
        TRIED["handshakes of strangers"] += 1
        assert said.split()[1] in (b"101", b"400", b"403")
        assert token.encode() not in said
