"""Whatever is set: every library gives a program that is Python, or a sentence; files are made."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets import DATASETS, FEATURES
from playground.config import RunConfig
from playground.fields import FieldError
from playground.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, OUTPUTS, SCHEDULES
from playground.takeaway.onnx_model import onnx_bytes
from playground.takeaway.programs import LIBRARIES, program
from playground.takeaway.taken import OTHER, SAME, UNCHECKED, Taken, taken_from
from playground.takeaway.weights import json_text, npz_bytes
from playground.training import Run

HIDDEN = [name for name in ACTIVATIONS if name != "step"]
VALUES = {
    "dataset": st.sampled_from(list(DATASETS)),
    "n_samples": st.just(20),
    "centers": st.integers(2, 5),
    "features": st.lists(st.sampled_from(list(FEATURES)), min_size=1, max_size=9, unique=True),
    "standardize": st.booleans(),
    "hidden_layers": st.lists(st.integers(1, 6), max_size=8),
    "activation": st.sampled_from(list(ACTIVATIONS)),
    "layer_activations": st.lists(st.sampled_from(HIDDEN), max_size=8),
    "initializer": st.sampled_from(list(INITIALIZERS)),
    "output_activation": st.sampled_from([None, *OUTPUTS]),
    "precision": st.sampled_from(["float32", "float64"]),
    "loss": st.sampled_from([None, *LOSSES]),
    "optimizer": st.sampled_from(list(OPTIMIZERS)),
    "beta1": st.sampled_from([0, 0.9]),
    "beta2": st.sampled_from([0, 0.999]),
    "schedule": st.sampled_from(list(SCHEDULES)),
    "batch_size": st.sampled_from([0, 1, 3, 2000]),
    "shuffle": st.booleans(),
    "l1": st.sampled_from([0, 0.01]),
    "l2": st.sampled_from([0, 0.01]),
    "dropout": st.sampled_from([0, 0.5]),
    "clip_norm": st.sampled_from([0, 1.0]),
}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.fixed_dictionaries({}, optional=VALUES),
    st.sampled_from([SAME, OTHER, UNCHECKED]),
    st.integers(0, 2),
    st.booleans(),
)
def test_programs_compile_and_files_are_made(values, replay, steps, frozen):
    config, _ = RunConfig.nearest(**values)
    run = Run(config)
    if frozen:
        run.freeze(0, 0)
    run.advance_batches(steps)
    taken = taken_from(run)
    for library in LIBRARIES:
        _compiles(library, taken, replay)
    assert onnx_bytes(taken)
    assert npz_bytes(taken)
    assert json.loads(json_text(taken))["version"] == 1


def _compiles(library: str, taken: Taken, replay: str) -> None:
    if library == "sklearn" and not _has_near(taken):
        with pytest.raises(FieldError, match="Take the program in"):
            program(library, taken, replay)
        return
    text = program(library, taken, replay)
    compile(text, library, "exec", dont_inherit=True)
    code = text[: text.index("# The numbers:")]
    assert max(map(len, code.splitlines())) <= 100


def _has_near(taken: Taken) -> bool:
    """Whether scikit-learn has an activation for one of the layers, and the output."""
    return taken.output != "step" and set(taken.activations) != {"sine"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_s_row_is_whole(library):
    row = LIBRARIES[library]
    assert row.name == library
    assert row.needs.startswith("pip install numpy")
    assert row.idea.endswith(".")
