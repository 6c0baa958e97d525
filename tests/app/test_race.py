"""The race and the genetic view under AppTest, and what they are made of: without a browser."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.config import RunConfig
from playground.figures.race_colors import RACE_COLORS, RACE_COLORS_DARK
from playground.figures.race_strips import strips_html
from playground.live import transport as transports
from playground.live.registry import REGISTRY
from playground.live.transport import Transport
from playground.racing import (
    CONTESTANTS,
    DEFAULT_CONTESTANTS,
    Contestant,
    ContestantList,
    RaceConfig,
    labels,
)
from playground.training import Race
from playground.training.race_moment import MEASURES, arrivals
from playground.training.repeat import Repeated, repeat
from playground.views.optimizers_race_csv import curves_csv, repeated_csv, standings_csv
from playground.views.optimizers_race_job import RepeatJob
from playground.views.optimizers_race_settings import read_contestants
from tests.app.test_pages import SCRIPT, control, url
from tests.stage_shell.conftest import ASSETS

SMALL = RunConfig(dataset="moons", n_samples=60, hidden_layers=(4,), batch_size=16)
FEW = (Contestant("adam", (0.05,)), Contestant("momentum"))


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    return app.switch_page("pages/optimizers.py").run()


def stage(app: AppTest) -> dict[str, Any]:
    """Data of the mounted stage."""
    (mounted,) = app.get("bidi_component")
    return json.loads(mounted.proto.json)


def watched(app: AppTest):
    run = REGISTRY.get(stage(app)["token"])
    assert run is not None
    return run


def said(app: AppTest) -> str:
    return " ".join(str(note.value) for kind in ("info", "warning") for note in app.get(kind))


# ── The views ───────────────────────────────────────────────────────────────────────────────────


def test_the_page_opens_with_the_default_race_and_a_clean_address():
    app = opened()
    assert not app.exception
    assert stage(app)["panels"] == "race/panels.js"
    assert stage(app)["pacing"] == {"key": "race", "initial": 1.0}
    config = watched(app).config
    assert config.contestants == DEFAULT_CONTESTANTS
    assert config.base == RunConfig(stop_epoch=1000)
    assert url(app) == {}


def test_line_up_goal_and_axes_come_from_the_address_and_stay_there():
    query = {
        "contestants": "adam:0.02,momentum::0.5,genetic:20", "goal": "0.95",
        "axis": "evaluations", "log_axis": "true", "race_epochs": "500", "dataset": "circle",
    }  # fmt: skip
    app = opened(**query)
    assert not app.exception
    race = stage(app)["race"]
    assert [one["kind"] for one in race["contestants"]] == ["adam", "momentum", "genetic"]
    assert race["contestants"][0]["values"] == {"learning_rate": 0.02, "beta1": 0.9, "beta2": 0.999}
    assert (race["goal"], race["axis"], race["log_axis"]) == (0.95, "evaluations", True)
    assert [row["name"] for row in race["kinds"]] == list(CONTESTANTS)
    config = watched(app).config
    assert config.base == RunConfig(dataset="circle", stop_epoch=500)
    assert config.contestants[2].settings["population"] == 20
    assert url(app) == query


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("adam:fast", ["adam"]),
        ("adm,nobody", ["adam"]),
        ("nobody", [one.kind for one in DEFAULT_CONTESTANTS]),
        (",".join(["adam"] * 20), ["adam"] * 8),
        ("x" * 5000, [one.kind for one in DEFAULT_CONTESTANTS]),
    ],
)
def test_a_bad_line_up_becomes_the_nearest_with_a_sentence(text, kinds):
    app = opened(contestants=text)
    assert not app.exception
    assert [one["kind"] for one in stage(app)["race"]["contestants"]] == kinds
    assert "contestants cannot be" in said(app)


def test_eight_with_all_their_settings_fit_into_the_address():
    contestants = (Contestant("adam_uncorrected", (0.0123, 0.9123, 0.9987)),) * 7
    contestants += (Contestant("genetic", (123, 3, "tournament", "uniform", 0.345)),)
    text = ContestantList().format(contestants)
    app = opened(contestants=text)
    assert not said(app)
    assert watched(app).config.contestants == contestants


def test_who_is_too_large_for_a_race_is_left_out_with_a_sentence():
    app = opened(contestants="adam,genetic:200", hidden_layers="32,32,32")
    assert not app.exception
    assert [one.kind for one in watched(app).config.contestants] == ["adam"]
    assert "genetic:200 was left out" in said(app)


def test_a_network_that_no_optimiser_can_train_gets_a_sentence_or_a_race():
    for view in ("race", "genetic"):
        app = opened(view=view, activation="step")
        assert not app.exception
        assert said(app) or watched(app)


def test_a_stop_of_the_sidebar_comes_before_the_length_of_the_race():
    app = opened(stop_epoch="70", stop_accuracy="0.9")
    assert watched(app).config.base == RunConfig(stop_epoch=70, stop_accuracy=0.9)


def test_the_race_is_kept_while_other_views_and_pages_are_looked_at():
    app = opened(contestants="adam,momentum")
    token = stage(app)["token"]
    control(app, "view").set_value("rules").run()
    assert not app.get("bidi_component")
    control(app, "view").set_value("race").run()
    assert stage(app)["token"] == token
    app.switch_page("pages/live.py").run()
    assert stage(app)["token"] != token
    assert isinstance(watched(app).config, RunConfig)
    app.switch_page("pages/optimizers.py").run()
    assert stage(app)["token"] == token
    assert url(app)["contestants"] == "adam,momentum"


def test_a_control_of_the_sidebar_begins_the_race_anew_with_other_data():
    app = opened(contestants="adam,momentum")
    token = stage(app)["token"]
    control(app, "dataset").set_value("moons").run()
    assert stage(app)["token"] == token
    assert watched(app).config == RaceConfig(
        RunConfig(dataset="moons", stop_epoch=1000), (Contestant("adam"), Contestant("momentum"))
    )


def test_the_sidebars_own_optimiser_does_not_begin_the_race_anew():
    app = opened(contestants="adam,momentum")
    before = watched(app).config
    control(app, "optimizer").set_value("rmsprop").run()
    control(app, "batch_size").set_value(64).run()
    config = watched(app).config
    assert config == before.replace(batch_size=64)
    assert config.base.optimizer == before.base.optimizer


def test_regression_is_raced_but_not_repeated():
    app = opened(dataset="curve")
    assert not app.exception
    assert "Arriving needs an accuracy" in " ".join(str(c.value) for c in app.caption)
    with pytest.raises(KeyError):
        control(app, "repeats")


def test_the_genetic_views_controls_are_the_algorithms():
    query = {"view": "genetic", "population": "30", "elite": "3", "mutation": "0.5",
             "selection": "tournament", "crossover": "uniform", "generations": "200"}  # fmt: skip
    app = opened(**query)
    assert not app.exception
    assert stage(app)["panels"] == "race/breeding.js"
    config = watched(app).config
    assert config.contestants == (
        Contestant("genetic", (30, 3, "tournament", "uniform", 0.5)), Contestant("adam"),
    )  # fmt: skip
    assert config.individuals == 16
    assert config.base.stop_epoch == 200
    assert url(app) == query
    control(app, "crossover").set_value("none").run()
    assert watched(app).config.contestants[0].settings["crossover"] == "none"
    assert url(app)["crossover"] == "none"


def test_a_population_too_large_to_be_watched_gets_a_sentence():
    app = opened(view="genetic", population="200", hidden_layers="32,32,32")
    assert not app.exception
    assert "at most 100,000 numbers" in said(app)
    assert "Choose a smaller population" in said(app)


# ── The line-up from the stage ──────────────────────────────────────────────────────────────────

JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=30) | st.integers(),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)
ENTRY = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(list(CONTESTANTS)) | st.text(max_size=20),
        "values": st.dictionaries(
            st.sampled_from(["learning_rate", "beta1", "beta2", "population", "selection"]), JUNK
        ),
    }
)


@given(JUNK | st.lists(ENTRY, max_size=12))
@settings(max_examples=100, deadline=None)
def test_whatever_the_stage_says_a_line_up_comes_of_it(value):
    chosen = read_contestants(value, FEW)
    assert ContestantList().check("contestants", chosen) == chosen


@given(st.lists(st.sampled_from(list(CONTESTANTS)), min_size=1, max_size=8), st.floats(1e-4, 5))
@settings(max_examples=50, deadline=None)
def test_what_the_editor_shows_is_what_is_read_back(kinds, rate):
    entries = []
    for kind in kinds:
        values = Contestant(kind).settings
        if "learning_rate" in values:
            values["learning_rate"] = rate
        entries.append({"kind": kind, "values": values})
    read = read_contestants(entries, FEW)
    assert [(one.kind, one.settings) for one in read] == [
        (entry["kind"], entry["values"]) for entry in entries
    ]


# ── Watching ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pace", [0.25, 1.0, 2.0])
def test_the_end_of_an_epoch_is_seen_after_a_moment_that_was_cut_short(monkeypatch, pace):
    transport = Transport(RaceConfig(SMALL, FEW), None, lambda: 10**8)
    transport.set_pace(pace)
    monkeypatch.setattr(transports, "CUT_SECONDS", 0.0)
    transport.advance(1e-9)
    assert (transport.run.epoch, transport.run.batch) == (0, 1)
    monkeypatch.setattr(transports, "CUT_SECONDS", 100.0)
    seen = []
    while transport.run.epoch < 6:
        transport.advance(1.0)
        seen.append((transport.run.epoch, transport.run.batch))
    ends = [epoch for epoch, batch in seen if batch == 0]
    assert ends == list(range(max(1, round(pace)), 7, max(1, round(pace))))
    assert len(seen) == (len(ends) if pace >= 1 else 2 * 6 - 1)


def test_a_race_that_is_over_goes_on_when_it_is_made_longer():
    transport = Transport(RaceConfig(SMALL.replace(stop_epoch=5), FEW), None, lambda: 10**8)
    transport.set_pace(1)
    while transport.run.status == "running":
        transport.advance(1.0)
    reached, run_id = transport.run.params(), transport.run_id
    transport.configure(RaceConfig(SMALL.replace(stop_epoch=9), FEW))
    assert (transport.run_id, transport.run.epoch) == (run_id, 5)
    assert transport.run.status == "running"
    np.testing.assert_array_equal(transport.run.params(), reached)
    alone = Race(SMALL.replace(stop_epoch=9), FEW)
    alone.advance(9)
    while transport.run.status == "running":
        transport.advance(1.0)
    np.testing.assert_array_equal(transport.run.params(), alone.params())
    transport.configure(RaceConfig(SMALL.replace(stop_epoch=3), FEW))
    assert (transport.run.epoch, transport.run.status) == (9, "stopped")
    transport.configure(RaceConfig(SMALL.replace(stop_epoch=3), FEW[:1]))
    assert (transport.run_id, transport.run.epoch) == (run_id + 1, 0)


# ── Numbers to take away ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def raced():
    run = REGISTRY.open(RaceConfig(SMALL, (*FEW, Contestant.of("genetic", population=8))))
    run.call(lambda race: race.advance(12))
    yield run
    REGISTRY.drop(run.token)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_curves_have_everybody_after_every_epoch(raced):
    race = raced.call(lambda race: race)
    lines = rows(curves_csv(raced, 0.9))
    assert len(lines) == 13 * 3
    last = lines[-3:]
    assert [line["contestant"] for line in last] == race.labels
    got = [[float(line[name]) for name in MEASURES] for line in last]
    np.testing.assert_allclose(got, race.measures, rtol=1e-8)


def test_the_standings_say_when_everybody_arrived(raced):
    race = raced.call(lambda race: race)
    goal = 0.85
    for line, arrival in zip(
        rows(standings_csv(raced, goal)), arrivals(race.curves, goal), strict=True
    ):
        assert line["epochs_to_goal"] == ("" if arrival is None else str(arrival.epoch))
        assert float(line["goal"]) == goal
    first = rows(standings_csv(raced, 0.5))[0]
    assert first["settings"] == "learning_rate=0.05 beta1=0.9 beta2=0.999"


# ── The same race over seeds ────────────────────────────────────────────────────────────────────


def wait(job: RepeatJob, until=lambda job: not job.active) -> RepeatJob:
    give_up = time.monotonic() + 60
    while not until(job):
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return job


def test_a_repetition_in_a_process_of_its_own_is_the_one_of_the_engine():
    race, seeds = RaceConfig(SMALL, FEW), (3, 4, 5)
    job = wait(RepeatJob(race, seeds, 40, 0.9))
    assert (job.status, job.share, job.sentence) == ("finished", 1.0, "")
    expected = repeat(race, seeds, epochs=40, accuracy=0.9)
    assert job.result is not None
    np.testing.assert_array_equal(job.result.epochs, expected.epochs)
    assert (job.result.labels, job.result.seeds) == (expected.labels, expected.seeds)
    lines = rows(repeated_csv(job.result))
    assert [line["seed"] for line in lines] == ["3", "4", "5"] * 2
    assert lines[0]["epochs_to_goal"] == str(int(expected.epochs[0, 0]))


def test_a_repetition_is_cancelled_and_its_process_ends():
    job = RepeatJob(RaceConfig(RunConfig(noise=0.5), (Contestant("stochastic"),)), (1,), 20_000, 1)
    wait(job, lambda job: job._state.process is not None)
    job.cancel()
    assert job.status == "cancelled"
    process = job._state.process
    assert process.wait(20) != 0
    wait(job, lambda job: process.stdout.closed)
    assert (job.status, job.result) == ("cancelled", None)


def test_a_forgotten_repetition_ends_its_process():
    job = RepeatJob(RaceConfig(RunConfig(noise=0.5), (Contestant("stochastic"),)), (1,), 20_000, 1)
    process = wait(job, lambda job: job._state.process is not None)._state.process
    del job
    assert process.wait(20) != 0


def test_what_cannot_be_repeated_says_why():
    job = wait(RepeatJob(RaceConfig(SMALL.replace(dataset="curve"), FEW), (0,), 10, 0.9))
    assert (job.status, job.result) == ("failed", None)
    assert "regression" in job.sentence


def test_the_page_starts_a_repetition_and_shows_what_came_of_it():
    app = opened(contestants="adam:0.05,momentum", dataset="gauss", repeats="5", race_epochs="100",
                 hidden_layers="4")  # fmt: skip
    app.button(key="start_repeat").click().run()
    assert not app.exception
    for _ in range(200):
        if "<table" in " ".join(str(one.proto.body) for one in app.get("html")):
            break
        time.sleep(0.1)
        app.run()
    strips = next(str(one.proto.body) for one in app.get("html") if "<table" in str(one.proto.body))
    assert "Adam" in strips
    assert "5 of 5" in strips
    assert not app.exception


# ── Pictures ────────────────────────────────────────────────────────────────────────────────────


def test_strips_have_a_dot_for_each_arrival_at_its_place():
    epochs = np.array([[10.0, 30.0, np.nan, 20.0], [np.nan] * 4])
    repeated = Repeated(("slow & steady", "never"), (0, 1, 2, 3), epochs)
    quartiles = np.column_stack([repeated.quantile(q) for q in (0.25, 0.5, 0.75)])
    html = strips_html(
        repeated.labels, ("#111111", "#222222"), epochs, most=40, quartiles=quartiles
    )
    assert "slow &amp; steady" in html
    assert re.findall(r"\d of 4", html) == ["3 of 4", "0 of 4"]
    places = [float(text) for text in re.findall(r'is-dot" style="left:([\d.]+)%', html)]
    assert np.allclose(np.array(places) / places[0], [1, 2, 3], rtol=1e-3)
    assert "<b>20</b>" in html


def test_the_stage_has_the_same_colours():
    text = (ASSETS / "race" / "colors.js").read_text()
    assert re.findall(r"#[0-9A-F]{6}", text) == [*RACE_COLORS, *RACE_COLORS_DARK]


# Machado, Oliveira, Fernandes (2009), severity 1.0: deuteranopia and protanopia, linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
}  # fmt: skip


def linear(color: str) -> np.ndarray:
    s = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    lms = np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                    [0.2119034982, 0.6806995451, 0.1073969566],
                    [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
    lab = np.array([[0.2104542553, 0.7936177850, -0.0040720468],
                    [1.9779984951, -2.4285922050, 0.4505937099],
                    [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip
    return lab @ np.cbrt(lms @ np.clip(rgb, 0, 1))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(
    ("colors", "background"), [(RACE_COLORS, "#FFFFFF"), (RACE_COLORS_DARK, "#0E1117")]
)
def test_contestants_are_told_apart_with_any_colour_vision(vision, colors, background):
    seen = [oklab(VISIONS[vision] @ linear(color)) for color in colors]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 0.1
    light = np.array([0.2126, 0.7152, 0.0722])
    back = light @ linear(background)
    for color in colors:
        high, low = sorted((light @ linear(color), back), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3


def test_every_label_of_a_line_up_is_its_own():
    twins = (Contestant("adam"), Contestant("adam"), Contestant("adam", (0.1,)))
    assert len(set(labels(twins))) == 3
