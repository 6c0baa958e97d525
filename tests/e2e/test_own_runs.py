"""A run is drawn on, changed by hand, saved, and after a reload loaded: in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from playground.training.saved import read_run
from tests.e2e.stage_page import WAIT

pytestmark = pytest.mark.browser


def goes_to(stage, link):
    stage.page.get_by_role("link", name=link, exact=True).click()


def button(stage, key):
    return stage.control(key).get_by_role("button").first


def answers_of(stage):
    """What the network says at some places of the plane, as the readout has it."""
    box = stage.part("boundary").bounding_box()
    said = []
    for across, down in ((0.35, 0.3), (0.5, 0.5), (0.6, 0.7)):
        stage.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        readout = stage.page.locator(".dbp-boundary__readout")
        expect(readout).to_have_text(re.compile("class"), timeout=WAIT)
        said.append(readout.inner_text())
    return said


def draw_a_stroke(stage):
    """A few points of the first class, across the middle of the plane."""
    stage.press("draw")
    stage.part("draw-brush").click()
    stage.part("draw-class-0").click()
    box = stage.part("boundary").bounding_box()
    mouse = stage.page.mouse
    mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.55 * box["height"], steps=12)
    mouse.up()
    stage.press("draw")


def test_a_run_comes_back_from_its_file_and_stands_beside_another(open_stage, app_url, tmp_path):
    stage = open_stage(dataset="gauss", hidden_layers="4", n_samples="100")
    draw_a_stroke(stage)
    expect(stage.control("own_data")).to_be_visible(timeout=WAIT)
    stage.press("play").wait_epoch(15)
    stage.press("play").wait_text("status", "paused")
    before = stage.text("epoch"), stage.text("train-loss")
    answers = answers_of(stage)

    goes_to(stage, "Yours")
    stage.page.get_by_text("Runs", exact=True).click()
    expect(button(stage, "keep_run")).to_be_visible(timeout=WAIT)
    button(stage, "keep_run").click()
    expect(stage.page.get_by_alt_text("Decision boundary of Run 1")).to_be_visible(timeout=WAIT)
    with stage.page.expect_download(timeout=WAIT) as download:
        button(stage, "save_run_file").click()
    file = tmp_path / "mine.playground"
    download.value.save_as(file)
    saved = read_run(file.read_bytes())
    assert len(saved.dataset.X_train) + len(saved.dataset.X_test) > 100
    assert f"{saved.snapshots[-1][1].epoch:,}" in before[0]

    stage.page.goto(f"{app_url}/yours?yours=runs")  # a new session: nothing is left of the run
    stage.page.locator('input[type="file"]').set_input_files(file)
    button(stage, "load_run_now").click(timeout=WAIT)
    button(stage, "keep_run").click()
    stage.control("load_run").get_by_role("link").click()
    stage.wait_run()
    stage.wait_text("epoch", re.escape(before[0]))
    assert stage.text("train-loss") == before[1]
    assert answers_of(stage) == answers
    # The whole past has come along.
    stage.slide("time-slider", 0).release("time-slider")
    stage.wait_text("epoch", "^0")
