"""The product's main job in a real browser: press Play and watch the spiral being learnt."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def test_play_changes_the_boundary_and_solves_the_spiral(open_stage):
    stage = open_stage(stop_accuracy="0.99")
    before = stage.pixels("boundary")
    stage.press("play").wait_epoch(3)
    assert stage.pixels("boundary") != before
    assert stage.pixels("network") != ""
    stage.wait_text("train-accuracy", r"(99|100)")
    assert stage.number("train-accuracy") >= 99


def test_every_part_of_the_stage_is_there(open_stage):
    stage = open_stage()
    transport = ["play", "step", "step-batch", "reset", "pace", "epoch", "time-slider"]
    numbers = ["train-loss", "test-loss", "train-accuracy", "test-accuracy"]
    panels = ["boundary", "network", "warp-1", "warp-2", "warp-3", "curves"]
    for part in transport + numbers + panels:
        expect(stage.part(part).first).to_be_visible()
    stage.press("step").wait_epoch(1).wait_text("probe-3", r"\d")


def test_the_network_is_bigger_than_its_picture_and_still_learns(open_stage):
    stage = open_stage(hidden_layers=",".join(["32"] * 8), dataset="circle")
    stage.press("play").wait_epoch(1)
    assert stage.number("train-loss") > 0


def test_one_click_on_the_picture_adds_a_unit_and_starts_anew_where_that_is_wanted(open_stage):
    stage = open_stage(hidden_layers="4,2")
    stage.press("step").wait_epoch(1)
    expect(stage.part("keep-learnt")).to_have_attribute("aria-pressed", "true")
    stage.press("keep-learnt")
    add = stage.part("network").get_by_role("button", name="One unit more in layer 1")
    add.click()
    stage.wait_query(hidden_layers="5,2").wait_text("epoch", r"^0(\.0+)?$")


def test_sliders_change_layers_and_the_picture_follows(open_stage):
    stage = open_stage()
    slider = stage.control("n_layers").locator("input[type=range]")
    slider.focus()
    slider.press("ArrowLeft")
    stage.wait_query(hidden_layers="8,8")
    expect(stage.part("warp-3")).to_have_count(0)


def test_a_new_learning_rate_applies_while_playing_and_keeps_the_history(open_stage):
    stage = open_stage()
    stage.press("play").wait_epoch(5)
    slider = stage.control("learning_rate").locator("input[type=range]")
    slider.focus()
    slider.press("ArrowRight")
    stage.wait_query(learning_rate="0.03")
    epoch = stage.number("epoch")
    assert epoch >= 5
    stage.wait_epoch(epoch + 1).press("play")
    assert int(stage.part("time-slider").get_attribute("max") or 0) > 10


def test_keyboard_plays_steps_and_resets(open_stage):
    stage = open_stage()
    stage.page.keyboard.press("ArrowRight")
    stage.wait_epoch(1)
    stage.page.keyboard.press("Space")
    stage.wait_epoch(2)
    stage.page.keyboard.press("Space")
    stage.page.keyboard.press("r")
    stage.wait_text("epoch", r"^0(\.0+)?$")


def test_divergence_stops_with_words(open_stage):
    stage = open_stage(
        dataset="circle", activation="relu", optimizer="sgd", learning_rate="10", loss="squared",
        output_activation="linear",
    )  # fmt: skip
    stage.press("play")
    stage.wait_text("message", r"[Ll]earning rate")
    assert stage.number("train-loss") >= 0  # the last good moment, not NaN


@pytest.mark.parametrize("dataset", ["curve", "reg-gauss", "pinwheel", "blobs"])
def test_regression_curve_and_classes_are_drawn(open_stage, dataset):
    stage = open_stage(dataset=dataset)
    before = stage.pixels("boundary")
    stage.press("step").wait_epoch(1).wait_pixels("boundary", other_than=before)


def test_going_from_regression_to_classes_and_back_keeps_every_panel(open_stage, page):
    stage = open_stage(dataset="reg-plane")
    stage.press("step").wait_epoch(1)  # so that epoch 0 means the next run
    for dataset in ("spiral", "curve", "circle"):
        stage.control("dataset").get_by_role("radio", name=dataset, exact=True).click()
        if dataset != "spiral":  # the default needs no parameter
            stage.wait_query(dataset=dataset)
        stage.wait_text("epoch", r"^0(\.0+)?$").press("step").wait_epoch(1)
        expect(page.get_by_text("could not be painted")).to_have_count(0)
