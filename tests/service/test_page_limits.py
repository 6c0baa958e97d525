"""What a page says and does when the server's limits are lower than what it is asked for."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from playground.config import RunConfig
from playground.live.limits import Limits
from playground.live.registry import REGISTRY
from tests.server import ROOT

PAGES = re.findall(r'"pages/(\w+\.py)"', (ROOT / "playground" / "main.py").read_text())
WITH_A_STAGE = ("live.py", "warps.py", "compare.py")


@pytest.fixture
def limits(monkeypatch):
    for run in REGISTRY.runs():
        REGISTRY.drop(run.token)
    yield lambda **caps: monkeypatch.setattr(REGISTRY, "limits", Limits(**caps))
    for run in REGISTRY.runs():
        REGISTRY.drop(run.token)


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(ROOT / "playground" / "main.py", default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    return app.run()


def said(app: AppTest) -> str:
    """All words on the page itself."""
    parts = [*app.info, *app.markdown, *app.subheader]
    return " ".join(part.value for part in parts)


def test_points_and_parameters_are_brought_within_the_limits_in_words(limits):
    limits(max_points=100, max_parameters=60)
    app = opened(n_samples="900", hidden_layers="8,8,8")
    assert not app.exception
    (run,) = REGISTRY.runs()
    assert run.config.n_samples == 100
    assert run.config.hidden_layers == (4, 4, 4)  # 3·4 + 5·4 + 5·4 + 5 = 57
    assert app.query_params["n_samples"] in ("100", ["100"])
    assert "at most 100 points" in said(app)
    assert "at most 60 weights" in said(app)
    slider = next(slider for slider in app.slider if slider.key == "n_samples")
    slider.set_value(500).run()
    assert not app.exception
    assert next(s for s in app.slider if s.key == "n_samples").value == 100
    assert run.config.n_samples == 100


def test_a_full_house_says_when_to_come_back_and_lets_the_newcomer_in(limits):
    limits(max_runs=1, yield_seconds=280, unclaimed_seconds=300)
    inside = REGISTRY.open(RunConfig(dataset="circle"))
    app = opened(dataset="xor")
    assert not app.exception
    assert "All 1 places for live runs are taken." in said(app)
    assert "in about 5 minutes" in said(app)
    assert not app.get("bidi_component")
    assert [run.token for run in REGISTRY.runs()] == [inside.token]
    limits(max_runs=1)
    assert [run.token for run in REGISTRY.runs()] == [inside.token]
    REGISTRY.drop(inside.token)
    app.run()
    assert len(app.get("bidi_component")) == 1
    assert "taken" not in said(app)
    (run,) = REGISTRY.runs()
    assert run.config.dataset == "xor"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_a_full_house_and_disturbs_nobody_inside(limits, page):
    limits(max_runs=1)
    inside = REGISTRY.open(RunConfig(dataset="circle"))
    app = opened(dataset="xor").switch_page(f"pages/{page}").run()
    assert not app.exception
    assert [run.token for run in REGISTRY.runs()] == [inside.token]
    if page in WITH_A_STAGE or "places for live runs" in said(app):
        assert "All 1 places for live runs are taken." in said(app)
        assert "come back later" in said(app)


def test_nobody_is_let_in_while_the_server_restarts(limits, monkeypatch):
    monkeypatch.setattr(REGISTRY, "closing", True)
    app = opened()
    assert not app.exception
    assert "The server is restarting" in said(app)
