"""Inside a step in a real browser: stepping by keyboard, a clicked point, phone and desktop."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stage_page import WAIT

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = "dataset=circle&n_samples=60&hidden_layers=3"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait for what is expected as long as everywhere here, not Playwright's five seconds."""
    expect.set_options(timeout=WAIT)
    yield
    expect.set_options(timeout=5_000)


def open_view(page: Page, app_url: str, query: str) -> None:
    page.goto(f"{app_url}/inside?{query}")
    expect(page.get_by_test_id("said")).to_contain_text("Press ▶")


def node(page: Page, name: str):
    """A node of the graph by its name: the numbers in it, above and below."""
    group = page.locator(".dbg-node").filter(
        has=page.locator(".dbg-name", has_text=re.compile(f"^{name}$"))
    )
    return group.locator(".dbg-value text"), group.locator(".dbg-gradient text"), group


def test_a_graph_is_stepped_forward_and_back_by_keyboard(page: Page, app_url: str):
    open_view(page, app_url, "inside=graph")
    said = page.get_by_test_id("said")
    picture = page.get_by_test_id("stepped")
    value, gradient, group = node(page, "q")
    expect(value).to_be_hidden()
    page.get_by_test_id("step-on").focus()
    for _ in range(3):  # past the last button and the slider, to the picture
        page.keyboard.press("Tab")
    assert picture.evaluate("element => element === document.activeElement")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("q = x + y = −2 + 5 = 3")
    expect(value).to_have_text("3")
    expect(group).to_have_class(re.compile("is-now"))
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("f = q·z = 3·(−4) = −12")
    expect(gradient).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("upstream 1 × local (−4) = −4")
    expect(said).to_contain_text("∂f/∂q = z = −4")
    expect(gradient).to_have_text("−4")
    page.keyboard.press("ArrowLeft")
    expect(gradient).to_have_count(0)
    page.keyboard.press("End")
    expect(page.get_by_test_id("step-label")).to_contain_text("8 / 8")
    for name, expected in {"x": "−4", "y": "−4", "z": "3"}.items():
        expect(node(page, name)[1]).to_have_text(expected)
    expect(page.get_by_test_id("step-on")).to_be_disabled()
    page.keyboard.press("Home")
    expect(value).to_be_hidden()
    page.keyboard.press("End")  # the end of the forward pass comes first
    expect(said).to_contain_text("f = q·z")


def test_keys_go_on_working_when_the_pressed_button_has_nothing_left_to_do(
    page: Page, app_url: str
):
    open_view(page, app_url, "inside=graph")
    label = page.get_by_test_id("step-label")
    page.get_by_test_id("step-on").focus()
    for _ in range(9):
        page.keyboard.press("Enter")
    expect(label).to_contain_text("8 / 8")
    page.keyboard.press("ArrowLeft")
    expect(label).to_contain_text("7 / 8")
    page.get_by_test_id("step-first").focus()
    page.keyboard.press("Enter")
    expect(label).to_contain_text("0 / 8")
    page.keyboard.press("ArrowRight")
    expect(label).to_contain_text("1 / 8")


def test_buttons_slider_and_a_click_on_a_node(page: Page, app_url: str):
    open_view(page, app_url, "inside=graph&graph=neuron")
    page.get_by_test_id("step-on").click()
    expect(page.get_by_test_id("said")).to_contain_text("q = w1·x1 = 2·(−1) = −2")
    page.get_by_test_id("step-back").click()
    expect(page.get_by_test_id("step-label")).to_contain_text("0 / 16")
    page.get_by_test_id("step-last").click()
    expect(node(page, "f")[0]).to_have_text("0.7311")
    page.get_by_test_id("step-slider").focus()
    page.keyboard.press("End")
    expect(node(page, "w1")[1]).to_have_text("−0.1966")
    node(page, "x1")[2].click()
    expect(page.get_by_test_id("step-label")).to_contain_text("q → x1")


def test_a_changed_value_keeps_the_step(page: Page, app_url: str):
    open_view(page, app_url, "inside=graph")
    page.get_by_test_id("step-last").click()
    expect(page.get_by_test_id("said")).to_contain_text("= −12")
    field = page.get_by_role("spinbutton", name="z", exact=True)
    field.fill("2")
    field.press("Enter")
    expect(page.get_by_test_id("said")).to_contain_text("f = q·z = 3·2 = 6")
    page.wait_for_function("() => new URLSearchParams(location.search).get('at')?.includes('z=2')")


def test_an_error_is_shown_with_a_caret(page: Page, app_url: str):
    open_view(page, app_url, "inside=graph&graph=typed")
    field = page.locator(".st-key-formula input")
    field.fill("(a + b")
    field.press("Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("never closed")
    assert page.get_by_test_id("stCode").inner_text().rstrip() == "(a + b\n^"
    field.fill("(a + b)^2")
    field.press("Enter")
    expect(page.get_by_test_id("said")).to_contain_text("Press ▶")


def test_a_point_is_followed_through_the_network_and_back(page: Page, app_url: str):
    open_view(page, app_url, f"inside=backprop&{SMALL}")
    said = page.get_by_test_id("said")
    page.get_by_test_id("stepped").focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text(re.compile(r"Unit \d: z = .* a = tanh"))
    first = said.inner_text()
    page.keyboard.press("ArrowDown")
    expect(said).not_to_have_text(first)
    page.keyboard.press("End")
    expect(said).to_contain_text("L = cross-entropy(z, t)")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("δ = p − [t = 1]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("∂L/∂W₁ = x δ₁ᵀ")
    page.keyboard.press("End")
    expect(said).to_contain_text("Mean over the mini-batch’s")
    box = page.get_by_test_id("plane").bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.1 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_function("() => new URLSearchParams(location.search).has('point')")
    chosen = page.evaluate("() => new URLSearchParams(location.search).get('point')")
    expect(page.locator(".st-key-point input")).to_have_value(chosen)
    expect(page.get_by_test_id("step-label")).to_contain_text("the batch’s mean")


@pytest.mark.parametrize(("size", "scheme"), [((1440, 900), "light"), ((390, 844), "dark")])
def test_nothing_is_wider_than_the_screen_and_the_step_is_in_sight(
    browser: Browser, app_url: str, size, scheme
):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,
        reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    views = [f"inside=graph&graph={name}" for name in ("first", "network", "vectors")]
    for query in [*views, f"inside=graph&graph=network&{SMALL}", "inside=backprop"]:
        open_view(page, app_url, query)
        page.get_by_test_id("stepped").focus()
        for key in ("End", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        assert page.evaluate(OVERFLOW) <= 0
        current = page.locator("g.is-now").first
        box = current.bounding_box()
        assert box
        assert -1 <= box["x"] <= size[0] - 20
        assert box["y"] + box["height"] > 0
        assert box["y"] < size[1]
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
    context.close()
