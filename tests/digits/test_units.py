"""What units do, against the network's own numbers; strokes and loops that are ones."""

import numpy as np
import pytest

from playground import Run
from playground.digits import LESSONS, digits, digits_dataset
from playground.digits.units import activations, likenesses, most_exciting, weight_pictures


def test_activations_are_those_of_the_run(trained):
    images = digits().images[:9]
    said = activations(trained, images)
    X = images.reshape(9, 64)
    assert np.array_equal(said.inputs, trained.inputs(X))
    assert [values.shape for values in said.hidden] == [(9, 32), (9, 16)]
    assert said.probabilities == pytest.approx(trained.predict_proba(X))
    assert np.array_equal(said.predictions, said.probabilities.argmax(axis=1))


def test_a_picture_of_weights_is_what_the_unit_adds_up(trained):
    X = digits().X[:5]
    pictures = weight_pictures(trained)
    assert pictures.shape == (32, 8, 8)
    b = trained.layers[0][1]
    z = np.einsum("urc,nrc->nu", pictures, trained.inputs(X).reshape(-1, 8, 8)) + b
    assert trained.hidden(X)[0] == pytest.approx(np.maximum(z, 0), abs=1e-4)


def test_without_hidden_layers_the_outputs_have_the_pictures():
    run = Run(LESSONS["linear"].config, digits_dataset())
    assert weight_pictures(run).shape == (10, 8, 8)


def test_the_most_exciting_images_are_found(trained):
    data = digits()
    found = most_exciting(trained, 1, 3, data.X, data.labels, n=12)
    values = trained.hidden(data.X)[1][:, 3]
    assert found.values == pytest.approx(np.sort(values)[::-1][:12])
    assert values[found.places] == pytest.approx(found.values)
    assert found.mean_image == pytest.approx(data.images[found.places].mean(axis=0))
    shown = data.labels[found.places]
    assert found.shares == pytest.approx([np.mean(shown == digit) for digit in range(10)])


@pytest.mark.parametrize(("layer", "unit", "message"), [(2, 0, "layer"), (0, 32, "unit")])
def test_units_that_are_not_there_are_refused(trained, layer, unit, message):
    with pytest.raises(ValueError, match=f"{message} must be from 0 to"):
        most_exciting(trained, layer, unit, digits().X, digits().labels)


def test_strokes_are_told_from_loops_and_from_neither():
    row, column = np.indices((8, 8)) - 3.5
    bar = (np.abs(0.6 * column - 0.8 * row - 1) < 0.9).astype(float)
    ring = (np.abs(np.hypot(row - 0.4, column) - 2.2) < 0.8).astype(float)
    noise = np.random.default_rng(0).standard_normal((8, 8))
    found = likenesses([bar, -3 * bar + 7, ring, 0.1 * ring, noise, np.zeros((8, 8))])
    kinds = [one.kind for one in found]
    assert kinds == ["stroke", "stroke", "loop", "loop", "neither", "neither"]
    assert found[0].stroke == pytest.approx(found[1].stroke)
    assert found[-1].stroke == found[-1].loop == 0
