"""The digits page's panels on a page of their own: images, pad, sliders, table, every network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from playground import Run
from playground.digits import DIGITS, LESSONS, digits
from playground.digits.drawing import draw
from tests.digits.samples import SAMPLES
from tests.stage_digits.messages import made, message

pytestmark = pytest.mark.browser

SCENE = """
async ([run, params]) => {
  const load = (name) => import(`/${name}.js`);
  const [{ createPanels }, { createView }, { readTheme }, { Stats }] =
    await Promise.all(["digits/panels", "view", "theme", "stats"].map(load));
  document.body.className = "dbp";
  document.body.style.cssText = "margin:0; --st-background-color:#ffffff";
  const context = { theme: readTheme(document.body), view: createView(), emit() {},
    plotly: () => new Promise(() => {}) };
  const panels = createPanels({ context, stats: new Stats(1), onResize() {} });
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: "/stage.css" });
  const stage = document.createElement("div");
  stage.className = "dbp-stage";
  stage.append(sheet, ...panels.elements);
  document.body.append(stage);
  await Promise.all([...document.querySelectorAll("link")].map((link) =>
    link.sheet || new Promise((done) => link.addEventListener("load", done))));
  let seq = 0;
  const frame = {};
  window.scene = {
    show(values, changed = "view") {
      const snapshot = { seq: seq++, progress: seq, trainLoss: 1, testLoss: 1, trainAccuracy: 0.5,
        testAccuracy: 0.5, params: Float32Array.from(values) };
      Object.assign(frame, { run, snapshot, view: context.view.state, quality: 1, changed,
        history: { snapshots: [snapshot], length: 1, version: seq }, now: 1000 * seq });
      panels.paint(frame);
    },
    setRun(next) { run = next; panels.setRun(run); },
    pixels: (id) => [...document.querySelectorAll(`[data-testid=${id}] canvas`)]
      .map((canvas) => canvas.toDataURL()).join(),
    errors: () => [...document.querySelectorAll(".dbp-card__error:not([hidden])")]
      .map((error) => error.textContent),
  };
  panels.setRun(run);
  window.scene.show(params, "run");
}
"""


class Opened:
    """A page with the panels, and what a person does there."""

    def __init__(self, on: Callable[..., Any]) -> None:
        self.on = on

    def js(self, code: str, argument: Any = None) -> Any:
        return self.on(lambda page: page.evaluate(code, argument))

    def settle(self) -> None:
        self.js("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))")

    def click(self, test_id: str) -> None:
        self.on(lambda page: page.click(f"[data-testid={test_id}]"))
        self.settle()

    def text(self, test_id: str) -> str:
        return self.on(lambda page: page.inner_text(f"[data-testid={test_id}]"))

    def pixels(self, test_id: str) -> str:
        return self.js("id => scene.pixels(id)", test_id)

    def slide(self, test_id: str, value: float) -> None:
        self.on(lambda page: page.locator(f"[data-testid={test_id}]").fill(str(value)))
        self.settle()

    def show(self, run: Run) -> None:
        self.js("params => scene.show(params)", run.snapshot().params.tolist())

    def draw(self, digit: int) -> None:
        """Write a sample's strokes with the mouse."""

        def write(page):
            box = page.get_by_test_id("pad").bounding_box()
            for stroke in SAMPLES[digit]:
                points = [
                    (box["x"] + x / 100 * box["width"], box["y"] + y / 100 * box["height"])
                    for x, y in stroke
                ]
                page.mouse.move(*points[0])
                page.mouse.down()
                for point in points[1:]:
                    page.mouse.move(*point)
                page.mouse.up()

        self.on(write)
        self.settle()

    def share(self, digit: int) -> float:
        text = self.text(f"digit-share-{digit}").strip("<>%")
        return float(text) / 100


@pytest.fixture
def opened(in_browser, modules_url) -> Iterator[Callable[..., Opened]]:
    """``opened(run)`` mounts the panels on a page, whose errors fail the test."""
    pages, errors = [], []

    def mount(browser, described, params):
        page = browser.new_page(viewport={"width": 1120, "height": 900})
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(modules_url)
        page.evaluate(SCENE, [described, params])

    def open_page(run: Run) -> Opened:
        in_browser(mount, message(run), run.snapshot().params.tolist())
        return Opened(lambda act: in_browser(lambda _: act(pages[-1])))

    yield open_page
    for page in pages:
        in_browser(lambda _, page=page: page.close())
    assert errors == []


@pytest.fixture(scope="module")
def trained() -> Run:
    return made(DIGITS, epochs=15)


def first_test_image() -> tuple[np.ndarray, int]:
    data = digits()
    return data.X[data.n_train], int(data.labels[data.n_train])


def test_an_image_goes_through_the_network_it_is_shown(opened, trained):
    page = opened(trained)
    image, label = first_test_image()
    p = trained.predict_proba(image[None])[0]
    assert page.text("digit-answer") == str(p.argmax())
    assert page.text("digit-truth") == ("right" if p.argmax() == label else f"it is a {label}")
    for digit in range(10):
        assert page.share(digit) == pytest.approx(p[digit], abs=1.1e-3)
    assert page.text("image-place") == "test image 1 of 450"
    before = page.pixels("digits-flow")
    page.click("image-after")
    second = digits().X[digits().n_train + 1]
    assert page.text("digit-answer") == str(trained.predict(second[None])[0])
    assert page.text("image-place") == "test image 2 of 450"
    assert page.pixels("digits-flow") != before
    page.click("image-before")
    page.click("image-before")
    assert page.text("image-place") == "test image 450 of 450"


def test_drawings_are_read_as_they_would_be_by_the_engine(opened, trained):
    page = opened(trained)
    for digit, strokes in SAMPLES.items():
        page.draw(digit)
        p = trained.predict_proba(draw(strokes).image.reshape(1, 64))[0]
        assert page.text("digit-answer") == str(p.argmax()) == str(digit)
        assert page.text("digit-truth") == ""
        # Less than a whole pixel of the screen apart, the strokes differ by a little.
        assert page.share(digit) == pytest.approx(p[digit], abs=0.12)
        page.click("pad-clear")


def test_strokes_can_be_taken_back_and_cleared(opened, trained):
    page = opened(trained)
    page.draw(4)  # two strokes
    whole = page.pixels("digits-pad")
    page.click("pad-undo")
    assert page.pixels("digits-pad") != whole
    assert page.text("digit-answer") != "?"
    page.click("pad-clear")
    assert page.text("digit-answer") == "?"
    assert page.text("digit-sure") == "nothing drawn yet"
    page.click("pad-images")
    image, _ = first_test_image()
    assert page.text("digit-answer") == str(trained.predict(image[None])[0])


def test_the_arrow_keys_draw_a_one(opened, trained):
    page = opened(trained)

    def keys(press):
        press.focus("[data-testid=pad]")
        for _ in range(8):
            press.keyboard.press("ArrowDown")

    page.on(keys)
    page.settle()
    assert page.text("digit-answer") == "1"
    page.on(lambda view: view.keyboard.press("Backspace"))
    page.settle()
    assert page.text("digit-answer") == "?"


def test_sliders_spoil_what_goes_in_until_it_is_read_wrongly(opened, trained):
    page = opened(trained)
    sure = page.share(first_test_image()[1])
    page.slide("spoil-right", 3)
    assert page.share(first_test_image()[1]) < sure
    page.slide("spoil-degrees", 90)
    page.slide("spoil-noise", 0.5)
    assert page.text("digit-truth").startswith("it is a")
    page.click("spoil-reset")
    assert page.share(first_test_image()[1]) == sure


def test_a_cell_of_the_table_brings_up_its_images(opened, trained):
    data = digits()
    X, y = data.X[data.test], data.labels[data.test]
    read = trained.predict(X)
    actual, answer = next((a, b) for a, b in zip(y, read, strict=True) if a != b)
    count = int(np.sum((y == actual) & (read == answer)))
    page = opened(trained)
    assert page.text(f"cell-{actual}-{answer}") == str(count)
    page.click(f"cell-{actual}-{answer}")
    assert page.text("digit-answer") == str(answer)
    assert page.text("digit-truth") == f"it is a {actual}"
    assert page.text("image-place") == f"test image 1 of {count}"
    page.click("cell")
    assert page.text("image-place").endswith("of 450")
    page.click("mistakes")
    assert page.text("image-place").endswith(f"of {np.sum(y != read)}")
    page.click("split-train")
    page.click("mistakes")
    assert page.text("image-place").startswith("training image")


def _thumbnail_order(net: Run, layer: int, unit: int) -> np.ndarray:
    """Test images by how much they excite a unit, the most exciting first."""
    data = digits()
    values = net.hidden(data.X[data.test])[layer][:, unit]
    return np.argsort(-values, kind="stable")


def test_a_press_on_a_unit_brings_up_what_excites_it_most(opened, trained):
    page = opened(trained)
    whole = page.pixels("flow-picture")

    def keys(*pressed):
        def act(view):
            view.focus("[data-testid=flow-picture]")
            for key in pressed:
                view.keyboard.press(key)

        page.on(act)
        page.settle()

    keys("ArrowDown")  # layer 1, unit 1
    assert page.pixels("flow-picture") != whole
    keys("ArrowDown", "ArrowDown", "Enter")
    data = digits()
    assert page.text("image-place") == "test image 1 of 60"
    assert "layer 1, unit 3" in page.text("cell")
    first = _thumbnail_order(trained, 0, 2)[0]
    assert page.text("digit-answer") == str(trained.predict(data.X[data.test][[first]])[0])
    keys("Escape")
    keys("ArrowRight", "ArrowRight", "ArrowRight", "Enter")
    assert "layer 2" in page.text("cell")
    page.click("cell")
    assert page.text("image-place").endswith("of 450")


def test_everything_moves_with_the_weights(opened, trained):
    page = opened(made(DIGITS))
    names = ("digits-flow", "digits-weights", "digits-table")
    before = [page.pixels(name) for name in names[:2]] + [page.text(names[2])]
    page.show(trained)
    after = [page.pixels(name) for name in names[:2]] + [page.text(names[2])]
    assert all(a != b for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("name", ["textbook", "two", "linear"])
def test_every_network_is_painted(opened, trained, name):
    page = opened(trained)
    other = made(LESSONS[name].config, epochs=3)
    page.js("run => scene.setRun(run)", message(other) | {"run_id": 2})
    page.show(other)
    image, _ = first_test_image()
    assert page.text("digit-answer") == str(other.predict(image[None])[0])
    page.draw(0)
    page.on(lambda view: view.hover("[data-testid=digits-weights]"))
    page.settle()
    assert page.js("() => scene.errors()") == []


def test_numbers_that_are_none_are_not_painted_as_probabilities(opened, trained):
    page = opened(trained)
    page.js("n => scene.show(new Array(n).fill(NaN))", trained.snapshot().params.size)
    assert page.text("digit-sure") == "–"
    assert page.js("() => scene.errors()") == []
