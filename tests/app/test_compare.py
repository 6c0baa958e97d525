"""The compare page under AppTest: fits, parameters, code and addresses, without a browser."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from datasets import DATASETS, DOMAIN
from playground.analysis.baselines import (
    BASELINES,
    baselines_for,
    code,
    field,
    fit_baseline,
    what_linear_costs,
)
from playground.config import RunConfig
from playground.training.run import make_dataset_for
from playground.views import compare, compare_fits
from playground.views.compare_payload import CELLS, STEPS, pack
from tests.app.test_pages import SCRIPT, control, url

EXTENT = (-DOMAIN, DOMAIN, -DOMAIN, DOMAIN)


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    return app.switch_page("pages/compare.py").run()


def mounted(app: AppTest) -> dict[str, dict[str, Any]]:
    """Data of the page's components: the stage's under "stage", the pieces' by topic."""
    data = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return {one.get("topic", "stage"): one for one in data}


def pieces(app: AppTest) -> dict[str, dict[str, Any]]:
    found = mounted(app)
    return {data["name"]: data for topic, data in found.items() if topic.startswith("model:")}


def unpacked(packed: dict[str, Any]) -> np.ndarray:
    steps = np.frombuffer(base64.b64decode(packed["data"]), "<u2")
    return packed["low"] + (packed["high"] - packed["low"]) * steps / STEPS


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_opens_with_all_its_models(name):
    app = opened(dataset=name)
    assert not app.exception
    config = RunConfig(dataset=name)
    stage = mounted(app)["stage"]
    names = [row.name for row in baselines_for(config.task)]
    assert [row["name"] for row in stage["models"]["rows"]] == names
    assert stage["panels"] == "compare/panels.js"
    assert (stage["models"]["left"], stage["models"]["right"]) == (
        "network",
        {"classification": "logistic", "regression": "least_squares"}[config.task],
    )
    assert list(pieces(app)) == names
    keys = {row["name"]: row["key"] for row in stage["models"]["rows"]}
    assert {name: piece["key"] for name, piece in pieces(app).items()} == keys
    assert url(app) == config.to_query()


@pytest.mark.parametrize("config", [
    RunConfig(dataset="spiral", noise=0.1, features=("x", "y", "xy")),
    RunConfig(dataset="blobs", centers=4, noise=0.3),
    RunConfig(dataset="reg-gauss"),
    RunConfig(dataset="curve"),
], ids=lambda config: config.dataset)  # fmt: skip
def test_what_the_browser_gets_is_what_the_models_say(config):
    sent = pieces(opened(**config.to_query()))
    dataset = make_dataset_for(config)
    X = np.vstack([dataset.X_train, dataset.X_test])
    for name, piece in sent.items():
        fitted = fit_baseline(name, config, dataset)
        if config.dataset == "curve":
            x = np.linspace(-DOMAIN, DOMAIN, 513)[1::2]
            expected = fitted.predict(np.column_stack([x, 0 * x]))
        else:
            expected = field(fitted, EXTENT, CELLS)[::-1]  # pictures begin at the top
            if expected.ndim == 3:
                expected = expected.transpose(2, 0, 1)
        step = (expected.max() - expected.min()) / STEPS
        np.testing.assert_allclose(unpacked(piece["field"]), expected.ravel(), atol=step)
        assert (piece["train"], piece["test"]) == (fitted.train_accuracy, fitted.test_accuracy)
        assert piece["count"] == fitted.n_parameters
        if config.task == "classification":
            answers = np.frombuffer(base64.b64decode(piece["points"]), np.uint8)
            np.testing.assert_array_equal(np.array(dataset.classes)[answers], fitted.predict(X))
        else:
            np.testing.assert_allclose(unpacked(piece["points"]), fitted.predict(X), atol=1e-3)


def test_a_slider_fits_its_model_anew_and_changes_the_code():
    app = opened(dataset="circle", noise="0.3", right="knn")
    before, text = pieces(app), app.code[0].value
    control(app, "knn_n_neighbors").set_value(50).run()
    assert not app.exception
    after = pieces(app)
    config = RunConfig(dataset="circle", noise=0.3)
    fitted = fit_baseline("knn", config, make_dataset_for(config), {"n_neighbors": 50})
    assert after["knn"]["train"] == fitted.train_accuracy != before["knn"]["train"]
    assert after["knn"]["field"] != before["knn"]["field"]
    assert {name: after[name] for name in after if name != "knn"} == {
        name: before[name] for name in before if name != "knn"
    }
    assert "n_neighbors=5," in text.replace(")", ",")
    assert app.code[0].value == code("knn", config, {"n_neighbors": 50}).strip()
    assert url(app)["knn_n_neighbors"] == "50"


def test_the_address_restores_models_and_parameters():
    address = {"dataset": "moons", "left": "svm_rbf", "right": "tree", "tree_max_depth": "2"}
    address |= {"svm_rbf_gamma": "0.5", "knn_weights": "distance"}
    app = opened(**address)
    assert not app.exception
    models = mounted(app)["stage"]["models"]
    assert (models["left"], models["right"]) == ("svm_rbf", "tree")
    assert "max_depth=2" in app.code[0].value
    assert control(app, "tree_max_depth").value == 2
    assert url(app) == address
    settings = {row["name"]: row["settings"] for row in models["rows"]}
    assert "0.5" in settings["svm_rbf"]  # no mark of the slider, and yet in force
    app.session_state["right"] = "svm_rbf"
    app.session_state["left"] = "network"
    app.run()
    assert control(app, "svm_rbf_gamma").value == 0.5
    app.switch_page("pages/live.py").run()
    assert url(app) == {"dataset": "moons"}
    app.switch_page("pages/compare.py").run()
    assert url(app) == {k: v for k, v in address.items() if k not in ("left",)} | {
        "right": "svm_rbf"
    }


def test_a_model_that_cannot_be_fitted_says_why():
    app = opened(dataset="blobs", centers="5", n_samples="20", train_share="0.1", right="qda")
    assert not app.exception
    (note,) = [info.value for info in app.info]
    assert "QDA cannot be fitted" in note
    assert pieces(app)["qda"]["note"] == note


def test_models_of_the_other_task_give_way():
    models = mounted(opened(dataset="reg-plane", left="tree", right="network"))["stage"]["models"]
    assert (models["left"], models["right"]) == ("network", "least_squares")
    models = mounted(opened(left="logistic", right="logistic"))["stage"]["models"]
    assert (models["left"], models["right"]) == ("logistic", "network")


@pytest.mark.parametrize("config", [RunConfig(dataset="xor"), RunConfig(dataset="reg-gauss")])
def test_the_words_for_every_score_are_the_analysis_own(config):
    said = mounted(opened(**config.to_query()))["costs"]
    dataset = make_dataset_for(config)
    fits = [fit_baseline(row.name, config, dataset) for row in baselines_for(config.task)]
    for i in (0, 1, 77, len(said["numbers"]) - 1):
        text = said["head"] + said["numbers"][i] + said["verdicts"][said["verdict"][i]]
        score = said["low"] + i / said["per_one"]
        assert text == what_linear_costs(fits, config, score)
    assert score == 1
    assert said["without"] == what_linear_costs(fits, config, None)


def test_the_networks_own_settings_fit_nothing_anew(monkeypatch):
    fitted = []

    def counted(name, *rest):
        fitted.append(name)
        return fit_baseline(name, *rest)

    compare_fits.fit.clear()
    monkeypatch.setattr(compare_fits, "fit_baseline", counted)
    app = opened(dataset="gauss")
    assert sorted(fitted) == sorted(row.name for row in baselines_for("classification"))
    fitted.clear()
    control(app, "learning_rate").set_value(0.03).run()
    control(app, "n_layers").set_value(2).run()
    assert fitted == []
    control(app, "noise").set_value(0.2).run()
    assert len(fitted) == len(baselines_for("classification"))


@pytest.mark.parametrize("pair", [
    None, "knn", {}, {"left": "knn"}, {"left": "knn", "right": "knn"}, {"left": [], "right": "knn"},
    {"left": "network", "right": "nobody"},
])  # fmt: skip
def test_a_choice_that_means_nothing_is_left_out(monkeypatch, pair):
    chosen = []
    monkeypatch.setattr(compare.session, "choose", lambda **values: chosen.append(values))
    compare._choose(pair)
    assert chosen == []
    compare._choose({"left": "knn", "right": "network"})
    assert chosen == [{"left": "knn", "right": "network"}]


@given(
    query=st.dictionaries(
        st.sampled_from([*compare.SETTINGS, "dataset", "n_samples", "train_share", "features"]),
        st.one_of(
            st.sampled_from(["nan", "1e999", "-1", "0", "100", "step", "curve", "blobs", "0.1"]),
            st.sampled_from([*BASELINES, "network"]),
            st.text(max_size=20),
        ),
        max_size=8,
    )
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_any_address_opens_the_page(query):
    app = opened(**query)
    assert not app.exception
    assert len(app.code) == 1


def test_values_beyond_numbers_are_packed_as_something_finite():
    packed = pack(np.array([np.inf, -np.inf, np.nan, 3.0]))
    assert np.isfinite(unpacked(packed)).all()


def test_a_second_move_before_the_address_has_followed_is_kept():
    app = opened(right="knn")
    control(app, "knn_n_neighbors").set_value(7).run()
    control(app, "knn_n_neighbors").set_value(10)
    del app.query_params["knn_n_neighbors"]  # the browser has not taken up the first one yet
    app.run()
    assert control(app, "knn_n_neighbors").value == 10
    assert url(app)["knn_n_neighbors"] == "10"
