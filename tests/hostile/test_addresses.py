"""Any address and any forged control gives a page: no traceback, and nothing beyond the caps."""

from __future__ import annotations

import asyncio
import math
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.config import DEFAULTS, MAX_PARAMETERS, RunConfig
from playground.live.limits import Limits
from playground.nn import n_parameters
from tests.faults.neighbour import undisturbed
from tests.hostile.conftest import PAGES, TRIED
from tests.server import Application
from tests.tab import Tab

QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck)}
MOST_BYTES = 4_000_000  # of one message to the browser
names = st.sampled_from([*DEFAULTS, "preset", "model", "models", "study", "epochs", "axis", "x"])
nasty = st.sampled_from(
    ["", "nan", "inf", "-1", "1e308", "9" * 4000, "8," * 2000, "32,32,32,32,32,32,32,32,32", "none"]
    + ["<script>alert(1)</script>", "../../etc/passwd", "%00", "\u202e", "{}", "__import__('os')"]
)
texts = nasty | st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
queries = st.dictionaries(names | st.text("abcxyz_[]%&=", max_size=8), texts, max_size=6)


@settings(max_examples=400, **QUICK)
@given(queries)
def test_any_query_is_a_configuration_within_the_caps(query):
    TRIED["addresses read"] += 1
    config, notes = RunConfig.from_query(query)
    assert 20 <= config.n_samples <= 2000
    sizes = (len(config.features), *config.hidden_layers, 6)
    assert n_parameters(sizes) <= 2 * MAX_PARAMETERS
    numbers = [value for value in vars(config).values() if isinstance(value, float)]
    assert all(math.isfinite(number) for number in numbers)
    assert RunConfig.from_query(config.to_query()) == (config, [])
    assert all(len(note) < 400 for note in notes)
    assert Limits(max_points=50).admit(config)[0].n_samples <= 50


@pytest.fixture(scope="session")
def visitor(lasting_application: Application, loop: asyncio.Runner):
    """A page that stays open for all the examples."""
    tab = Tab(lasting_application.url)
    loop.run(tab.open_page())
    yield tab
    loop.run(tab.close())


def tells_nothing_inside(tab: Tab) -> bool:
    """Whether what the page was told names no line of code, in messages of bounded size."""
    said = b"".join(tab.heard)
    assert max(map(len, tab.heard)) < MOST_BYTES
    return not any(word in said for word in (b"Traceback", b"site-packages", b"session.py"))


def test_any_address_opens_a_page(application: Application, loop: asyncio.Runner, visitor: Tab):
    @settings(max_examples=35, **QUICK)
    @given(st.sampled_from([*PAGES, "nothing-here"]), queries | st.text(max_size=60))
    def visit(page, query):
        TRIED["addresses opened"] += 1
        text = urlencode(query) if isinstance(query, dict) else quote(query, safe="&=%")
        loop.run(visitor.visit(page, text))
        assert tells_nothing_inside(visitor), (page, text)
        assert visitor.exceptions == [], (page, text)

    with undisturbed(application.url):
        visit()


def test_a_forged_value_is_brought_within_the_rules(
    application: Application, loop: asyncio.Runner, visitor: Tab
):
    loop.run(visitor.visit("", ""))
    drawn = visitor.sliders
    forged = st.floats() | st.sampled_from([1e308, -1e308, math.nan, math.inf, 2**53, -1])

    @settings(max_examples=35, **QUICK)
    @given(st.sampled_from(sorted(drawn)), forged, nasty)
    def forge(name, number, text):
        TRIED["forged controls"] += 1
        loop.run(visitor.forge(**{name: text if isinstance(drawn[name], str) else number}))
        assert tells_nothing_inside(visitor), (name, number, text)
        assert visitor.exceptions == [], (name, number, text)
        assert RunConfig.from_query(dict(parse_qsl(visitor.query)))[1] == []

    with undisturbed(application.url):
        forge()


@pytest.mark.parametrize(("name", "value"), [("noise", "text"), ("learning_rate", math.nan)])
def test_a_value_of_a_wrong_kind_fails_in_its_senders_page_without_a_word_of_what_is_inside(
    standing: Application, loop: asyncio.Runner, name, value
):
    with undisturbed(standing.url):
        forger = Tab(standing.url)
        loop.run(forger.open_page())
        loop.run(forger.forge(**{name: value}))
        assert tells_nothing_inside(forger)
        assert [error.stack_trace for error in forger.exceptions] in ([], [[]])
        loop.run(forger.close())
