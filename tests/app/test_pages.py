"""The pages under Streamlit's AppTest: controls, configuration and URL, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from datasets import DATASETS
from playground.config import FIELDS, RunConfig
from playground.live.registry import REGISTRY
from playground.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS
from playground.presets import PRESETS, TOPOLOGY

SCRIPT = Path(__file__).parents[2] / "playground" / "main.py"


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    return app.run()


def control(app: AppTest, key: str):
    for kind in ("slider", "select_slider", "selectbox", "number_input", "toggle", "button_group"):
        for element in app.get(kind):
            if element.key == key:
                return element
    raise KeyError(key)


def token(app: AppTest) -> str:
    """The secret of the run that the mounted stage shows."""
    (mounted,) = app.get("bidi_component")
    return json.loads(mounted.proto.json)["token"]


def run_config(app: AppTest) -> RunConfig:
    """The configuration of the run that the mounted stage shows."""
    watched = REGISTRY.get(token(app))
    assert watched is not None
    return watched.config


def url(app: AppTest) -> dict[str, str]:
    return {
        key: text if isinstance(text, str) else text[-1] for key, text in app.query_params.items()
    }


def test_opens_on_the_spiral_with_a_clean_address():
    app = opened()
    assert not app.exception
    assert run_config(app) == RunConfig()
    assert url(app) == {}


def test_the_address_decides_the_run():
    app = opened(dataset="xor", hidden_layers="5,3", learning_rate="0.03", l2="0.001")
    assert not app.exception
    expected = RunConfig(dataset="xor", hidden_layers=(5, 3), learning_rate=0.03, l2=0.001)
    assert run_config(app) == expected
    assert url(app) == expected.to_query()


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_taken_over(name):
    app = opened()
    control(app, "preset").set_value(name).run()
    assert not app.exception
    assert run_config(app) == PRESETS[name].config
    assert url(app) == PRESETS[name].config.to_query()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("activation", [name for name in ACTIVATIONS if name != "step"]),
        ("initializer", INITIALIZERS),
        ("optimizer", OPTIMIZERS),
        ("loss", LOSSES),
    ],
)
def test_every_row_of_a_table_can_be_chosen(field, values):
    app = opened()
    for value in values:
        control(app, field).set_value(value).run()
        assert not app.exception
        assert getattr(run_config(app), field) == value


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_opens(name):
    app = opened(dataset=name)
    assert not app.exception
    assert run_config(app).dataset == name


def test_layers_and_units_follow_their_sliders():
    app = opened()
    control(app, "n_layers").set_value(4).run()
    assert run_config(app).hidden_layers == (8, 8, 8, 8)
    control(app, "units_2").set_value(3).run()
    assert run_config(app).hidden_layers == (8, 3, 8, 8)
    control(app, "n_layers").set_value(0).run()
    assert run_config(app).hidden_layers == ()
    assert not app.exception


def test_layers_may_have_activations_of_their_own():
    app = opened()
    control(app, "activation_2").set_value("relu").run()
    assert run_config(app).activations == ("tanh", "relu", "tanh")
    assert url(app) == {"layer_activations": "same,relu"}
    control(app, "activation").set_value("sine").run()  # layers "as above" follow it
    assert run_config(app).activations == ("sine", "relu", "sine")
    assert url(app) == {"activation": "sine", "layer_activations": "same,relu"}
    control(app, "n_layers").set_value(4).run()
    assert run_config(app).activations == ("sine", "relu", "sine", "sine")
    control(app, "n_layers").set_value(1).run()
    assert run_config(app).layer_activations == ()
    control(app, "n_layers").set_value(2).run()  # a new layer has the network's
    assert run_config(app).activations == ("sine", "sine")
    control(app, "activation_1").set_value("gelu").run()
    control(app, "activation_1").set_value("same").run()
    assert url(app) == {"activation": "sine", "hidden_layers": "8,8"}
    assert not app.exception


def test_the_address_and_back_give_layers_their_activations():
    app = opened(layer_activations="elu,same,gelu", activation="relu")
    assert [control(app, f"activation_{layer}").value for layer in (1, 2, 3)] == [
        *("elu", "same", "gelu")
    ]
    assert run_config(app).activations == ("elu", "relu", "gelu")
    (folded,) = [box for box in app.get("expander") if box.label == "Each layer its own"]
    assert folded.proto.expanded
    app.query_params["layer_activations"] = "swish"  # Back, or an edited address
    app.run()
    assert run_config(app).activations == ("swish", "relu", "relu")
    assert [control(app, f"activation_{layer}").value for layer in (1, 2, 3)] == [
        *("swish", "same", "same")
    ]
    del app.query_params["layer_activations"]
    app.run()
    assert run_config(app).activations == ("relu",) * 3


def test_a_preset_and_one_neuron_put_layers_activations_away():
    app = opened(layer_activations="relu,sine,gelu")
    control(app, "preset").set_value("relu_folds").run()
    assert run_config(app) == PRESETS["relu_folds"].config
    control(app, "activation_1").set_value("tanh").run()
    assert run_config(app).activations == ("tanh", "relu")
    control(app, "activation").set_value("step").run()
    assert run_config(app).layer_activations == ()
    with pytest.raises(KeyError):
        control(app, "activation_1")
    assert not app.exception


def test_another_page_keeps_layers_activations():
    app = opened(layer_activations="relu,same,sine")
    app.switch_page("pages/warps.py").run()
    assert run_config(app).activations == ("relu", "tanh", "sine")
    assert control(app, "activation_3").value == "sine"


def test_a_live_change_keeps_the_run_and_a_new_shape_starts_anew():
    app = opened()
    watched = REGISTRY.get(token(app))
    first = watched.call(lambda run: run)
    control(app, "learning_rate").set_value(0.03).run()
    assert REGISTRY.get(token(app)) is watched
    assert watched.call(lambda run: run) is first
    assert watched.call(lambda run: run.config.learning_rate) == 0.03
    control(app, "n_layers").set_value(2).run()
    assert REGISTRY.get(token(app)) is watched
    assert watched.call(lambda run: run) is not first
    assert watched.call(lambda run: run.config.hidden_layers) == (8, 8)


def test_a_note_about_the_address_can_be_closed():
    app = opened(noise="7")
    (note,) = app.info
    assert "noise cannot be" in note.value
    app.button(key="close_notes").click().run()
    assert not app.info
    assert run_config(app).noise == 0.5


def test_step_means_one_neuron():
    app = opened()
    control(app, "activation").set_value("step").run()
    assert not app.exception
    assert run_config(app).hidden_layers == ()
    assert run_config(app).resolved_output == "step"


def test_regression_settles_what_means_nothing_there():
    app = opened(loss="cross_entropy")
    control(app, "dataset").set_value("curve").run()
    assert not app.exception
    assert run_config(app).loss is None
    assert any("needs a dataset with classes" in info.value for info in app.info)


@given(
    query=st.dictionaries(
        st.one_of(st.sampled_from(sorted(FIELDS)), st.text("abc&=%", min_size=1, max_size=8)),
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(["nan", "1e999", "-1", "99999999999", "[1]", "none", "step", "curve"]),
        ),
        max_size=8,
    )
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_any_address_opens_the_page(query):
    app = opened(**query)
    assert not app.exception
    config, notes = RunConfig.from_query(query)
    assert run_config(app) == config
    assert bool(app.info) == bool(notes)
    assert url(app) == config.to_query()


def test_another_page_keeps_the_run_and_its_address():
    app = opened(hidden_layers="4,2", dataset="circle", noise="0.1")
    before = token(app)
    app.switch_page("pages/warps.py").run()
    assert not app.exception
    assert token(app) == before
    assert run_config(app) == RunConfig(hidden_layers=(4, 2), dataset="circle", noise=0.1)
    assert url(app) == run_config(app).to_query()
    app.switch_page("pages/live.py").run()
    assert token(app) == before
    assert run_config(app).hidden_layers == (4, 2)


def test_space_warps_offers_its_experiments():
    app = opened().switch_page("pages/warps.py").run()
    (mounted,) = app.get("bidi_component")
    data = json.loads(mounted.proto.json)
    assert [experiment["name"] for experiment in data["experiments"]] == list(TOPOLOGY)
    assert all(experiment["look_for"] for experiment in data["experiments"])
    assert data["panels"] == "warps/panels.js"
