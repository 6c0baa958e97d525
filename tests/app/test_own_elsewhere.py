"""Data of the visitor's own on the pages that show them, and on those that cannot."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from datasets import DOMAIN, Dataset
from datasets.point_text import point_text
from playground.analysis.baselines import field, fit_baseline
from playground.analysis.frozen_network import FrozenNetwork, moment_of
from playground.analysis.landscape import Ground, flat
from playground.config import RunConfig
from playground.live.registry import REGISTRY
from playground.training import Run
from tests.app.test_compare import pieces, unpacked
from tests.app.test_pages import SCRIPT, control, url
from tests.own_data import flat_data, wide_data

STAND_IN = {2: {"dataset": "gauss"}, 3: {"dataset": "blobs"}}


def opened(page, own, **settings):
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in (STAND_IN[own.dataset.n_classes] | settings).items():
        app.query_params[name] = text
    app.session_state["_own"] = own
    return app.switch_page(f"pages/{page}.py").run()


@pytest.mark.parametrize("own", [flat_data(), wide_data()], ids=lambda own: own.name)
def test_models_are_fitted_to_the_points_and_shown_on_their_plane(own):
    app = opened("compare", own)
    assert not app.exception
    shown = pieces(app)["logistic"]
    config = RunConfig(**STAND_IN[own.dataset.n_classes])
    fitted = fit_baseline("logistic", config, own.dataset)
    assert shown["made_of"]["data"] == own.dataset.fingerprint
    assert shown["train"] == fitted.train_accuracy
    rows = unpacked(shown["field"])
    extent = (-DOMAIN, DOMAIN, -DOMAIN, DOMAIN)
    expected = field(fitted, extent, 64, own.dataset.plane)[::-1]
    expected = expected if expected.ndim == 2 else np.moveaxis(expected, 2, 0)
    assert np.allclose(rows.reshape(expected.shape), expected, atol=1e-4)


@pytest.mark.parametrize("page", ["live", "optimizers"])
@pytest.mark.parametrize("own", [flat_data(), wide_data()], ids=lambda own: own.name)
def test_runs_and_races_learn_from_own_points(page, own):
    app = opened(page, own)
    assert not app.exception
    (run,) = REGISTRY.runs()
    assert run.call(lambda run: run.dataset.fingerprint) == own.dataset.fingerprint
    assert any(own.name in words.value.replace("\\", "") for words in app.markdown)


@pytest.mark.parametrize("view", ["activations", "graph", "backprop", "differences", "losses"])
@pytest.mark.parametrize("own", [flat_data(), wide_data()], ids=lambda own: own.name)
def test_inside_a_step_shows_a_network_of_own_points(view, own):
    app = opened("inside", own, inside=view, graph="network")
    assert not app.exception


@pytest.mark.parametrize("page", ["capacity", "sweep"])
def test_pages_that_draw_anew_say_that_they_take_a_shape(page):
    app = opened(page, wide_data())
    assert not app.exception
    assert any("uses a shape" in caption.value for caption in app.caption)


def test_views_that_look_inside_keep_the_scale_of_a_run_whose_points_were_changed():
    run = Run(RunConfig(dataset="gauss"))
    run.advance(5)
    changed = Dataset(3 * drawn().X_train, drawn().y_train % 2, drawn().X_test, drawn().y_test % 2)
    run.change_data(changed)
    network = FrozenNetwork(moment_of(run), most_points=len(changed.X_train))
    assert network.loss() == pytest.approx(run.metrics()[0], rel=1e-5)
    ground = Ground(run.config, run.dataset, (run.feature_mean, run.feature_scale))
    assert ground.loss(flat(run.layers)) == run.metrics()[:2]


def drawn(n=40):
    rng = np.random.default_rng(3)
    X, y = rng.uniform(-5, 5, (n, 2)), np.arange(n) % 3
    return Dataset(X[9:], y[9:], X[:9], y[:9], task="classification")


def opened_at(**query):
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    return app.run()


@pytest.mark.parametrize("shape", ["spiral", "reg-plane"])
def test_an_address_brings_drawn_points_back(shape):
    text = point_text(drawn())
    app = opened_at(points=text, dataset=shape)
    assert not app.exception
    (run,) = REGISTRY.runs()
    assert point_text(run.call(lambda run: run.dataset)) == text
    assert url(app)["points"] == text
    app.switch_page("pages/warps.py").run()
    assert not app.exception
    assert url(app)["points"] == text
    app.button(key="drop_own").click().run()
    assert "points" not in url(app)


@pytest.mark.parametrize("text", ["x", "AAAA", "????", "A" * 3000, point_text(drawn())[:4]])
def test_points_that_are_none_leave_the_shape_and_say_so(text):
    app = opened_at(points=text)
    assert not app.exception
    assert any("points of this address were left out" in note.value.replace("\\", "")
               for note in app.info)  # fmt: skip
    (run,) = REGISTRY.runs()
    assert run.dataset is None


def test_features_are_called_after_the_columns():
    app = opened("live", flat_data())
    chips = control(app, "features").options
    assert chips[:5] == ["height", "weight", "height²", "weight²", "height · weight"]
    assert "sin height" in chips


def test_back_to_the_shapes_is_back_to_the_one_before():
    app = opened_at(dataset="spiral", yours="data")
    app.switch_page("pages/yours.py").run()
    app.button(key="data_take_iris").click().run()
    app.button(key="data_learn").click().run()
    assert not app.exception
    assert url(app)["dataset"] == "blobs"
    app.button(key="drop_own").click().run()
    assert "dataset" not in url(app)  # the spiral is what an address without one means


def test_back_to_the_shapes_starts_a_run_of_the_shape():
    own = flat_data()
    app = opened("live", own)
    app.button(key="drop_own").click().run()
    assert not app.exception
    (run,) = REGISTRY.runs()
    assert run.call(lambda run: len(run.dataset.X_train)) == 250


def test_controls_that_were_away_tell_the_browser_what_they_say():
    app = opened("live", wide_data())
    app.run()
    app.button(key="drop_own").click().run()
    for name, value in {"n_samples": 500, "train_share": 0.5, "noise": 0}.items():
        told = app.slider(key=name).proto
        assert told.set_value
        assert list(told.value) == [value]
    app.run()
    assert not app.slider(key="n_samples").proto.set_value  # a hand may be moving it
