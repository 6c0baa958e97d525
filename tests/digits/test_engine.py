"""The engine on images: scaled as one, told to the browser, kept, trained as in the plane."""

import math

import numpy as np
import pytest

from playground import Run
from playground.digits import DIGITS, EPOCHS, digits_dataset
from playground.live.limits import Limits
from playground.live.prober import Prober
from playground.live.registry import Registry
from playground.live.transport import Transport
from playground.live.wire import describe_run, encode_json
from playground.training.replicas import Replicas


@pytest.mark.parametrize("first", [0, 5])
def test_the_defaults_read_96_percent_of_the_test_images(first):
    runs = [Run(DIGITS.replace(seed=seed), digits_dataset()) for seed in range(first, first + 5)]
    for run in runs:
        run.advance(EPOCHS)
    assert min(run.metrics()[3] for run in runs) >= 0.96


def test_all_pixels_are_scaled_by_one_mean_and_one_spread():
    data = digits_dataset()
    run = Run(DIGITS, data)
    expected = (data.X_test - np.mean(data.X_train)) / np.std(data.X_train)
    assert run.inputs(data.X_test) == pytest.approx(expected, abs=1e-12)
    assert run.feature_mean.shape == run.feature_scale.shape == (64,)
    plain = Run(DIGITS.replace(standardize=False), data)
    assert np.array_equal(plain.inputs(data.X_test), data.X_test)


def test_the_answers_are_those_of_the_layers_worked_out_by_hand(trained):
    X = digits_dataset().X_test[:20]
    a = trained.inputs(X)
    *hidden, (W, b) = trained.layers
    for W_hidden, b_hidden in hidden:
        a = np.maximum(a @ W_hidden + b_hidden, 0)
    z = a @ W + b
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert trained.layer_sizes == (64, 32, 16, 10)
    assert trained.predict_proba(X) == pytest.approx(expected, abs=1e-4)
    assert np.array_equal(trained.predict(X), expected.argmax(axis=1))


def test_points_of_the_plane_are_no_images(trained):
    with pytest.raises(ValueError, match=r"X must have shape \(n, 64\). Got \(3, 2\) instead"):
        trained.predict(np.zeros((3, 2)))


def test_replicas_learn_what_a_run_learns():
    configs = [DIGITS.replace(seed=seed, precision="float64") for seed in (3, 4)]
    replicas = Replicas(configs, digits_dataset())
    replicas.advance(2)
    for i, config in enumerate(configs):
        run = Run(config, digits_dataset())
        run.advance(2)
        assert replicas.metrics[i] == pytest.approx(run.metrics(), rel=1e-9)


def test_the_browser_is_told_the_images_as_whole_numbers(trained):
    told = describe_run(trained)
    data = digits_dataset()
    assert (told["n_inputs"], told["n_classes"]) == (64, 10)
    assert told["feature_names"] == []
    assert told["layer_sizes"] == [64, 32, 16, 10]
    assert np.array_equal(told["train"], np.column_stack([data.X_train, data.y_train]))
    assert all(type(value) is int for value in told["test"][0])
    assert len(encode_json(told)) < 300_000


def test_a_watched_run_keeps_within_its_memory_and_is_probed():
    allowed = 2**20
    transport = Transport(DIGITS, digits_dataset(), lambda: allowed)
    for _ in range(100):
        transport.step("batch")
        transport.advance(0.01)
    assert transport.history.last_seq == 100
    assert transport.history.nbytes <= max(allowed, 70 * transport.history.get(100).nbytes)
    assert Limits().history_bytes // transport.history.get(100).nbytes > 500
    prober = Prober()
    assert prober.due(transport) < math.inf
    prober.ask(100)
    probe = prober.probe(transport)
    assert len(probe["accuracies"]) == 2
    assert np.shape(probe["input_line"]["coef"]) == (10, 64)
    transport.reset("same")
    assert transport.run.layer_sizes == (64, 32, 16, 10)


def test_the_registry_opens_it_and_keeps_the_images_through_restarts():
    registry = Registry(Limits())
    try:
        run = registry.open(DIGITS, digits_dataset())
        assert run.call(lambda r: r.layer_sizes) == (64, 32, 16, 10)
        first = run.call(lambda r: r)
        run.configure(DIGITS.replace(learning_rate=0.001))
        assert run.call(lambda r: r) is first
        run.configure(DIGITS.replace(hidden_layers=(8,)))
        assert run.call(lambda r: r.layer_sizes) == (64, 8, 10)
        run.restart("new")
        assert run.call(lambda r: r.dataset) is digits_dataset()
    finally:
        registry.close()
