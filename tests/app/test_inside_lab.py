"""Neuron, activations, differences and losses under AppTest: words, numbers, addresses."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.analysis import gradient_check, perceptron
from playground.analysis.frozen_network import FrozenNetwork, moment_of
from playground.analysis.gradient_flow import BENDS, Lab, Stack
from playground.analysis.perceptron import MOST_ROUNDS, N_POINTS, lesson
from playground.config import FIELDS, RunConfig
from playground.figures.gradient_stack import times
from playground.training import Run
from playground.views import inside_activations, inside_differences, inside_losses
from playground.views.inside_graph_settings import GRAPH_SETTINGS
from playground.views.inside_lab_settings import LAB_SETTINGS
from playground.views.inside_losses import point_words
from playground.views.inside_rule import outcome_words, step_words
from tests.app.test_pages import SCRIPT, control, url

SMALL = {"hidden_layers": "4,3", "n_samples": "60"}


def opened(view: str, **query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in {"inside": view, **query}.items():
        app.query_params[name] = text
    return app.switch_page("pages/inside.py").run()


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def figures(app: AppTest) -> dict[str, dict]:
    """Every figure that follows a slider, by what it says it shows."""
    found = {}
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json)
        if "spec" in data:
            found[data["alt"]] = json.loads(data["spec"])
    return found


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Gradients of fewer sizes are timed: what is shown is not how much is measured."""
    real = gradient_check.gradient_times
    monkeypatch.setattr(
        inside_differences,
        "gradient_times",
        lambda config: real(config, widths=(1, 4), most_seconds=0.01, repeats=1),
    )


def test_names_of_settings_are_nobody_elses():
    assert not set(LAB_SETTINGS) & (set(GRAPH_SETTINGS) | set(FIELDS))
    for name, row in LAB_SETTINGS.items():
        assert row.kind.check(name, row.default) == row.default
        assert row.kind.parse(row.kind.format(row.default), None) == (row.default, True)


@pytest.mark.parametrize("view", ["neuron", "activations", "differences", "losses"])
def test_every_view_opens_with_what_to_do_and_a_formula(view):
    app = opened(view, **SMALL)
    assert not app.exception
    assert url(app) == {**({} if view == "neuron" else {"inside": view}), **SMALL}
    first = app.caption[0]
    assert re.match(r"(Move|Choose)", first.value)
    assert "$" in first.proto.help


# One neuron


def test_a_nudge_flips_the_perceptron_alone():
    app = opened("neuron")
    (cards,) = [e.proto.body for e in app.get("html") if 'data-testid="neurons"' in e.proto.body]
    assert cards.count("flips") == 1
    assert re.findall(r"<b>(.*?)</b> → <b class=\"is-after\">(.*?)</b>", cards) == [
        ("−1.000", "+1.000"), ("+0.488", "+0.512"), ("−0.050", "+0.050"), ("0.000", "+0.050"),
    ]  # fmt: skip
    assert "\\mathbf{-0.050}" in texts(app)
    control(app, "w1").set_value(2.0).run()
    assert not app.exception
    assert url(app) == {"w1": "2"}
    (cards,) = [e.proto.body for e in app.get("html") if 'data-testid="neurons"' in e.proto.body]
    assert "flips" not in cards


def test_the_neurons_settings_come_from_the_address():
    query = {"x1": "-1.5", "w2": "0.25", "b": "-3", "nudge": "b", "by": "-0.5", "looked": "9"}
    app = opened("neuron", **query)
    assert not app.exception
    assert url(app) == query
    assert control(app, "b").value == -3


def test_stepping_through_the_rule():
    app = opened("neuron", seed="3")
    found = lesson("parted", 3)
    app.button(key="rule_start").click().run()
    assert "All weights are 0" in texts(app)
    assert app.button(key="rule_back").disabled
    app.button(key="rule_on").click().run()
    assert "Round 1, point 1" in texts(app)
    app.button(key="rule_mistake").click().run()
    second = int(np.flatnonzero(found.wrong)[1]) + 1
    assert control(app, "looked").value == second
    assert "**Wrong**, so w ← w" in texts(app)
    assert url(app)["looked"] == str(second)
    app.button(key="rule_end").click().run()
    assert "a whole round without one: **learnt**" in texts(app)
    app.button(key="rule_back").click().run()
    assert not app.exception
    assert control(app, "looked").value == found.n_steps - 1


def test_other_points_and_seeds_keep_the_slider_within_them():
    app = opened("neuron", points="xor", looked=str(MOST_ROUNDS * N_POINTS))
    assert "the mistakes never end" in texts(app)
    control(app, "points").set_value("parted").run()
    assert not app.exception
    assert control(app, "looked").value == lesson("parted", 0).n_steps
    app = opened("neuron", looked="99999", x1="1e9", by="nonsense", points="circle")
    assert not app.exception
    assert len(app.info) == 1  # what was changed in the address


def test_the_words_of_a_step_are_the_rules_numbers():
    X, y = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([0, 1])
    found = perceptron.learn(X, y)
    assert "(0.00, 0.00, 0.00) becomes (−1.00, 0.00, −1.00)" in step_words(found, 1)
    assert "z = 0.00, the answer is +1, right is −1" in step_words(found, 1)
    assert "**Right**: nothing changes." in step_words(found, 2)
    assert outcome_words(found, 1).startswith("**1 mistake** after 1 points")


# Activations


def test_the_stack_is_the_labs():
    app = opened("activations", bend="relu", depth="3", width="4", scale="2")
    lab = Lab(RunConfig())
    flow = lab.flow(Stack("relu", "he", 3, 4, 2.0))
    assert f"He **{times(flow.ratio)}**" in texts(app)
    shown = figures(app)
    (profile,) = [spec for alt, spec in shown.items() if alt.startswith("length of δ")]
    lines = {trace["name"]: trace for trace in profile["data"] if trace.get("name")}
    assert set(lines) == {"He", "Glorot", "uniform", "zeros"}
    (table,) = [spec for alt, spec in shown.items() if alt.startswith("How much")]
    assert len(table["data"][1]["text"]) == 4 * len(BENDS)
    assert any("dead" in alt for alt in shown)
    control(app, "depth").set_value(5).run()
    assert not app.exception
    assert url(app)["depth"] == "5"
    assert "Down 5 layers of ReLU" in texts(app)


@pytest.mark.parametrize("bend", ["tanh", "gelu", "leaky_relu"])
def test_an_activation_has_its_words(bend):
    app = opened("activations", bend=bend, depth="1", width="2")
    assert not app.exception
    assert "Down 1 layer of" in texts(app)
    stuck = [alt for alt in figures(app) if alt.startswith("Share of")]
    assert len(stuck) == (0 if bend == "leaky_relu" else 1)
    (cards,) = [e.proto.body for e in app.get("html") if "activation-cards" in e.proto.body]
    assert cards.count("<section") == len(BENDS)


@pytest.mark.parametrize("shown", inside_activations.SHOWN)
def test_what_is_followed_can_be_chosen(shown):
    app = opened("activations", shown=shown, width="3", scale="1.3", dataset="curve")
    assert not app.exception
    title = inside_activations.SHOWN[shown].quantity.title
    assert any(alt.startswith(title) for alt in figures(app))


# Differences


def test_the_comparison_is_that_of_the_run():
    app = opened("differences", **SMALL)
    moment = moment_of(Run(RunConfig(hidden_layers=(4, 3), n_samples=60)))
    found = gradient_check.compare(moment)
    assert found.error < 1e-7
    (both,) = [spec for alt, spec in figures(app).items() if alt.startswith("Every parameter")]
    assert len(both["data"][1]["customdata"]) == found.n_parameters
    assert f"all {found.n_parameters} parameters" in texts(app)
    assert f"**{2 * found.n_parameters} forward passes**" in texts(app)
    error = inside_differences._power(found.error)
    assert f"relative error **{error}**" in texts(app)
    control(app, "rule").set_value("forward").run()
    control(app, "digits").set_value("float32").run()
    assert not app.exception
    assert url(app) == {"inside": "differences", "rule": "forward", "digits": "float32", **SMALL}
    assert f"**{found.n_parameters + 1} forward passes**" in texts(app)


def test_of_a_large_network_only_the_passes_of_what_is_compared_are_counted():
    app = opened("differences", hidden_layers="20,20", n_samples="60")
    assert "over 400 of 501 parameters, by **800 forward passes**" in texts(app)
    control(app, "rule").set_value("forward").run()
    assert not app.exception
    assert "by **401 forward passes**" in texts(app)


def test_the_curves_are_not_worked_out_again_while_h_moves(monkeypatch):
    asked = []
    real = inside_differences.error_curves
    monkeypatch.setattr(
        inside_differences, "error_curves", lambda moment: asked.append(moment) or real(moment)
    )
    app = opened("differences", **SMALL)
    control(app, "h").set_value(-9.0).run()
    assert not app.exception
    assert len(asked) == 1
    assert url(app)["h"] == "-9"
    control(app, "seed").set_value(5).run()
    assert len(asked) == 2


def test_a_step_of_any_size_from_a_link_has_a_mark():
    app = opened("differences", h="-7.25", **SMALL)
    assert not app.exception
    assert control(app, "h").value == -7.25


def test_times_are_measured_again_when_asked_or_for_another_network(monkeypatch):
    asked = []
    real = inside_differences.gradient_times
    monkeypatch.setattr(
        inside_differences, "gradient_times", lambda config: asked.append(config) or real(config)
    )
    app = opened("differences", **SMALL)
    control(app, "learning_rate").set_value(0.1).run()
    control(app, "h").set_value(-8.0).run()
    assert len(asked) == 1
    app.button(key="measure_again").click().run()
    assert len(asked) == 2
    control(app, "dataset").set_value("pinwheel").run()
    assert not app.exception
    assert len(asked) == 3
    assert "forward passes**, whatever P" in texts(app)


def test_corners_are_pointed_out_where_any_layer_has_them():
    for own, expected in (("same,sine", False), ("same,relu", True)):
        app = opened("differences", layer_activations=own, **SMALL)
        said = any("crosses a corner of the activation" in each.value for each in app.caption)
        assert said is expected


def test_a_perceptron_has_no_slope_and_a_way_out():
    app = opened("differences", dataset="gauss", activation="step", hidden_layers="none")
    assert any("perceptron" in info.value for info in app.info)
    app.button(key="take_tanh").click().run()
    assert not app.exception
    assert "activation" not in url(app)
    assert "relative error" in texts(app)


@pytest.mark.parametrize(
    "query", [{"dataset": "curve"}, {"dataset": "pinwheel", "loss": "squared"}]
)
def test_any_task_can_be_compared(query):
    app = opened("differences", **SMALL, **query)
    assert not app.exception
    assert "relative error" in texts(app)


def test_powers_are_written_as_people_do():
    assert inside_differences._power(1e-5) == "10⁻⁵"
    assert inside_differences._power(1.34e-9) == "1.3·10⁻⁹"
    assert inside_differences._power(1.0) == "1"


# Losses


def test_one_point_under_both_losses():
    app = opened("losses", **SMALL)
    p = 1 / (1 + np.exp(6))
    said = texts(app)
    assert f"p = σ(−6.0) = **{p:.4f}**" in said
    assert f"slope **{p - 1:.4f}**".replace("-", "−") in said
    assert f"**{1 / (p * (1 - p)):,.0f} times** as hard" in said
    control(app, "answer").set_value("0").run()
    assert not app.exception
    assert "the answer is right" in texts(app)
    assert url(app) == {"inside": "losses", "answer": "0", **SMALL}


def test_the_runs_points_are_pushed_as_the_network_says():
    app = opened("losses", **SMALL)
    network = FrozenNetwork(moment_of(Run(RunConfig(hidden_layers=(4, 3), n_samples=60))))
    p = 1 / (1 + np.exp(-network.outputs()[0]))
    assert f"cross-entropy **{np.abs(p - network.answers).mean():.3f}**" in texts(app)
    (points,) = [s for alt, s in figures(app).items() if alt.startswith("Each training point")]
    assert points["data"][0]["name"] == "cross-entropy"


def test_from_a_saturated_start():
    app = opened("losses", **SMALL)
    assert "Squared error: **only" in texts(app)
    control(app, "start").set_value(0.0).run()
    assert not app.exception
    assert "Squared error: 95% right after" in texts(app)
    assert inside_losses.EPOCHS == 150


def test_regression_has_no_classes_and_a_way_out():
    app = opened("losses", dataset="curve")
    assert any("needs a dataset with classes" in info.value for info in app.info)
    app.button(key="take_classes").click().run()
    assert not app.exception
    assert "Mean push" in texts(app)


def test_several_classes_have_pushes_too():
    app = opened("losses", dataset="pinwheel", **SMALL)
    assert not app.exception
    assert "Mean push" in texts(app)


def test_words_of_a_point_that_nothing_pushes():
    flat = {"cross-entropy": np.zeros(1), "squared error": np.zeros(1)}
    assert "times" not in point_words(0.0, 1, flat, flat, 0)


def test_every_activation_says_where_it_is_flat():
    said = {bend: inside_activations.flat_words(bend) for bend in BENDS}
    assert said["sigmoid"] == (
        "Its slope is 0.25 at most; below −4.4 and above 4.4 it is flat (shaded)."
    )
    assert said["relu"] == "Its slope is 1 at most; below 0 it is flat (shaded)."
    assert said["linear"] == said["sine"] == "Its slope is 1 at most; it has no flat end."


@pytest.mark.parametrize(
    ("view", "query"),
    [
        ("neuron", {"x1": "nan", "w1": "0.1234", "by": "-1e400", "nudge": "w9", "looked": "2.6"}),
        ("activations", {"bend": "step", "depth": "99", "width": "7", "scale": "0.333"}),
        ("differences", {"h": "1e400", "rule": "<b>", "digits": "float16"}),
        ("losses", {"sum": "-1e9", "answer": "2", "start": "inf"}),
    ],
)
def test_any_address_gets_the_nearest_view(view, query):
    app = opened(view, **SMALL, **query)
    assert not app.exception
    assert "cannot be" in app.info[0].value
    for name in query:
        row = LAB_SETTINGS[name]
        assert row.kind.check(name, control(app, name).value) is not None
