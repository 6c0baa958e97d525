"""Own data and own networks in a real browser: draw points, set and freeze weights, grow layers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.stage_page import StagePage

SMALL = {"hidden_layers": "4", "activation": "tanh", "dataset": "gauss"}


@pytest.fixture
def sent(page: Page) -> list[dict[str, Any]]:
    """What the page says on the live socket, as it is said."""
    said: list[dict[str, Any]] = []

    def listen(socket: WebSocket) -> None:
        if socket.url.endswith("/live"):
            socket.on("framesent", lambda data: said.append(json.loads(data)))

    page.on("websocket", listen)
    return said


_IS_PAINTED = """
(name) => {
  const canvas = document.querySelector(`[data-testid=${name}] canvas`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value > 0);
}
"""


_INKED_ACROSS = """
(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  let columns = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (data[4 * (y * width + x) + 3] > 0) {
        columns++;
        break;
      }
    }
  }
  return columns / width;
}
"""
"""The share of a canvas's columns in which something is drawn."""


class Pad:
    """The drawing area as a hand uses it: places are in the data's coordinates."""

    def __init__(self, stage: StagePage, sent: list[dict[str, Any]]) -> None:
        self.stage = stage
        self.sent = sent
        self.mouse = stage.page.mouse

    def at(self, x: float, y: float) -> tuple[float, float]:
        box = self.stage.page.locator(".dbp-boundary__window").bounding_box()
        assert box
        return (
            box["x"] + box["width"] * (x + 6) / 12,
            box["y"] + box["height"] * (6 - y) / 12,
        )

    def click(self, x: float, y: float) -> None:
        self.mouse.click(*self.at(x, y))

    def drag(self, *places: tuple[float, float]) -> None:
        self.mouse.move(*self.at(*places[0]))
        self.mouse.down()
        for place in places[1:]:
            self.mouse.move(*self.at(*place), steps=10)
        self.mouse.up()

    def told(self) -> tuple[list[list[float]], list[int]]:
        """Points set and points dropped since it was last asked."""
        self.stage.page.wait_for_timeout(400)  # commands go ten times a second at most
        points = [command for command in self.sent if command["type"] == "points"]
        self.sent.clear()
        return (
            [row for command in points for row in command["set"]],
            [id for command in points for id in command["drop"]],
        )

    def answer_at(self, x: float, y: float) -> str:
        self.mouse.move(*self.at(x, y))
        return self.stage.page.locator(".dbp-boundary__readout").inner_text()


@pytest.fixture
def pad(open_stage, sent) -> Pad:
    stage = open_stage(**SMALL)
    stage.press("draw")
    return Pad(stage, sent)


def test_points_are_put_sprayed_moved_erased_and_taken_back(pad: Pad) -> None:
    stage = pad.stage
    empty = _still(stage)
    pad.told()

    pad.click(0, 0)
    ((first, x, y, answer, _),), dropped = pad.told()
    assert (x, y) == pytest.approx((0, 0), abs=0.05)
    assert (answer, dropped) == (0, [])
    assert stage.pixels() != empty

    stage.press("draw-class-1")
    pad.drag((-5, -5), (-5, 5))
    sprayed, _ = pad.told()
    assert len(sprayed) >= 10
    assert {row[3] for row in sprayed} == {1}
    assert all(abs(row[1] + 5) < 0.3 for row in sprayed)
    assert {row[4] for row in sprayed} == {0, 1}  # some of them are to test on

    stage.press("draw-move")
    pad.drag((0, 0), (3, -4))
    moved, _ = pad.told()
    assert moved[-1][0] == first
    assert moved[-1][1:3] == pytest.approx([3, -4], abs=0.1)

    stage.press("draw-erase")
    pad.drag((-5, -5), (-5, 5))
    _, erased = pad.told()
    assert set(erased) == {row[0] for row in sprayed}

    stage.press("draw-undo")  # what was erased is there again
    back, _ = pad.told()
    assert {row[0] for row in back} == set(erased)
    for _ in range(3):
        stage.page.keyboard.press("Control+z")
    stage.wait_pixels("boundary", same_as=empty)
    _, dropped = pad.told()
    assert {first, *erased} == set(dropped)
    assert stage.part("draw-undo").is_disabled()
    stage.page.keyboard.press("Control+Shift+z")
    ((again, *_),), _ = pad.told()
    assert again == first


def test_the_network_follows_what_is_drawn_while_it_trains(pad: Pad) -> None:
    stage = pad.stage
    stage.press("draw-clear")
    stage.wait_text("message", "no points to learn from")
    stage.wait_until(_IS_PAINTED, "warp-1")  # the plane is bent, whether or not it has points
    stage.press("draw-size").press("draw-size")
    pad.drag((-4, -3), (-4, 3))
    stage.wait_text("message", "of one class")
    stage.press("draw-class-1")
    pad.drag((4, -3), (4, 3))
    expect(stage.part("message")).not_to_have_class(re.compile("is-shown"), timeout=30_000)
    stage.press("play").wait_text("train-accuracy", "^100")
    assert "class 0" in pad.answer_at(-5, 0)
    assert "class 1" in pad.answer_at(5, 0)

    stage.press("draw-clear")  # the other way round; the same network learns it anew
    pad.drag((-4, -3), (-4, 3))
    stage.press("draw-class-0")
    pad.drag((4, -3), (4, 3))
    stage.wait_until(
        "() => document.querySelector('.dbp').__dbp_stats.displayed > 0"
        " && document.querySelector('[data-testid=status]').dataset.status === 'running'"
    )
    for _ in range(200):
        if "class 1" in pad.answer_at(-5, 0) and "class 0" in pad.answer_at(5, 0):
            break
        stage.page.wait_for_timeout(100)
    assert "class 1" in pad.answer_at(-5, 0)
    assert "class 0" in pad.answer_at(5, 0)


def test_a_new_class_gives_the_network_another_output(pad: Pad) -> None:
    stage = pad.stage
    stage.press("draw-class-new")
    pad.drag((-5, 5), (5, 5))
    expect(stage.page.locator(".dbp-legend")).to_contain_text("2", timeout=30_000)
    drawn, _ = pad.told()
    stage.press("draw-undo")  # what was drawn before the new output came can be taken back
    _, dropped = pad.told()
    assert set(dropped) == {row[0] for row in drawn}


def test_points_can_be_drawn_with_the_keyboard(pad: Pad) -> None:
    stage = pad.stage
    pad.told()
    stage.part("draw-pad").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Enter"):
        stage.page.keyboard.press(key)
    ((_, x, y, *_),), _ = pad.told()
    assert 0 < y < x < 2


def _still(stage: StagePage) -> str:
    """The boundary's pixels once it stands still: then it is painted at its finest."""
    before = ""
    for _ in range(60):
        now = stage.pixels()
        if now == before:
            break
        before = now
        stage.page.wait_for_timeout(500)
    return before


def _edit(stage: StagePage, *keys: str) -> StagePage:
    """Open the editor from the keyboard: on the first hidden unit, then by these keys."""
    stage.page.locator(".dbp-network__sheet").focus()
    for key in ("ArrowRight", *keys):
        stage.page.keyboard.press(key)
    expect(stage.part("edit")).to_be_visible()
    return stage


def _set(stage: StagePage, value: str) -> StagePage:
    stage.part("edit-number").fill(value)
    stage.part("edit-number").press("Enter")
    return stage


def test_a_weight_set_by_hand_changes_the_picture_and_back(open_stage, sent) -> None:
    stage = open_stage(**SMALL)
    before = _still(stage)
    _edit(stage, "w")
    expect(stage.part("edit")).to_contain_text("weight from x to")
    _set(stage, "1.5").wait_pixels("boundary", other_than=before)
    stage.wait_until("() => +document.querySelector('[data-testid=time-slider]').max === 1")
    at_first = _still(stage)  # as the server's own snapshot has it
    assert at_first != before
    _set(stage, "-1.5").wait_pixels("boundary", other_than=at_first)
    _set(stage, "1.5").wait_pixels("boundary", same_as=at_first)
    weights = [command for command in sent if command["type"] == "weight"]
    assert {command["seq"] for command in weights} == {0}  # each in place of the one before
    assert weights[-1]["value"] == 1.5
    stage.wait_until("() => +document.querySelector('[data-testid=time-slider]').max === 1")
    stage.slide("time-slider", 0).wait_pixels("boundary", same_as=before)


def test_the_slider_moves_the_picture_at_once_and_the_keyboard_leaves_by_escape(open_stage) -> None:
    stage = _edit(open_stage(**SMALL), "b")
    expect(stage.part("edit")).to_contain_text("bias of layer 1 unit")
    before = _still(stage)
    stage.slide("edit-value", 500).wait_pixels("boundary", other_than=before)
    there = _still(stage)
    stage.slide("edit-value", -500).wait_pixels("boundary", other_than=there)
    stage.slide("edit-value", 500).wait_pixels("boundary", same_as=there)
    stage.page.keyboard.press("Escape")
    expect(stage.part("edit")).to_be_hidden()


def test_frozen_weights_stay_and_the_others_learn(open_stage) -> None:
    stage = _edit(open_stage(**SMALL), "w")

    def values() -> tuple[str, str]:
        """The open unit's first two incoming weights."""
        read = []
        for _ in range(2):
            read.append(stage.part("edit-number").input_value())
            stage.part("edit-close").focus()
            stage.page.keyboard.press("w")
        return read[0], read[1]

    stage.press("edit-freeze")
    expect(stage.part("edit-freeze")).to_have_attribute("aria-pressed", "true")
    first, second = values()
    stage.press("play").wait_epoch(20).press("play")
    now = values()
    assert now[0] == first
    assert now[1] != second
    stage.press("edit-close").press("lock-1")
    _edit(stage, "w")
    expect(stage.part("edit-freeze-layer")).to_have_attribute("aria-pressed", "true")
    held = values()
    stage.press("play").wait_epoch(stage.number("epoch") + 10).press("play")
    assert values() == held


def test_a_network_that_grows_keeps_its_picture(open_stage) -> None:
    stage = open_stage(**SMALL | {"dataset": "spiral"})
    stage.press("play").wait_epoch(10).press("play")
    expect(stage.part("keep-learnt")).to_have_attribute("aria-pressed", "true")
    epoch = stage.number("epoch")
    before = _still(stage)
    stage.page.get_by_label("One unit more in layer 1").click()
    expect(stage.page.locator(".dbp-network__step span")).to_have_text(["5"], timeout=30_000)
    stage.wait_text("message", "unit")
    stage.wait_pixels("boundary", same_as=before)
    assert stage.number("epoch") == epoch
    curves = stage.page.locator(".dbp-curves__canvas")
    inked = curves.evaluate(_INKED_ACROSS)
    assert inked > 0.2  # its losses so far are shown still, not only where it stands
