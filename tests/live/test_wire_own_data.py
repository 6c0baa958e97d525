"""What the browser is told of own data: units, names, and the plane a wide space is seen on."""

import dataclasses
import json

import numpy as np
import pytest

from playground import Run
from playground.digits.data import digits_dataset
from playground.live.prober import Prober
from playground.live.transport import Transport
from playground.live.wire import describe_run, encode_json
from tests.columns import diabetes_pair, iris_pair, wine
from tests.live.conftest import SMALL

THREE = SMALL.replace(dataset="blobs", centers=3)


def told_of(config, dataset=None):
    return json.loads(encode_json(describe_run(Run(config, dataset))))


def test_a_wide_space_is_told_by_places_and_rows():
    data = wine()
    told = told_of(THREE, data)
    assert told["n_inputs"] == 13
    assert told["layer_sizes"] == [13, 4, 3, 3]
    assert told["feature_names"] == []
    assert told["axes"][0] == {
        "name": "alcohol",
        "offset": pytest.approx(data.axes[0].offset),
        "scale": pytest.approx(data.axes[0].scale),
    }
    assert told["class_names"] == ["class_0", "class_1", "class_2"]
    np.testing.assert_allclose(told["train_rows"], data.X_train, atol=5.1e-7)
    np.testing.assert_allclose(told["test_rows"], data.X_test, atol=5.1e-7)
    origin = np.array(told["plane"]["origin"])
    directions = np.array(told["plane"]["directions"])
    for part, X in (("train", data.X_train), ("test", data.X_test)):
        places = np.array(told[part])[:, :2]
        # The nearest point of the plane: what is missing lies across it.
        across = X - (origin + places @ directions)
        np.testing.assert_allclose(across @ directions.T, 0, atol=1e-4)
    assert [row[2] for row in told["test"]] == data.y_test.tolist()


@pytest.mark.parametrize(
    ("config", "data"),
    [(THREE, iris_pair()), (SMALL.replace(dataset="reg-plane"), diabetes_pair())],
)
def test_two_columns_stay_points_of_the_plane_with_their_units(config, data):
    told = told_of(config, data)
    assert (told["n_inputs"], told["feature_names"]) == (2, ["x", "y"])
    assert told["plane"] is None
    assert "train_rows" not in told
    assert [axis["name"] for axis in told["axes"]] == [axis.name for axis in data.axes]
    assert told["class_names"] == list(data.class_names)
    assert told["answer"] == dataclasses.asdict(data.answer)
    np.testing.assert_allclose(np.array(told["train"])[:, :2], data.X_train, atol=5.1e-7)


def test_shapes_and_digits_have_no_names_and_no_plane():
    for told in (told_of(SMALL), told_of(SMALL.replace(dataset="blobs"), digits_dataset())):
        assert (told["axes"], told["class_names"], told["plane"]) == ([], [], None)
        assert "train_rows" not in told
    assert told["n_inputs"] == 64
    assert all(len(row) == 65 for row in told["train"])


def test_an_answer_of_labels_with_gaps_is_an_index():
    data = wine(3)
    gaps = type(data)(
        data.X_train, 10 * data.y_train, data.X_test, 10 * data.y_test, n_coordinates=3,
        axes=data.axes, class_names=data.class_names, plane=data.plane,
    )  # fmt: skip
    told = told_of(THREE, gaps)
    assert told["class_labels"] == [0, 10, 20]
    assert {row[2] for row in told["train"]} == {0, 1, 2}


def test_probes_measure_every_layer_of_a_wide_space():
    transport = Transport(THREE, wine(), lambda: 1_000_000)
    transport.run.advance(epochs=5)
    found = Prober().probe(transport)
    assert len(found["accuracies"]) == 2
    assert found["input"] > 0.95  # straight cuts nearly part the classes of wine
