"""Tables on the live page, in a real browser: wine through its principal components, iris in cm."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sklearn.datasets import load_iris

from tests.e2e.stage_page import WAIT, StagePage

pytestmark = pytest.mark.browser


def learn_from(page: Page, url: str, name: str) -> StagePage:
    """Choose a bundled table on the page of own data, and watch the network learn it."""
    page.goto(f"{url}/yours?data_set={name}")
    page.locator(".st-key-data_learn button").click(timeout=WAIT)
    page.get_by_role("link", name="Watch it learn").click(timeout=WAIT)
    return StagePage(page, url).wait_run()


def axis_titles(page: Page) -> list[str]:
    titles = page.get_by_test_id("boundary").locator(".xtitle, .ytitle")
    expect(titles).to_have_count(2, timeout=WAIT)
    return titles.all_text_contents()


def test_wine_is_seen_on_its_components_and_learnt_from_all_its_columns(page, app_url):
    stage = learn_from(page, app_url, "wine")
    across, up = axis_titles(page)
    assert re.fullmatch(r"PC 1 \(\d\d%\)", across)
    assert re.fullmatch(r"PC 2 \(\d\d%\)", up)
    boundary = stage.part("boundary")
    expect(boundary).to_contain_text(re.compile(r"This plane shows 5\d% of the spread"))
    legend = boundary.locator(".dbp-legend__item")
    assert legend.all_inner_texts() == ["grower 1", "grower 2", "grower 3"]

    stage.press("play")
    stage.wait_until(
        "() => parseFloat(document.querySelector('[data-testid=train-accuracy]').textContent) > 95"
    )
    stage.press("play")
    stage.press("show-confusion")
    table = stage.part("confusion")
    expect(table).to_contain_text("grower 2")
    right, total = map(int, re.findall(r"(\d+) of (\d+) right", table.inner_text())[0])
    assert right > 0.95 * total

    # The inputs are its 13 columns, named when they are pointed at.
    sheet = page.locator(".dbp-network__sheet")
    sheet.focus()
    for key in ("ArrowLeft", *["ArrowDown"] * 4):
        page.keyboard.press(key)
    tip = page.locator(".dbp-tip")
    expect(tip).to_contain_text("input magnesium", timeout=WAIT)
    expect(tip).to_contain_text(re.compile(r"\(value − \d+\) ÷ \d+"))
    page.keyboard.press("Escape")
    box = boundary.locator(".dbp-boundary__overlay").bounding_box()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.75 * box["height"])
    readout = boundary.locator(".dbp-boundary__readout")
    expect(readout).to_have_text(re.compile(r"PC 1: [−\d.]+\s+PC 2: [−\d.]+\s+grower \d: "))


ZOOM = """([across, up]) => Plotly.relayout(
  document.querySelector("[data-testid=boundary] .dbp-axes"),
  {"xaxis.range": across, "yaxis.range": up})"""


def test_two_columns_keep_their_units_when_zoomed(page, app_url, tmp_path):
    iris = load_iris(as_frame=True).frame
    names = ["sepal length (cm)", "petal length (cm)"]
    table = iris[names].assign(
        species=[("setosa", "versicolor", "virginica")[k] for k in iris.target]
    )
    path = tmp_path / "flowers.csv"
    table.to_csv(path, index=False)
    page.goto(f"{app_url}/yours")
    page.locator(".st-key-data_file input[type=file]").set_input_files(path, timeout=WAIT)
    expect(page.get_by_text("150 points, 2 inputs, 3 classes")).to_be_visible(timeout=WAIT)
    page.locator(".st-key-data_learn button").click()
    page.get_by_role("link", name="Watch it learn").click(timeout=WAIT)
    stage = StagePage(page, app_url).wait_run()
    assert axis_titles(page) == names
    boundary = stage.part("boundary")
    texts = boundary.locator(".xtick text").all_text_contents()
    ticks = [float(text.replace("−", "-")) for text in texts]
    assert min(ticks) >= 3
    assert max(ticks) <= 9  # of the sepals, in centimetres
    assert boundary.locator(".dbp-legend__item").all_inner_texts() == list(table.species.unique())

    page.evaluate(ZOOM, [[5, 6], [1.5, 2.5]])
    box = boundary.locator(".dbp-boundary__overlay").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    readout = boundary.locator(".dbp-boundary__readout")
    expect(readout).to_have_text(
        re.compile(r"sepal length 5\.(49|50|51)\s+petal length (1\.99|2\.0[01])\s+\w+: "),
        timeout=WAIT,
    )
