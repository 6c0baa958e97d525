"""The Sweep page in a real browser: a small sweep to its end, a cell opened live, files kept."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlparse

import pyarrow.parquet
from playwright.sync_api import Locator, Page, expect

from playground.config import RunConfig
from playground.sweep.spec import read_toml
from tests.e2e.stage_page import WAIT, StagePage

SMALL = {"vary": "width,learning_rate", "vary_width": "2,3,4", "vary_learning_rate": "0.01,0.1"}
SMALL |= {"dataset": "circle", "hidden_layers": "4", "n_samples": "60", "seeds": "3"}
SMALL |= {"epochs": "20"}


def control(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key}")


def open_sweep(page: Page, app_url: str, **query: str) -> None:
    page.goto(f"{app_url}/sweep?{urlencode(query)}")
    expect(page.get_by_text("random starts")).to_be_visible(timeout=WAIT)


def run_to_the_end(page: Page) -> None:
    control(page, "start_sweep").get_by_role("button").click()
    expect(control(page, "sweep_progress").last).to_contain_text("finished, 18 runs", timeout=WAIT)
    expect(page.locator(".js-plotly-plot .heatmaplayer").first).to_be_visible(timeout=WAIT)


def downloaded(page: Page, key: str) -> bytes:
    with page.expect_download(timeout=WAIT) as waiting:
        control(page, key).get_by_role("button").click()
    return Path(waiting.value.path()).read_bytes()


def test_a_small_sweep_runs_to_its_end_and_a_pressed_cell_opens_live(page, app_url):
    open_sweep(page, app_url, **SMALL)
    expect(page.get_by_text("3 × 2 × 3 seeds = 18 runs")).to_be_visible(timeout=WAIT)
    run_to_the_end(page)
    assert "job=" in page.url
    # Press the middle of the cell of 3 units and learning rate 0.1: column 2 of 3, upper row of 2.
    area = page.locator(".js-plotly-plot .nsewdrag").first
    box = area.bounding_box()
    assert box is not None
    area.click(position={"x": box["width"] / 2, "y": box["height"] / 4})
    card = control(page, "sweep_cell")
    expect(card).to_contain_text("Units per layer 3, Learning rate 0.1", timeout=WAIT)
    link = card.get_by_role("link", name="Open its median run live")
    asked = {
        key: values[0]
        for key, values in parse_qs(urlparse(link.get_attribute("href")).query).items()
    }
    with page.context.expect_page() as opening:
        link.click()
    live = StagePage(opening.value, app_url).wait_run()
    config, notes = RunConfig.from_query(live.query())
    assert notes == []
    assert (config.dataset, config.hidden_layers, config.learning_rate) == ("circle", (3,), 0.1)
    assert config.seed in (0, 1, 2)
    assert RunConfig.from_query(asked) == (config, [])


def test_choice_and_results_can_be_taken_away_and_survive_a_reload(page, app_url):
    open_sweep(page, app_url, **SMALL)
    spec = read_toml(downloaded(page, "sweep_toml").decode())
    assert spec.n_runs == 18
    assert tomllib.loads(downloaded(page, "sweep_toml").decode())["axes"]["width"] == [2, 3, 4]
    run_to_the_end(page)
    csv = downloaded(page, "download_CSV").decode().splitlines()
    assert csv[0].startswith('"cell","width","learning_rate","seed"')
    assert len(csv) == 1 + 18
    table = pyarrow.parquet.read_table(io.BytesIO(downloaded(page, "download_Parquet")))
    assert table.num_rows == 18
    page.reload()
    expect(control(page, "sweep_progress").last).to_contain_text("finished, 18 runs", timeout=WAIT)


def test_values_are_typed_and_mistakes_are_said(page, app_url):
    open_sweep(page, app_url, vary="noise")
    box = control(page, "vary_noise").get_by_role("combobox")
    box.fill("0.25")
    box.press("Enter")
    page.wait_for_url(re.compile("0.25"), timeout=WAIT)
    box.fill("7")
    box.press("Enter")
    expect(page.get_by_text("Must be a number from 0 to 0.5. Left out: '7'.")).to_be_visible(
        timeout=WAIT
    )


def test_parallel_coordinates_keep_the_lines_in_a_box(page, app_url):
    open_sweep(page, app_url, **SMALL, view="lines")
    control(page, "start_sweep").get_by_role("button").click()
    expect(control(page, "sweep_progress").last).to_contain_text("finished, 18 runs", timeout=WAIT)
    picture = page.locator(".js-plotly-plot")
    area = picture.locator(".nsewdrag").bounding_box()
    assert area is not None
    # The upper third of the first coordinate: the cells of 4 units.
    page.mouse.move(area["x"] + 1, area["y"] + 2)
    page.mouse.down()
    page.mouse.move(area["x"] + 60, area["y"] + area["height"] / 3.2, steps=5)
    page.mouse.up()
    page.wait_for_function(
        "() => { const plot = document.querySelector('.js-plotly-plot');"
        " return [...(plot?._fullData?.[0].x ?? [])].filter(x => x === 0).length === 4; }",
        timeout=WAIT,
    )
    control(page, "all_lines").get_by_role("button", name="2 of 6 are kept").click()
    expect(control(page, "all_lines")).to_have_count(0, timeout=WAIT)
    page.wait_for_function(
        "() => { const data = document.querySelector('.js-plotly-plot')?._fullData;"
        " return data && !data[0].x?.length; }",
        timeout=WAIT,
    )
