"""A race: everybody as if alone, who diverges disturbs nobody, every moment can be returned to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import make_dataset
from playground import Run, RunConfig
from playground.racing import CONTESTANTS, Contestant, ContestantList
from playground.training import Race
from playground.training.race_moment import TAIL

BASE = RunConfig(
    dataset="moons", n_samples=100, hidden_layers=(5, 4), batch_size=16, precision="float64"
)
EVERY_KIND = [Contestant(kind) for kind in CONTESTANTS if kind not in ("genetic", "mini_batch")]
SMALL_GENETIC = Contestant.of("genetic", population=10)

VARIANTS = {
    "plain": BASE,
    "float32": BASE.replace(precision="float32"),
    "penalties and clipping": BASE.replace(l1=0.01, l2=0.02, clip_norm=0.1),
    "dropout": BASE.replace(dropout=0.3, activation="swish"),
    "carried": BASE.replace(shuffle=False, batch_size=12),
    "schedule": BASE.replace(schedule="step", schedule_epochs=2),
    "classes": BASE.replace(dataset="pinwheel"),
    "regression": BASE.replace(dataset="curve"),
    "no hidden layer": BASE.replace(hidden_layers=()),
    "all points at once": BASE.replace(batch_size=0),
    "own weights": BASE.replace(weight_seed=5),
}


def flat(layers):
    return np.concatenate([np.vstack([W, b]).ravel() for W, b in layers])


@pytest.mark.parametrize("base", VARIANTS.values(), ids=VARIANTS.keys())
def test_everybody_as_in_a_run_alone(base):
    race = Race(base, [*EVERY_KIND[:-1], SMALL_GENETIC])
    race.advance(4)
    rtol = 1e-8 if base.precision == "float64" else 2e-4
    for i, contestant in enumerate(race.config.contestants[:-1]):
        run = Run(contestant.config(base))
        run.advance(4)
        np.testing.assert_allclose(
            flat(race.layers(i)), flat(run.layers), rtol=rtol, atol=rtol / 10
        )
        np.testing.assert_allclose(race.measures[i, :4], run.metrics(), rtol=rtol)
        for name in ("train_loss", "test_accuracy"):
            np.testing.assert_allclose(race.curves[name][:, i], run.losses[name], rtol=rtol)
        assert race.measures[i, 4] == 4
    alone = race.genetic(len(race) - 1)
    np.testing.assert_array_equal(flat(race.layers(len(race) - 1)), alone.best)
    assert race.measures[-1, 4] == alone.evaluations == 10 * 5


def test_who_has_batches_of_its_own_is_its_run_bit_for_bit():
    base = BASE.replace(precision="float32")
    race = Race(base, [Contestant("adam"), Contestant("stochastic"), Contestant("full_batch")])
    race.advance(5)
    for i, contestant in enumerate(race.config.contestants):
        run = Run(contestant.config(base))
        run.advance(5)
        np.testing.assert_array_equal(flat(race.layers(i)), flat(run.layers))
        np.testing.assert_array_equal(race.measures[i, :4], run.metrics())


gradient_contestants = st.sampled_from([k for k in CONTESTANTS if k != "genetic"]).flatmap(
    lambda kind: st.builds(
        lambda rate: Contestant.of(kind, learning_rate=rate), st.floats(1e-4, 0.5)
    )
)


@given(
    st.lists(gradient_contestants, min_size=1, max_size=8),
    st.integers(0, 70),
    st.sampled_from(["tanh", "relu", "swish"]),
    st.integers(0, 50),
)
@settings(max_examples=20, deadline=None)
def test_any_contestants_as_in_runs_alone(chosen, batch_size, activation, seed):
    base = BASE.replace(batch_size=batch_size, activation=activation, seed=seed, n_samples=60)
    race = Race(base, chosen)
    race.advance(2)
    for i, contestant in enumerate(chosen):
        run = Run(contestant.config(base))
        run.advance(2)
        np.testing.assert_allclose(flat(race.layers(i)), flat(run.layers), rtol=1e-7, atol=1e-10)


def test_own_data():
    data = make_dataset("circle", n_samples=80, seed=9)
    race = Race(BASE, [Contestant("adam"), Contestant("full_batch")], data)
    race.advance(3)
    run = Run(BASE, data)
    run.advance(3)
    np.testing.assert_allclose(flat(race.layers(0)), flat(run.layers), rtol=1e-8)


def everybody():
    return [Contestant("adam"), Contestant("stochastic"), SMALL_GENETIC, Contestant("full_batch")]


def numbers(snapshot):
    """A snapshot's numbers but for the seconds."""
    n_tail = 4 * len(TAIL)
    tail = snapshot.params[-n_tail:].reshape(4, len(TAIL))
    return np.concatenate([snapshot.params[:-n_tail], np.delete(tail, 5, axis=1).ravel()])


@pytest.mark.parametrize("splits", [[1] * 12, [3, 9], [5, 1, 6]])
def test_epochs_may_be_split_into_batches(splits):
    whole, parts = Race(BASE, everybody()), Race(BASE, everybody())
    whole.advance(3)
    assert whole.batches_per_epoch == 4
    for batches in splits:
        parts.advance_batches(batches)
    np.testing.assert_array_equal(numbers(parts.snapshot()), numbers(whole.snapshot()))
    np.testing.assert_array_equal(parts.curves["train_loss"], whole.curves["train_loss"])


@pytest.mark.parametrize("batches", [0, 6, 8])
def test_every_moment_can_be_returned_to(batches):
    race = Race(BASE, everybody())
    race.advance_batches(batches)
    moment = race.snapshot()
    race.advance_batches(11)
    later = race.snapshot()
    race.restore(moment)
    assert race.progress == batches / 4
    np.testing.assert_array_equal(race.snapshot().params, moment.params)
    race.advance_batches(11)
    np.testing.assert_array_equal(numbers(race.snapshot()), numbers(later))
    assert race.curves["epoch"].tolist() == list(range(race.epoch + 1))


def test_the_snapshot_holds_everybodys_parameters_and_measures():
    race = Race(BASE, everybody())
    race.advance(2)
    snapshot = race.snapshot()
    n_params = BASE.n_parameters
    assert snapshot.params.dtype == np.float32
    assert snapshot.params.size == 4 * (n_params + len(TAIL))
    for i in range(4):
        start = i * n_params
        np.testing.assert_allclose(
            snapshot.params[start : start + n_params], flat(race.layers(i)), rtol=1e-6
        )
    tail = snapshot.params[4 * n_params :].reshape(4, len(TAIL))
    np.testing.assert_allclose(tail[:, :6], race.measures, rtol=1e-6)
    assert (tail[:, 6] == -1).all()
    assert snapshot.train_loss == race.measures[:, 0].min()
    assert snapshot.nbytes > snapshot.params.nbytes + race.genetic(2).generation.nbytes


# A linear network with a squared loss: a rate of 10 is far beyond 2/λmax.
STEEP = BASE.replace(dataset="curve", activation="linear", loss="squared")
TOO_FAST = Contestant.of("mini_batch", learning_rate=10)


def test_one_who_diverges_stops_with_a_sentence_and_disturbs_nobody():
    others = [Contestant("adam"), Contestant("rmsprop")]
    race, calm = Race(STEEP, [others[0], TOO_FAST, others[1]]), Race(STEEP, others)
    alone = Run(TOO_FAST.config(STEEP))
    for each in (race, calm, alone):
        each.advance(6)
    assert alone.status == "diverged"
    assert race.status == "running"
    assert race.epoch == 6
    said = race.sentences
    assert said[0] == said[2] == ""
    assert said[1] == f"Gradient descent, mini-batch: {alone.message}" == race.message
    np.testing.assert_allclose(flat(race.layers(1)), flat(alone.layers), rtol=1e-9)
    np.testing.assert_allclose(race.measures[1, :4], alone.metrics(), rtol=1e-9)
    np.testing.assert_array_equal(race.params()[[0, 2]], calm.params())
    tail = race.snapshot().params[-3 * len(TAIL) :].reshape(3, len(TAIL))
    assert tail[:, -1].tolist() == [-1, alone.epoch, -1]
    assert np.isfinite(race.snapshot().params[: -3 * len(TAIL)]).all()


@pytest.mark.parametrize("batches", [1, 2, 7])
def test_a_race_goes_back_to_before_somebody_diverged(batches):
    race = Race(STEEP, [Contestant("adam"), TOO_FAST])
    start = race.snapshot()
    for _ in range(0, 40, batches):
        race.advance_batches(batches)
        assert np.isfinite(race.snapshot().params[: 2 * BASE.n_parameters]).all()
    assert race.sentences[1]
    race.restore(start)
    assert race.sentences == ["", ""]
    assert race.message == ""
    race.advance(6)
    assert race.sentences[1]


def test_a_race_in_which_all_diverge_is_over():
    race = Race(STEEP, [TOO_FAST, Contestant.of("momentum", learning_rate=10)])
    race.advance(50)
    assert race.status == "diverged"
    assert race.epoch < 50
    assert "Momentum: " in race.message


def test_the_race_ends_where_the_stop_conditions_say():
    race = Race(BASE.replace(stop_epoch=3), everybody())
    race.advance(10)
    assert (race.epoch, race.status) == (3, "stopped")
    assert race.message == "Stopped: epoch 3 is reached."
    goal = BASE.replace(stop_accuracy=0.97, dataset="circle")
    race = Race(goal, [Contestant("adam"), Contestant("momentum")])
    race.advance(200)
    assert race.status == "stopped"
    arrivals = race.arrivals(0.97)
    assert race.epoch == max(arrival.epoch for arrival in arrivals)


def test_arrivals_are_read_off_the_curves():
    race = Race(BASE, everybody())
    race.advance(30)
    curves = race.curves
    for i, arrival in enumerate(race.arrivals(0.85)):
        there = np.flatnonzero(curves["train_accuracy"][:, i] >= 0.85)
        assert (arrival is None) == (len(there) == 0)
        if arrival is not None:
            assert arrival.epoch == there[0]
            assert arrival.evaluations == curves["evaluations"][there[0], i]
            assert arrival.seconds == curves["seconds"][there[0], i]
    assert race.arrivals(1.1) == [None] * 4
    assert (np.diff(curves["seconds"], axis=0) > 0).all()


def test_what_is_no_snapshot_of_it_is_refused():
    race = Race(BASE, everybody())
    with pytest.raises(ValueError, match="this race of 4 contestants"):
        race.restore(Run(BASE).snapshot())
    with pytest.raises(ValueError, match="that of a genetic algorithm"):
        race.genetic(0)


def test_a_written_race_is_the_same_race():
    text = "stochastic:0.02,adam::0.8,genetic:12"
    first, exact = ContestantList().parse(text, ())
    assert exact
    races = [
        Race(BASE, ContestantList().parse(t, ())[0]) for t in (text, ContestantList().format(first))
    ]
    for race in races:
        race.advance(2)
    np.testing.assert_array_equal(races[0].params(), races[1].params())
