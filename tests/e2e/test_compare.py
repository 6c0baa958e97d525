"""The compare page in a real browser: everything moves with the network, cards and sliders act."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from playground.analysis.baselines import baselines_for
from tests.e2e.stage_page import StagePage

READY = "() => !document.querySelector('.dbp-model.is-waiting')"


def compare(open_stage, **query: str) -> StagePage:
    stage = open_stage("compare", **query)
    expect(stage.part("model-network")).to_be_visible()
    stage.wait_until(READY)
    return stage


def test_the_network_and_its_difference_move_as_it_learns(open_stage):
    stage = compare(open_stage, dataset="circle")
    moving = ("model-network", "picture-left", "picture-difference")
    still = ("model-logistic", "picture-right")
    before = {part: stage.pixels(part) for part in (*moving, *still)}
    apart = stage.text("apart-plane")
    stage.press("play").wait_epoch(20)
    stage.press("play")
    for part in moving:
        stage.wait_pixels(part, other_than=before[part])
    for part in still:
        assert stage.pixels(part) == before[part]
    assert stage.text("apart-plane") != apart
    accuracy = stage.text("test-accuracy")
    stage.wait_text("model-network", accuracy).wait_text("scores-left", accuracy)
    stage.wait_text("what-linear-costs", f"the network {accuracy.rstrip('%')}")


def test_every_model_has_its_card_and_linear_ones_say_so(open_stage):
    stage = compare(open_stage, dataset="xor")
    for row in baselines_for("classification"):
        card = stage.part(f"model-{row.name}")
        expect(card).to_contain_text(row.label)
        expect(card).to_contain_text("straight line" if row.linear else "curved")


def test_a_card_a_list_and_history_choose_what_is_compared(open_stage, page):
    stage = compare(open_stage, dataset="circle")
    before = stage.pixels("picture-right")
    stage.press("model-tree").wait_query(right="tree").wait_pixels(
        "picture-right", other_than=before
    )
    expect(stage.part("model-tree")).to_have_attribute("aria-pressed", "true")
    expect(stage.control("reproduction")).to_contain_text("DecisionTreeClassifier")
    stage.part("choose-left").select_option("qda")
    stage.wait_query(left="qda", right="tree")
    page.reload()
    stage.wait_run()
    expect(stage.part("choose-left")).to_have_value("qda")
    expect(stage.part("choose-right")).to_have_value("tree")


def test_a_slider_moves_the_model_and_leaves_the_run(open_stage):
    stage = compare(open_stage, dataset="spiral", right="svm_rbf")
    stage.press("step").wait_epoch(1)
    before, network = stage.pixels("picture-right"), stage.pixels("picture-left")
    slider = stage.control("svm_rbf_gamma").locator("input")
    for gamma in ("1", "0.3", "0.1"):
        slider.press("ArrowLeft")
        stage.wait_query(svm_rbf_gamma=gamma)
    stage.wait_pixels("picture-right", other_than=before)
    expect(stage.control("reproduction")).to_contain_text("gamma=0.1")
    assert stage.number("epoch") == 1
    assert stage.pixels("picture-left") == network


def test_other_data_fit_all_models_anew(open_stage):
    stage = compare(open_stage, dataset="circle")
    before = stage.pixels("model-knn")
    stage.control("dataset").get_by_role("radio", name="curve").click()
    expect(stage.part("model-least_squares")).to_be_visible()
    stage.wait_until(READY)
    expect(stage.part("model-knn")).to_have_count(0)
    stage.control("dataset").get_by_role("radio", name="circle").click()
    expect(stage.part("model-knn")).to_be_visible()
    stage.wait_until(READY)
    stage.wait_pixels("model-knn", same_as=before)


def test_the_program_taken_away_prints_the_accuracies_shown(open_stage, page, tmp_path):
    stage = compare(open_stage, dataset="moons", noise="0.2", right="knn")
    shown = stage.text("scores-right")
    with page.expect_download() as taken:
        stage.control("program").get_by_role("button").click()
    taken.value.save_as(tmp_path / "knn.py")
    printed = subprocess.run(
        [sys.executable, "knn.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    numbers = [float(text) for text in re.findall(r"[\d.]+(?=%)", shown)]
    told = [100 * float(line.split()[-1]) for line in printed.splitlines()]
    assert numbers == pytest.approx(told, abs=0.051)
    with page.expect_download() as points:
        stage.control("points_csv").get_by_role("button").click()
    points.value.save_as(tmp_path / "points.csv")
    assert (tmp_path / "points.csv").read_text().count("\n") == 501


def test_the_comparison_and_a_row_of_cards_fit_on_a_laptop(open_stage):
    stage = compare(open_stage)
    for part in ("play", "left", "right", "difference", "time-slider", "model-network"):
        box = stage.part(part).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900


@pytest.mark.parametrize("dataset", ["blobs", "reg-gauss"])
def test_nothing_is_wider_than_a_phone(browser: Browser, app_url: str, dataset):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    stage = StagePage(opened, app_url).open("compare", dataset=dataset)
    stage.wait_until(READY)
    stage.press("step").wait_epoch(1)
    for part in ("play", "left", "right", "difference", "model-network", "what-linear-costs"):
        box = stage.part(part).bounding_box()
        assert box is not None
        assert box["x"] >= -1
        assert box["x"] + box["width"] <= 391
    overflow = opened.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
    assert errors == []
    context.close()
