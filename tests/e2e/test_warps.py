"""Space warps in a real browser: drag depth and time, turn the space, take the pictures away."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

EIGHT_WIDE = ",".join(["32"] * 8)


def warps(open_stage, **query: str):
    return open_stage("warps", **query)


def test_dragging_the_depth_moves_the_grid_without_the_server(open_stage, page):
    sent: list[str] = []
    page.on(
        "websocket",
        lambda socket: (
            socket.on("framesent", lambda data: sent.append(str(data)))
            if socket.url.endswith("/live")
            else None
        ),
    )
    stage = warps(open_stage, hidden_layers="2,3")
    page.wait_for_timeout(1500)  # the first probes have been asked for
    shown = [stage.pixels("space-card")]
    sent.clear()
    for depth in (0.5, 1.5, 2.5, 3.5, 4.5, 7.3, 12.0):
        stage.slide("depth", depth)
        stage.wait_pixels("space-card", other_than=shown[-1])
        shown.append(stage.pixels("space-card"))
    assert sent == []
    assert len(set(shown)) == len(shown)


def test_operations_are_named_as_the_depth_passes_them(open_stage):
    stage = warps(open_stage)
    for depth, name in ((0.5, "rotate"), (1.5, "scale"), (3.5, "translate"), (4.5, "bend")):
        stage.slide("depth", depth).wait_text("depth-label", f"layer 1.*{name}")


def test_one_operation_alone_can_be_played(open_stage):
    stage = warps(open_stage)
    before = stage.pixels("space-card")
    stage.press("op-bend").wait_pixels("space-card", other_than=before)
    stage.wait_text("depth-label", "bend")


def test_the_space_turns_under_the_mouse(open_stage, page):
    stage = warps(open_stage, hidden_layers="3")
    stage.slide("depth", 5)
    page.wait_for_timeout(500)
    before = stage.pixels("space-card")
    box = stage.part("space").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 120, middle[1] + 40, steps=6)
    page.mouse.up()
    stage.wait_pixels("space-card", other_than=before)


@pytest.mark.parametrize(
    "query",
    [
        {"hidden_layers": "none"},
        {"hidden_layers": EIGHT_WIDE},
        {"dataset": "pinwheel"},
        {"dataset": "reg-gauss"},
        {"dataset": "curve", "hidden_layers": "3"},
        {"activation": "step", "dataset": "gauss", "hidden_layers": "none"},
    ],
)
def test_every_network_can_be_walked_through_and_survives_a_reload(open_stage, page, query):
    stage = warps(open_stage, **query)
    stage.press("step").wait_epoch(1)
    before = stage.pixels("space-card")
    deepest = float(stage.part("depth").get_attribute("max") or 0)
    assert deepest >= 5
    stage.slide("depth", deepest - 0.5).wait_pixels("space-card", other_than=before)
    page.reload()
    stage.wait_run()
    expect(stage.part("depth")).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_both_pages_show_the_same_run(open_stage, page):
    stage = open_stage(hidden_layers="4,2", dataset="circle")
    stage.press("step").wait_epoch(1).press("step").wait_epoch(2)
    losses = stage.text("train-loss"), stage.text("test-loss")
    page.get_by_role("link", name="Space warps").click()
    expect(stage.part("depth")).to_be_visible(timeout=30_000)
    stage.wait_epoch(2)
    assert (stage.text("train-loss"), stage.text("test-loss")) == losses
    assert stage.query() == {"hidden_layers": "4,2", "dataset": "circle"}
    circle = stage.control("dataset").get_by_role("radio", name="circle")
    expect(circle).to_have_attribute("aria-checked", "true")
    expect(stage.control("n_layers").locator("input")).to_have_value("2")
    page.get_by_role("link", name="Live").click()
    expect(stage.part("network")).to_be_visible(timeout=30_000)
    stage.wait_epoch(2)
    assert (stage.text("train-loss"), stage.text("test-loss")) == losses


def test_an_experiment_sets_up_the_network_and_says_what_to_look_at(open_stage):
    stage = warps(open_stage)
    stage.press("experiment-two_units").wait_query(dataset="circle", hidden_layers="2")
    stage.wait_text("look-for", "disc")


def test_a_neuron_moves_under_its_sliders_and_is_put_back(open_stage):
    stage = warps(open_stage, hidden_layers="3")
    before = stage.pixels("neuron-card")
    stage.slide("neuron-0", 3).wait_pixels("neuron-card", other_than=before)
    stage.press("put-back").wait_pixels("neuron-card", same_as=before)


def test_the_pictures_can_be_taken_away(open_stage, page, tmp_path: Path):
    stage = warps(open_stage, hidden_layers="3", dataset="circle")
    with page.expect_download() as picture:
        stage.press("space-png")
    picture.value.save_as(tmp_path / "space.png")
    assert (tmp_path / "space.png").read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as film:
        page.get_by_role("button", name="The whole morph as HTML").click()
    film.value.save_as(tmp_path / "morph.html")
    page.context.set_offline(True)
    page.goto((tmp_path / "morph.html").as_uri())
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=30_000)
