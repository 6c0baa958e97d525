"""Weights and code on the page of your own, under AppTest."""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime
import pytest
from streamlit.testing.v1 import AppTest

from datasets import Axis, Dataset
from playground.config import RunConfig
from playground.live.registry import REGISTRY
from playground.tables import OwnData
from playground.takeaway.programs import LIBRARIES
from playground.views import yours_weights
from playground.views.yours_weights import FILES, shortened
from tests.app.test_pages import SCRIPT, control, token, url
from tests.takeaway.running import wide_data

NETWORK = {"dataset": "circle", "n_samples": "60", "hidden_layers": "4,3"}


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in ({"yours": "weights"} | NETWORK | query).items():
        app.query_params[name] = text
    return app.switch_page("pages/yours.py").run()


def trained(**query: str) -> tuple[AppTest, Any]:
    """The view of a run that has learnt for four epochs."""
    app = opened(**query)
    app.switch_page("pages/live.py").run()
    watched = REGISTRY.get(token(app))
    watched.call(lambda run: run.advance(4))
    app.switch_page("pages/yours.py").run()
    if url(app).get("yours") != "weights":
        control(app, "yours").set_value("weights").run()
    return app, watched


def code(app: AppTest) -> str:
    return app.code[-1].value


@pytest.fixture
def offered(monkeypatch) -> dict[str, Callable[[], bytes]]:
    """What the download buttons would give, by file name."""
    found: dict[str, Callable[[], bytes]] = {}

    def button(label: str, data: Any, **options: Any) -> bool:
        assert options["on_click"] == "ignore"
        found[options["file_name"]] = data if callable(data) else lambda: data
        return False

    monkeypatch.setattr(yours_weights.st, "download_button", button)
    return found


def test_without_a_run_the_network_to_begin_with_is_shown_and_no_place_is_taken():
    before = len(REGISTRY.runs())
    app = opened()
    assert not app.exception
    assert any("at its first weights" in block.value for block in app.markdown)
    assert "has not begun" in code(app)
    assert len(REGISTRY.runs()) == before


def test_facts_and_program_are_those_of_the_run():
    app, watched = trained()
    assert not app.exception
    _, _, train_accuracy, _ = watched.call(lambda run: run.metrics())
    facts = next(block.value for block in app.markdown if "Your network" in block.value)
    assert "4 epochs" in facts
    assert f"{100 * train_accuracy:.1f} %" in facts
    assert "2 → 4 → 3 → 1" in facts
    assert "after 4 epochs" in " ".join(code(app).split())
    assert "This was checked" in " ".join(code(app).split())


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_library_has_its_program_and_is_in_the_address(library):
    app = opened(weights_library=library)
    assert not app.exception
    assert ast.get_docstring(ast.parse(code(app))).startswith("A neural network in")
    assert url(app).get("weights_library", "numpy") == library
    assert "lines more in the file" in code(app)


def test_what_a_library_cannot_do_is_said_instead_of_a_program():
    app = opened(weights_library="sklearn", activation="sine")
    assert not app.exception
    assert any("no activation sine" in note.value for note in app.info)
    assert len(app.code) == len(FILES)


def test_the_files_hold_the_run_as_the_page_shows_it(offered):
    app, watched = trained()
    assert not app.exception
    layers, probabilities = watched.call(
        lambda run: (run.layers, run.predict_proba(run.dataset.X_test))
    )
    watched.call(lambda run: run.advance(3))  # afterwards: not in the files
    with np.load(io.BytesIO(offered["weights.npz"]())) as file:
        np.testing.assert_array_equal(file["W2"], layers[1][0])
    found = json.loads(offered["weights.json"]())
    np.testing.assert_allclose(found["layers"][2]["b"], layers[2][1], rtol=1e-6)
    session = onnxruntime.InferenceSession(offered["network.onnx"]())
    X = watched.call(lambda run: run.dataset.X_test).astype(np.float32)
    np.testing.assert_allclose(
        session.run(["probabilities"], {"points": X})[0], probabilities, atol=1e-5
    )
    ast.parse(offered["network_numpy.py"]())
    assert offered["weights.npz"]() is offered["weights.npz"]()


def test_a_change_by_hand_is_said_on_the_page():
    app, watched = trained()
    watched.call(lambda run: run.set_weight(0, 0, 0, 3.0))
    next(button for button in app.button if button.key == "weights_again").click().run()
    assert not app.exception
    assert "changed by hand" in " ".join(code(app).split())
    assert any("begins with the weights as they are" in block.value for block in app.caption)


def test_regression_speaks_of_values():
    app = opened(dataset="reg-plane")
    assert not app.exception
    assert any("(value,) = net.run" in block.value for block in app.code)
    assert any("train loss" in block.value for block in app.markdown)


def test_a_full_house_still_gives_everything(monkeypatch):
    monkeypatch.setattr(REGISTRY, "open", None)  # nobody may be let in here
    app = opened()
    assert not app.exception
    assert "def main():" in code(app)


def test_blocks_of_numbers_are_cut_short_and_the_rest_is_whole():
    rows = "".join(f"{i} {i}\n" for i in range(50))
    text = (
        f'def f():\n    """One."""\n\nTRAIN = """\\\n{rows}"""\nW = [\n    """\\\n1\n2\n""",\n]\n'
    )
    short = shortened(text)
    assert short.count("\n") == text.count("\n") - 46
    assert "… and 47 lines more in the file" in short
    assert '    """\\\n1\n2\n""",\n]\n' in short
    ast.parse(short)


def test_what_the_cards_say_can_be_typed():
    for row in FILES.values():
        ast.parse(row.load.format(outputs="a, b") if "{" in row.load else row.load)
    assert RunConfig.from_query(NETWORK)[0].hidden_layers == (4, 3)


def test_own_rows_are_given_in_their_units_and_named(offered):
    wide = wide_data()
    axes = tuple(Axis(f"column {i}", 100.0 * i, 1.0 + i) for i in range(5))
    data = Dataset(
        wide.X_train, wide.y_train, wide.X_test, wide.y_test, n_coordinates=5,
        task="classification", axes=axes, class_names=("ant", "bee", "$x_1$ *cat*"),
    )  # fmt: skip
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    app.session_state["_own"] = OwnData("insects.csv", data)
    app.query_params["yours"] = "weights"
    app.query_params["dataset"] = "blobs"
    app.switch_page("pages/yours.py").run()
    assert not app.exception
    assert any("units of your table" in block.value for block in app.caption)
    assert "0 ant, 1 bee" in code(app)
    session = onnxruntime.InferenceSession(offered["network.onnx"]())
    assert session.get_inputs()[0].shape == ["n", 5]
    assert json.loads(offered["weights.json"]())["output"]["class_names"][2] == "$x_1$ *cat*"
