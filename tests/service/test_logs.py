"""The log: personal data is struck out, every logger goes through one handler, JSON stays JSON."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.service.logs import strike_out
from tests.server import ROOT


@given(st.ip_addresses(), st.sampled_from(["{}", "from {} came", "({})", "[{}]:8501", "peer={},"]))
def test_addresses_are_struck_out(address, frame):
    struck = strike_out(frame.format(address))
    assert str(address) not in struck or len(str(address)) < 4
    assert "[address]" in struck


def test_tokens_sessions_and_queries_are_struck_out():
    token, session = secrets.token_urlsafe(32) + "aA1", str(uuid.uuid4())
    text = f'Session {session} with {token} asked "/live?seed=4711&name=Ada" [accepted]'
    assert strike_out(text) == 'Session [session] with [token] asked "/live?[query]" [accepted]'


@pytest.mark.parametrize(
    "text",
    [
        "Ready",
        "A visitor was turned away: 12 runs are open",
        "at 12:30:45 version 1.67.0 of /opt/playground/live/watched_run.py:120",
        "Is it full? No.",
        "test_a_lost_place_is_kept_for_its_owner_and_a_left_one_is_not",
    ],
)
def test_what_is_no_secret_stays(text):
    assert strike_out(text) == text


PROGRAM = """
import logging, sys, threading, warnings
from streamlit.logger import get_logger
early = get_logger("streamlit.early")
from playground.service.logs import configure_logs
configure_logs(sys.argv[1])
early.warning("early 10.1.2.3")
get_logger("streamlit.late").warning("late %s", "fe80::1")
logging.getLogger("uvicorn.error").info("192.0.2.7:5 connected")
logging.getLogger("playground.live").info("ours", extra={"count": 3})
try:
    raise ValueError("came from 10.1.2.3\\nwith two lines")
except ValueError:
    logging.getLogger("playground.live").exception("failed")
warnings.warn("careful")
def lose():
    raise KeyError("lost 10.1.2.3")
thread = threading.Thread(target=lose)
thread.start()
thread.join()
raise RuntimeError("the end of 10.1.2.3")
"""


def log_of(log_format: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, log_format], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout == ""
    assert "10.1.2.3" not in done.stderr
    assert "fe80::1" not in done.stderr
    assert "192.0.2.7" not in done.stderr
    return done.stderr


def test_every_logger_warning_and_lost_error_is_one_json_object_a_line():
    records = [json.loads(line) for line in log_of("json").splitlines()]
    said = {record["message"]: record for record in records}
    assert len(said) == len(records)  # nobody is heard twice
    assert said["early [address]"]["logger"] == "streamlit.early"
    assert said["late [address]"]["level"] == "warning"
    assert said["ours"]["count"] == 3
    assert "ValueError: came from [address]" in said["failed"]["traceback"]
    assert "KeyError: 'lost [address]'" in said["An error ended a thread"]["traceback"]
    assert said["An error ended the process"]["level"] == "critical"
    assert any("careful" in message for message in said)


def test_text_is_for_people():
    lines = log_of("text").splitlines()
    assert sum("early [address]" in line for line in lines) == 1
    assert any(line.endswith("INFO    playground.live: ours") for line in lines)
