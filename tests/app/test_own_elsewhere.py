"""Data of the visitor's own on the pages that show them, and on those that cannot."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from datasets import DOMAIN
from playground.analysis.baselines import field, fit_baseline
from playground.config import RunConfig
from playground.live.registry import REGISTRY
from tests.app.test_compare import pieces, unpacked
from tests.app.test_pages import SCRIPT
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


def test_back_to_the_shapes_starts_a_run_of_the_shape():
    own = flat_data()
    app = opened("live", own)
    app.button(key="drop_own").click().run()
    assert not app.exception
    (run,) = REGISTRY.runs()
    assert run.call(lambda run: len(run.dataset.X_train)) == 250
