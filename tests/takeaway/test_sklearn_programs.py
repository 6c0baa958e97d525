"""The scikit-learn program: the same weights where it can, words where it cannot."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from playground.fields import FieldError
from playground.training import Run
from tests.takeaway.running import Ran, run_programs, text_of, weights_of
from tests.takeaway.test_numpy_programs import all_runs, made

REFUSED = {"activation sine": "no activation sine", "perceptron": "no step output"}
STAND_INS = {
    **{f"activation {name}": "relu" for name in ("leaky_relu", "elu", "gelu", "swish")},
    "squared, tanh": "classifier knows cross-entropy alone",
    "squared, sigmoid": "classifier knows cross-entropy alone",
    "3 classes, sigmoid": "classifier knows cross-entropy alone",
    "huber": "classifier knows cross-entropy alone",
    "regression, huber": "no Huber loss",
    "layers of their own": "one activation for all hidden layers",
    "clipped": "cannot clip",
    "frozen, with all": "cannot clip",
    "dropout": "no dropout",
    "dropout, own layers": "no dropout",
    "dropout, all at once": "no dropout",
    "dropout in order": "no dropout",
    "schedule step": "a few steps later",
    "schedule cosine": "a few steps later",
}
ADAMS = ("adam", "adam_uncorrected", "rmsprop")
EXACT = [name for name in all_runs() if name not in REFUSED | STAND_INS]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {
        name: text_of("sklearn", run) for name, run in all_runs().items() if name not in REFUSED
    }


@pytest.fixture(scope="module")
def ran(texts, tmp_path_factory) -> dict[str, Ran]:
    return run_programs(texts, tmp_path_factory.mktemp("sklearn"))


def said(run: Run, ran: Ran) -> None:
    """What is printed agrees with what the run says."""
    train_loss, test_loss, train_accuracy, test_accuracy = run.metrics()
    if run.task == "regression":
        assert ran.number("train", "loss") == pytest.approx(train_loss, rel=1e-3)
        assert ran.number("test", "loss") == pytest.approx(test_loss, rel=1e-3)
    else:
        assert ran.number("train", "accuracy") == pytest.approx(100 * train_accuracy, abs=0.06)
        assert ran.number("test", "accuracy") == pytest.approx(100 * test_accuracy, abs=0.06)


@pytest.mark.parametrize("name", EXACT)
def test_where_it_can_it_reaches_the_same_weights(ran, name):
    run = all_runs()[name]
    # Adam's ε comes in elsewhere, which the first steps, of its full length, feel most.
    close = 1e-3 if run.config.optimizer in ADAMS else 1e-8
    np.testing.assert_allclose(ran[name].weights, weights_of(run), rtol=close, atol=close)
    said(run, ran[name])


@pytest.mark.parametrize("name", STAND_INS)
def test_what_stands_in_is_said_at_the_top_and_the_program_runs(texts, ran, name):
    words = " ".join((ast.get_docstring(ast.parse(texts[name])) or "").split())
    assert STAND_INS[name] in words
    assert "another training" in words
    assert np.isfinite(ran[name].weights).all()
    assert len(ran[name].weights) == len(weights_of(all_runs()[name]))


@pytest.mark.parametrize("name", REFUSED)
def test_what_it_has_nothing_near_is_refused_in_words(name):
    with pytest.raises(FieldError, match=REFUSED[name]):
        text_of("sklearn", all_runs()[name])


def test_in_single_precision_the_weights_differ_by_rounding_alone(tmp_path):
    runs = {name: made(name) for name in ("optimizer adam", "3 classes", "regression")}
    ran = run_programs({name: text_of("sklearn", run) for name, run in runs.items()}, tmp_path)
    for name, run in runs.items():
        np.testing.assert_allclose(ran[name].weights, weights_of(run), rtol=1e-3, atol=1e-4)
