"""What a live run says of its past: the same moments a run alone comes through."""

from __future__ import annotations

import numpy as np
import pytest

from playground.live.commands import Step
from playground.live.limits import Limits
from playground.live.registry import Registry
from playground.racing import Contestant, RaceConfig
from playground.training import Run
from tests.live.conftest import SMALL, wait_until


@pytest.fixture
def registry():
    made = Registry(Limits())
    yield made
    made.close()


def test_the_kept_moments_are_those_of_the_run_alone(registry):
    watched = registry.open(SMALL)
    for epoch in range(1, 4):
        watched.command(Step("epoch", None))
        wait_until(lambda epoch=epoch: watched.call(lambda run: run.epoch) == epoch)
    config, dataset, snapshots = watched.past()
    assert config == SMALL
    alone = Run(SMALL)
    np.testing.assert_array_equal(dataset.X_train, alone.dataset.X_train)
    assert [snapshot.epoch for snapshot in snapshots] == [0, 1, 2, 3]
    for snapshot in snapshots:
        np.testing.assert_array_equal(snapshot.params, alone.snapshot().params)
        assert snapshot.train_loss == alone.metrics()[0]
        alone.advance()


def test_a_race_has_a_past_as_well(registry):
    config = RaceConfig(SMALL, (Contestant("adam"), Contestant("momentum")))
    watched = registry.open(config)
    watched.command(Step("epoch", None))
    wait_until(lambda: watched.call(lambda race: race.epoch) == 1)
    found, _, snapshots = watched.past()
    assert found == config
    assert len(snapshots) == 2
    everybody = snapshots[-1].params[: 2 * SMALL.n_parameters].reshape(2, -1)
    np.testing.assert_array_equal(everybody, watched.call(lambda race: race.params()))
