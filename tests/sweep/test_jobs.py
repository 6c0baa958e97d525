"""Jobs: real commands in the background, their queue, their caps, and nothing left of them."""

from __future__ import annotations

import math
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from playground.config import RunConfig
from playground.sweep.execute import execute
from playground.sweep.job import NICENESS, Job
from playground.sweep.jobs import Jobs, caps_of
from playground.sweep.journal import Journal
from playground.sweep.results import summary
from playground.sweep.spec import Axis, SweepError, SweepSpec

WAIT = 60.0
ROOT = Path(__file__).parents[2]
QUICK = SweepSpec(
    name="quick",
    base=RunConfig(n_samples=40, hidden_layers=(4,)),
    axes=(Axis("learning_rate", (0.01, 0.1)), Axis("depth", (1, 2))),
    seeds=(0, 1),
    epochs=3,
)
# A task each for eight depths, of which each takes a noticeable time.
SLOW = SweepSpec(
    name="slow",
    base=RunConfig(hidden_layers=(16,), batch_size=8),
    axes=(Axis("depth", (8, 7, 6, 5, 4, 3, 2, 1)),),
    seeds=tuple(range(10)),
    epochs=120,
)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def make_jobs(tmp_path: Path) -> Iterator[Callable[..., Jobs]]:
    made: list[Jobs] = []

    def make(**options) -> Jobs:
        made.append(Jobs(tmp_path, **options))
        return made[-1]

    yield make
    for jobs in made:
        jobs.close()
    assert list(tmp_path.iterdir()) == []


def wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.05)


def wait_state(job: Job, *states: str):
    wait_for(lambda: job.progress().state in states)
    return job.progress()


def pid_of(job: Job) -> int:
    assert job._process is not None
    return job._process.pid


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"


def test_a_job_gives_what_the_same_sweep_gives_in_this_process(make_jobs, tmp_path):
    job = make_jobs().start(QUICK)
    assert job.progress().active
    assert job.progress().total == QUICK.n_runs
    progress = wait_state(job, "finished", "failed")
    assert (progress.state, progress.done) == ("finished", QUICK.n_runs)
    assert "8 runs" in progress.sentence
    here = Journal(tmp_path / "here.journal")
    here.open(QUICK)
    execute(QUICK, here, jobs=1)
    expected = summary(here)
    here.close()
    here.delete()
    got = job.summary()
    assert [cell.values for cell in got] == [cell.values for cell in expected]
    assert [cell.test_loss for cell in got] == [cell.test_loss for cell in expected]
    assert [cell.address for cell in got] == [cell.address for cell in expected]
    table = job.table()
    assert table is not None
    assert table.num_rows == QUICK.n_runs


def test_it_runs_at_low_priority_and_tells_the_time_left(make_jobs):
    job = make_jobs().start(SLOW)
    wait_state(job, "running")
    own = os.getpriority(os.PRIO_PROCESS, 0)
    wanted = max(own, NICENESS)
    assert os.getpriority(os.PRIO_PROCESS, pid_of(job)) == wanted
    assert job.progress().seconds_left is None
    wait_for(lambda: 0 < job.progress().done < SLOW.n_runs)
    left = job.progress().seconds_left
    assert left is not None
    assert 0 < left < math.inf
    assert job.table().num_rows <= job.progress().done  # partial results can be read
    assert len(job.summary()) < SLOW.n_cells


def test_cancelled_and_resumed_it_repeats_nothing(make_jobs):
    job = make_jobs().start(SLOW)
    wait_for(lambda: job.progress().done > 0)
    pid = pid_of(job)
    job.cancel()
    progress = job.progress()
    assert progress.state == "cancelled"
    assert "Resume" in progress.sentence
    wait_for(lambda: not lives(pid))
    kept = {cell.cell: [run.seconds for run in cell.result.runs] for cell in job.summary()}
    assert 0 < len(kept) < SLOW.n_cells
    job.resume()
    assert wait_state(job, "finished", "failed").state == "finished"
    after = {cell.cell: [run.seconds for run in cell.result.runs] for cell in job.summary()}
    assert len(after) == SLOW.n_cells
    assert {cell: after[cell] for cell in kept} == kept  # times would differ if trained anew


def test_a_killed_command_is_said_and_can_be_resumed(make_jobs):
    job = make_jobs().start(SLOW)
    wait_for(lambda: job.progress().done > 0)
    os.kill(pid_of(job), signal.SIGKILL)
    progress = wait_state(job, "failed")
    assert "signal 9" in progress.sentence
    assert "Resume" in progress.sentence
    kept = progress.done
    assert kept > 0
    job.resume()
    progress = job.progress()
    assert progress.active
    assert progress.done >= kept
    assert wait_state(job, "finished", "failed").state == "finished"
    assert job.progress().done == SLOW.n_runs


def test_others_wait_their_turn(make_jobs):
    jobs = make_jobs(max_running=1)
    first, second, third = jobs.start(SLOW), jobs.start(QUICK), jobs.start(QUICK)
    assert first.progress().state == "running"
    assert second.progress().state == third.progress().state == "waiting"
    assert "another sweep is ahead" in second.progress().sentence
    assert "2 other sweeps are ahead" in third.progress().sentence
    third.cancel()
    assert third.progress().state == "cancelled"
    first.cancel()
    assert wait_state(second, "finished", "failed").state == "finished"
    assert third.progress().state == "cancelled"


def test_a_job_asked_to_resume_while_it_is_ending_starts_after_that(make_jobs):
    job = make_jobs().start(QUICK)
    job.cancel()
    job.resume()
    assert wait_state(job, "finished", "failed").state == "finished"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_cells": 3}, "at most 3 cells. Got 4"),
        ({"max_runs": 7}, "at most 7 runs. Got 8"),
        ({"max_kept": 0}, "places for sweeps are taken"),
    ],
)
def test_more_than_the_caps_is_refused_with_a_sentence(make_jobs, options, words):
    with pytest.raises(SweepError, match=words):
        make_jobs(**options).start(QUICK)


def test_a_combination_that_means_nothing_is_refused(make_jobs):
    spec = SweepSpec(
        "bad", RunConfig(loss="cross_entropy"), (Axis("dataset", ("spiral", "curve")),), (0,), 1
    )
    with pytest.raises(SweepError, match="dataset curve"):
        make_jobs().start(spec)


def test_ids_are_found_and_not_guessed(make_jobs):
    jobs = make_jobs()
    job, other = jobs.start(QUICK), jobs.start(QUICK)
    assert jobs.get(job.id) is job
    assert jobs.get("") is None
    assert jobs.get(job.id[:-1]) is None
    assert len(job.id) >= 20
    assert job.id != other.id


def test_nobody_looks_so_it_is_cancelled_and_later_forgotten(make_jobs, tmp_path):
    clock = Clock()
    jobs = make_jobs(unwatched_seconds=60, idle_seconds=600, clock=clock)
    job = jobs.start(SLOW)
    pid = pid_of(job)
    clock.now = 59
    assert job.progress().state == "running"  # this was a look
    clock.now = 59 + 59
    jobs.tend()
    assert job.state == "running"
    clock.now = 59 + 61
    jobs.tend()
    assert job.state == "cancelled"
    assert "Nobody looked" in job.progress().sentence
    wait_for(lambda: not lives(pid))
    assert job.directory.exists()
    clock.now += 601
    jobs.tend()
    assert jobs.get(job.id) is None
    assert not job.directory.exists()


def test_a_command_that_does_not_end_is_made_to(make_jobs):
    clock = Clock()
    jobs = make_jobs(clock=clock)
    job = jobs.start(SLOW)
    pid = pid_of(job)
    os.kill(pid, signal.SIGSTOP)  # it cannot hear that it should end
    job.cancel()
    jobs.tend()
    assert lives(pid)
    clock.now += 11
    wait_for(lambda: bool(jobs.tend()) and not lives(pid))


def test_closing_ends_everything(make_jobs, tmp_path):
    jobs = make_jobs()
    job = jobs.start(SLOW)
    pid = pid_of(job)
    jobs.close()
    assert not lives(pid)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "end", ["sys.exit()", "os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"]
)
def test_however_the_server_ends_it_leaves_neither_files_nor_commands(tmp_path, end):
    program = (
        "import os, signal, sys\n"
        "from tests.sweep.test_jobs import SLOW\n"
        "from playground.sweep.jobs import Jobs\n"
        "job = Jobs().start(SLOW)\n"
        "print(job._process.pid, job.directory, flush=True)\n"
        f"{end}\n"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    pid, directory = ended.stdout.split()
    assert directory.startswith(str(tmp_path))
    wait_for(lambda: list(tmp_path.iterdir()) == [])
    wait_for(lambda: not lives(int(pid)))


FULL_DISK = """
import resource, sys, time
from playground.sweep.jobs import Jobs
from playground.sweep.spec import SweepError
from tests.sweep.test_jobs import QUICK
jobs = Jobs()
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), most))
try:
    job = jobs.start(QUICK)
    while job.progress().active:
        time.sleep(0.02)
    print(job.progress().sentence)
except SweepError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("bytes_left", "said"),
    [
        ("1", r"The server cannot write the sweep's files \(.+\), so it cannot begin\."),
        (
            "1500",
            r"The sweep stopped: .+ What is finished is kept, and Resume goes on from there\.",
        ),
    ],
)
def test_on_a_full_disk_a_sweep_says_so(tmp_path, bytes_left, said):
    """No file can grow beyond so many bytes: not the sweep's own, or not its journal."""
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, bytes_left],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=WAIT,
    )
    assert re.fullmatch(said, done.stdout.strip()), (done.stdout, done.stderr)
    assert "Traceback" not in done.stdout + done.stderr
    wait_for(lambda: list(tmp_path.iterdir()) == [])


def test_a_job_that_cannot_be_launched_says_why(make_jobs):
    jobs = make_jobs(max_running=1)
    jobs.start(SLOW)
    second = jobs.start(QUICK)
    directory = second.directory.rename(second.directory.with_name("elsewhere"))
    next(iter(jobs._jobs.values())).cancel()
    progress = wait_state(second, "failed")
    assert progress.sentence.startswith("The sweep cannot be started: No such file or directory.")
    directory.rename(second.directory)
    second.resume()
    wait_state(second, "finished")


def test_caps_come_from_the_environment():
    environment = {"PLAYGROUND_SWEEPS": "3", "PLAYGROUND_SWEEP_CELLS": "50", "HOME": "/"}
    assert caps_of(environment) == {"max_running": 3, "max_cells": 50}
    assert Jobs.from_environment(environment).max_cells == 50
    assert Jobs.from_environment({}).max_running == 2


@pytest.mark.parametrize("text", ["0", "-3", "many", "1.5", "²"])
def test_a_cap_that_is_no_number_is_named(text):
    with pytest.raises(ValueError, match="PLAYGROUND_SWEEP_RUNS must be a positive whole number"):
        caps_of({"PLAYGROUND_SWEEP_RUNS": text})
