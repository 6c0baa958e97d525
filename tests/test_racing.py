"""Contestants as text, from text, and as a race's configuration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import RunConfig
from playground.config import MAX_PARAMETERS
from playground.fields import FieldError
from playground.nn import OPTIMIZERS
from playground.nn.genetics import CROSSOVERS, SELECTIONS
from playground.racing import (
    CONTESTANTS,
    DEFAULT_CONTESTANTS,
    Contestant,
    ContestantList,
    GeneticConfig,
    RaceConfig,
    labels,
)

KIND = ContestantList()
POOL = {
    "learning_rate": st.floats(1e-5, 10),
    "beta1": st.floats(0, 0.999),
    "beta2": st.floats(0, 0.9999),
    "population": st.integers(8, 200),
    "elite": st.integers(1, 4),
    "selection": st.sampled_from(sorted(SELECTIONS)),
    "crossover": st.sampled_from(sorted(CROSSOVERS)),
    "mutation": st.floats(0.01, 2),
}


@st.composite
def contestants(draw):
    row = draw(st.sampled_from(list(CONTESTANTS.values())))
    given_settings = draw(
        st.fixed_dictionaries({}, optional={s.name: POOL[s.name] for s in row.settings})
    )
    return Contestant.of(row.name, **given_settings)


@given(st.lists(contestants(), min_size=1, max_size=8))
def test_what_is_written_reads_back(chosen):
    text = KIND.format(tuple(chosen))
    assert KIND.parse(text, ()) == (tuple(chosen), True)


@given(st.text(max_size=80) | st.text("adm:,.0159egntic_ ", max_size=80))
def test_any_text_gives_contestants(text):
    chosen, exact = KIND.parse(text, DEFAULT_CONTESTANTS)
    assert KIND.check("contestants", chosen) == chosen
    if exact:
        assert KIND.parse(KIND.format(chosen), ()) == (chosen, True)


def test_texts_worked_by_hand():
    chosen, exact = KIND.parse("adam:0.01,momentum:0.03:0.8,genetic", ())
    assert exact
    assert chosen == (
        Contestant.of("adam"),
        Contestant.of("momentum", beta1=0.8),
        Contestant.of("genetic"),
    )
    assert KIND.format(chosen) == "adam,momentum::0.8,genetic"


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("adm", "adam"),
        ("adam:100", "adam:10"),
        ("adam:x:0.8", "adam::0.8"),
        ("adam:0.02:0.9:0.9:7", "adam:0.02::0.9"),
        ("genetic:1000,zzz", "genetic:200"),
        (",".join(["adam"] * 9), ",".join(["adam"] * 8)),
        ("", "sgd"),
    ],
)
def test_the_nearest_allowed_is_taken_and_said(text, nearest):
    default = (Contestant("mini_batch"),)
    chosen, exact = KIND.parse(text, default)
    assert not exact
    assert chosen == default if nearest == "sgd" else KIND.format(chosen) == nearest


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Contestant("adamant"), "A contestant must be one of full_batch"),
        (lambda: Contestant("adam", (100,)), "learning_rate of adam must be a number from 1e-05"),
        (lambda: Contestant("mini_batch", (1, 2)), "mini_batch has at most 1 settings"),
        (lambda: Contestant.of("adam", speed=1), "adam has no setting 'speed'"),
        (lambda: GeneticConfig(population=3), "population must be a whole number from 8"),
        (lambda: GeneticConfig(crossover="both"), "crossover must be one of neuron"),
        (lambda: RaceConfig(RunConfig(), ()), "contestants must be from 1 to 8"),
        (lambda: RaceConfig(RunConfig(), ("adam",)), "contestants must list contestants"),
        (lambda: RaceConfig(RunConfig(), "adam"), "contestants must list contestants"),
        (
            lambda: RaceConfig(RunConfig(hidden_layers=(64, 64)), (Contestant("genetic"),)),
            "A race must have at most 100,000 numbers",
        ),
    ],
)
def test_errors_name_rule_and_value(make, sentence):
    with pytest.raises(FieldError) as error:
        make()
    assert sentence in str(error.value)


def test_every_optimiser_can_take_part():
    assert {row.optimizer for row in CONTESTANTS.values()} == {*OPTIMIZERS, None}
    for row in CONTESTANTS.values():
        if row.optimizer is not None:
            uses = {"learning_rate"}
            uses |= {"beta1"} if OPTIMIZERS[row.optimizer].uses_beta1 else set()
            uses |= {"beta2"} if OPTIMIZERS[row.optimizer].uses_beta2 else set()
            assert {setting.name for setting in row.settings} == uses


def test_a_contestant_has_its_own_configuration_and_the_bases_data():
    base = RunConfig(dataset="moons", batch_size=16, l2=0.1)
    single = Contestant.of("stochastic", learning_rate=0.02).config(base)
    assert single == base.replace(optimizer="sgd", learning_rate=0.02, batch_size=1)
    assert Contestant("full_batch").config(base).batch_size == 0
    assert Contestant("genetic").config(base) == base


def test_labels_tell_apart():
    chosen = [
        Contestant("adam"),
        Contestant.of("adam", learning_rate=0.1),
        Contestant("rmsprop"),
        Contestant("rmsprop"),
    ]
    assert labels(chosen) == ["Adam, η 0.01", "Adam, η 0.1", "RMSprop", "RMSprop (2)"]


@given(st.lists(contestants(), min_size=1, max_size=8))
def test_labels_are_all_different(chosen):
    assert len(set(labels(chosen))) == len(chosen)


def test_any_difference_needs_a_new_race():
    race = RaceConfig(RunConfig())
    assert race.restarts(RaceConfig(RunConfig())) == ()
    assert race.restarts(race.replace(learning_rate=0.5)) == ("learning_rate",)
    assert race.restarts(RaceConfig(RunConfig(), (Contestant("adam"),))) == ("contestants",)
    assert race.to_dict()["contestants"] == KIND.format(DEFAULT_CONTESTANTS)


@given(st.lists(contestants(), min_size=1, max_size=8), st.integers(1, 64), st.integers(0, 4))
def test_the_nearest_race_is_allowed_and_says_who_is_left_out(chosen, units, layers):
    base = RunConfig(hidden_layers=(min(units, 40),) * layers)
    assert base.n_parameters <= MAX_PARAMETERS
    race, notes = RaceConfig.nearest(base, chosen)
    assert len(race.contestants) + len(notes) == max(len(chosen), len(notes) + 1)
