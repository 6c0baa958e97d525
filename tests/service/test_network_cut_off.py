"""The server as it is started in the container, its network cut off: it never asks for anything."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.server import ROOT, free_port

GUARD = Path(__file__).parent / "guard"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a server, and the file of what it has tried to reach."""
    attempts = tmp_path_factory.mktemp("guard") / "attempts.txt"
    attempts.touch()
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.address", "0.0.0.0"]
    environment = os.environ | {"NETWORK_GUARD": str(attempts), "PYTHONPATH": str(GUARD)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
            break
        except OSError:
            assert time.monotonic() < give_up
            time.sleep(0.1)
    yield url, attempts
    process.terminate()
    process.wait(20)


def test_nothing_is_asked_at_the_start(server):
    _, attempts = server
    assert attempts.read_text() == ""


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/nowhere"])
def test_a_foreign_page_makes_the_server_ask_nobody_and_reads_nothing(server, path):
    url, attempts = server
    request = urllib.request.Request(url + path, headers={"Origin": "https://evil.example"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        allowed = answer.headers.get("Access-Control-Allow-Origin")
    assert allowed != "*"
    assert allowed is None or "evil" not in allowed
    assert attempts.read_text() == ""


@pytest.mark.parametrize("path", ["/_stcore/stream", "/live"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "a b"}]
)
def test_a_foreign_page_gets_no_socket_and_makes_the_server_ask_nobody(server, path, headers):
    url, attempts = server
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(url.replace("http", "ws") + path, additional_headers=headers),
    ):
        pass
    assert refused.value.response.status_code in (400, 403)
    assert attempts.read_text() == ""


def test_the_server_s_own_page_gets_the_stream(server):
    url, attempts = server
    options = {"origin": url, "subprotocols": ["streamlit"]}
    with connect(url.replace("http", "ws") + "/_stcore/stream", **options) as stream:
        assert stream.subprotocol == "streamlit"
    assert attempts.read_text() == ""
