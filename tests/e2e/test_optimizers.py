"""The optimisers page in a real browser: a surface is turned, a ravine clicked, a walk played."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.stage_page import WAIT

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = "n_samples=60&hidden_layers=4&dataset=circle&resolution=21&path_epochs=20"


def plot(page: Page, app_url: str, query: str, key: str) -> Locator:
    """Open a view and wait until the chart with this key is drawn."""
    page.goto(f"{app_url}/optimizers?{query}")
    return drawn(page, key)


def drawn(page: Page, key: str) -> Locator:
    found = page.locator(f".st-key-{key} .js-plotly-plot")
    expect(found).to_be_visible(timeout=2 * WAIT)
    return found


def camera(surface: Locator) -> list[float]:
    """Where the surface is looked at from, as seen from what is looked at."""
    return surface.evaluate(
        "element => { const { eye, center } = element._fullLayout.scene._scene.getCamera();"
        " return ['x', 'y', 'z'].map(axis => eye[axis] - center[axis]); }"
    )


def drag(page: Page, at: Locator, by: tuple[int, int]) -> None:
    box = at.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x + by[0] * step / 8, y + by[1] * step / 8)
    page.mouse.up()


def test_the_surface_is_turned_by_hand_and_stays_turned(page: Page, app_url: str):
    surface = plot(page, app_url, f"view=landscape&{SMALL}", "landscape_surface")
    surface.scroll_into_view_if_needed()
    before = camera(surface)
    drag(page, surface, (160, 30))
    page.wait_for_function(
        "([was]) => { const e = document.querySelector('.st-key-landscape_surface .js-plotly-plot')"
        "._fullLayout.scene._scene.getCamera().eye; return Math.abs(e.x - was) > 0.2; }",
        arg=[before[0]],
    )
    turned, moved = camera(surface), True
    while moved:  # the last of the drag may still be on its way
        page.wait_for_timeout(200)
        moved, turned = turned != camera(surface), camera(surface)
    assert math.hypot(*turned) == pytest.approx(math.hypot(*before), rel=0.01)  # not nearer
    page.locator(".st-key-log_loss label").click()  # drawn anew, with other heights
    page.wait_for_function(
        "() => document.querySelector('.st-key-landscape_surface .js-plotly-plot')"
        "._fullLayout.scene.zaxis.title.text === 'loss'"
    )
    assert camera(drawn(page, "landscape_surface")) == pytest.approx(turned, abs=0.02)


def start_of(page: Page, key: str) -> list[float]:
    return page.evaluate(
        f"() => {{ const t = document.querySelector('.st-key-{key} .js-plotly-plot')._fullData"
        ".find(t => t.name === 'start'); return [t.x[0], t.y[0]]; }"
    )


def click_at(page: Page, ravine: Locator, place: tuple[float, float]) -> None:
    """Click where the axes say these coordinates are."""
    ravine.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # a hand is not quicker; Plotly lays a new figure out in two turns
    x, y = ravine.evaluate(
        "(element, [x, y]) => { const { xaxis, yaxis } = element._fullLayout;"
        " const box = element.getBoundingClientRect();"
        " return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];"
        "}",
        list(place),
    )
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(ravine.locator(".hovertext")).to_be_visible(timeout=WAIT)  # a click means what it names
    page.mouse.click(x, y)


def test_a_click_on_the_ground_starts_the_walks_there(page: Page, app_url: str):
    key = "walks"
    query = "view=ravine&ravine=himmelblau&start_x=-0.5&start_y=-0.8&rate=0.01&adaptive_rate=0.1"
    ravine = plot(page, app_url, query, key)
    assert start_of(page, key) == pytest.approx([-0.5, -0.8])
    for place in ((3.0, -4.0), (-4.0, 2.5)):  # a second click counts as well
        click_at(page, ravine, place)
        page.wait_for_function(
            f"([x]) => Math.abs(document.querySelector('.st-key-{key} .js-plotly-plot')._fullData"
            ".find(t => t.name === 'start').x[0] - x) < 0.2",
            arg=[place[0]],
            timeout=WAIT,
        )
        assert start_of(page, key) == pytest.approx(place, abs=0.2)
        page.wait_for_function(
            "([x]) => Math.abs(new URLSearchParams(location.search).get('start_x') - x) < 0.2",
            arg=[place[0]],
        )
    expect(page.get_by_test_id("stException")).to_have_count(0)
    clicked = page.evaluate("() => location.search")
    page.locator(".st-key-start_x input[type=range]").focus()
    page.keyboard.press("ArrowRight")  # and a slider moves on from the click
    page.wait_for_function("(was) => location.search !== was", arg=clicked)
    assert start_of(page, key) == pytest.approx(place, abs=0.2)


def test_a_walk_is_played_from_its_start_to_its_end(page: Page, app_url: str):
    ravine = plot(page, app_url, "view=ravine&steps=30", "walks")
    ravine.scroll_into_view_if_needed()
    lengths = (
        "() => document.querySelector('.st-key-walks .js-plotly-plot')._fullData"
        ".find(t => t.name === 'gradient descent').x.length"
    )
    assert page.evaluate(lengths) == 31
    ravine.locator(".updatemenu-button", has_text="Walk").click()
    page.wait_for_function(f"() => ({lengths})() < 12")
    page.wait_for_function(f"() => ({lengths})() > 15", timeout=WAIT)
    page.wait_for_function(f"() => ({lengths})() === 31", timeout=WAIT)


def test_a_rate_too_high_is_told_with_its_eigenvalue(page: Page, app_url: str):
    plot(page, app_url, "view=ravine&walkers=sgd&rate=0.048", "walks")
    main = page.get_by_test_id("stMain")
    expect(main).not_to_contain_text("diverged")
    slider = page.locator(".st-key-rate input[type=range]")
    slider.focus()
    for _ in range(3):  # 0.05, 0.052, 0.06
        page.keyboard.press("ArrowRight")
    expect(main).to_contain_text("diverged", timeout=WAIT)
    expect(main).to_contain_text("eigenvalue λ = 40")


@pytest.mark.parametrize(("size", "scheme"), [((1440, 900), "light"), ((390, 844), "dark")])
def test_nothing_is_wider_than_the_screen(browser: Browser, app_url: str, size, scheme):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{app_url}/optimizers?view=rules&{SMALL}")
    for view, shown in (
        ("Rules", ".st-key-rule_genetic"),
        ("Averages", ".st-key-average_weights .js-plotly-plot"),
        ("Ravine", ".st-key-region_map .js-plotly-plot"),
        ("Loss landscape", ".st-key-landscape_surface .js-plotly-plot"),
    ):
        page.locator(".st-key-view").get_by_text(view).click(timeout=WAIT)
        expect(page.locator(shown)).to_be_visible(timeout=2 * WAIT)
        assert page.evaluate(OVERFLOW) <= 0
        expect(page.get_by_test_id("stException")).to_have_count(0)
    context.close()
