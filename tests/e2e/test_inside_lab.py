"""Neuron, activations, differences and losses in a real browser: sliders, keys, both widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stage_page import WAIT

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LAST = {
    "neuron": ".dbp-stairs img",
    "activations": ".st-key-inside_ratios .main-svg",
    "differences": ".st-key-inside_times .main-svg",
    "losses": ".st-key-inside_escape .main-svg",
}
"""Of each view, what it draws last."""
WATCH = """selector => {
  window.__seen = [];
  const look = () => {
    const plot = document.querySelector(selector);
    window.__seen.push(!!plot && !!plot.querySelector(".main-svg") && plot.clientHeight > 100);
    requestAnimationFrame(look);
  };
  look();
}"""


def open_view(page: Page, app_url: str, view: str, query: str = "") -> None:
    page.goto(f"{app_url}/inside?inside={view}&hidden_layers=4&n_samples=60&{query}")
    expect(page.locator(LAST[view]).first).to_be_visible(timeout=2 * WAIT)


def key(page: Page, control: str, *keys: str) -> None:
    page.locator(f".st-key-{control} input[type=range]").first.focus()
    for name in keys:
        page.keyboard.press(name)


def test_a_nudge_by_keyboard(page: Page, app_url: str):
    open_view(page, app_url, "neuron")
    cards = page.get_by_test_id("neurons")
    expect(cards.locator("mark").first).to_have_text("flips")
    pictures = cards.locator("img")
    assert pictures.count() == 8
    assert pictures.evaluate_all("all => all.every(i => i.naturalWidth > 0)")
    key(page, "w2", "ArrowRight", "ArrowRight")  # z = +0.15: nothing flips any more
    expect(cards.locator("mark").first).to_have_text("stays", timeout=WAIT)
    page.wait_for_function("() => location.search.includes('w2=-0.5')")


def test_a_quick_hand_does_not_take_a_figure_apart(page: Page, app_url: str):
    broken = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    open_view(page, app_url, "losses")
    drawn = page.locator(".st-key-inside_loss .js-plotly-plot")
    drawn.evaluate(
        "element => { window.__taken = 0; const { purge } = Plotly;"
        " Plotly.purge = (of) => { window.__taken += 1; return purge(of); };"
        " window.__first = element; }"
    )
    key(page, "sum", *["ArrowRight"] * 40)
    page.wait_for_function("() => location.search.includes('sum=-2')")
    page.wait_for_function(
        "() => window.__first.isConnected && window.__first.data.some("
        "trace => trace.x.length === 1 && Math.abs(trace.x[0] + 2) < 1e-6)"
    )
    assert broken == []
    assert page.evaluate("window.__taken") == 0


def test_the_rule_step_by_step(page: Page, app_url: str):
    open_view(page, app_url, "neuron", "seed=3")
    main = page.get_by_test_id("stMain")
    page.locator(".st-key-rule_start button:visible").click()
    expect(main).to_contain_text("All weights are 0", timeout=WAIT)
    page.locator(".st-key-rule_mistake button:visible").click()
    expect(main).to_contain_text("Wrong, so w ← w", timeout=WAIT)
    page.locator(".st-key-rule_end button:visible").click()
    expect(main).to_contain_text("learnt", timeout=WAIT)


def test_a_figure_is_changed_in_place(page: Page, app_url: str):
    open_view(page, app_url, "activations", "width=4")
    stack = page.locator(".st-key-inside_stack .dbp-plot")
    expect(stack.locator(".main-svg").first).to_be_visible(timeout=WAIT)
    stack.evaluate("plot => { plot.__mine = true; }")
    page.evaluate(WATCH, ".st-key-inside_stack .dbp-plot")
    main = page.get_by_test_id("stMain")
    key(page, "depth", "ArrowLeft")
    expect(main).to_contain_text("Down 7 layers of sigmoid", timeout=WAIT)
    page.wait_for_function(
        "() => document.querySelector('.st-key-inside_stack .dbp-plot').layout"
        ".xaxis.ticktext.length === 8"
    )
    assert stack.evaluate("plot => plot.__mine === true")  # the same element
    seen = page.evaluate("() => window.__seen")
    assert len(seen) > 3
    assert all(seen)  # and never empty on the way
    assert stack.get_attribute("role") == "img"
    assert "layer by layer" in (stack.get_attribute("aria-label") or "")


def test_h_follows_the_keys_and_the_address(page: Page, app_url: str):
    open_view(page, app_url, "differences")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("Central differences with h = 10⁻⁵")
    key(page, "h", "ArrowLeft", "ArrowLeft")
    expect(main).to_contain_text("with h = 10⁻⁶", timeout=WAIT)
    page.wait_for_function("() => location.search.includes('h=-6')")
    page.reload()
    expect(main).to_contain_text("with h = 10⁻⁶", timeout=2 * WAIT)


@pytest.mark.parametrize(("size", "scheme"), [((1440, 900), "light"), ((390, 844), "dark")])
def test_nothing_is_wider_than_the_screen(browser: Browser, app_url: str, size, scheme):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    page = context.new_page()
    for view in LAST:
        open_view(page, app_url, view, "width=4&depth=2")
        assert page.evaluate(OVERFLOW) <= 0
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        wide = page.locator(".dbp-plot, .dbp-neurons img").evaluate_all(
            "all => all.filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
        )
        assert wide == 0
    context.close()
