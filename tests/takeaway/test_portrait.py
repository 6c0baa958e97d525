"""A run's portrait against the run itself."""

from __future__ import annotations

import numpy as np
import pytest

from datasets import DOMAIN, Dataset
from playground import Run, RunConfig
from playground.takeaway.portrait import portrait_of
from tests.takeaway.films import CASES, trained

PLANES = [name for name in CASES if name != "curve"]


def said(run, X):
    return run.predict_proba(X) if run.n_classes else run.predict(X)


@pytest.mark.parametrize("name", [name for name in PLANES if name != "perceptron"])
def test_the_field_is_what_the_run_answers_there(name):
    run, moments = trained(name)
    portrait = portrait_of(run)
    field = portrait.field(moments[-1].params, 7)
    places = np.array([(x, y) for y in field.ticks for x in field.ticks])
    expected = said(run, run.dataset.points_at(places))
    assert np.allclose(field.answers.reshape(expected.shape), expected, atol=1e-6)
    assert field.ticks[0] == -DOMAIN
    assert field.ticks[-1] == DOMAIN


def test_an_earlier_moment_is_what_the_run_was_then():
    run, moments = trained("two classes")
    then = Run(run.config)
    then.restore(moments[4])
    field = portrait_of(run).field(moments[4].params, 5)
    places = np.array([(x, y) for y in field.ticks for x in field.ticks])
    assert np.allclose(field.answers.reshape(-1, 2), then.predict_proba(places), atol=1e-6)


def test_the_lines_part_the_answers():
    run, moments = trained("two classes")
    field = portrait_of(run).field(moments[-1].params, 81)
    assert field.lines
    for line in field.lines:
        assert np.abs(run.predict_proba(line)[:, 1] - 0.5).max() < 0.1


def test_a_curve_has_points_over_its_one_input():
    run, moments = trained("curve")
    portrait = portrait_of(run)
    assert portrait.is_curve
    curve = portrait.curve(moments[-1].params, 9)
    X = np.column_stack([curve[:, 0], np.zeros(9)])
    assert np.allclose(curve[:, 1], run.predict(X), atol=1e-6)
    places, y = portrait.points("train")
    assert np.array_equal(places, np.column_stack([run.dataset.X_train[:, 0], y]))


def test_changed_points_keep_the_scale_that_the_weights_were_learnt_in():
    config = RunConfig(dataset="gauss", hidden_layers=(4,))
    run = Run(config)
    run.advance(3)
    rng = np.random.default_rng(3)
    X, y = rng.uniform(2, 5, (20, 2)), np.arange(20) % 2
    places = rng.uniform(-5, 5, (30, 2))
    before = run.predict_proba(places)
    run.change_data(Dataset(X[:10], y[:10], X[10:], y[10:]))
    portrait = portrait_of(run)
    z = portrait.sums(run.snapshot().params, places)
    assert np.allclose(portrait.head.output.probabilities(z), before, atol=1e-6)


def test_a_plane_along_two_columns_keeps_their_units():
    run, _ = trained("ten classes, wide")
    across, up = portrait_of(run).axes
    assert (across.name, across.offset, across.scale) == ("width", 0.0, 2.0)
    assert (up.name, up.offset, up.scale) == ("weight", 10.0, 1.0)
    places, answers = portrait_of(run).points("test")
    assert np.allclose(places[:, 1], run.dataset.X_test[:, 1] / 0.5)
    assert set(answers.tolist()) <= set(range(10))


def test_a_name_of_the_visitors_is_one_line():
    run, _ = trained("two classes")
    assert portrait_of(run, "my\ndata\x00").title == "my data, 6 tanh"
    assert portrait_of(run, "\n").title == "circle, 6 tanh"


def test_points_of_no_plane_have_no_picture():
    X, y = np.random.default_rng(0).normal(size=(8, 4)), np.arange(8) % 2
    run = Run(RunConfig(hidden_layers=(3,)), Dataset(X, y, X, y, n_coordinates=4))
    with pytest.raises(ValueError, match="two coordinates, or a plane"):
        portrait_of(run)
