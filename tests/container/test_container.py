"""The application in its container: confined, cut off from the world, and teaching all the same."""

from __future__ import annotations

import asyncio
import json
import time
from urllib.parse import urlsplit

import pytest

from tests.chromium import chromium
from tests.container.conftest import SERVICES, SWEEP, running_container
from tests.e2e.stage_page import StagePage
from tests.tab import Tab

STOP_SECONDS = 5  # after which the engine kills

WRITE = """
import sys, tempfile
try:
    tempfile.TemporaryFile(dir=sys.argv[1])
    print("written")
except OSError as error:
    print(error.strerror)
"""
CONTROL_GROUP = """
import sys
from pathlib import Path
for name in sys.argv[1:]:
    if Path("/sys/fs/cgroup", name).exists():
        print(Path("/sys/fs/cgroup", name).read_text())
        break
"""


@pytest.mark.parametrize(("which", "user"), [("identity", "10001"), ("nginx", "101")])
def test_neither_has_any_rights(container, which, user):
    text = container.engine.call("exec", getattr(container, which), "cat", "/proc/1/status")
    status = dict(line.split(":", 1) for line in text.splitlines())
    assert status["Uid"].split() == [user] * 4
    assert status["Gid"].split() == [user] * 4
    for capabilities in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[capabilities], 16) == 0
    assert status["NoNewPrivs"].strip() == "1"


@pytest.mark.parametrize("folder", ["/", "/app", "/opt/venv", "/etc", "/home", "/var"])
def test_nothing_can_be_written(container, folder):
    assert container.python(WRITE, folder).strip() == "Read-only file system"


def test_temporary_files_can_be_written(container):
    assert container.python(WRITE, "/tmp").strip() == "written"


def test_even_without_a_read_only_root_nothing_of_the_application_can_be_written(engine, image):
    for folder in ("/", "/app", "/app/playground", "/opt/venv", "/etc"):
        said = engine.run("--network=none", command=("python", "-c", WRITE, folder))
        assert said.strip() == "Permission denied"


def test_memory_and_processes_are_limited(container):
    memory = container.python(CONTROL_GROUP, "memory.max", "memory/memory.limit_in_bytes")
    processes = container.python(CONTROL_GROUP, "pids.max", "pids/pids.max")
    assert int(memory) == int(SERVICES["app-1"]["mem_limit"].removesuffix("g")) * 2**30
    assert int(processes) == SERVICES["app-1"]["pids_limit"]


def test_there_is_no_way_to_the_world(container):
    routes = container.python('print(open("/proc/net/route").read())').splitlines()[1:]
    assert [route for route in routes if route.strip() and route.split()[1] == "00000000"] == []


def test_a_page_trains_and_asks_nobody_else(container):
    asked: set[str] = set()
    with chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        stage = StagePage(page, container.url).open(dataset="circle")
        before = stage.number("train-loss")
        stage.press("play").wait_epoch(30).press("play")
        assert stage.number("train-loss") < before
    assert asked - {""} == {urlsplit(container.url).netloc}


def test_a_sweep_runs_on_worker_processes(container):
    assert container.python(SWEEP, "--jobs", "2").split()[-1] == "4"


def test_the_log_is_one_object_a_line(container):
    lines = container.engine.log(container.identity).splitlines()
    assert lines
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_it_stops_by_itself_when_asked_and_tells_open_pages(engine, image):
    """In the engine's five seconds: beyond them it kills, and the exit code says so."""
    with running_container(engine) as container:

        async def visit() -> tuple[Tab, float]:
            tab = await Tab(container.url).open()
            await tab.play()
            began = time.monotonic()
            stop = ("stop", "-t", STOP_SECONDS, container.identity)
            await asyncio.to_thread(engine.call, *stop)
            took = time.monotonic() - began
            await asyncio.wait_for(tab._listening, STOP_SECONDS)
            return tab, took

        tab, took = asyncio.run(visit())
        assert tab.bye["code"] == 1012
        assert engine.inspect(container.identity, "{{.State.ExitCode}}") == "0"
        print(f"stopped after {took:.1f} s")
