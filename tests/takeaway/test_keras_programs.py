"""The Keras program: it is valid Python with the run's layers; where Keras is installed, it is run.

Keras is no requirement of anything here (with PyTorch: ``pip install keras``).
"""

from __future__ import annotations

import ast

import numpy as np
import pytest

from tests.takeaway.running import run_programs, text_of, weights_of
from tests.takeaway.test_numpy_programs import all_runs

OTHER_STEPS = ("dropout", "schedule step", "schedule cosine", "frozen, with all")


@pytest.mark.parametrize("name", all_runs())
def test_the_program_is_python_with_the_layers_of_the_run(name):
    run = all_runs()[name]
    text = text_of("keras", run)
    compile(text, name, "exec", dont_inherit=True)
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    named = [ast.unparse(call.func) for call in calls]
    assert named.count("keras.layers.Dense") == len(run.layer_sizes) - 1
    assert named.count("keras.layers.Dropout") == (
        len(run.layer_sizes) - 2 if run.config.dropout else 0
    )
    assert sum(name.startswith("keras.optimizers.") for name in named) == 1
    functions = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    assert {"load", "first_weights", "batches", "made", "train", "report", "main"} <= functions
    called = {name for name in named if "." not in name}
    builtins = {"zip", "enumerate", "range", "print", "min", "len", "slice", "sum"}
    assert called <= functions | builtins | {"count", "islice", "pairwise", "FLOAT", "partial"}


@pytest.mark.torch
def test_where_keras_is_installed_the_program_reaches_about_the_same_weights(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    pytest.importorskip("torch")
    pytest.importorskip("keras")
    texts = {name: text_of("keras", run) for name, run in all_runs().items()}
    for name, ran in run_programs(texts, tmp_path).items():
        assert np.isfinite(ran.weights).all()
        if name.startswith(OTHER_STEPS):
            continue  # the program says that it takes other steps
        run = all_runs()[name]
        np.testing.assert_allclose(ran.weights, weights_of(run), rtol=5e-3, atol=1e-3)
        assert ran.number("train", "loss") == pytest.approx(run.metrics()[0], rel=1e-3)
