"""History and LossLog: bounded by a stated rule, however many moments are appended."""

import time
import tracemalloc

import numpy as np
import pytest

from playground.training.history import RECENT, History
from playground.training.losslog import LossLog
from playground.training.snapshot import Resume, Snapshot


def snapshot(n_params=177, progress=0.0):
    params = np.zeros(n_params, np.float32)
    resume = Resume(params, np.zeros((2, n_params), np.float32), 0, "adam")
    return Snapshot(progress, 0, 0, params, 0.0, 0.0, 0.0, 0.0, 0.0, resume)


ONE = snapshot()


def kept(history):
    return [seq for seq, _ in history.since(-1)]


def by_the_rule(history):
    last = history.last_seq
    return [s for s in range(last + 1) if s % history.stride == 0 or s > last - history.recent]


@pytest.mark.parametrize("n", [1, 64, 65, 150, 999, 1000, 1001, 1065, 3000, 20_000])
def test_keeps_what_the_rule_says(n):
    history = History()
    seqs = [history.append(ONE) for _ in range(n)]
    assert seqs[-1] == history.last_seq == n - 1
    assert kept(history) == by_the_rule(history)
    assert len(history) == len(kept(history)) <= history.max_snapshots
    assert 0 in history
    assert history.last_seq in history


def test_memory_cap():
    history = History(max_bytes=200 * ONE.nbytes)
    for _ in range(5000):
        history.append(ONE)
    assert history.nbytes == len(history) * ONE.nbytes <= history.max_bytes
    assert kept(history) == by_the_rule(history)


def test_the_recent_ones_stay_even_over_the_cap():
    history = History(max_bytes=10 * ONE.nbytes)
    for _ in range(500):
        history.append(ONE)
    assert kept(history)[-RECENT:] == list(range(500 - RECENT, 500))
    assert len(history) <= RECENT + 1


@pytest.mark.parametrize("recent", [1, 12, 63])
def test_fewer_recent_ones_take_less(recent):
    history = History(max_bytes=10 * ONE.nbytes, recent=recent)
    for n in range(1, 700):
        history.append(ONE)
        assert kept(history) == by_the_rule(history), n
    assert len(history) <= max(10, recent + 1)


@pytest.mark.parametrize("recent", [0, -1, RECENT + 1])
def test_a_wrong_number_of_recent_ones_is_named(recent):
    with pytest.raises(ValueError, match="recent must be from 1 to 64"):
        History(recent=recent)


def test_a_million_snapshots_stay_within_the_caps_quickly():
    history = History()
    started = time.perf_counter()
    for _ in range(100_000):
        history.append(ONE)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(20_000):
        history.append(ONE)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    for _ in range(880_000):
        history.append(ONE)
    assert time.perf_counter() - started < 20
    assert history.last_seq == 999_999
    assert len(history) <= history.max_snapshots
    assert history.nbytes <= history.max_bytes
    assert grown < 200_000
    assert kept(history) == by_the_rule(history)


def test_truncate_rewinds_and_numbers_go_on():
    history = History()
    for _ in range(3000):
        history.append(ONE)
    seq = history.nearest(1001)
    assert seq % history.stride == 0
    history.truncate(seq)
    assert kept(history)[-1] == history.last_seq == seq
    assert history.append(ONE) == seq + 1
    assert history.nbytes == len(history) * ONE.nbytes
    with pytest.raises(ValueError, match="seq must be from -1"):
        history.truncate(seq + 5)


def test_get_and_since():
    history = History()
    moments = [snapshot(progress=i) for i in range(5)]
    for moment in moments:
        history.append(moment)
    assert history.get(3) is moments[3]
    assert [seq for seq, _ in history.since(2)] == [3, 4]
    with pytest.raises(KeyError, match="Snapshot 9 is not kept"):
        history.get(9)


def test_loss_log_is_thinned_by_halving():
    log = LossLog(max_rows=100)
    for epoch in range(1234):
        log.append(epoch, (1.0 / (1 + epoch), 0.0, 0.0, 0.0))
        assert len(log) <= 101
    rows = log.rows()
    assert log.stride == 16
    assert rows.epoch.tolist() == [*range(0, 1233, 16), 1233]
    np.testing.assert_allclose(rows.train_loss, 1 / (1 + rows.epoch))


def test_loss_log_truncates():
    log = LossLog(max_rows=100)
    for epoch in range(1000):
        log.append(epoch, (0.0, 0.0, 0.0, 0.0))
    log.truncate(500)
    assert log.rows().epoch[-1] <= 500
    log.append(501, (0.0, 0.0, 0.0, 0.0))
    log.append(502, (0.0, 0.0, 0.0, 0.0))
    assert log.rows().epoch[-1] == 502
    assert 501 not in log.rows().epoch
