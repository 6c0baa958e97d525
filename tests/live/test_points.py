"""Points drawn over a real socket: the run goes on with them, and says when it cannot."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from datasets import Dataset
from datasets.point_set import ONE_CLASS
from playground import Run
from playground.live.watched_run import WatchedRun
from tests.live.conftest import SMALL, Server, wait_until
from tests.live.test_transport import params_of
from tests.live.watcher import PATIENCE, Watcher

FAR = 10_000  # numbers of points that are new


def draw(watcher: Watcher, *points, drop=(), clear=False) -> None:
    """Send points [id, x, y, answer, test]; what is sent must be short enough."""
    message = {"type": "points", "set": list(points), "drop": list(drop), "clear": clear}
    assert len(json.dumps(message)) <= 4096
    watcher.socket.send(json.dumps(message))


def blob(first: int, x: float, y: float, answer: float, count: int = 8) -> list[list]:
    """Points in a small circle, every fourth a test point."""
    turns = np.linspace(0, 2 * np.pi, count, endpoint=False)
    places = zip((x + 0.5 * np.cos(turns)).round(3), (y + 0.5 * np.sin(turns)).round(3))  # noqa: B905
    return [[first + i, u, v, answer, int(i % 4 == 3)] for i, (u, v) in enumerate(places)]


def ids_of(watcher: Watcher, label: int) -> list[int]:
    """Numbers of all points of a class, as the run message tells them."""
    return [
        number
        for part in ("train", "test")
        for number, row in zip(watcher.run["ids"][part], watcher.run[part], strict=True)
        if row[2] == label
    ]


@contextmanager
def busy(run: WatchedRun) -> Iterator[None]:
    """The computing thread is kept from obeying commands."""
    begun, over = threading.Event(), threading.Event()

    def keep(_) -> None:
        begun.set()
        over.wait(PATIENCE)

    caller = threading.Thread(target=run.call, args=(keep, PATIENCE))
    caller.start()
    begun.wait(PATIENCE)
    try:
        yield
    finally:
        over.set()
        caller.join()


def runs_told(watcher: Watcher) -> int:
    return sum(message["type"] == "run" for message in watcher.messages)


def test_points_drawn_while_playing_are_learnt_and_the_history_stays(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(20)
        before = dict(watcher.moments)
        draw(watcher, *blob(FAR, 5, 5, 1))
        watcher.until(lambda: run.take_drawn() == 1)
        watcher.play(40)
        assert runs_told(watcher) == 1
        assert watcher.state["playing"] is True
        assert watcher.state["blocked"] == watcher.state["note"] == ""
        assert all(watcher.moments[seq] is moment for seq, moment in before.items())
        progress = [watcher.moments[seq].progress for seq in range(watcher.last_seq + 1)]
        assert progress == sorted(progress)
    data = run.call(lambda r: r.dataset)
    assert run.dataset is data
    assert (len(data.X_train), len(data.X_test)) == (30 + 6, 30 + 2)
    assert data.classes == (0, 1)
    np.testing.assert_array_equal(data.X_train[-6:, 0].max(), 5.5)


def test_a_moved_point_changes_what_is_measured_but_not_the_network(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.play(10)
        seq = watcher.pause()
        watcher.until_quiet()
        shown = watcher.moments[seq]
        id, (x, y, answer) = watcher.run["ids"]["train"][0], watcher.run["train"][0]
        for turn in range(1, 6):  # to and fro: only the newest measurement is kept
            draw(watcher, [id, x, y, 1 - answer, 0])
            watcher.until(lambda: watcher.last_seq == seq + 1)
            moved = watcher.moments[seq + 1]
            np.testing.assert_array_equal(moved.params, shown.params)
            assert moved.progress == shown.progress
            if turn == 1:
                assert moved.train_loss != shown.train_loss
                assert abs(moved.train_accuracy - shown.train_accuracy) == pytest.approx(1 / 30)
        watcher.until_quiet()
        assert watcher.last_seq == seq + 1
        draw(watcher, [id, x, y, answer, 0])
        watcher.until_quiet()
        assert watcher.moments[seq + 1].train_loss == pytest.approx(shown.train_loss, rel=1e-6)


def test_a_third_class_keeps_the_hidden_layers_and_the_ids(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(10)
        watcher.pause()
        watcher.until_quiet()
        last, scale = watcher.moments[watcher.last_seq].params, watcher.run["feature_scale"]
        draw(watcher, *blob(FAR, -5, 5, 2))
        watcher.until(lambda: watcher.run["run_id"] == 2)
        watcher.load()
        told = watcher.run
        assert (told["n_classes"], told["layer_sizes"]) == (3, [2, 4, 3, 3])
        assert told["class_labels"] == [0, 1, 2]
        assert told["ids"]["train"] == [*range(30), *(FAR + i for i in (0, 1, 2, 4, 5, 6))]
        assert told["ids"]["test"] == [*range(30, 60), FAR + 3, FAR + 7]
        assert told["train"][-1][2] == 2
        assert told["feature_scale"] == scale
        hidden = 3 * 4 + 5 * 3
        np.testing.assert_array_equal(watcher.moments[0].params[:hidden], last[:hidden])
        watcher.play(5)
        draw(watcher, drop=ids_of(watcher, 2))  # the class stays, for it may come back
        draw(watcher, *blob(FAR, -5, 4, 2))
        watcher.play(5)
        assert runs_told(watcher) == 2


def test_without_another_class_nothing_is_learnt_until_there_is_one_again(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(5)
        rows = dict(zip(watcher.run["ids"]["train"], watcher.run["train"], strict=True))
        ones = ids_of(watcher, 1)
        draw(watcher, drop=ones)
        watcher.until(lambda: watcher.state["blocked"])
        assert watcher.state["blocked"] == ONE_CLASS
        watcher.until_quiet()
        seq = watcher.last_seq
        watcher.send("shown", seq=seq, want=40)
        watcher.send("step", unit="epoch", seq=seq)
        watcher.send("play")
        watcher.until_quiet()
        assert watcher.last_seq == seq
        assert len(run.call(lambda r: r.dataset.X_train)) == 30  # the last ones it could learn
        draw(watcher, *([id, *rows[id], 0] for id in ones if id in rows))
        watcher.until(lambda: not watcher.state["blocked"])
        watcher.play(5)
        assert runs_told(watcher) == 1
    assert run.take_drawn() > 0
    assert len(run.dataset.X_train) == 30


def test_everything_cleared_and_drawn_anew(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        draw(watcher, clear=True)
        watcher.until(lambda: watcher.state["blocked"])
        assert "no points" in watcher.state["blocked"]
    with server.watch(run).load() as watcher:  # as a reload shows it
        assert watcher.run["train"] == watcher.run["test"] == []
        assert watcher.run["ids"] == {"train": [], "test": []}
        assert "no points" in watcher.run["blocked"]
        run.configure(SMALL.replace(hidden_layers=(3,)))
        watcher.until(lambda: watcher.run["run_id"] == 2)
        assert watcher.run["train"] == []
        draw(watcher, [1, 1, 1, 0, 0])
        watcher.until(lambda: "one class" in watcher.state["blocked"])
        draw(watcher, [2, -1, 1, 1, 0])
        watcher.until(lambda: watcher.state["blocked"] == "")
        watcher.play(5)
        assert run.take_drawn() > 0
        assert run.dataset.y_train.tolist() == run.dataset.y_test.tolist() == [0, 1]


def test_points_are_bounded_in_number_and_place(serve):
    server = serve(max_points=70)
    run = server.open()
    with server.watch(run).load() as watcher:
        assert watcher.run["max_points"] == 70
        draw(watcher, *([FAR + i, 99, -99, 40, 0] for i in range(20)))
        watcher.until(lambda: "70 points" in watcher.state["note"])
        data = run.call(lambda r: r.dataset)
        assert len(data.X_train) + len(data.X_test) == 70
        np.testing.assert_array_equal(data.X_train[-1], [6, -6])
        assert data.n_classes == 10
        draw(watcher, [0, 1, 1, 1, 0], drop=[FAR])  # known ones can still be moved
        watcher.until(lambda: watcher.state["note"] == "")
        assert run.call(lambda r: r.dataset.X_train[0].tolist()) == [1, 1]


def test_a_curve_is_drawn_by_its_targets(server: Server):
    config = SMALL.replace(dataset="curve")
    run = server.open(config)
    with server.watch(run).load() as watcher:
        watcher.play(5)
        draw(watcher, *([FAR + i, -6 + i, 0, 5.25, 0] for i in range(12)))
        watcher.until(lambda: run.take_drawn() == 1)
        watcher.play(5)
        assert watcher.state["status"] == "running"
    assert run.dataset.y_train[-12:].tolist() == [5.25] * 12
    assert run.dataset.task == "regression"


def test_a_perceptron_learns_drawn_points_too(server: Server):
    run = server.open(SMALL.replace(activation="step", hidden_layers=(), batch_size=1))
    with server.watch(run).load() as watcher:
        watcher.play(3)
        draw(watcher, *blob(FAR, 5, 5, 1))
        draw(watcher, *blob(FAR + 50, -5, 5, 2))
        watcher.until(lambda: watcher.run["run_id"] == 2)
        assert watcher.run["layer_sizes"] == [2, 3]
        watcher.load().play(5)
        assert watcher.state["message"] == ""


def test_a_rewind_after_the_data_have_changed_measures_anew(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(20)
        watcher.pause()
        draw(watcher, *blob(FAR, 5, 5, 1))
        watcher.until(lambda: run.take_drawn() == 1)
        watcher.send("rewind", seq=5)
        watcher.until(lambda: watcher.last_seq == 5)
        loss, params = run.call(lambda r: (r.metrics()[0], params_of(r)))
        np.testing.assert_array_equal(params, watcher.moments[5].params)
        expected = Run(SMALL)
        expected.change_data(run.dataset)
        expected.restore(run.past()[2][5])
        assert loss == expected.metrics()[0] != pytest.approx(watcher.moments[5].train_loss)
        watcher.play(5)


def test_a_copy_of_the_run_says_the_same_though_its_points_are_others(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        draw(watcher, *blob(FAR, 5, 5, 1, 40))
        watcher.until(lambda: run.take_drawn() == 1)
        watcher.play(10)
        watcher.pause()
        watcher.send("probe", seq=watcher.last_seq)
        watcher.until_type("probe")
    config, data, snapshots = run.past()
    copy = Run(config, data)
    copy.restore(snapshots[-1])
    X = np.random.default_rng(0).uniform(-6, 6, (20, 2))
    np.testing.assert_array_equal(copy.predict_proba(X), run.call(lambda r: r.predict_proba(X)))
    assert copy.metrics() == run.call(lambda r: r.metrics())


def test_other_data_chosen_meanwhile_are_not_drawn_upon(server: Server):
    run = server.open()
    X = np.random.default_rng(0).normal(size=(20, 2))
    own = Dataset(X, np.arange(20) % 2, X, np.arange(20) % 2)
    with server.watch(run).load() as watcher:
        draw(watcher, *blob(FAR, 5, 5, 1))
        watcher.until(lambda: run.take_drawn() == 1)
        known = run.dataset
        draw(watcher, *blob(FAR + 50, 5, 5, 1))
        wait_until(lambda: run.call(lambda r: len(r.dataset.X_train)) == 30 + 12)
        assert run.dataset is known  # until a page's script asks what was drawn
        assert run.take_drawn() == 2
        assert len(run.dataset.X_train) == 30 + 12
        with busy(run):
            draw(watcher, [FAR, 0, 0, 1, 0])
            wait_until(lambda: len(run._inbox) == 1)
            run.use_data(SMALL, own)
        watcher.until(lambda: watcher.run["run_id"] == 2)
        assert watcher.run["ids"]["train"] == list(range(20))
        assert run.take_drawn() >= 2
        assert run.dataset is own


@pytest.mark.parametrize("coordinates", [3, 64])
def test_points_of_a_wider_space_cannot_be_drawn(server: Server, coordinates):
    X = np.random.default_rng(0).normal(size=(40, coordinates))
    data = Dataset(X, np.arange(40) % 2, X, np.arange(40) % 2, n_coordinates=coordinates)
    run = server.registry.open(SMALL, data)
    with server.watch(run).load() as watcher:
        assert watcher.run["ids"] is None
        draw(watcher, [1, 1, 1, 1, 0])
        watcher.until(lambda: watcher.state["note"])
        assert f"These have {coordinates}" in watcher.state["note"]
        assert run.dataset is data
        watcher.send("weight", layer=0, to=0, value=2.5, seq=0, **{"from": coordinates})
        watcher.until(lambda: watcher.last_seq == 1)
        assert run.call(lambda r: r.layers[0][1][0]) == 2.5


def test_many_changes_at_once_are_one_for_the_run(server: Server, monkeypatch):
    run = server.open(SMALL.replace(n_samples=200))
    given = []
    change_data = Run.change_data

    def count(self, dataset):
        given.append(dataset)
        change_data(self, dataset)

    monkeypatch.setattr(Run, "change_data", count)
    with server.watch(run).load() as watcher:
        with busy(run):
            for i in range(50):
                draw(watcher, [i, i / 50, 1, 1, 0])
            wait_until(lambda: len(run._inbox) == 50)
        wait_until(lambda: run.take_drawn() == 2)  # the shape became own data, and was drawn upon
        assert [round(x, 6) for x in run.dataset.X_train[:50, 0]] == [i / 50 for i in range(50)]
    assert len(given) == 1
