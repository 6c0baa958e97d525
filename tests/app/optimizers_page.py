"""The optimisers page as its tests open and read it."""

from __future__ import annotations

import json
import time

from streamlit.testing.v1 import AppTest

from tests.app.test_pages import SCRIPT

SMALL = {"dataset": "circle", "n_samples": "60", "hidden_layers": "4", "resolution": "21"}
SMALL |= {"path_epochs": "20"}
VIEWS = ("landscape", "ravine", "averages", "rules")


def opened(view: str, **query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    app.query_params["view"] = view
    for name, text in query.items():
        app.query_params[name] = text
    return app.switch_page("pages/optimizers.py").run()


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def charts(app: AppTest) -> dict[str, dict]:
    """The specifications of all figures by their key: data, layout, frames."""
    found = {}
    for element in app.get("bidi_component"):
        told = json.loads(element.proto.json)
        if "spec" in told:
            found[element.proto.id] = json.loads(told["spec"])
    return found


def chart(app: AppTest, key: str) -> dict:
    """The figure with this key."""
    (found,) = [spec for name, spec in charts(app).items() if name.endswith(key)]
    return found


def settle(app: AppTest) -> AppTest:
    """Wait for a survey."""
    deadline = time.monotonic() + 30
    while app.get("progress") and time.monotonic() < deadline:
        time.sleep(0.1)
        app.run()
    return app
