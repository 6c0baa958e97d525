"""Digits as a person uses them: train, draw, be read, look at mistakes, take the address along."""

from __future__ import annotations

import re

from tests.digits.samples import SAMPLES

FIRST_WEIGHTS = (
    """() => document.querySelector("[data-testid=digits-weights] canvas").toDataURL()"""
)


def write(stage, digit: int) -> None:
    """Write a sample's strokes on the pad with the mouse."""
    box = stage.part("pad").bounding_box()
    mouse = stage.page.mouse
    for stroke in SAMPLES[digit]:
        points = [
            (box["x"] + x / 100 * box["width"], box["y"] + y / 100 * box["height"])
            for x, y in stroke
        ]
        mouse.move(*points[0])
        mouse.down()
        for point in points[1:]:
            mouse.move(*point, steps=3)
        mouse.up()


def test_it_learns_to_read_and_reads_a_one_and_a_zero_drawn_with_the_mouse(open_stage):
    stage = open_stage("digits")
    noise = stage.page.evaluate(FIRST_WEIGHTS)
    stage.slide("pace", 2)
    stage.press("play").wait_epoch(8)
    stage.press("play").wait_text("status", "paused")
    assert stage.number("test-accuracy") > 90
    assert stage.page.evaluate(FIRST_WEIGHTS) != noise
    write(stage, 1)
    stage.wait_text("digit-answer", "^1$")
    assert stage.number("digit-share-1") > 50
    stage.press("pad-clear").wait_text("digit-answer", r"^\?$")
    write(stage, 0)
    stage.wait_text("digit-answer", "^0$")
    assert stage.number("digit-share-0") > 50
    for name in ("spoil-right", "spoil-down"):
        stage.slide(name, 4)
    stage.slide("spoil-noise", 0.5)
    stage.wait_text("digit-share-0", r"^(<|\d\d?\.|0%)")
    stage.press("spoil-reset").wait_text("digit-answer", "^0$")
    # On the pad the keys draw; they neither play nor step.
    epoch = stage.text("epoch")
    stage.part("pad").focus()
    for key in ("Delete", " ", *["ArrowDown"] * 8, "ArrowRight", " "):
        stage.page.keyboard.press(key)
    stage.wait_text("digit-answer", r"^\d$").wait_text("status", "paused")
    assert stage.text("epoch") == epoch


def test_a_drawing_is_still_there_after_another_view(open_stage):
    stage = open_stage("digits")
    write(stage, 1)
    answer = stage.text("digit-answer")
    views = stage.control("digits")
    views.get_by_role("radio").nth(1).click()
    stage.part("pad").wait_for(state="detached")
    views.get_by_role("radio").first.click()
    stage.part("pad").wait_for(state="visible")
    stage.wait_run().wait_text("digit-answer", f"^{answer}$")
    assert stage.part("pad-images").is_visible()


def test_it_is_read_while_the_network_learns(open_stage):
    stage = open_stage("digits")
    stage.press("play")
    write(stage, 0)
    stage.wait_text("digit-answer", "^0$")
    assert stage.text("status") == "training"
    stage.press("play").wait_text("status", "paused")


def test_mistakes_are_looked_at_and_time_is_turned_back(open_stage):
    stage = open_stage("digits", digits_hidden_layers="8")
    stage.slide("pace", 2)
    stage.press("play").wait_epoch(3)
    stage.press("play").wait_text("status", "paused")
    stage.press("mistakes").wait_text("image-place", r"test image 1 of \d+$")
    stage.wait_text("digit-truth", r"it is a \d")
    wrong = int(re.search(r"of (\d+)", stage.text("image-place"))[1])
    stage.slide("time-slider", 0).wait_text("epoch", "^0$")
    stage.wait_text("image-place", r"of [2-4]\d\d$|\d\d\d test images")
    assert wrong < 200


def test_a_network_to_try_begins_a_run_that_its_address_opens_again(open_stage):
    stage = open_stage("digits", digits_hidden_layers="none")
    assert stage.page.get_by_text("one picture for each answer").is_visible()
    stage.press("reset-new")
    stage.wait_until("() => location.search.includes('digits_weight_seed')")
    loss = stage.wait_run().text("train-loss")
    again = open_stage("digits", **stage.query())
    assert again.text("train-loss") == loss
