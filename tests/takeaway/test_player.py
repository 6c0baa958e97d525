"""The HTML film: its size, what it fetches (nothing), and Chromium playing it without a network."""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pytest

from playground import Run, RunConfig
from playground.live.wire import describe_run, encode_snapshots
from playground.stage.bundle import BARE, bundled, style
from playground.takeaway.film import chosen_moments
from playground.takeaway.player import MOST_MOMENTS, film_html, moments_that_fit
from playground.takeaway.portrait import portrait_of
from tests.chromium import chromium
from tests.takeaway.films import CASES, trained

MOST_BYTES = 3_000_000
WAIT = 30_000


def document(run, moments, title=""):
    return film_html(
        title or portrait_of(run).title,
        describe_run(run),
        encode_snapshots(list(enumerate(moments)), 1),
        modules=bundled("film/main.js"),
        entry="stage/film/main.js",
        style=style("film/film.css"),
    )


def test_modules_import_one_another_by_the_names_of_the_map():
    modules = bundled("film/main.js")
    assert len(modules) > 10
    for text in modules.values():
        for name in re.findall(r"""^(?:import|}).*\bfrom "([^"]+)";""", text, re.MULTILINE):
            assert name in modules, name
    assert all(name.startswith(BARE) for name in modules)


def test_even_the_largest_network_and_the_most_points_stay_small():
    run = Run(RunConfig(hidden_layers=(64, 64, 64), n_samples=2000))
    moment = run.snapshot()
    largest = 10_000
    assert moments_that_fit(largest) >= 40
    assert moments_that_fit(50) == MOST_MOMENTS
    n = moments_that_fit(moment.params.size)
    assert len(document(run, [moment] * n).encode()) < MOST_BYTES
    packed = (40 + 4 * largest) * moments_that_fit(largest) * 4 / 3
    others = len(document(run, [moment]).encode())
    assert packed + others < MOST_BYTES


def test_a_title_cannot_break_out_of_the_document():
    run, moments = trained("two classes")
    nasty = "</script><script>alert(1)</script><!--"
    text = document(run, moments[:2], nasty)
    assert "<script>alert" not in text
    data = re.search(r'id="film">(.*?)</script>', text)
    assert json.loads(data[1])["title"] == nasty


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser, tmp_path):
    """Open a film by its file, without a network; fails on errors, and on anything fetched."""
    contexts, problems = [], []

    def show(name, *, scheme="light", motion="reduce", size=(900, 640), most=8):
        run, moments = trained(name)
        chosen = chosen_moments(moments, most)
        path = tmp_path / "film.html"
        path.write_text(document(run, chosen))
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion=motion,
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)[:300]))
        page.on("console", lambda said: said.type == "error" and problems.append(said.text[:300]))
        page.on(
            "request",
            lambda asked: (
                asked.url.startswith(("data:", "file://" + str(path))) or problems.append(asked.url)
            ),
        )
        page.goto(path.as_uri())
        page.get_by_test_id("epoch").wait_for(timeout=WAIT)
        return page, chosen

    yield show
    for context in contexts:
        context.close()
    assert problems == []


def pixels(page) -> bytes:
    data = page.evaluate("document.querySelector('.film-plane canvas').toDataURL()")
    return base64.b64decode(data.partition(",")[2])


@pytest.mark.parametrize("name", CASES)
def test_the_slider_shows_every_moment(opened, name):
    page, chosen = opened(name)
    slider = page.get_by_test_id("moment")
    first = pixels(page)
    for i in (len(chosen) - 1, 1):
        slider.fill(str(i))
        page.wait_for_function(
            "epoch => document.querySelector('[data-testid=epoch]').textContent === epoch",
            arg=str(chosen[i].epoch),
            timeout=WAIT,
        )
        loss = float(page.get_by_test_id("train-loss").inner_text().replace("∞", "inf"))
        assert loss == pytest.approx(chosen[i].train_loss, rel=0.05, abs=1e-4)
        assert pixels(page) != first
    slider.fill("0")
    assert pixels(page) == first


def test_it_plays_stops_and_begins_again(opened):
    page, chosen = opened("two classes", motion="no-preference")
    play = page.get_by_test_id("play")
    last = str(chosen[-1].epoch)
    shown = "document.querySelector('[data-testid=epoch]').textContent"
    reached, left = (f"last => {shown} {how} last" for how in ("===", "!=="))
    page.wait_for_function(reached, arg=last, timeout=WAIT)  # it has begun by itself
    assert play.get_attribute("aria-label") == "Play"
    page.get_by_test_id("speed").select_option("0.25")
    play.click()
    page.wait_for_function(left, arg=last, timeout=WAIT)
    assert play.get_attribute("aria-label") == "Pause"
    page.get_by_test_id("speed").select_option("4")
    page.wait_for_function(reached, arg=last, timeout=WAIT)


def test_it_waits_where_motion_is_not_wanted_and_obeys_keys(opened):
    page, chosen = opened("two classes")
    assert page.get_by_test_id("play").get_attribute("aria-label") == "Play"
    epoch = page.get_by_test_id("epoch")
    assert epoch.inner_text() == "0"
    page.keyboard.press("ArrowRight")
    assert epoch.inner_text() == str(chosen[1].epoch)
    page.keyboard.press("End")
    assert epoch.inner_text() == str(chosen[-1].epoch)
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    assert page.get_by_test_id("play").get_attribute("aria-label") == "Pause"
    page.keyboard.press(" ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_system_and_the_button(opened, scheme):
    page, _ = opened("two classes", scheme=scheme)
    background = "getComputedStyle(document.body).backgroundColor"
    colors = {"light": "rgb(255, 255, 255)", "dark": "rgb(14, 17, 23)"}
    assert page.evaluate(background) == colors[scheme]
    before = pixels(page)
    page.get_by_test_id("theme").click()
    other = "dark" if scheme == "light" else "light"
    assert page.evaluate(background) == colors[other]
    assert pixels(page) != before


@pytest.mark.parametrize("size", [(390, 760), (900, 640), (1440, 900)])
def test_the_film_fills_any_window_without_scrolling(opened, size):
    page, _ = opened("ten classes, wide", size=size)
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= innerWidth && {root}.scrollHeight <= innerHeight")
    side = page.evaluate("document.querySelector('.film-plane canvas').clientHeight")
    assert side >= 0.4 * min(size)


def test_the_plane_is_coloured_as_the_network_answers(opened):
    page, chosen = opened("two classes")
    page.get_by_test_id("moment").fill(str(len(chosen) - 1))
    run, _ = trained("two classes")
    places = np.array([(x, y) for x in (-5.5, 0.0, 5.5) for y in (-5.5, 5.5)])
    shares = run.predict_proba(places)[:, 1]
    read = page.evaluate(
        """places => {
          const canvas = document.querySelector('.film-plane canvas');
          const ratio = canvas.width / canvas.clientWidth;
          const [left, top] = [52, 8];
          const width = canvas.clientWidth - left - 8;
          const height = canvas.clientHeight - top - 40;
          const brush = canvas.getContext('2d');
          return places.map(([x, y]) => [...brush.getImageData(
            Math.round((left + (x + 6) / 12 * width) * ratio),
            Math.round((top + (6 - y) / 12 * height) * ratio), 1, 1).data]);
        }""",
        places.tolist(),
    )
    for (red, _, blue, _), share in zip(read, shares, strict=True):
        assert (blue > red) == (share > 0.5)
