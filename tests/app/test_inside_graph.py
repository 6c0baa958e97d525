"""The graph and backpropagation views under AppTest: numbers, errors, settings, addresses."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.config import RunConfig
from playground.fields import write_values
from playground.graph.parse import MAX_NODES, MAX_VARIABLES
from playground.graph.point_trace import trace_point
from playground.live.registry import AtCapacity
from playground.nn import MLP, Backpropagation, Batch
from playground.nn.calls import play
from playground.training import Run
from playground.training.problem import Problem
from playground.views import session
from playground.views.inside_backprop import choose_from_plane
from playground.views.inside_backprop_batch import batch_gradients, batch_of
from playground.views.inside_backprop_words import unit_delta, unit_forward, unit_weight
from playground.views.inside_graph_run import Moment
from playground.views.inside_graph_settings import TRY, VALUES
from playground.views.inside_graph_words import short
from tests.app.test_pages import SCRIPT, control, url

SMALL = {"dataset": "circle", "n_samples": "60", "hidden_layers": "2"}


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    return app.switch_page("pages/inside.py").run()


def drawn(app: AppTest) -> dict:
    """What the stepped picture was given."""
    assert not app.exception
    (mounted,) = app.get("bidi_component")
    return json.loads(mounted.proto.json)["stepped"]


def numbers(data: dict) -> dict[str, tuple[str | None, str | None]]:
    """Value and last gradient of every node as they stand in the picture."""
    found = {}
    for node in data["picture"]["nodes"]:
        value, gradients = node["value"], node["gradients"]
        found[node["name"]] = (
            value and value["text"],
            gradients[-1]["shown"]["text"] if gradients else None,
        )
    return found


# Graphs


def test_the_first_example_and_its_steps():
    data = drawn(opened(inside="graph"))
    assert numbers(data) == {
        "x": ("−2", "−4"), "y": ("5", "−4"), "q": ("3", "−4"), "z": ("−4", "3"), "f": ("−12", "1"),
    }  # fmt: skip
    steps = data["steps"]
    assert [step["phase"] for step in steps] == [
        "start", "forward", "forward", *["backward"] * 5, "done",
    ]  # fmt: skip
    assert steps[1]["formula"] == "q = x + y = −2 + 5 = 3"
    assert steps[2]["formula"] == "f = q·z = 3·(−4) = −12"
    assert steps[4]["formula"] == "∂f/∂q: upstream 1 × local (−4) = −4"
    assert steps[4]["words"].startswith("Local derivative: ∂f/∂q = z = −4.")
    assert data["picture"]["edges"][2]["local"] == "z = −4"


def test_a_result_is_not_written_twice():
    steps = drawn(opened(inside="graph", graph="typed", formula="-x"))["steps"]
    assert steps[1]["formula"] == "f = −x = −0.5"


def test_a_value_that_is_changed_is_computed_with_and_kept_in_the_address():
    app = opened(inside="graph")
    app.number_input(key="value of z").set_value(2.0).run()
    assert numbers(drawn(app))["f"] == ("6", "1")
    assert VALUES.read(url(app)["at"]) == {"z": 2}
    again = opened(**url(app))
    assert again.number_input(key="value of z").value == 2.0
    assert numbers(drawn(again)) == numbers(drawn(app))
    control(app, "inside").set_value("backprop").run()
    control(app, "inside").set_value("graph").run()  # its fields are new to the page then
    assert app.number_input(key="value of x").value == -2.0
    assert numbers(drawn(app))["f"] == ("6", "1")
    control(app, "graph").set_value("neuron").run()
    assert "at" not in url(app)
    assert numbers(drawn(app))["f"] == ("0.7311", "1")


def test_a_typed_formula_and_the_place_of_its_error():
    app = opened(inside="graph", graph="typed")
    app.text_input(key="formula").set_value("a·a + exp(b").run()
    assert not app.exception
    assert "never closed" in app.error[0].value
    line, caret = app.code[0].value.split("\n")
    assert line[caret.index("^")] == "("
    app.text_input(key="formula").set_value("a·a + exp(b)").run()
    found = numbers(drawn(app))
    a, b = (app.number_input(key=f"value of {name}").value for name in "ab")
    assert found["f"][0] == short(a * a + np.exp(b))
    assert found["a"][1] == short(2 * a)
    assert url(app)["formula"] == "a·a + exp(b)"


@pytest.mark.parametrize("place", range(len(TRY)))
def test_every_offered_formula_can_be_stepped(place):
    app = opened(inside="graph", graph="typed")
    app.button(key=f"try_{place}").click().run()
    data = drawn(app)
    assert data["steps"][-1]["phase"] == "done"
    fields = {name: app.number_input(key=f"value of {name}").value for name in TRY[place].values}
    assert fields == TRY[place].values


@pytest.mark.parametrize(
    ("formula", "at", "said"),
    [
        ("log(x) · y", "x=-1", "only for numbers above 0"),
        ("x / y", "y=0", "divided by 0"),
        ("sqrt(x)", "x=0", "slope with respect to x"),
        ("exp(x)^9", "x=1000", "too large"),
    ],
)
def test_what_cannot_be_computed_is_said(formula, at, said):
    app = opened(inside="graph", graph="typed", formula=formula, at=at)
    data = drawn(app)
    assert said in app.warning[0].value
    assert said in data["steps"][-1]["words"]
    assert [node["failed"] for node in data["picture"]["nodes"]].count(True) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"formula": "__import__('os').system('true')", "graph": "typed"},
        {"formula": "x" * 500, "graph": "typed"},
        {"formula": "(" * 150, "graph": "typed", "at": "x=,y=1e999,=3,z=nan"},
        {"formula": "", "graph": "typed"},
        {"formula": "+".join("x" * (MAX_NODES + 5)), "graph": "typed"},
        {"graph": "banana", "point": "99999"},
        {"graph": "network", "point": "1999"},
        {"graph": "vectors", "activation": "step", "hidden_layers": "none"},
        {"graph": "network", "activation": "step", "hidden_layers": "none"},
        {"inside": "backprop", "activation": "step", "hidden_layers": "none", "dataset": "gauss"},
        {"inside": "backprop", "point": "1e9", "dataset": "curve", "loss": "huber"},
    ],
)
def test_any_address_opens(query):
    assert not opened(**{"inside": "graph"} | query).exception


def test_values_survive_the_address():
    values = {"x": -2.0, "θ": 1e-5, "w_1": 3.25}
    assert VALUES.read(write_values(values)) == values
    assert VALUES.parse("x=1, y=", "") == ("x=1", False)
    assert VALUES.parse("x=1e5, y=-.50", "") == ("x=100000,y=-0.5", True)  # just what it says
    assert VALUES.parse("x=1,x=2", "") == ("x=2", False)
    assert VALUES.parse("", "") == ("", True)


def test_the_longest_values_fit_the_address():
    names = [f"longest_n{i:03d}" for i in range(MAX_VARIABLES)]
    app = opened(inside="graph", graph="typed", formula="+".join(names))
    wanted = {name: -1.234567891e-05 - i * 1e-6 for i, name in enumerate(names)}
    for name, number in wanted.items():
        app.number_input(key=f"value of {name}").set_value(number).run()
    assert VALUES.read(url(app)["at"]) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("pasted", "said"),
    [("x\u00a0+\ty", None), ("x\u200b+ y", "An invisible character"), ("x +\x00", "invisible")],
)
def test_a_pasted_formula_is_never_ignored(pasted, said):
    app = opened(inside="graph", graph="typed", formula="a·")
    app.text_input(key="formula").set_value(pasted).run()
    if said is None:
        assert numbers(drawn(app))["f"] == ("−0.5", "1")
    else:
        assert said in app.error[0].value
        assert app.code[0].value.splitlines()[0].isprintable()
    assert opened(**url(app)).text_input(key="formula").value == pasted


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ({"hidden_layers": "3,3"}, True),
        ({"hidden_layers": "2"}, False),  # it is drawn so already
        ({"dataset": "blobs", "centers": "5", "hidden_layers": "2"}, False),  # five outputs
        ({"hidden_layers": "none", "activation": "step"}, False),
    ],
)
def test_two_units_are_offered_where_they_make_every_weight_a_node(query, offered):
    app = opened(inside="graph", graph="network", n_samples="60", **query)
    assert not app.exception
    assert bool([one for one in app.button if one.key == "two_layers"]) == offered


@pytest.mark.parametrize("forged", [1e300, float("nan"), float("inf"), None])
def test_a_forged_value_is_not_taken(forged):
    app = opened(inside="graph")
    app.number_input(key="value of z").set_value(forged).run()
    assert numbers(drawn(app))["f"] == ("−12", "1")
    assert app.number_input(key="value of z").value == -4.0
    assert "at" not in url(app)


@pytest.mark.parametrize("forged", [None, "x", -1, 2000, float("nan"), [3], {"a": 1}, 1e99])
def test_a_forged_click_on_the_plane_chooses_nothing(forged, monkeypatch):
    chosen = []
    monkeypatch.setattr(session, "choose", lambda **values: chosen.append(values))
    choose_from_plane(forged)
    assert chosen == []
    choose_from_plane(7)
    assert chosen == [{"point": 7}]


def engine_of(**query: str):
    """A fresh run of an address: its network, and inputs and targets of all training points."""
    config, _ = RunConfig.from_query(query)
    run = Run(config)
    now = Moment(config, run.dataset, run.layers, 0, 0, run.metrics()[0])
    problem = Problem(config, run.dataset)
    mlp: MLP = now.network(problem)
    return now, problem, mlp


@pytest.mark.parametrize("loss", ["cross_entropy", "squared"])
def test_the_network_graph_shows_the_runs_own_numbers(loss):
    data = drawn(opened(inside="graph", graph="network", point="7", loss=loss, **SMALL))
    _, problem, mlp = engine_of(loss=loss, **SMALL)
    inputs = np.append(problem.inputs_train[7], 1)[:, None].astype(mlp.dtype)
    targets = problem.head.targets(problem.answers_train[7:8]).T.astype(mlp.dtype)
    play(Backpropagation(mlp).calls(Batch(inputs, targets)))
    expected = float(problem.head.losses(mlp.outputs(inputs), targets)[0])
    found = numbers(data)
    assert as_number(found["L"][0]) == pytest.approx(expected, rel=1e-3)
    for i, j in np.ndindex(2, 2):
        name = f"w{'₁₂'[i]}{'₁₂'[j]}"
        assert as_number(found[name][0]) == pytest.approx(mlp.weights[0][i, j], rel=1e-3)
        gradient = mlp.gradients[0][i, j]
        assert as_number(found[name][1]) == pytest.approx(gradient, rel=1e-3, abs=1e-6)


def as_number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_training_on_moves_the_weights():
    app = opened(inside="graph", graph="network", batch_size="10", **SMALL)
    before = numbers(drawn(app))["w₁₁"][0]
    app.button(key="train_epoch_1").click().run()
    assert any("epoch 1" in element.value for element in app.markdown)
    assert numbers(drawn(app))["w₁₁"][0] != before
    app.button(key="train_batch_1").click().run()
    assert any("epoch 1, batch 1" in element.value for element in app.markdown)


def test_a_large_network_is_shown_by_layers_and_can_be_made_small():
    app = opened(inside="graph", graph="network")
    names = [node["name"] for node in drawn(app)["picture"]["nodes"]]
    assert "W₄" in names
    app.button(key="two_layers").click().run()
    assert "w₂₂" in [node["name"] for node in drawn(app)["picture"]["nodes"]]
    assert url(app)["hidden_layers"] == "2"


def test_a_vector_step_shows_its_jacobian():
    data = drawn(opened(inside="graph", graph="vectors"))
    steps = {step["label"]: step for step in data["steps"]}
    upstream, jacobian, share = steps["backward, a → z"]["arrays"]
    shapes = [(each["rows"], each["cols"]) for each in (upstream, jacobian, share)]
    assert shapes == [(1, 3), (3, 3), (1, 3)]
    matrix = np.array(jacobian["numbers"]).reshape(3, 3)
    assert np.array(upstream["numbers"]) @ matrix == pytest.approx(share["numbers"], rel=0.02)


@pytest.mark.parametrize("inside", ["graph", "backprop"])
def test_a_full_house_and_a_busy_run_are_said(inside, monkeypatch):
    def full():
        raise AtCapacity("All places are taken.")

    monkeypatch.setattr(session, "watched", full)
    app = opened(inside=inside, graph="network")
    assert not app.exception
    assert "All places are taken" in app.info[0].value
    assert not app.get("bidi_component")

    class Busy:
        def call(self, _):
            raise TimeoutError

    monkeypatch.setattr(session, "watched", Busy)
    app = opened(inside=inside, graph="network")
    assert not app.exception
    assert "still training" in app.warning[0].value


# Backpropagation


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"dataset": "blobs", "hidden_layers": "12,3", "activation": "relu"},
        {"dataset": "curve", "hidden_layers": "5"},
        {"loss": "squared", "output_activation": "sigmoid"},
        {"precision": "float64", "dropout": "0.5", "batch_size": "1"},
        {"hidden_layers": "64,64", "batch_size": "0"},
        {"hidden_layers": "3,4,2", "layer_activations": "gelu,same,relu"},
    ],
)
def test_every_network_can_be_stepped_through(query):
    data = drawn(opened(inside="backprop", n_samples="60", **query))
    picture = data["picture"]
    n_layers = len(picture["weights"])
    assert len(data["steps"]) == len(picture["views"]) == 1 + (n_layers + 1) + 2 * n_layers + 1
    for column in picture["columns"][1:]:
        assert all("NaN" not in unit["backward"] and unit["weight"] for unit in column["units"])


def test_every_layers_steps_name_its_own_activation():
    mixed = {"hidden_layers": "3,2", "activation": "sigmoid", "layer_activations": "sine"}
    data = drawn(opened(inside="backprop", n_samples="60", **mixed))
    forward = [step["formula"] for step in data["steps"] if step["phase"] == "forward"]
    assert "a₁ = sine(z₁)" in forward[0]
    assert "a₂ = sigmoid(z₂)" in forward[1]
    units = [column["units"][0]["forward"] for column in data["picture"]["columns"]]
    assert "a = sine(" in units[1]
    assert "a = sigmoid(" in units[2]
    slopes = [step["formula"] for step in data["steps"] if step["label"].startswith("δ of layer")]
    assert "(1 − a₂)" in slopes[0]
    assert "cos(z₁)" in slopes[1]


@pytest.mark.parametrize("hidden", ["2", "2,3"])
def test_the_network_graph_bends_every_layer_by_its_own_activation(hidden):
    own = {"hidden_layers": hidden, "layer_activations": "gelu,sine"}
    data = drawn(opened(inside="graph", graph="network", point="7", **(SMALL | own)))
    _, problem, mlp = engine_of(**(SMALL | own))
    inputs = np.append(problem.inputs_train[7], 1)[:, None].astype(mlp.dtype)
    targets = problem.head.targets(problem.answers_train[7:8]).T.astype(mlp.dtype)
    expected = float(problem.head.losses(mlp.outputs(inputs), targets)[0])
    assert as_number(numbers(data)["L"][0]) == pytest.approx(expected, rel=1e-3)


def test_a_points_numbers_are_the_engines():
    data = drawn(opened(inside="backprop", point="11", **SMALL))
    _, problem, mlp = engine_of(**SMALL)
    inputs = np.append(problem.inputs_train[11], 1)[:, None].astype(mlp.dtype)
    targets = problem.head.targets(problem.answers_train[11:12]).T.astype(mlp.dtype)
    play(Backpropagation(mlp).calls(Batch(inputs, targets)))
    for layer, gradient in zip(data["picture"]["weights"], mlp.gradients, strict=True):
        assert layer["gradient"] == pytest.approx(gradient[:-1].ravel(), rel=0.01, abs=1e-7)
    deltas = [unit["delta"] for unit in data["picture"]["columns"][1]["units"]]
    assert deltas == pytest.approx(mlp.gradients[0][-1], rel=0.01)


@pytest.mark.parametrize("shuffle", ["true", "false"])
@pytest.mark.parametrize("batch_size", ["0", "7", "1"])
def test_the_mean_of_the_batch_is_what_the_next_step_uses(shuffle, batch_size):
    query = SMALL | {"shuffle": shuffle, "batch_size": batch_size, "precision": "float64",
                     "optimizer": "sgd", "learning_rate": "0.01"}  # fmt: skip
    now, problem, mlp = engine_of(**query)
    first = next(
        place for place in range(len(problem.inputs_train)) if batch_of(now, mlp, place)[0] == 1
    )
    found = batch_gradients(now, mlp, problem, first)
    run = Run(now.config)
    before = np.concatenate([np.vstack(pair).ravel() for pair in run.layers])
    run.advance_batches(1)
    after = np.concatenate([np.vstack(pair).ravel() for pair in run.layers])
    assert (before - after) / 0.01 == pytest.approx(found.mean, rel=1e-6, abs=1e-9)
    assert found.own.mean(axis=0) == pytest.approx(found.mean, rel=1e-6, abs=1e-9)
    assert np.abs(found.cosines).max() <= 1 + 1e-12


def test_every_point_is_in_one_batch():
    for shuffle in (True, False):
        query = SMALL | {"batch_size": "7", "shuffle": str(shuffle).lower()}
        now, _, mlp = engine_of(**query)
        for place in range(30):
            number, n_batches, points = batch_of(now, mlp, place)
            assert place in points
            assert 1 <= number <= n_batches + 1


WRITTEN = re.compile(r"\) × f′\(z\) = ([−\d.e]+) × \(?([−\d.e]+)\)? = ([−\d.e]+)")


@pytest.mark.parametrize("activation", ["tanh", "relu", "swish"])
@pytest.mark.parametrize(
    ("loss", "dataset"), [("cross_entropy", "blobs"), ("squared", "circle"), ("huber", "curve")]
)
def test_what_is_written_out_is_what_the_engine_has(activation, loss, dataset):
    query = {"dataset": dataset, "loss": loss, "activation": activation, "hidden_layers": "6,5"}
    _, problem, mlp = engine_of(**query, precision="float64")
    targets = problem.head.targets(problem.answers_train[4:5])[0]
    traced = trace_point(mlp, problem.inputs_train[4], targets)
    for place, trace in enumerate(traced.layers):
        for unit, delta in enumerate(trace.delta):
            said = unit_delta(traced, place, unit, mlp.head)
            assert as_number(said.split(" = ")[-1].split(":")[0]) == near(delta)
            if place < 2:
                arrives, slope, shown = map(as_number, WRITTEN.search(said).groups())
                assert slope == near(trace.slopes[unit])
                assert arrives * slope == pytest.approx(shown, rel=0.01, abs=1e-9)
            forward = unit_forward(trace, unit, activation)
            z = forward.split(";")[0].split(" = ")[-1]
            assert as_number(z) == near(trace.z[unit])
            largest = trace.gradient[:-1, unit][np.abs(trace.gradient[:-1, unit]).argmax()]
            written = unit_weight(trace, unit).split(";")[0].split(" = ")[-1]
            assert as_number(written) == near(largest)


def near(number: float):
    """Within the three digits that are shown at least."""
    return pytest.approx(float(number), rel=5e-3, abs=1e-12)
