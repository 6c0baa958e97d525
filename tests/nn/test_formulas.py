"""Activations, outputs, losses, initialisers and schedules against formulas written out here."""

import math

import numpy as np
import pytest
from scipy import special

from playground.nn import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OUTPUTS,
    SCHEDULES,
    Head,
    initial_parameters,
    layer_views,
    n_parameters,
)

Z = np.linspace(-6, 6, 101)

EXPECTED = {
    "tanh": np.tanh(Z),
    "relu": np.where(Z > 0, Z, 0),
    "leaky_relu": np.where(Z > 0, Z, 0.01 * Z),
    "elu": np.where(Z > 0, Z, np.exp(Z) - 1),
    "gelu": 0.5 * Z * (1 + np.tanh(math.sqrt(2 / math.pi) * (Z + 0.044715 * Z**3))),
    "swish": Z * special.expit(Z),
    "sigmoid": special.expit(Z),
    "sine": np.sin(Z),
    "step": np.where(Z >= 0, 1, -1),
    "linear": Z,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_is_its_formula(name):
    out = np.empty_like(Z)
    ACTIVATIONS[name].function(Z, out)
    np.testing.assert_allclose(out, EXPECTED[name], atol=1e-15, rtol=1e-12)


@pytest.mark.parametrize("name", [n for n in ACTIVATIONS if not ACTIVATIONS[n].needs_z])
def test_activation_may_overwrite_its_input(name):
    z = Z.copy()
    ACTIVATIONS[name].function(z, z)
    np.testing.assert_allclose(z, EXPECTED[name], atol=1e-15, rtol=1e-12)


@pytest.mark.parametrize("table", [ACTIVATIONS, OUTPUTS, LOSSES, INITIALIZERS, SCHEDULES])
def test_tables_are_keyed_by_name_and_say_their_formula(table):
    for name, row in table.items():
        assert row.name == name
        assert row.label
        assert row.formula


def test_sigmoid_of_huge_numbers_is_0_and_1():
    z = np.array([-1e30, -100, 100, 1e30], np.float32)
    ACTIVATIONS["sigmoid"].function(z, z)
    np.testing.assert_array_equal(z, [0, 0, 1, 1])


def test_cross_entropy_of_one_unit():
    z, t = np.array([[0.3, -2.0, 80.0, -80.0]]), np.array([[1.0, 1.0, -1.0, 1.0]])
    p = special.expit(z * t)
    expected = [-math.log(p[0, 0]), -math.log(p[0, 1]), 80, 80]
    np.testing.assert_allclose(LOSSES["cross_entropy"].function(z, t, 1.0), expected)


def test_cross_entropy_of_several_units():
    z = np.array([[0.3, 1000.0], [1.0, 0.0], [-2.0, 0.0]])
    t = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    expected = [-special.log_softmax(z[:, 0])[1], 0]
    np.testing.assert_allclose(LOSSES["cross_entropy"].function(z, t, 1.0), expected)


def test_huber_is_quadratic_near_and_linear_far():
    o, t = np.array([[0.5, 3.0]]), np.zeros((1, 2))
    np.testing.assert_allclose(LOSSES["huber"].function(o, t, 1.0), [0.125, 2.5])
    np.testing.assert_allclose(LOSSES["squared"].function(o, t, 1.0), [0.125, 4.5])


def test_targets():
    y = np.array([0, 1])
    for output, other in (("tanh", -1), ("linear", -1), ("step", -1), ("sigmoid", 0)):
        head = Head(loss="squared", output=output, n_classes=2)
        np.testing.assert_array_equal(head.targets(y), [[other], [1]])
    logit = Head(loss="cross_entropy", output="softmax", n_classes=2)
    np.testing.assert_array_equal(logit.targets(y), [[-1], [1]])
    three = Head(loss="squared", output="tanh", n_classes=3)
    np.testing.assert_array_equal(three.targets(y), [[1, -1, -1], [-1, 1, -1]])
    softmax = Head(loss="cross_entropy", output="softmax", n_classes=3)
    np.testing.assert_array_equal(softmax.targets(y), [[1, 0, 0], [0, 1, 0]])
    regression = Head(loss="squared", output="linear", n_classes=0)
    np.testing.assert_array_equal(regression.targets(np.array([0.5, 2])), [[0.5], [2]])


def test_probabilities_of_one_unit():
    z = np.array([[-3.0, 0.0, 0.5]])
    second = {
        "softmax": special.expit(z[0]),
        "sigmoid": special.expit(z[0]),
        "tanh": (1 + np.tanh(z[0])) / 2,
        "linear": [0, 0.5, 0.75],
        "step": [0, 1, 1],
    }
    for output, expected in second.items():
        p = OUTPUTS[output].probabilities(z)
        np.testing.assert_allclose(p[:, 1], expected)
        np.testing.assert_allclose(p.sum(axis=1), 1)


def test_probabilities_of_several_units():
    z = np.array([[2.0, -9.0], [0.0, -9.0], [-2.0, -9.0]])
    np.testing.assert_allclose(
        OUTPUTS["softmax"].probabilities(z), special.softmax(z, axis=0).T, rtol=1e-12
    )
    # Shares 1, ½, 0; and where no unit claims the point, all alike.
    np.testing.assert_allclose(
        OUTPUTS["linear"].probabilities(z), [[2 / 3, 1 / 3, 0], [1 / 3, 1 / 3, 1 / 3]]
    )


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", OUTPUTS)
def test_head_refuses_what_does_not_go_together(loss, output):
    if (loss == "cross_entropy") == (output == "softmax"):
        Head(loss=loss, output=output)
    else:
        with pytest.raises(ValueError, match="need each other"):
            Head(loss=loss, output=output)


def test_initializers_have_the_stated_spread():
    rng = np.random.default_rng(0)
    sizes = (400, 300)
    spreads = {"he": math.sqrt(2 / 400), "glorot": math.sqrt(2 / 700), "uniform": 1 / math.sqrt(12)}
    for name, spread in spreads.items():
        (layer,) = layer_views(initial_parameters(sizes, name, rng), sizes)
        assert layer[:-1].std() == pytest.approx(spread, rel=0.01)
        assert abs(layer[:-1].mean()) < 0.01 * spread * 3
        np.testing.assert_array_equal(layer[-1], 0.1 if name == "uniform" else 0)
    assert not initial_parameters(sizes, "zeros", rng).any()


def test_parameters_lie_layer_by_layer_biases_last():
    vector = np.arange(n_parameters((2, 2, 1)))
    first, second = layer_views(vector, (2, 2, 1))
    np.testing.assert_array_equal(first, [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(second, [[6], [7], [8]])


def test_schedules():
    factors = {name: [row.factor(e, 10) for e in (0, 5, 10, 25)] for name, row in SCHEDULES.items()}
    np.testing.assert_allclose(factors["constant"], [1, 1, 1, 1])
    np.testing.assert_allclose(factors["step"], [1, 1, 0.5, 0.25])
    np.testing.assert_allclose(factors["cosine"], [1, 0.5, 0, 0], atol=1e-15)
