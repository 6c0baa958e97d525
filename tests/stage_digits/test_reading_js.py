"""What the browser reads out of all images is what the engine says of them."""

from __future__ import annotations

import numpy as np
import pytest

from playground.digits import DIGITS, LESSONS, digits
from playground.digits.mistakes import confusion, hardest_first, image_losses
from playground.digits.units import activations
from tests.stage_digits.messages import made, message

pytestmark = pytest.mark.browser

READ = """
const { imagesOf, createReader, countAnswers, placesOf } = await load("digits/reading");
const images = imagesOf(argument.run);
const reading = createReader(argument.run, images)(Float32Array.from(argument.params));
const counts = countAnswers(images.labels, reading.predicted, images.nTrain, images.n,
  new Uint32Array(100));
return {
  pixels: Array.from(images.pixels.subarray(64, 128)),
  n: images.n, nTrain: images.nTrain, labels: Array.from(images.labels),
  probabilities: Array.from(reading.probabilities), predicted: Array.from(reading.predicted),
  losses: Array.from(reading.losses), reach: reading.reach, counts: Array.from(counts),
  places: argument.wishes.map((wish) => placesOf(images, reading, wish)),
};
"""
WISHES = [
    {"split": "test", "order": "given", "only": "all"},
    {"split": "train", "order": "given", "only": "mistakes"},
    {"split": "test", "order": "hardest", "only": "mistakes"},
    {"split": "test", "order": "given", "only": {"actual": 8, "predicted": 1}},
    {"split": "train", "order": "hardest", "only": {"layer": 1, "unit": 4}},
]


@pytest.mark.parametrize("name", ["default", "textbook", "linear", "two"])
def test_all_images_are_read_as_the_engine_reads_them(run, name):
    net = made(LESSONS[name].config, epochs=2)
    params = net.snapshot().params
    argument = {"run": message(net), "params": params.tolist(), "wishes": []}
    got = run(READ, argument)
    data = digits()
    told = activations(net, data.X)
    assert (got["n"], got["nTrain"]) == (len(data.labels), data.n_train)
    assert got["pixels"] == data.X[1].tolist()
    assert got["labels"] == data.labels.tolist()
    probabilities = np.reshape(got["probabilities"], (10, -1)).T
    np.testing.assert_allclose(probabilities, told.probabilities, atol=2e-5)
    top = np.sort(told.probabilities, axis=1)
    clear = top[:, -1] - top[:, -2] > 1e-4
    assert clear.mean() > 0.99
    np.testing.assert_array_equal(np.array(got["predicted"])[clear], told.predictions[clear])
    losses = image_losses(net, data.X, data.labels)
    np.testing.assert_allclose(got["losses"], losses, rtol=1e-3, atol=2e-4)
    reach = [np.abs(values).max() for values in told.hidden]
    np.testing.assert_allclose(got["reach"], reach, rtol=1e-4)
    counts = confusion(net, data.X[data.test], data.labels[data.test]).counts
    assert np.abs(np.reshape(got["counts"], (10, 10)) - counts).sum() <= 2 * (~clear).sum()


def test_images_are_put_in_the_wanted_order(run):
    net = made(DIGITS, epochs=2)
    argument = {"run": message(net), "params": net.snapshot().params.tolist(), "wishes": WISHES}
    got = run(READ, argument)
    data = digits()
    labels, predicted = data.labels, np.array(got["predicted"])
    places = np.arange(len(labels))
    test, wrong = places >= data.n_train, predicted != labels
    everything, train_mistakes, hardest, cell, exciting = got["places"]
    assert everything == places[test].tolist()
    assert train_mistakes == places[~test & wrong].tolist()
    mistakes = places[test & wrong]
    losses = np.array(got["losses"])[mistakes]
    assert hardest == mistakes[hardest_first(losses)].tolist()
    assert cell == places[test & (labels == 8) & (predicted == 1)].tolist()
    assert len(train_mistakes) > 0 < len(hardest)
    values = net.hidden(data.X[data.train])[1][:, 4]
    np.testing.assert_allclose(values[exciting], np.sort(values)[::-1][:60], rtol=1e-4, atol=1e-4)
