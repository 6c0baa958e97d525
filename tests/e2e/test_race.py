"""The race and the genetic view in a real browser: to the finish, edited, replayed, repeated."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.stage_page import WAIT, StagePage

QUICK = {"dataset": "circle", "hidden_layers": "4", "n_samples": "100", "race_epochs": "60"}
LINE_UP = "adam:0.1,momentum:0.05,mini_batch:0.001"


def race(open_stage, **query: str) -> StagePage:
    stage = open_stage("optimizers", **{**QUICK, "contestants": LINE_UP, **query})
    expect(stage.part("contestant-0")).to_be_visible()
    return stage


def finish(stage: StagePage, epoch: int = 60) -> StagePage:
    stage.press("play")
    expect(stage.part("status")).to_have_text("stopped", timeout=2 * WAIT)
    return stage.wait_epoch(epoch)


def cell(stage: StagePage, contestant: int, name: str) -> str:
    return stage.part(f"contestant-{contestant}").locator(f"[data-cell={name}]").inner_text()


def taken(stage: StagePage, tmp_path, name: str) -> list[dict[str, str]]:
    with stage.page.expect_download() as download:
        stage.control(name).get_by_role("button").click()
    download.value.save_as(tmp_path / "taken.csv")
    return list(csv.DictReader((tmp_path / "taken.csv").open()))


def test_a_race_is_run_to_its_finish_and_its_numbers_taken_away(open_stage, tmp_path):
    stage = race(open_stage)
    before = [stage.pixels(f"tile-{i}") for i in range(3)]
    assert before[0] == before[1] == before[2]  # the same first weights
    finish(stage)
    for i in range(3):
        stage.wait_pixels(f"tile-{i}", other_than=before[i])
    stage.press("axis-evaluations").press("axis-epochs")  # nothing lies over them
    lines = taken(stage, tmp_path, "standings_csv")
    assert [line["contestant"] for line in lines] == [
        "Adam", "momentum", "gradient descent, mini-batch",
    ]  # fmt: skip
    for i, line in enumerate(lines):
        assert cell(stage, i, "epochs") == (line["epochs_to_goal"] or "–")
        assert float(cell(stage, i, "loss")) == pytest.approx(float(line["train_loss"]), abs=1e-4)
    arrived = [int(line["epochs_to_goal"]) for line in lines if line["epochs_to_goal"]]
    assert arrived
    assert min(arrived) > 0
    stage.wait_text("verdict", rf"first at 99%, in epoch {min(arrived)}\.")
    assert len(taken(stage, tmp_path, "curves_csv")) == 61 * 3


def test_a_moment_of_the_race_is_returned_to(open_stage):
    stage = finish(race(open_stage))
    end, chart = stage.pixels("tile-1"), stage.pixels("race-lines")
    stage.slide("time-slider", 5).wait_pixels("tile-1", other_than=end)
    stage.wait_pixels("race-lines", other_than=chart)
    assert stage.number("epoch") < 60
    stage.press("back-to-live").wait_pixels("tile-1", same_as=end)


def test_an_edited_line_up_is_in_the_address_and_starts_anew(open_stage, page):
    stage = race(open_stage)
    stage.press("step").wait_epoch(1)
    rate = stage.part("setting-1-learning_rate")
    rate.fill("0.2")
    rate.press("Enter")
    stage.wait_query(contestants="adam:0.1,momentum:0.2,mini_batch:0.001")
    stage.wait_text("epoch", "^0$")
    stage.part("add-contestant").select_option("nesterov")
    stage.wait_query(contestants="adam:0.1,momentum:0.2,mini_batch:0.001,nesterov")
    expect(stage.part("tile-3")).to_contain_text("Nesterov", timeout=WAIT)
    stage.press("remove-0")
    stage.wait_query(contestants="momentum:0.2,mini_batch:0.001,nesterov")
    expect(stage.part("tile-3")).to_have_count(0, timeout=WAIT)
    stage.press("axis-seconds").wait_query(axis="seconds")
    page.reload()
    stage.wait_run()
    expect(stage.part("setting-0-learning_rate")).to_have_value("0.2")
    expect(stage.part("axis-seconds")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(stage.part("axis-epochs")).to_have_attribute("aria-pressed", "true", timeout=WAIT)


def test_the_race_is_run_and_edited_with_the_keyboard_alone(open_stage, page):
    stage = race(open_stage)
    page.keyboard.press("ArrowRight")
    stage.wait_epoch(1)
    page.keyboard.press("Space")
    expect(stage.part("status")).to_have_text("stopped", timeout=2 * WAIT)
    stage.part("setting-0-learning_rate").focus()
    page.keyboard.press("ArrowUp")
    stage.wait_query(contestants="adam:0.2,momentum:0.05,mini_batch:0.001")
    expect(stage.part("setting-0-learning_rate")).to_be_focused()
    page.keyboard.press("Tab")
    expect(stage.part("setting-0-beta1")).to_be_focused()
    stage.wait_text("epoch", "^0$")


def test_a_repetition_shows_a_dot_for_every_arrival(open_stage, tmp_path):
    stage = race(open_stage, repeats="5")
    stage.control("start_repeat").get_by_role("button").click()
    strips = stage.control("race_repeat").locator(".dbp-strips tbody tr")
    expect(strips).to_have_count(3, timeout=2 * WAIT)
    dots = stage.control("race_repeat").locator(".dbp-strips .is-dot")
    arrived = [line for line in taken(stage, tmp_path, "repeated_csv") if line["epochs_to_goal"]]
    assert dots.count() == len(arrived) > 0


def test_a_repetition_is_cancelled_while_the_race_goes_on(open_stage):
    stage = race(open_stage, noise="0.5", goal="1", race_epochs="20000", repeats="50")
    stage.control("start_repeat").get_by_role("button").click()
    cancel = stage.control("cancel_repeat").get_by_role("button")
    expect(cancel).to_be_visible(timeout=WAIT)
    stage.press("play").wait_epoch(20)
    cancel.click()
    expect(stage.control("race_repeat")).to_contain_text("Cancelled.", timeout=WAIT)
    assert stage.text("status") == "training"


def test_the_genetic_view_breeds_beside_adam(open_stage):
    stage = open_stage("optimizers", **QUICK, view="genetic", generations="80", population="20",
                       goal="0.8")  # fmt: skip
    first = [stage.pixels(f"individual-{k}") for k in range(16)]
    assert len(set(first)) > 8  # as different as the first population is
    chart = stage.pixels("fitness")
    finish(stage, 80)
    stage.wait_pixels("individual-0", other_than=first[0]).wait_pixels("fitness", other_than=chart)
    stage.wait_text("against", "80% after")
    stage.wait_text("against-verdict", r"\d times as m")
    stage.press("axis-evaluations").wait_query(axis="evaluations")
    stage.control("crossover").get_by_role("combobox").click()
    stage.page.get_by_role("option", name="uniform").click()
    stage.wait_query(crossover="uniform").wait_text("epoch", "^0$")


@pytest.mark.parametrize("view", ["race", "genetic"])
def test_nothing_is_wider_than_a_phone(open_stage, page, view):
    page.set_viewport_size({"width": 390, "height": 844})
    stage = race(open_stage, view="race") if view == "race" else open_stage("optimizers", view=view)
    part = stage.part("race-standings" if view == "race" else "population")
    expect(part).to_be_visible()
    wide = page.evaluate("() => document.querySelector('.dbp').scrollWidth - innerWidth")
    assert wide <= 0
    box = part.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_the_race_fits_on_a_laptop(open_stage):
    stage = open_stage("optimizers")
    for part in ("play", "race-lines", "race-boundaries", "time-slider", "contestant-3"):
        box = stage.part(part).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900
    assert re.search("momentum", stage.text("tile-1"))
