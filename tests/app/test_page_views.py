"""Pages with several views: what the sidebar holds beside each of them."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app.test_pages import SCRIPT, control, url

NETWORK = {"dataset": "circle", "noise": "0.1", "hidden_layers": "4"}


def opened(view: str, **query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in (query | {"view": view}).items():
        app.query_params[name] = text
    return app.switch_page("pages/optimizers.py").run()


def sidebar_keys(app: AppTest) -> set[str]:
    return {slider.key for slider in app.sidebar.get("slider")}


def test_a_view_of_the_run_has_the_networks_controls():
    assert {"noise", "n_samples"} <= sidebar_keys(opened("race", **NETWORK))


def test_a_view_that_stands_by_itself_has_none_and_keeps_the_network():
    app = opened("averages", **NETWORK)
    assert not app.exception
    assert not sidebar_keys(app)
    assert "settings of your network are kept" in app.sidebar.caption[0].value
    assert url(app) == NETWORK | {"view": "averages"}


def test_the_controls_come_back_as_they_were():
    app = opened("race", **NETWORK)
    control(app, "view").set_value("ravine").run()
    assert not sidebar_keys(app)
    control(app, "view").set_value("race").run()
    assert not app.exception
    assert control(app, "noise").value == 0.1
    assert NETWORK.items() <= url(app).items()
    control(app, "noise").set_value(0.2).run()
    assert url(app)["noise"] == "0.2"
