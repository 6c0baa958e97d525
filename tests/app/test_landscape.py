"""The loss landscape under AppTest: whose path is shown, and long work that is told and left."""

from __future__ import annotations

import csv
import io
import itertools
import time

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.analysis.landscape import flat
from playground.analysis.landscape_survey import Stage, View, survey
from playground.analysis.sharpness import Sharpness
from playground.config import RunConfig
from playground.live.commands import Step
from playground.live.registry import REGISTRY, AtCapacity
from playground.live.watched_run import WatchedRun
from playground.racing import Contestant, RaceConfig
from playground.training import Run
from playground.views import optimizers_landscape
from playground.views.optimizers_landscape_words import (
    NO_SLOPES,
    grid_csv,
    paths_csv,
    plane_words,
    sharpness_words,
)
from tests.app.optimizers_page import SMALL, chart, charts, opened, settle, texts
from tests.app.test_pages import control, url


def test_before_the_live_run_begins_a_run_is_trained_for_the_landscape():
    app = settle(opened("landscape", **SMALL))
    run = Run(RunConfig(dataset="circle", n_samples=60, hidden_layers=(4,)))
    run.advance(epochs=20)
    said = texts(app)
    assert "trained here for 20 epochs" in said
    assert f"**{run.metrics()[0]:.3g}** on training points" in said
    assert "%** of how the path varies" in said
    assert "Sharpness" in said
    assert "2/λ" in said
    contour, surface = chart(app, "landscape_contour"), chart(app, "landscape_surface")
    assert contour["data"][0]["type"] == "contour"
    assert surface["data"][0]["type"] == "surface"
    assert contour["data"][1]["name"] == "the run"
    assert {button.key for button in app.get("download_button")} >= {"landscape_csv", "paths_csv"}


def live_run_of(app: AppTest):
    return REGISTRY.get(app.session_state["_token"])


def train(watched, epochs: int) -> None:
    for epoch in range(1, epochs + 1):
        watched.command(Step("epoch", None))
        deadline = time.monotonic() + 10
        while watched.call(lambda run: run.epoch) < epoch and time.monotonic() < deadline:
            time.sleep(0.002)


def test_the_live_runs_own_path_is_shown_once_it_has_one():
    app = settle(opened("landscape", **SMALL))
    app.switch_page("pages/live.py").run()  # opens the run
    watched = live_run_of(app)
    train(watched, 6)
    settle(app.switch_page("pages/optimizers.py").run())
    assert not app.exception
    assert "Your live run at epoch 6" in texts(app)
    loss = watched.call(lambda run: run.metrics()[0])
    assert f"**{loss:.3g}** on training points" in texts(app)
    with pytest.raises(KeyError):
        control(app, "path_epochs")  # nothing is trained here
    control(app, "dataset").set_value("xor").run()  # a new run, which has not begun
    assert "trained here for 20 epochs" in texts(settle(app))


def test_a_race_of_this_visit_is_shown_with_everybodys_path():
    base = RunConfig(dataset="circle", n_samples=60, hidden_layers=(4,))
    slow = Contestant.of("mini_batch", learning_rate=0.001)
    race = REGISTRY.open(RaceConfig(base, (slow, Contestant("adam"), Contestant("genetic"))))
    train(race, 5)
    app = opened("rules", **SMALL, optimizer="sgd")
    app.session_state["_kept"]["race"] = {"token": race.token}
    control(app, "view").set_value("landscape").run()
    settle(app)
    assert "your live run has not begun" in texts(app)
    control(app, "whose").set_value("race").run()
    settle(app)
    assert not app.exception
    assert "Your race at epoch 5: the middle is where Adam stands" in texts(app)
    names = {trace.get("name") for trace in chart(app, "landscape_contour")["data"]}
    assert names >= {"gradient descent, mini-batch", "Adam", "genetic algorithm"}
    assert "Adam scales each weight's step" in texts(app)  # who leads, not who is in the sidebar
    assert url(app)["whose"] == "race"


def test_the_view_of_it_is_not_a_reason_to_train_and_measure_again(monkeypatch):
    asked = []

    def noted(config, dataset, paths, view, *, epochs, known, scale):
        asked.append((view, known is not None))
        return survey(config, dataset, paths, view, epochs=epochs, known=known, scale=scale)

    monkeypatch.setattr(optimizers_landscape, "survey", noted)
    app = settle(opened("landscape", **SMALL))
    control(app, "points").set_value("test").run()
    control(app, "log_loss").set_value(False).run()
    assert asked == [(View(resolution=21), False)]
    control(app, "extent").set_value(0.5).run()
    settle(app)
    control(app, "plane").set_value("random").run()
    settle(app)
    control(app, "plane_seed").set_value(7).run()
    settle(app)
    assert asked[1:] == [
        (View(extent=0.5, resolution=21), True),
        (View("random", extent=0.5, resolution=21), True),
        (View("random", 7, 0.5, 21), True),
    ]
    assert not app.exception


def endless(*_, **__):
    for i in itertools.count():
        time.sleep(0.005)
        yield Stage((i % 100) / 100, "Computing the loss of 441 networks")


def test_a_long_survey_shows_how_far_it_is_and_can_be_cancelled(monkeypatch):
    monkeypatch.setattr(optimizers_landscape, "survey", endless)
    monkeypatch.setattr(optimizers_landscape, "PATIENCE", 0.05)
    app = opened("landscape", **SMALL)
    assert not app.exception
    (bar,) = app.get("progress")
    assert "networks" in bar.proto.text or "turn" in bar.proto.text
    assert not charts(app)
    app.button(key="cancel_survey").click().run()
    time.sleep(0.1)
    app.run()
    assert not app.get("progress")
    assert "Cancelled" in texts(app)
    monkeypatch.setattr(optimizers_landscape, "survey", survey)
    app.button(key="survey_again").click().run()
    settle(app)
    assert len(charts(app)) == 2


def test_other_settings_end_the_work_on_the_old_ones(monkeypatch):
    monkeypatch.setattr(optimizers_landscape, "survey", endless)
    monkeypatch.setattr(optimizers_landscape, "PATIENCE", 0.05)
    app = opened("landscape", **SMALL)
    before = app.session_state["_kept"]["landscape"]["job"]
    monkeypatch.setattr(optimizers_landscape, "survey", survey)
    control(app, "extent").set_value(0.5).run()
    settle(app)
    before.wait(5)
    assert before.state == "cancelled"
    assert len(charts(app)) == 2


def test_what_cannot_be_computed_is_told(monkeypatch):
    def broken(*_, **__):
        raise ValueError("extent must be positive. Got 0.")
        yield

    monkeypatch.setattr(optimizers_landscape, "survey", broken)
    app = opened("landscape", **SMALL)
    assert not app.exception
    assert [warning.value for warning in app.warning] == ["extent must be positive. Got 0."]


def test_a_landscape_takes_no_place_among_the_live_runs(monkeypatch):
    def full(*_):
        raise AtCapacity("All places are taken.")

    monkeypatch.setattr(REGISTRY, "open", full)
    app = settle(opened("landscape", **SMALL))
    assert not app.exception
    assert "trained here for 20 epochs" in texts(app)


def test_a_busy_server_shows_what_there_is(monkeypatch):
    def busy(*_):
        raise TimeoutError

    app = settle(opened("landscape", **SMALL))
    app.switch_page("pages/live.py").run()  # opens the run
    monkeypatch.setattr(WatchedRun, "call", busy)
    app = settle(app.switch_page("pages/optimizers.py").run())
    assert not app.exception
    assert len(charts(app)) == 2


def a_survey(config: RunConfig, view: View):
    steps = survey(config, Run(config).dataset, (), view, epochs=10)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_the_tables_hold_every_place_and_every_moment():
    config = RunConfig(dataset="circle", n_samples=60, hidden_layers=(4,))
    found = a_survey(config, View(resolution=5))
    rows = list(csv.DictReader(io.StringIO(grid_csv(found))))
    assert len(rows) == 25
    middle = next(row for row in rows if float(row["x"]) == float(row["y"]) == 0)
    run = Run(config)
    run.advance(epochs=10)
    assert float(middle["train_loss"]) == pytest.approx(run.metrics()[0], rel=1e-6)
    row = rows[1 * 5 + 3]
    assert (float(row["x"]), float(row["y"])) == pytest.approx((0.625, -0.625))
    assert float(row["test_loss"]) == pytest.approx(found.landscape.test[1, 3], rel=1e-6)
    moments = list(csv.DictReader(io.StringIO(paths_csv(found))))
    assert [float(row["epoch"]) for row in moments] == list(range(11))
    assert (float(moments[-1]["x"]), float(moments[-1]["y"])) == pytest.approx((0, 0), abs=1e-9)
    assert float(moments[-1]["train_loss"]) == pytest.approx(run.metrics()[0], rel=1e-6)
    assert flat(run.layers) == pytest.approx(found.plane.origin)
    assert "of how the path varies" in plane_words("It.", found)


def sharp(value: float, converged: bool = True) -> Sharpness:
    return Sharpness(value, np.zeros(1), 3, converged)


@pytest.mark.parametrize(
    ("config", "sharpness", "said"),
    [
        (RunConfig(optimizer="sgd", learning_rate=0.1), sharp(10), "rate 0.1 is below that"),
        (RunConfig(optimizer="sgd", learning_rate=0.3), sharp(10), "rate 0.3 is above that"),
        (RunConfig(optimizer="sgd"), sharp(10), "2/λ = **0.2**"),
        (RunConfig(optimizer="adam"), sharp(10), "Adam scales each weight's step"),
        (RunConfig(optimizer="sgd"), sharp(10, False), "about **10**"),
        (RunConfig(optimizer="sgd"), sharp(-1), "curves downwards in every direction"),
        (RunConfig(), None, NO_SLOPES),
    ],
)
def test_sharpness_is_told_with_what_it_means_for_the_rate(config, sharpness, said):
    assert said in sharpness_words(config, sharpness)
