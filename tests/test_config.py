"""RunConfig: its rules, its URL and its JSON."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import FEATURES
from playground.config import AS_ALL, DEFAULTS, FIELDS, LIVE_FIELDS, MAX_PARAMETERS, RunConfig
from playground.fields import MAX_LAYERS, MAX_UNITS
from playground.nn import ACTIVATIONS, n_parameters
from playground.training import Run

NAMES = st.sampled_from(sorted(FIELDS))
NASTY = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        [
            "nan",
            "NaN",
            "inf",
            "-inf",
            "1e999",
            "-1e999",
            "1e-400",
            "0x10",
            "1_000",
            "٣",
            ",,,",
            "8,8,8",
            "-1",
            "0",
            "None",
            "null",
            "true",
            "[]",
            "{}",
        ]
    ),
    st.floats().map(str),
    st.integers(-(10**40), 10**40).map(str),
    st.lists(st.integers(-50, 5000), max_size=40).map(lambda units: ",".join(map(str, units))),
    st.sampled_from([name for row in FIELDS.values() for name in getattr(row.kind, "names", ())]),
    st.lists(st.sampled_from(["relu", "RELU ", "same", "step", "tan", "", "4"]), max_size=12).map(
        ",".join
    ),
)
BENDS = [name for name in ACTIVATIONS if name != "step"]


@given(st.dictionaries(st.one_of(NAMES, st.text(max_size=30)), NASTY, max_size=12))
@settings(max_examples=400, deadline=None)
def test_any_url_gives_a_valid_configuration_within_the_caps(query):
    config, notes = RunConfig.from_query(query)
    assert RunConfig(**{name: getattr(config, name) for name in FIELDS}) == config
    assert len(config.hidden_layers) <= MAX_LAYERS
    assert all(1 <= units <= MAX_UNITS for units in config.hidden_layers)
    assert n_parameters(_sizes(config)) <= MAX_PARAMETERS
    assert len(config.layer_activations) <= len(config.hidden_layers)
    assert len(config.activations) == len(config.hidden_layers)
    assert set(config.activations) <= set(BENDS)
    assert config.n_samples <= 2000
    assert all(isinstance(note, str) and len(note) < 500 for note in notes)


@given(st.dictionaries(st.one_of(NAMES, st.text(max_size=30)), NASTY, max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_settled_url_reads_back_unchanged_and_without_notes(query):
    config, _ = RunConfig.from_query(query)
    again, notes = RunConfig.from_query(config.to_query())
    assert again == config
    assert notes == []


def test_defaults_need_no_url():
    assert RunConfig().to_query() == {}
    assert RunConfig.from_query({}) == (RunConfig(), [])


def test_the_url_is_readable():
    config = RunConfig(hidden_layers=(4, 2), features=("x", "x2"), learning_rate=0.03, noise=0.1)
    assert config.to_query() == {
        "noise": "0.1",
        "features": "x,x2",
        "hidden_layers": "4,2",
        "learning_rate": "0.03",
    }
    assert RunConfig(hidden_layers=()).to_query() == {"hidden_layers": "none"}


@pytest.mark.parametrize(
    ("query", "field", "nearest"),
    [
        ({"n_samples": "1000000000"}, "n_samples", 2000),
        ({"noise": "-3"}, "noise", 0.0),
        ({"learning_rate": "1e9"}, "learning_rate", 10.0),
        ({"hidden_layers": "99,0,4"}, "hidden_layers", (64, 1, 4)),
        ({"hidden_layers": "64,64,64,64,8"}, "hidden_layers", (32, 32, 32, 32, 8)),
        ({"hidden_layers": ",".join(["4"] * 50)}, "hidden_layers", (4,) * 8),
        ({"dataset": "spirale"}, "dataset", "spiral"),
        ({"learning_rate": "nan"}, "learning_rate", 0.01),
        ({"dataset": "curve", "loss": "cross_entropy"}, "loss", None),
        ({"activation": "step", "hidden_layers": "4"}, "hidden_layers", ()),
        ({"layer_activations": "relo, Tanh"}, "layer_activations", ("relu", "tanh")),
        ({"layer_activations": "step,gelu"}, "layer_activations", (AS_ALL, "gelu")),
        (
            {"hidden_layers": "2,2,2,2,2,2,2,2", "layer_activations": ",".join(["relu"] * 9)},
            "layer_activations",
            ("relu",) * 8,
        ),
    ],
)
def test_nearest_allowed_value_and_a_note(query, field, nearest):
    config, notes = RunConfig.from_query(query)
    assert getattr(config, field) == nearest
    assert any(field in note for note in notes)


def test_unknown_names_are_named():
    _, notes = RunConfig.from_query({"colour": "red"})
    assert notes == ["There is no setting called 'colour'; it was left out."]


def test_an_allowed_url_has_no_notes():
    _, notes = RunConfig.from_query(
        {"dataset": "xor", "hidden_layers": "8, 8", "shuffle": "False", "learning_rate": "1e-2"}
    )
    assert notes == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"noise": 0.7}, r"noise must be a number from 0 to 0.5. Got 0.7."),
        ({"noise": float("nan")}, r"noise must be a number from 0 to 0.5. Got nan."),
        ({"n_samples": 10}, r"n_samples must be a whole number from 20 to 2000. Got 10."),
        ({"n_samples": "500"}, r"n_samples must be a whole number .* Got '500'."),
        ({"seed": True}, r"seed must be a whole number .* Got True."),
        ({"dataset": "spirals"}, r"dataset must be one of circle, .* Got 'spirals'."),
        ({"hidden_layers": (4,) * 9}, r"hidden_layers must have at most 8 layers. Got 9."),
        ({"hidden_layers": (4, 65)}, r"hidden_layers \(each layer\) .* to 64. Got 65."),
        ({"hidden_layers": (64,) * 4}, r"at most 10,000 weights and biases .* Got 12,737"),
        ({"hidden_layers": "8,8"}, r"hidden_layers must list the units of each layer"),
        ({"features": ()}, r"features must list one or more of x, y"),
        ({"features": ("x", "z")}, r"features must list one or more of x, y.* Got \('x', 'z'\)"),
        ({"layer_activations": "relu"}, r"layer_activations must list a name for each layer. Got"),
        (
            {"layer_activations": ("relu", "step")},
            r"layer_activations \(each layer\) .* Got 'step'",
        ),
        ({"layer_activations": (None,)}, r"layer_activations \(each layer\) must be one of same, "),
        ({"layer_activations": ("relu",) * 9}, r"layer_activations must have at most 8 .* Got 9."),
        ({"shuffle": 1}, r"shuffle must be True or False. Got 1."),
        ({"dataset": "curve", "loss": "cross_entropy"}, r"needs a dataset with classes"),
        ({"activation": "step"}, r"hidden_layers must be empty"),
        ({"output_activation": "tanh"}, r"output_activation must be softmax or None"),
    ],
)
def test_misuse_names_the_rule_and_the_value(changes, rule):
    with pytest.raises(ValueError, match=rule):
        RunConfig(**changes)


def test_json_round_trip():
    config = RunConfig(dataset="xor", hidden_layers=(3,), features=("x", "xy"), weight_seed=7)
    assert RunConfig.from_json(config.to_json()) == config
    assert set(json.loads(config.to_json())) == {f.name for f in dataclasses.fields(RunConfig)}


@given(
    st.lists(st.integers(1, 5), max_size=MAX_LAYERS),
    st.sampled_from(BENDS),
    st.lists(st.sampled_from([AS_ALL, *BENDS]), max_size=MAX_LAYERS),
)
def test_every_layer_has_its_own_activation_or_that_of_all(hidden, activation, own):
    config = RunConfig(hidden_layers=hidden, activation=activation, layer_activations=own)
    padded = [*own, *[AS_ALL] * MAX_LAYERS]
    expected = [activation if name == AS_ALL else name for name in padded[: len(hidden)]]
    assert list(config.activations) == expected
    # Names that say nothing are left out, so that equal networks have equal configurations.
    assert config == config.replace(layer_activations=padded[: len(hidden)])
    assert RunConfig.from_query(config.to_query()) == (config, [])
    assert RunConfig.from_json(config.to_json()) == config


def test_a_layer_of_its_own_kind_is_readable_in_the_url():
    config = RunConfig(layer_activations=("same", "relu", "same"))
    assert config.to_query() == {"layer_activations": "same,relu"}
    assert config.replace(activation="sine").activations == ("sine", "relu", "sine")
    assert RunConfig.from_query({"layer_activations": "none"}) == (RunConfig(), [])


def test_a_file_from_before_layers_had_activations_of_their_own_still_reads():
    values = json.loads(RunConfig(activation="relu").to_json())
    del values["layer_activations"]
    assert RunConfig.from_json(json.dumps(values)) == RunConfig(activation="relu")


def test_without_a_hidden_layer_there_are_no_activations():
    assert RunConfig(hidden_layers=(), layer_activations=("relu",)) == RunConfig(hidden_layers=())
    perceptron = RunConfig(activation="step", hidden_layers=(), layer_activations=("relu", "tanh"))
    assert perceptron.activations == perceptron.layer_activations == ()


@pytest.mark.parametrize("hidden", [(), (64,), (64, 64, 64), (32,) * 8])
@pytest.mark.parametrize("features", [("x",), tuple(FEATURES)])
@pytest.mark.parametrize("dataset", ["spiral", "blobs", "curve"])
def test_the_size_that_is_capped_is_that_of_the_network_itself(hidden, features, dataset):
    config = RunConfig(dataset=dataset, centers=5, features=features, hidden_layers=hidden)
    run = Run(config)
    assert run.layer_sizes == _sizes(config)
    assert config.n_parameters == sum(W.size + b.size for W, b in run.layers)


def _sizes(config):
    """Units of every layer: more than two classes have an output each."""
    n_outputs = config.n_classes if config.n_classes > 2 else 1
    return (len(config.features), *config.hidden_layers, n_outputs)


@pytest.mark.parametrize("text", ["", "[1]", '{"colour": 1}', '{"noise": "x"}', "{" * 10_000])
def test_bad_json_is_a_value_error(text):
    with pytest.raises(ValueError):
        RunConfig.from_json(text)


def test_restarts_names_only_what_cannot_be_applied_live():
    config = RunConfig()
    assert config.replace(learning_rate=1.0, l2=0.1, optimizer="sgd").restarts(config) == ()
    assert config.replace(hidden_layers=(4,), noise=0.2).restarts(config) == (
        "noise",
        "hidden_layers",
    )
    assert config.replace(layer_activations=("relu",)).restarts(config) == ("layer_activations",)
    assert {"learning_rate", "batch_size", "l1", "l2", "dropout"} <= LIVE_FIELDS


def test_the_loss_and_output_follow_the_task():
    assert RunConfig().resolved_loss == "cross_entropy"
    assert RunConfig().resolved_output == "softmax"
    assert RunConfig(dataset="reg-plane").resolved_loss == "squared"
    assert RunConfig(dataset="reg-plane").resolved_output == "linear"
    assert RunConfig(loss="squared").resolved_output == "tanh"
    assert RunConfig(activation="step", hidden_layers=()).resolved_output == "step"
    assert set(DEFAULTS) == set(FIELDS)
