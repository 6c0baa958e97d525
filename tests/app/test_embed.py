"""The live page in a lesson's frame: the chosen controls and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.views.control_rows import ROWS
from playground.views.embedded import OF_SHAPES, SETTINGS
from tests.app.test_pages import SCRIPT, control, opened, run_config, url
from tests.own_data import flat_data, wide_data

ELSEWHERE = {"hidden_layers": "n_layers", "layer_activations": "activation_1"}
"""Rows whose control has another key than their name."""
KINDS = ("slider", "select_slider", "selectbox", "number_input", "toggle", "button_group", "button")
HIDDEN = {"centers", "huber_delta", "schedule_epochs"}
"""Rows that do not apply to the defaults."""


def keys(app):
    """Keys of all controls on the page."""
    return {element.key for kind in KINDS for element in app.get(kind)}


def test_only_the_chosen_controls_are_there():
    app = opened(controls="noise,activation")
    assert not app.exception
    assert keys(app) == {"noise", "activation"}
    assert app.sidebar.children == {}
    assert url(app) == {"controls": "noise,activation"}


def test_moving_one_changes_the_run_and_the_address():
    app = opened(controls="dataset,noise,hidden_layers", dataset="xor")
    control(app, "noise").set_value(0.2).run()
    control(app, "n_layers").set_value(1).run()
    assert not app.exception
    config = run_config(app)
    assert (config.dataset, config.noise, config.hidden_layers) == ("xor", 0.2, (8,))
    assert url(app)["controls"] == "dataset,noise,hidden_layers"
    assert url(app)["noise"] == "0.2"


@pytest.mark.parametrize("name", ROWS)
def test_every_control_can_be_chosen(name):
    app = opened(controls=name)
    assert not app.exception
    expected = ELSEWHERE.get(name, name)
    assert (expected in keys(app)) == (name not in HIDDEN)


def test_a_control_that_does_not_apply_comes_when_it_does():
    app = opened(controls="loss,huber_delta,dataset,centers")
    assert "huber_delta" not in keys(app)
    control(app, "loss").set_value("huber").run()
    assert "huber_delta" in keys(app)
    control(app, "dataset").set_value("blobs").run()
    assert "centers" in keys(app)
    assert not app.exception


def test_without_the_parameter_the_page_has_its_sidebar():
    app = opened()
    assert "learning_rate" in keys(app)
    assert app.sidebar.children != {}


@pytest.mark.parametrize("own", [flat_data(), wide_data()], ids=lambda own: own.name)
def test_own_points_leave_no_controls_of_a_shape_but_a_way_back(own):
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    app.query_params["controls"] = "dataset,noise,features,activation"
    app.query_params["dataset"] = "gauss" if own.dataset.n_classes == 2 else "blobs"
    app.session_state["_own"] = own
    app.run()
    assert not app.exception
    assert OF_SHAPES.isdisjoint(keys(app))
    assert ("features" in keys(app)) == (own.dataset.n_coordinates == 2)
    next(button for button in app.button if button.key == "drop_own").click().run()
    assert {"dataset", "noise"} <= keys(app)


def test_unknown_controls_are_left_out_with_a_note():
    app = opened(controls="noise,<script>,seed")
    assert not app.exception
    assert keys(app) - {"close_notes"} == {"noise", "seed"}
    assert any("controls cannot be" in note.value for note in app.info)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_known_controls_in_their_order(text):
    kind = SETTINGS["controls"].kind
    value, exact = kind.parse(text, ())
    assert kind.check("controls", value) == value
    assert set(value) <= set(ROWS)
    assert list(value) == [name for name in ROWS if name in value]
    if exact:
        assert kind.parse(kind.format(value), ())[0] == value
