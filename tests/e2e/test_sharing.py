"""Links in a real browser: the same address gives the same run; any address gives a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PARTS = ("train-loss", "test-loss", "train-accuracy", "test-accuracy")


def _after_three_epochs(stage) -> list[str]:
    for epoch in (1, 2, 3):
        stage.press("step").wait_epoch(epoch)
    return [stage.text(part) for part in PARTS]


def test_a_shared_address_reproduces_the_run(open_stage, page):
    stage = open_stage(dataset="xor", hidden_layers="6,3", activation="elu", noise="0.1", seed="5")
    numbers = _after_three_epochs(stage)
    address = page.url
    page.goto("about:blank")
    again = open_stage()
    page.goto(address)
    again.wait_text("epoch", r"^0(\.0+)?$").wait_query(activation="elu")
    assert _after_three_epochs(again) == numbers


def test_the_address_names_what_differs(open_stage):
    stage = open_stage()
    stage.control("dataset").get_by_role("radio", name="circle").click()
    stage.wait_query(dataset="circle")
    assert stage.query() == {"dataset": "circle"}


@pytest.mark.parametrize(
    "query",
    [
        {"n_samples": "1e300", "noise": "nan", "dataset": "<script>alert(1)</script>"},
        {"hidden_layers": "9999,9999", "learning_rate": "-5", "colour": "red"},
        {"activation": "step", "hidden_layers": "8,8", "loss": "huber", "features": "z"},
        {"dataset": "curve", "loss": "cross_entropy", "output_activation": "softmax"},
    ],
)
def test_any_address_opens_with_a_note(open_stage, page, query):
    stage = open_stage(**query)
    expect(page.locator(".st-key-notes")).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    assert "Traceback" not in page.content()
    stage.press("step").wait_epoch(1)


def test_the_address_is_readable(open_stage, page):
    stage = open_stage(hidden_layers="6,3")
    stage.control("dataset").get_by_role("radio", name="xor").click()
    stage.wait_query(dataset="xor", hidden_layers="6,3")
    stage.wait_until("() => location.search.includes('hidden_layers=6,3')")


def test_back_undoes_a_change(open_stage, page):
    stage = open_stage()
    stage.control("dataset").get_by_role("radio", name="xor").click()
    stage.wait_query(dataset="xor")
    page.wait_for_timeout(500)
    page.go_back()
    stage.wait_until("() => !new URLSearchParams(location.search).has('dataset')")
    expect(
        stage.control("dataset").get_by_role("radio", name="spiral")
    ).to_have_attribute("aria-checked", "true")  # fmt: skip


def test_a_layers_own_activation_is_chosen_shown_and_undone(open_stage, page):
    stage = open_stage()
    headings = page.locator(".dbp-network__head b")
    page.get_by_text("Each layer its own").click()
    page.wait_for_timeout(1500)  # the opened rows are drawn anew, which would close a list
    stage.control("activation_2").get_by_role("combobox").click()
    page.get_by_role("option", name="leaky ReLU").click()
    stage.wait_query(layer_activations="same,leaky_relu")
    expect(headings).to_have_text(
        ["inputs", "layer 1 · tanh", "layer 2 · leaky relu", "layer 3 · tanh", "output"]
    )
    expect(page.get_by_label("Activation of layer 1")).to_be_visible()  # it has not folded up
    stage.press("step").wait_epoch(1)
    page.go_back()
    stage.wait_until("() => !new URLSearchParams(location.search).has('layer_activations')")
    expect(headings.nth(2)).to_have_text("layer 2 · tanh")
