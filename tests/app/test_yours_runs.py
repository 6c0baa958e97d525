"""Runs kept, saved, loaded and compared under AppTest: without a browser, with real files."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.config import RunConfig
from playground.live.registry import REGISTRY
from playground.training import Run
from playground.training.saved import SavedRun, read_run, save_run
from playground.views import kept_runs
from tests.app.test_pages import SCRIPT, control
from tests.own_data import flat_data, wide_data

SMALL = {"dataset": "circle", "hidden_layers": "4", "n_samples": "60"}


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in (SMALL | {"yours": "runs"} | query).items():
        app.query_params[name] = text
    return app.switch_page("pages/yours.py").run()


def live():
    (run,) = REGISTRY.runs()
    return run


def train(epochs=5):
    live().call(lambda run: run.advance(epochs))


def a_file(epochs=7, own=None, **fields):
    run = Run(RunConfig(n_samples=60, hidden_layers=(5,), **fields), own and own.dataset)
    run.advance(epochs)
    name = "" if own is None else own.name
    return save_run(SavedRun.of(run, own=own is not None, name=name)), run


def page_text(app):
    parts = [*app.markdown, *app.caption, *app.html, *app.error, *app.warning]
    return " ".join(str(getattr(part, "value", "") or part.proto.body) for part in parts)


def test_kept_runs_stand_beside_each_other_with_what_differs():
    app = opened()
    assert not app.exception
    train()
    app.text_input(key="run_name").set_value("first one").run()
    app.button(key="keep_run").click().run()
    assert not app.exception
    assert "Their settings" not in page_text(app)
    control(app, "learning_rate").set_value(0.1).run()
    train(3)
    app.button(key="keep_run").click().run()
    assert not app.exception
    text = page_text(app)
    assert "first one" in text
    assert "Run 2" in text
    assert '<th scope="row">Learning rate</th><td>0.01</td><td class=is-other>0.1</td>' in text
    assert '<th scope="row">Seed' not in text
    app.button(key="drop_kept_1").click().run()
    assert "first one" not in page_text(app)


def test_a_kept_run_goes_on_where_it_was_kept():
    app = opened()
    train(6)
    before = live().call(lambda run: run.layers)
    app.button(key="keep_run").click().run()
    train(4)
    expected = live().call(lambda run: run.layers)
    app.button(key="open_kept_1").click().run()
    assert not app.exception
    loaded = live().call(lambda run: (run.epoch, run.layers))
    assert loaded[0] == 6
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(loaded[1], before, strict=True))
    train(4)
    again = live().call(lambda run: run.layers)
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(again, expected, strict=True))


@pytest.mark.parametrize("own", [None, flat_data(), wide_data()],
                         ids=["shape", "people", "clouds"])  # fmt: skip
def test_a_file_is_looked_at_and_then_gone_on_with(own):
    fields = {} if own is None else {"dataset": "gauss" if own.dataset.n_classes == 2 else "blobs"}
    file, run = a_file(own=own, seed=3, optimizer="momentum", **fields)
    app = opened()
    app.file_uploader(key="run_file").set_value(("mine.playground", file, "application/zip")).run()
    assert not app.exception
    assert "epoch 7" in page_text(app)
    assert live().config.seed == 0  # nothing has changed yet
    app.button(key="load_run_now").click().run()
    assert not app.exception
    assert live().config == run.config
    run.advance(3)
    train(3)
    layers = live().call(lambda run: run.layers)
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(layers, run.layers, strict=True))
    assert control(app, "optimizer").value == "momentum"
    if own is not None:
        assert own.name in page_text(app).replace("\\", "")
        loaded = live().dataset
        for part in ("axes", "class_names", "answer"):
            assert getattr(loaded, part) == getattr(own.dataset, part)


def test_a_loaded_file_can_be_kept_without_touching_the_run():
    file, _ = a_file()
    app = opened()
    app.file_uploader(key="run_file").set_value(("a <b>.playground", file, "")).run()
    app.button(key="keep_loaded").click().run()
    assert not app.exception
    assert "<b>" not in page_text(app).replace('alt="Decision boundary of', "")
    assert live().call(lambda run: run.epoch) == 0


@pytest.mark.parametrize("file", [b"", b"PK\x05\x06" + bytes(18), b"hello", a_file()[0][:200]])
def test_what_is_no_run_is_said_in_a_sentence_and_changes_nothing(file):
    app = opened()
    app.file_uploader(key="run_file").set_value(("x.playground", file, "")).run()
    assert not app.exception
    (error,) = app.error
    assert error.value.endswith(("\\.", "."))
    assert live().config.hidden_layers == (4,)


def test_no_more_are_kept_than_fit():
    app = opened()
    file, _ = a_file(2)
    app.file_uploader(key="run_file").set_value(("x.playground", file, "")).run()
    for _ in range(kept_runs.MOST):
        app.button(key="keep_loaded").click().run()
    assert app.button(key="keep_loaded").disabled
    assert app.button(key="keep_run").disabled


def test_a_run_that_is_too_large_for_this_server_is_not_kept(monkeypatch):
    monkeypatch.setattr(REGISTRY, "limits", dataclasses.replace(REGISTRY.limits, max_points=60))
    file, _ = a_file(own=flat_data(90))
    app = opened()
    app.file_uploader(key="run_file").set_value(("mine.playground", file, "")).run()
    app.button(key="keep_loaded").click().run()
    assert not app.exception
    assert "too many here" in page_text(app)
    assert not [button.key for button in app.button if str(button.key).startswith("open_kept")]


def test_kept_files_are_small_whatever_the_run():
    run = Run(RunConfig(hidden_layers=(32, 32, 32)))
    history = []
    for seq in range(60):
        run.advance(1)
        history.append((seq, run.snapshot()))
    file = save_run(SavedRun.of(run, history), kept_runs.KEPT_BYTES)
    assert len(file) <= kept_runs.KEPT_BYTES
    assert read_run(file).restored().epoch == 60


def test_differences_are_listed_in_words():
    a, b = RunConfig(), RunConfig(hidden_layers=(4,), optimizer="sgd", l2=0.01)
    rows = dict(kept_runs.differences([a, b]))
    assert rows == {
        "Hidden layers": ["8,8,8", "4"],
        "Optimiser": [rows["Optimiser"][0], rows["Optimiser"][1]],
        "L2 rate": ["0", "0.01"],
    }
    assert rows["Optimiser"][0] != rows["Optimiser"][1]
    assert kept_runs.differences([a, a]) == []
