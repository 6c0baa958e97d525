"""The sweep file: what it says, and what is said about its mistakes."""

import contextlib
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets import FEATURES
from playground import RunConfig
from playground.fields import MAX_UNITS
from playground.sweep.spec import Axis, SpecError, SweepSpec, check_caps, read_toml, to_toml

EXAMPLE = Path(__file__).parents[2] / "examples" / "spiral_sweep.toml"
GOOD = """\
name = "Rates and widths"
epochs = 30
seeds = 3
goal = 0.9

[base]
dataset = "circle"   # everything else by default
loss = "default"

[axes]
learning_rate = [0.001, 0.01]
width = [
  2,
  4,
]
depth = [1, 2]
"""


def test_a_file_says_a_grid():
    spec = read_toml(GOOD)
    assert (spec.name, spec.epochs, spec.goal, spec.thumbnails) == (
        "Rates and widths",
        30,
        0.9,
        False,
    )
    assert spec.seeds == (0, 1, 2)
    assert (spec.n_cells, spec.n_runs) == (8, 24)
    cells = spec.cells()
    rates_and_layers = [(c.config.learning_rate, c.config.hidden_layers) for c in cells]
    assert rates_and_layers == [
        (rate, (width,) * depth)
        for rate, width, depth in itertools.product((0.001, 0.01), (2, 4), (1, 2))
    ]
    assert [cell.index for cell in cells] == list(range(8))
    assert cells[3].values == {"learning_rate": 0.001, "width": 4, "depth": 2}
    expected = RunConfig(dataset="circle", learning_rate=0.001, hidden_layers=(4, 4))
    assert cells[3].configs == [expected.replace(seed=seed) for seed in range(3)]


def test_the_example_is_a_sweep():
    spec = read_toml(EXAMPLE.read_text())
    check_caps(spec)
    assert len(spec.cells()) == spec.n_cells == 120


def test_one_layer_axis_takes_the_other_from_the_base():
    base = RunConfig(hidden_layers=(5, 6))
    wider = SweepSpec("w", base, (Axis("width", (3,)),), (0,), 1)
    assert wider.cells()[0].config.hidden_layers == (3, 3)
    deeper = SweepSpec("d", base, (Axis("depth", (0, 3)),), (0,), 1)
    assert [c.config.hidden_layers for c in deeper.cells()] == [(), (5, 5, 5)]


def test_an_activation_axis_is_that_of_all_layers():
    base = RunConfig(hidden_layers=(4, 3), layer_activations=("same", "gelu"))
    swept = SweepSpec("a", base, (Axis("activation", ("relu", "sine")),), (0,), 1)
    assert [c.config.activations for c in swept.cells()] == [("relu",) * 2, ("sine",) * 2]
    own = SweepSpec("o", base, (Axis("layer_activations", ((), ("relu",))),), (0,), 1)
    assert [c.config.activations for c in own.cells()] == [("tanh", "tanh"), ("relu", "tanh")]
    other = SweepSpec("l", base, (Axis("learning_rate", (0.1,)),), (0,), 1)
    assert other.cells()[0].config.activations == ("tanh", "gelu")


def test_without_axes_there_is_one_cell():
    spec = read_toml("epochs = 1\nseeds = [7, 3]")
    assert [(cell.values, cell.seeds) for cell in spec.cells()] == [({}, (7, 3))]


def test_stop_conditions_and_the_seed_of_the_base_do_not_count():
    base = RunConfig(seed=5, stop_epoch=10, stop_accuracy=0.9, stop_loss=0.1)
    assert SweepSpec("s", base, (), (0,), 1).base == RunConfig()


MISTAKES = {
    "a value": (
        ("[0.001, 0.01]", '[0.001, "fast"]'),
        "line 11, axes.learning_rate: must be a number from 1e-05 to 10. Got 'fast'.",
    ),
    "in a list over several lines": (
        ("  4,", "  400,"),
        f"line 12, axes.width: must be a whole number from 1 to {MAX_UNITS}. Got 400.",
    ),
    "no list": (("[1, 2]", "2"), "line 16, axes.depth: must list its values. Got 2."),
    "an empty list": (
        ("[1, 2]", "[]"),
        "line 16, axes.depth: must list at least one value. Got none.",
    ),
    "twice": (
        ("[1, 2]", "[2, 2]"),
        "line 16, axes.depth: must list different values. Got 2 twice.",
    ),
    "an unknown axis": (
        ("learning_rate", "learnin_rate"),
        "line 11, axes.learnin_rate: there is no setting called 'learnin_rate'. "
        "Did you mean learning_rate?",
    ),
    "an unknown setting": (
        ("dataset", "datasets"),
        "line 7, base.datasets: there is no setting called 'datasets'. Did you mean dataset?",
    ),
    "an unknown key": (
        ("goal", "gaol"),
        "line 4, gaol: there is no setting called 'gaol'. Did you mean goal?",
    ),
    "a choice": (
        ('"circle"', '"cricle"'),
        "line 7, base.dataset: must be one of circle,",
    ),
    "no epochs": (("epochs = 30\n", ""), "epochs: is missing: every sweep must say it."),
    "epochs": (
        ("epochs = 30", "epochs = 0"),
        "line 2, epochs: must be a whole number from 1 to 100000. Got 0.",
    ),
    "the seed": (
        ('dataset = "circle"', "seed = 3"),
        "line 7, base.seed: has a place of its own",
    ),
    "a stop": (("depth", "stop_epoch"), "line 16, axes.stop_epoch: has no place in a sweep"),
    "seeds": (("seeds = 3", "seeds = [1, -2]"), "line 3, seeds: must be a whole number from 0"),
    "seeds twice": (("seeds = 3", "seeds = [1, 1]"), "line 3, seeds: must list different values."),
    "a word for seeds": (("seeds = 3", 'seeds = "3"'), "line 3, seeds: must be a number of seeds"),
    "a flag for seeds": (("seeds = 3", "seeds = true"), "line 3, seeds: must be a number of seeds"),
    "goal": (("0.9", "nan"), "line 4, goal: must be a number from 0.01 to 1. Got nan."),
    "huge": (("0.9", "1" + "0" * 400), "line 4, goal: must be a number from 0.01 to 1."),
    "name": (("Rates", "Rates\\u0007"), "line 1, name: must be 1 to 100 letters."),
    "layers twice": (
        ("depth = [1, 2]", "hidden_layers = [[2]]"),
        "line 12, axes.width: cannot be an axis beside hidden_layers.",
    ),
    "no table": (("[axes]", "[[axes]]"), "line 10, axes: must be a table, [axes]."),
    "the base by itself": (
        ('loss = "default"', 'loss = "squared"\noutput_activation = "softmax"'),
        "line 6, base: output_activation softmax belongs to loss cross_entropy.",
    ),
    "no end": (("depth = [1, 2]", "depth = [1, 2"), "line 16: The file is no TOML here: "),
    "no equals sign": (("goal = 0.9", "goal 0.9"), "line 4: The file is no TOML here: Expected"),
    "a key twice": (("seeds = 3", "seeds = 3\nseeds = 4"), "line 4: The file is no TOML here"),
    "too many digits": (("0.9", "1" * 5000), "The file is no TOML here"),
    "too deep": (("0.9", "[" * 20_000), "nested too deeply"),
    "too long": (("goal = 0.9", "#\n" * 2000), "at most 1,000 lines"),
}


@pytest.mark.parametrize(("change", "sentence"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_key_and_line(change, sentence):
    with pytest.raises(SpecError) as caught:
        read_toml(GOOD.replace(*change))
    assert sentence in str(caught.value)


def test_a_combination_that_means_nothing_names_its_values():
    text = "epochs = 1\nseeds = 1\n[axes]\ndepth = [0, 2]\nactivation = ['tanh', 'step']"
    with pytest.raises(SpecError) as caught:
        read_toml(text).cells()
    assert str(caught.value.at(text)).startswith(
        "line 3, axes: the combination depth 2, activation step means nothing: activation step"
    )


@pytest.mark.parametrize("field", ["width", "depth"])
def test_half_of_the_layers_needs_the_other_half(field):
    with pytest.raises(SpecError, match=f"axes.{field}: needs a"):
        SweepSpec("s", RunConfig(hidden_layers=()), (Axis(field, (2,)),), (0,), 1)


def test_caps_name_what_is_too_much():
    spec = read_toml(GOOD)
    check_caps(spec, 8, 24)
    with pytest.raises(SpecError, match=r"axes: the sweep must have at most 7 cells. Got 8\."):
        check_caps(spec, 7, 24)
    with pytest.raises(SpecError, match=r"at most 23 runs. Got 24\."):
        check_caps(spec, 8, 23)


def test_a_grid_beyond_all_caps_is_refused_without_being_laid_out():
    values = ", ".join(str(n / 1000) for n in range(1, 500))
    axes = "\n".join(f"{name} = [{values}]" for name in ("l1", "l2", "clip_norm", "learning_rate"))
    spec = read_toml(f"epochs = 1\nseeds = 1\n[axes]\n{axes}")
    with pytest.raises(SpecError, match="Got 62,001,498,001"):
        check_caps(spec)


AXES = st.fixed_dictionaries(
    {},
    optional={
        "learning_rate": st.lists(st.floats(1e-5, 10), min_size=1, max_size=4, unique=True),
        "hidden_layers": st.lists(
            st.lists(st.integers(1, 32), max_size=8).map(tuple), min_size=1, max_size=4, unique=True
        ),
        "features": st.just([tuple(FEATURES)[:2], tuple(FEATURES)[3:5]]),
        "layer_activations": st.just([(), ("relu",), ("same", "gelu")]),
        "shuffle": st.just([True, False]),
        "loss": st.just([None, "squared"]),
        "weight_seed": st.just([None, 3]),
        "batch_size": st.lists(st.integers(0, 2000), min_size=1, max_size=4, unique=True),
    },
)


@given(
    axes=AXES,
    name=st.text(min_size=1, max_size=100).filter(str.isprintable),
    seeds=st.one_of(
        st.integers(1, 50).map(range), st.lists(st.integers(0, 2**31 - 1), min_size=1, unique=True)
    ),
    epochs=st.integers(1, 100_000),
    goal=st.floats(0.01, 1),
    thumbnails=st.booleans(),
    noise=st.floats(0, 0.5),
    base=st.sampled_from(
        [RunConfig(), RunConfig(dataset="curve", hidden_layers=(), weight_seed=1)]
    ),
)
def test_what_is_written_reads_back_the_same(axes, name, seeds, base, noise, **rest):
    made = tuple(Axis(field, values) for field, values in axes.items())
    spec = SweepSpec(name, base.replace(noise=noise), made, seeds, **rest)
    assert read_toml(to_toml(spec)) == spec


@given(st.text(max_size=300))
def test_any_text_gives_a_sweep_or_a_sentence(text):
    with contextlib.suppress(SpecError):
        assert read_toml(text).n_runs
