"""The optimisers page under AppTest: its views, ravine, averages and rules, as far as one can see
without a browser."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest

from playground.analysis.landscape_survey import survey
from playground.analysis.moving_average import moving_average
from playground.analysis.ravine_stability import STABILITY
from playground.analysis.ravines import RAVINES, walk
from playground.config import RunConfig
from playground.nn import OPTIMIZERS
from playground.nn.rules import RULES
from playground.views import optimizers_landscape, optimizers_ravine, session
from playground.views.optimizers_averages import average_words, averages_csv
from playground.views.optimizers_settings import AVERAGES, LANDSCAPE, RAVINE, SETTINGS
from playground.views.optimizers_words import region_words, walk_words, walks_csv
from tests.app.optimizers_page import SMALL, VIEWS, chart, charts, opened, settle, texts
from tests.app.test_pages import control, url

# Every view


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_says_what_to_do_and_computes_nothing_for_the_others(view, monkeypatch):
    called = []
    monkeypatch.setattr(
        optimizers_landscape,
        "survey",
        lambda *a, **k: called.append("landscape") or survey(*a, **k),
    )
    monkeypatch.setattr(
        optimizers_ravine, "walk", lambda *a, **k: called.append("ravine") or walk(*a, **k)
    )
    app = settle(opened(view, **SMALL))
    assert not app.exception
    assert set(called) == {view} & {"landscape", "ravine"}
    first = app.main.caption[0]
    assert first.value
    assert "$" in first.proto.help  # the formulas behind it


@pytest.mark.parametrize(
    "query",
    [
        {"view": "landscape", "extent": "0", "resolution": "60", "plane": "<b>", "plane_seed": "x"},
        {"view": "landscape", "whose": "race", "points": "?", "log_loss": "maybe"},
        {"view": "landscape", "activation": "step", "hidden_layers": "none"},
        {"view": "landscape", "dataset": "curve", "n_samples": "60", "plane": "random"},
        {"view": "ravine", "ravine": "himmelblau", "start_x": "1e9", "start_y": "nan"},
        {"view": "ravine", "ravine": "parabola", "start_x": "-5", "rate": "10", "steps": "1e7"},
        {"view": "ravine", "walkers": "newton", "walk_beta1": "2", "region": "adam"},
        {"view": "ravine", "ravine": "beale", "rate": "10", "adaptive_rate": "10"},
        {"view": "averages", "beta": "1", "average_noise": "-1", "average_seed": "x"},
        {"view": "nonsense", "beta": ""},
    ],
)  # fmt: skip
def test_any_address_opens(query):
    view = query.pop("view")
    app = settle(opened(view, **(SMALL | query)))
    assert not app.exception


def test_settings_are_in_the_address_and_come_back_with_the_page():
    app = opened("averages", beta="0.98")
    control(app, "average_noise").set_value(1.0).run()
    assert url(app) == {"view": "averages", "beta": "0.98", "average_noise": "1"}
    app.switch_page("pages/live.py").run()
    assert url(app) == {}
    app.switch_page("pages/optimizers.py").run()
    assert not app.exception
    assert url(app) == {"view": "averages", "beta": "0.98", "average_noise": "1"}


def test_no_setting_has_the_name_of_a_field():
    own = [*LANDSCAPE, *RAVINE, *AVERAGES]
    assert len(set(own)) == len(own)
    assert not set(own) & set(vars(RunConfig()))
    assert set(own) <= set(SETTINGS)


# Ravine


@pytest.mark.parametrize("name", RAVINES)
def test_every_function_is_taken_with_its_own_start_and_rates(name):
    app = opened("ravine")
    app.button(key=f"take_{name}").click().run()
    assert not app.exception
    row = RAVINES[name]
    figure = chart(app, "walks")
    start = next(trace for trace in figure["data"] if trace.get("name") == "start")
    assert start["marker"]["symbol"] == "circle-open"
    assert control(app, "start_x").value == row.start[0]
    assert control(app, "rate").value == row.learning_rate
    assert figure["frames"]
    if name != "quadratic":
        assert url(app)["ravine"] == name
    again = opened("ravine", **{k: v for k, v in url(app).items() if k != "view"})
    assert control(again, "rate").value == row.learning_rate
    assert texts(again) == texts(app)


@pytest.mark.parametrize(
    ("place", "taken"),
    [
        ((1.234, -0.5), {"start_x": 1.23, "start_y": -0.5}),
        ((7.0, 1.0), {"start_y": 1.0}),  # beside the ground
        ((math.nan, math.inf), {}),
    ],
)
def test_a_click_beside_the_ground_moves_no_start(place, taken, monkeypatch):
    chosen: dict = {}
    monkeypatch.setattr(session, "setting", {"ravine": "quadratic"}.__getitem__)
    monkeypatch.setattr(session, "choose", chosen.update)
    optimizers_ravine.take_start(*place)
    assert chosen == taken


def test_the_region_is_shown_for_quadratics_alone():
    app = opened("ravine")
    assert "Critical rate of momentum" in texts(app)
    chart(app, "region_map")
    app.button(key="take_rosenbrock").click().run()
    assert "Critical rate" not in texts(app)
    assert not any(name.endswith("region_map") for name in charts(app))


def test_too_high_a_rate_diverges_and_the_page_says_at_which_eigenvalue():
    app = opened("ravine", rate="0.06", walkers="sgd")
    assert "diverged" in texts(app)
    assert "eigenvalue λ = 40" in texts(app)
    control(app, "rate").set_value(0.045).run()
    assert "diverged" not in texts(app)


def test_only_the_sliders_that_matter_are_shown():
    app = opened("ravine", walkers="sgd")
    for key, shown in (("rate", True), ("walk_beta1", False), ("adaptive_rate", False)):
        if shown:
            control(app, key)
        else:
            with pytest.raises(KeyError):
                control(app, key)
    app = opened("ravine", walkers="rmsprop")
    control(app, "adaptive_rate")
    control(app, "walk_beta2")
    with pytest.raises(KeyError):
        control(app, "walk_beta1")


def walked(name: str, optimizer: str, rate: float, steps: int = 200, beta1: float = 0.8):
    row = RAVINES[name]
    went = walk(row, optimizer, row.start, learning_rate=rate, beta1=beta1, steps=steps)
    return walk_words(row, {optimizer: went}, {optimizer: rate, "beta1": beta1})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("arrived after 69 steps", lambda: walked("quadratic", "momentum", 0.034)),
        ("not there after 1 step: f = ", lambda: walked("quadratic", "sgd", 0.034, steps=1)),
        ("for eigenvalue λ = 40: η = 0.06", lambda: walked("quadratic", "sgd", 0.06)),
        ("2 / λ is 0.05", lambda: walked("quadratic", "sgd", 0.06)),
        ("λ = 40 and λ = 1", lambda: walked("quadratic", "sgd", 2.5)),
        ("2 (1 + β) / λ is 0.09", lambda: walked("quadratic", "momentum", 0.1)),
        ("for eigenvalue λ = 2", lambda: walked("parabola", "sgd", 1.1)),
        ("left the picture downhill", lambda: walked("saddle", "momentum", 0.05)),
        ("after 10 steps: f = ", lambda: walked("saddle", "adam", 0.05, steps=10)),
        (":red[diverged] after", lambda: walked("rosenbrock", "sgd", 0.1)),
    ],
)
def test_what_happened_is_told(said, words):
    assert said in words()


def test_a_rate_just_too_high_is_named_before_the_walk_is_far_away():
    assert "λ = 40" in walked("quadratic", "sgd", 0.0501, steps=20)


@pytest.mark.parametrize("optimizer", STABILITY)
def test_the_words_of_the_region_follow_the_critical_rate(optimizer):
    critical = STABILITY[optimizer].critical_rate(40.0, 0.8)
    below = region_words(optimizer, (1.0, 40.0), 0.9 * critical, 0.8)
    above = region_words(optimizer, (1.0, 40.0), 1.1 * critical, 0.8)
    assert "shrinks: ×" in below
    assert "**grows**: ×" in above
    assert f"**{critical:.3g}** for λ = 40" in below


def test_the_walks_table_has_every_step():
    row = RAVINES["quadratic"]
    went = walk(row, "sgd", row.start, learning_rate=0.03, steps=4)
    rows = list(csv.DictReader(io.StringIO(walks_csv(row, {"sgd": went}))))
    assert [int(one["step"]) for one in rows] == list(range(5))
    np.testing.assert_allclose([float(one["y"]) for one in rows], went.points[:, 1], rtol=1e-6)
    one_parameter = RAVINES["parabola"]
    went = walk(one_parameter, "sgd", (1.0,), learning_rate=0.1, steps=1)
    assert walks_csv(one_parameter, {"sgd": went}).splitlines()[0] == "optimizer,step,x,value"


# Averages


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.98])
def test_the_marked_betas_are_a_press_away(beta):
    app = opened("averages", beta="0.7")
    app.button(key=f"beta_{beta:g}").click().run()
    assert not app.exception
    assert control(app, "beta").value == beta
    assert f"**{1 / (1 - beta):.3g} values**" in texts(app)
    bars = chart(app, "average_weights")["data"][0]
    assert bars["type"] == "bar"


@pytest.mark.parametrize("beta", ["0", "0.999"])
def test_the_ends_of_beta_open(beta):
    app = opened("averages", beta=beta)
    assert not app.exception
    assert "remembers nothing" in texts(app) if beta == "0" else "1e+03 values" in texts(app)


def test_the_words_say_until_when_the_correction_matters():
    values = np.ones(100)
    plain, corrected = (moving_average(values, 0.9, corrected=c) for c in (False, True))
    # 0.9ᵗ > 0.05 until t = 28
    assert "first 28 steps" in average_words(0.9, plain, corrected)
    assert "correction matters" not in average_words(0.9, corrected, corrected)


def test_the_averages_table_has_every_step():
    rows = list(csv.DictReader(io.StringIO(averages_csv(*np.arange(12.0).reshape(4, 3)))))
    assert [row["step"] for row in rows] == ["1", "2", "3"]
    assert [float(x) for x in list(rows[1].values())[1:]] == [1, 4, 7, 10]


# Rules


def test_every_rule_has_its_card_with_formula_settings_and_paper():
    app = opened("rules")
    assert not app.exception
    written = texts(app)
    for name, rule in RULES.items():
        if name in OPTIMIZERS:
            assert OPTIMIZERS[name].label.lower() in written.lower()
        assert rule.idea in written
    assert len(app.latex) == len(RULES)
    captions = "\n".join(caption.value for caption in app.caption)
    for rule in RULES.values():
        for paper in rule.papers:
            assert paper.link in captions


def test_a_rule_can_be_watched_walking():
    app = opened("rules")
    app.button(key="walk_nesterov").click().run()
    assert not app.exception
    assert url(app) == {"view": "ravine", "walkers": "sgd,nesterov"}
    assert "**Nesterov** arrived" in texts(app) or "**Nesterov** not there" in texts(app)
