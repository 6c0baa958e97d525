"""A visitor's own table in a real browser: dropped, learnt from, seen on the Live page, kept."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.stage_page import WAIT, StagePage

RNG = np.random.default_rng(0)
CAT = RNG.random(120) < 0.5
PETS = pd.DataFrame(
    {
        "weight (kg)": np.where(CAT, 4.5, 22) + RNG.normal(size=120) * np.where(CAT, 0.8, 6),
        "ear (cm)": np.where(CAT, 6, 11) + RNG.normal(size=120),
        "pet": np.where(CAT, "cat", "dog"),
    }
)


def control(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key}")


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    path = tmp_path / "pets.csv"
    PETS.to_csv(path, index=False, sep=";", decimal=",", encoding="utf-16")
    return path


def drop(page: Page, path: Path) -> None:
    control(page, "data_file").locator("input[type=file]").set_input_files(path)


def test_a_real_file_is_learnt_from_on_the_live_page(page, app_url, pets):
    page.goto(f"{app_url}/yours")
    expect(control(page, "data_points").locator(".main-svg").first).to_be_visible(timeout=WAIT)
    drop(page, pets)
    expect(page.get_by_text("120 points, 2 inputs, 2 classes")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("Numbers have decimal commas")).to_be_visible()
    picture = control(page, "data_points")
    expect(picture.get_by_text("weight (kg)")).to_be_visible(timeout=WAIT)
    expect(picture.locator(".legendtext").first).to_have_text("cat")
    control(page, "data_learn").get_by_role("button").click()
    expect(control(page, "data_in_use")).to_contain_text("pets.csv", timeout=WAIT)
    control(page, "data_in_use").get_by_role("link", name="Watch it learn").click()
    stage = StagePage(page, app_url).wait_run()
    expect(page.get_by_test_id("stSidebar")).to_contain_text("pets.csv", timeout=WAIT)
    stage.press("play").wait_epoch(30)
    stage.press("play")
    assert stage.number("train-accuracy") > 90
    page.get_by_test_id("stSidebar").get_by_role("link", name="Yours").click()
    with page.expect_download(timeout=WAIT) as waiting:
        control(page, "data_csv").get_by_role("button").click()
    back = pd.read_csv(waiting.value.path())
    assert list(back.columns) == [*PETS.columns, "set"]
    np.testing.assert_allclose(np.sort(back["ear (cm)"]), np.sort(PETS["ear (cm)"]), atol=1e-9)
    control(page, "data_drop").get_by_role("button").click()
    expect(control(page, "data_in_use")).to_have_count(0, timeout=WAIT)


def test_a_bad_file_gives_a_sentence_and_leaves_the_page_as_it_was(page, app_url, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b",".join([b"1"] * 10**6))
    page.goto(f"{app_url}/yours?data_set=iris")
    expect(page.get_by_text("150 points, 4 inputs")).to_be_visible(timeout=WAIT)
    control(page, "data_learn").get_by_role("button").click()
    expect(control(page, "data_in_use")).to_contain_text("Iris", timeout=WAIT)
    drop(page, bad)
    expect(page.get_by_text("A table may have at most 200 columns")).to_be_visible(timeout=WAIT)
    expect(control(page, "data_in_use")).to_contain_text("Iris")
    expect(page.get_by_text(re.compile("Traceback|Error"))).to_have_count(0)


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nothing_is_wider_than_the_screen(page, app_url, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{app_url}/yours?data_set=cancer")
    expect(control(page, "data_points").locator(".main-svg").first).to_be_visible(timeout=WAIT)
    overflow = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
