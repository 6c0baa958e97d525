"""The binary format, read back by an independent decoder."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Run
from playground.live.wire import describe_run, encode_in_chunks, encode_json, encode_snapshots
from playground.training import Snapshot
from tests.live.conftest import SMALL
from tests.live.watcher import decode

numbers = st.floats(width=32)


def snapshots_of(values: list[list[float]], n_params: int) -> list[tuple[int, Snapshot]]:
    """Records with chosen measurements and recognisable parameters."""
    start = Run(SMALL).snapshot()
    return [
        (
            7 * i,
            replace(
                start,
                progress=i + 0.125,
                batch=i,
                train_loss=row[0],
                test_loss=row[1],
                train_accuracy=row[2],
                test_accuracy=row[3],
                compute_seconds=row[4],
                params=np.arange(n_params, dtype=np.float32) + i,
            ),
        )
        for i, row in enumerate(values)
    ]


@given(
    st.lists(st.lists(numbers, min_size=5, max_size=5), min_size=1, max_size=8), st.integers(1, 40)
)
def test_snapshots_survive_the_wire(values, n_params):
    records = snapshots_of(values, n_params)
    stride, moments = decode(encode_snapshots(records, 4))
    assert stride == 4
    for (seq, snapshot), moment in zip(records, moments, strict=True):
        assert (moment.seq, moment.batch, moment.progress) == (
            seq,
            snapshot.batch,
            snapshot.progress,
        )
        for name in (
            "train_loss",
            "test_loss",
            "train_accuracy",
            "test_accuracy",
            "compute_seconds",
        ):
            np.testing.assert_equal(getattr(moment, name), getattr(snapshot, name))
        np.testing.assert_array_equal(moment.params, snapshot.params)


def test_a_loss_beyond_float32_is_infinite():
    records = snapshots_of([[1e300, math.nan, math.nan, 0.5, 1.0]], 3)
    (moment,) = decode(encode_snapshots(records, 1))[1]
    assert moment.train_loss == math.inf
    assert math.isnan(moment.train_accuracy)
    assert moment.test_accuracy == 0.5


def test_chunks_are_bounded_and_complete():
    records = snapshots_of([[0.0] * 5] * 100, 50)
    chunks = list(encode_in_chunks(records, 1, chunk_bytes=4096))
    assert max(map(len, chunks)) <= 4096
    assert [m.seq for chunk in chunks for m in decode(chunk)[1]] == [seq for seq, _ in records]
    one_by_one = list(encode_in_chunks(records, 1, chunk_bytes=1))
    assert len(one_by_one) == 100
    assert list(encode_in_chunks([], 1)) == []


def test_bytes_per_snapshot_are_four_per_parameter_and_a_small_head():
    records = snapshots_of([[0.0] * 5] * 8, 177)
    assert len(encode_snapshots(records, 1)) / 8 <= 4 * 177 + 100


@pytest.mark.parametrize(
    ("changes", "n_inputs", "outputs"),
    [
        ({}, 2, 1),
        ({"dataset": "blobs", "centers": 4}, 2, 4),
        ({"dataset": "curve"}, 1, 1),
        ({"dataset": "reg-plane"}, 2, 1),
        ({"features": ("x", "y", "sin_x")}, 2, 1),
        ({"layer_activations": ("same", "gelu")}, 2, 1),
    ],
)
def test_a_run_is_described_in_plain_json(changes, n_inputs, outputs):
    run = Run(SMALL.replace(**changes))
    told = json.loads(encode_json(describe_run(run)))
    assert told["n_inputs"] == n_inputs
    assert told["layer_sizes"] == [len(run.config.features), 4, 3, outputs]
    assert told["activations"] == list(run.config.activations)
    assert told["feature_names"] == list(run.config.features)
    assert told["class_labels"] == list(run.dataset.classes)
    answers = {row[2] for row in told["train"] + told["test"]}
    assert run.task == "regression" or answers == set(range(run.n_classes))
