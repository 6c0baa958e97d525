"""The gap study: its numbers are those of single runs, and the noisy data shows what it should."""

from __future__ import annotations

import numpy as np
import pytest

from playground.analysis.gap_study import (
    MAX_STEPS,
    MAX_VISITS,
    N_SEEDS,
    GapResult,
    affordable_epochs,
    study,
    study_config,
    treatments,
    typical_seed,
)
from playground.config import RunConfig
from playground.training import Run
from playground.views.capacity_settings import NOISY

SMALL = RunConfig(dataset="pinwheel", n_samples=60, noise=0.2, seed=3, stop_epoch=2, weight_seed=5)
NONE, L2, DROPOUT = treatments(0.3, 0.5)


def seeds_of(config, width, treatment, seeds):
    return [study_config(config, width, 2, treatment, seed) for seed in seeds]


@pytest.mark.parametrize("treatment", [NONE, L2])
def test_a_study_has_the_numbers_of_its_runs(treatment):
    configs = seeds_of(SMALL, 4, treatment, (3, 4, 5))
    result = study(configs, treatment.name, 9)
    assert (result.width, result.seeds, list(result.epochs)) == (4, (3, 4, 5), list(range(10)))
    side = (np.arange(48) + 0.5) / 4 - 6
    for place, config in enumerate(configs):
        run = Run(config)
        run.advance(9)
        np.testing.assert_allclose(result.train_accuracy[:, place], run.losses.train_accuracy)
        np.testing.assert_allclose(result.test_accuracy[:, place], run.losses.test_accuracy)
        row = run.predict_proba(np.column_stack([side, np.full(48, side[40])])) * 255
        np.testing.assert_allclose(result.pictures[place, 40], row, atol=0.6)


def test_a_treatment_is_the_only_remedy_and_nothing_stops_a_run():
    config = SMALL.replace(l1=0.1, dropout=0.2, l2=0.01)
    for treatment, fields in ((NONE, (0, 0)), (L2, (0.3, 0)), (DROPOUT, (0, 0.5))):
        one = study_config(config, 6, 3, treatment, 8)
        assert (one.l1, one.l2, one.dropout) == (0, *fields)
        assert (one.hidden_layers, one.seed) == ((6, 6, 6), 8)
        assert (one.stop_epoch, one.weight_seed) == (0, None)


def test_a_single_neuron_becomes_a_network():
    perceptron = RunConfig(dataset="gauss", activation="step", hidden_layers=())
    assert study_config(perceptron, 2, 1, NONE, 0).activation == "tanh"


def test_medians_and_quartiles_are_over_the_seeds():
    train = np.array([[0.5, 0.6, 0.9, 1.0], [1.0, 0.8, 0.84, 0.9]])
    test = np.array([[0.5, 0.5, 0.5, 0.5], [0.5, 0.7, 0.56, 0.4]])
    result = GapResult(
        SMALL, 2, "none", (0, 1, 2, 3), np.arange(2), train, test, np.zeros((4, 48, 48), np.uint8)
    )
    assert result.final == pytest.approx((0.87, 0.53, 0.39))
    np.testing.assert_allclose(result.quartiles()[:, 0], [0.075, 0.25, 0.425])
    assert typical_seed([result]) == 2  # 0.84 and 0.56: nearest to these medians


@pytest.mark.parametrize(
    ("changes", "epochs"),
    [
        ({"n_samples": 200, "batch_size": 32}, 600),
        ({"n_samples": 2000, "batch_size": 0}, 120),
        ({"n_samples": 2000, "batch_size": 1}, 3),
        ({"n_samples": 20, "batch_size": 1, "train_share": 0.9}, 166),
    ],
)
def test_a_study_stays_within_its_caps(changes, epochs):
    config = RunConfig(**changes)
    assert affordable_epochs(config, 600) == epochs
    n_train = round(config.n_samples * config.train_share)
    steps = -(-n_train // (config.batch_size or n_train))
    assert epochs * n_train <= MAX_VISITS
    assert epochs * steps <= MAX_STEPS


def test_regression_has_no_gap_to_count():
    with pytest.raises(ValueError, match=r"needs classes\. Got 'curve'"):
        study([RunConfig(dataset="curve")], "none", 1)


def test_the_noisy_points_show_too_few_too_many_and_what_helps():
    """What the page's button promises, with its numbers: medians over its twelve seeds."""
    settings = dict(NOISY)
    layers, epochs = settings.pop("study_layers"), settings.pop("study_epochs")
    rows = treatments(settings.pop("study_l2"), settings.pop("study_dropout"))
    config = RunConfig(**settings)
    assert affordable_epochs(config, epochs) == epochs

    def final(width, row):
        configs = [study_config(config, width, layers, row, seed) for seed in range(N_SEEDS)]
        return study(configs, row.name, epochs).final

    few, some, many = (final(width, rows[0]) for width in (2, 4, 32))
    assert few[0] < some[0] - 0.1  # too few: wrong even on the training points
    assert few[1] < some[1] - 0.1
    assert many[0] > 0.93  # too many: the training points by heart …
    assert many[1] < some[1] - 0.02  # … and worse on others
    assert many[2] > some[2] + 0.08
    for row in rows[1:]:
        _, test, gap = final(32, row)
        assert gap < 0.5 * many[2]
        assert test > many[1] + 0.02
