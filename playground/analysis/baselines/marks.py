"""Parameters that several models share: their rules, and the values on their sliders."""

from __future__ import annotations

from playground.analysis.baselines.row import Parameter
from playground.fields import Choice, Number

SIZES = (0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
SHARES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
DEGREES = (1, 2, 3, 4, 5, 6, 7, 8)
MAX_ITERATIONS = 500
"""Steps of the linear models' solvers: ten times what they usually take."""


def freedom(default: float = 1.0) -> Parameter:
    """C of logistic regression and of support vector machines."""
    return Parameter(
        "C", "C", Number(0.001, 1000), default, SIZES,
        "How much a wrong point weighs against a simple model. Small: simple and smooth. Large: "
        "every training point counts, noise too.",
    )  # fmt: skip


def gamma(default: float) -> Parameter:
    return Parameter(
        "gamma", "γ", Number(0.001, 100), default,
        (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0),
        "How quickly a point's say fades with distance, as exp(−γ d²). Large: each point rules "
        "its own small island.",
    )  # fmt: skip


def tube(default: float = 0.1) -> Parameter:
    return Parameter(
        "epsilon", "ε", Number(0, 1), default, (0.0, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5),
        "Errors up to ε cost nothing; points within that tube around the surface are ignored.",
    )  # fmt: skip


def degree(default: int) -> Parameter:
    return Parameter(
        "degree", "Degree", Number(1, 8, whole=True), default, DEGREES,
        "The highest power of the inputs, products among them. Degree 1 is straight.",
    )  # fmt: skip


def neighbours() -> tuple[Parameter, Parameter]:
    return (
        Parameter(
            "n_neighbors", "Neighbours", Number(1, 100, whole=True), 5,
            (1, 2, 3, 5, 7, 10, 15, 25, 50, 100),
            "How many of the nearest training points are asked. One: every point, noise too, has "
            "a cell of its own.",
        ),
        Parameter(
            "weights", "Votes", Choice(("uniform", "distance")), "uniform",
            ("uniform", "distance"),
            "Whether all neighbours count the same, or nearer ones more.",
        ),
    )  # fmt: skip


def depth(default: int, most: int) -> Parameter:
    marks = tuple(n for n in (1, 2, 3, 4, 5, 6, 8, 10, 15, 20) if n <= most)
    return Parameter(
        "max_depth", "Depth", Number(1, most, whole=True), default, marks,
        "How many questions are asked one after another at most.",
    )  # fmt: skip


def leaf() -> Parameter:
    return Parameter(
        "min_samples_leaf", "Points per leaf", Number(1, 100, whole=True), 1,
        (1, 2, 3, 5, 10, 20, 50, 100),
        "The fewest training points an answer may rest on. More: fewer, larger boxes.",
    )  # fmt: skip


def trees(default: int, most: int) -> Parameter:
    marks = tuple(n for n in (1, 2, 5, 10, 20, 30, 50, 100, 150, 200) if n <= most)
    return Parameter(
        "n_estimators", "Trees", Number(1, most, whole=True), default, marks,
        "How many trees answer together.",
    )  # fmt: skip


def rate(default: float = 0.1) -> Parameter:
    return Parameter(
        "learning_rate", "Learning rate", Number(0.01, 1), default,
        (0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1.0),
        "The part of each tree's correction that is taken over. Small ones need more trees.",
    )  # fmt: skip


def penalty(default: float, help: str) -> Parameter:
    return Parameter("alpha", "α", Number(0, 1000), default, (0.0, 0.0001, *SIZES), help)


def epochs() -> Parameter:
    return Parameter(
        "max_iter", "Epochs", Number(1, 1000, whole=True), 1000, (1, 2, 5, 10, 20, 50, 100, 1000),
        "Visits to all training points at most; it stops earlier when nothing improves.",
    )  # fmt: skip


def smoothing() -> Parameter:
    return Parameter(
        "var_smoothing", "Smoothing", Number(1e-9, 10), 1e-9,
        (1e-9, 1e-6, 0.001, 0.01, 0.1, 0.3, 1.0, 10.0),
        "Added to every variance, as a part of the largest one.",
    )  # fmt: skip


def shrinkage() -> Parameter:
    return Parameter(
        "shrinkage", "Shrinkage", Number(0, 1), 0.0, SHARES,
        "0 takes the clouds' form as measured, 1 takes it for round.",
    )  # fmt: skip


def roundness() -> Parameter:
    return Parameter(
        "reg_param", "Regularisation", Number(0, 1), 0.0, SHARES,
        "0 takes each cloud's form as measured, 1 takes it for round.",
    )  # fmt: skip


def far_off() -> Parameter:
    return Parameter(
        "epsilon", "ε", Number(1, 10), 1.35, (1.0, 1.1, 1.35, 1.5, 2.0, 3.0, 5.0, 10.0),
        "Errors beyond ε times the usual one count as far off.",
    )  # fmt: skip


def length_scale() -> Parameter:
    return Parameter(
        "length_scale", "Length scale", Number(0.1, 100), 0.5,
        (0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0),
        "How far apart two places may lie and still have similar values.",
    )  # fmt: skip


def expected_noise() -> Parameter:
    return Parameter(
        "alpha", "Noise", Number(1e-6, 10), 0.01, (1e-6, 0.0001, 0.001, 0.01, 0.1, 1.0, 10.0),
        "The variance of the noise expected in each target.",
    )  # fmt: skip
