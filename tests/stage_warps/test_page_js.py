"""The space warps page on a page of its own: every kind of network painted, depth and eye moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.stage.test_panels_js import _params, _run

pytestmark = pytest.mark.browser

SCENE = """
async ([run, params]) => {
  const load = (name) => import(`/${name}.js`);
  const [{ createPanels }, { createView }, { readTheme }, { Probes }, { Stats }] =
    await Promise.all(["warps/panels", "view", "theme", "probes", "stats"].map(load));
  document.body.className = "dbp";
  document.body.style.cssText = "margin:0; --st-background-color:#ffffff; --dbp-height:800px";
  const emitted = [], asked = [], probes = new Probes(), stats = new Stats(1);
  const context = { theme: readTheme(document.body), view: createView(), probes,
    emit: (...news) => emitted.push(news), askProbe: (seq) => asked.push(seq),
    experiments: [{ name: "two_units", label: "Two units", look_for: "Look at the disc." }] };
  const panels = createPanels({ context, stats, onResize() {} });
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: "/stage.css" });
  const stage = document.createElement("div");
  stage.className = "dbp-stage";
  stage.append(sheet, ...panels.elements);
  document.body.append(stage);
  await Promise.all([...document.querySelectorAll("link")].map((link) =>
    link.sheet || new Promise((done) => link.addEventListener("load", done))));
  const snapshots = [];
  const history = { snapshots, at: (i) => snapshots[i],
    indexOf: (seq) => Math.min(Math.round(seq), snapshots.length - 1),
    get length() { return snapshots.length; } };
  const frame = { run, history, view: context.view.state, quality: 1, probe: null };
  window.scene = {
    emitted, asked, probes, stats, panels,
    show(values, changed = "snapshot") {
      const snapshot = { seq: snapshots.length, progress: snapshots.length, trainLoss: 0.1,
        trainAccuracy: 0.9, params: Float32Array.from(values) };
      snapshots.push(snapshot);
      Object.assign(frame, { snapshot, now: performance.now(), changed,
        probe: probes.at(snapshot.seq) });
      panels.paint(frame);
    },
    async depth(value) {
      const slider = document.querySelector("[data-testid=depth]");
      slider.value = value;
      slider.dispatchEvent(new Event("input"));
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    },
    picture: () => document.querySelector(".dbp-space__canvas").toDataURL(),
    text: (id) => document.querySelector(`[data-testid=${id}]`).textContent,
    deepest: () => Number(document.querySelector("[data-testid=depth]").max),
    errors: () => [...document.querySelectorAll(".dbp-card__error:not([hidden])")]
      .map((error) => error.textContent),
  };
  panels.setRun(run);
  window.scene.show(params, "run");
}
"""

KINDS: dict[str, dict[str, Any]] = {
    "no hidden layer": {"sizes": (2, 1)},
    "one unit": {"sizes": (2, 1, 1)},
    "one unit after another": {"sizes": (2, 1, 1, 2, 1)},
    "two units": {"sizes": (2, 2, 2, 1)},
    "three units": {"sizes": (2, 3, 1)},
    "three layers": {"sizes": (2, 8, 8, 8, 1)},
    "three classes": {"sizes": (4, 6, 5, 3), "activation": "relu"},
    "squared loss": {"sizes": (2, 4, 1), "output": "tanh"},
    "regression": {"sizes": (2, 5, 1), "task": "regression"},
    "curve": {"sizes": (1, 6, 1), "task": "regression", "n_inputs": 1},
    "perceptron": {"sizes": (2, 1), "output": "step", "activation": "step"},
    "mixed": {"sizes": (2, 3, 2, 5, 1), "activation": ("tanh", "sigmoid", "relu")},
    "largest": {"sizes": (2, *[32] * 8, 1)},
}


class Opened:
    """A page with the panels: ``on(act)`` acts on it, ``js(code)`` asks it."""

    def __init__(self, on: Callable[..., Any]) -> None:
        self.on = on

    def js(self, code: str, argument: Any = None) -> Any:
        return self.on(lambda page: page.evaluate(code, argument))

    def until(self, code: str) -> None:
        self.on(lambda page: page.wait_for_function(code))

    def click(self, test_id: str) -> None:
        self.on(lambda page: page.click(f"[data-testid={test_id}]"))

    def press(self, test_id: str, key: str, times: int = 1) -> None:
        self.on(lambda page: page.focus(f"[data-testid={test_id}]"))
        for _ in range(times):
            self.on(lambda page: page.keyboard.press(key))

    def picture(self) -> str:
        """The big picture, after whatever was to be painted."""
        self.js("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")
        return self.js("scene.picture()")


@pytest.fixture
def scene(in_browser, modules_url) -> Iterator[Callable[..., Any]]:
    """``scene(run, params)`` mounts the panels on a page, whose errors fail the test."""
    pages, errors = [], []

    def mount(browser, run, params):
        page = browser.new_page(viewport={"width": 1120, "height": 820})
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(modules_url)
        page.evaluate(SCENE, [run, params])

    def opened(run, params):
        in_browser(mount, run, params)
        return Opened(lambda act: in_browser(lambda _: act(pages[-1])))

    yield opened
    for page in pages:
        in_browser(lambda _, page=page: page.close())
    assert errors == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_at_every_depth(scene, kind):
    shape = KINDS[kind]
    page = scene(_run(**shape), _params(shape["sizes"]))
    layers = len(shape["sizes"]) - 1
    assert page.js("scene.deepest()") == 5 * layers
    pictures = set()
    for depth in [0, 0.5, 1.5, 2.5, 3.5, 4.5, 5, 5 * layers - 2.5, 5 * layers]:
        page.js("depth => scene.depth(depth)", depth)
        pictures.add(page.picture())
        assert page.js("scene.errors()") == []
    assert len(pictures) > 4
    page.js("params => scene.show(params)", _params(shape["sizes"], seed=2))
    assert page.js("scene.errors()") == []


def test_operations_are_named_and_played_singly(scene):
    page = scene(_run((2, 3, 1)), _params((2, 3, 1)))
    page.js("scene.depth(1.4)")
    assert page.js("scene.text('depth-label')") == "layer 1 · scale"
    assert "ℝ² → ℝ³" in page.js("scene.text('depth-formula')")
    page.click("op-bend")
    page.until("document.querySelector('[data-testid=depth]').value == 5")
    page.click("op-rotate")
    page.until("document.querySelector('[data-testid=depth]').value == 6")
    assert page.js("scene.text('depth-label')") == "output · rotate"


def test_depth_moves_by_keys(scene):
    page = scene(_run((2, 3, 1)), _params((2, 3, 1)))
    page.press("depth", "PageUp", 2)
    page.press("depth", "ArrowRight")
    assert page.js("document.querySelector('[data-testid=depth]').value") == "2.25"


def test_space_turns_by_pointer_and_by_keys(scene):
    page = scene(_run((2, 3, 1)), _params((2, 3, 1)))
    page.js("scene.depth(5)")
    pictures = {page.picture()}

    def drag(tab):
        box = tab.locator("[data-testid=space]").bounding_box()
        tab.mouse.move(box["x"] + 200, box["y"] + 200)
        tab.mouse.down()
        tab.mouse.move(box["x"] + 260, box["y"] + 190, steps=3)
        tab.mouse.up()

    page.on(drag)
    pictures.add(page.picture())
    page.press("space", "ArrowLeft")
    pictures.add(page.picture())
    assert len(pictures) == 3


def test_a_neurons_sliders_change_the_picture_and_leave_the_run(scene):
    page = scene(_run((2, 2, 1)), _params((2, 2, 1)))
    page.js("scene.depth(5)")
    before = page.picture()
    page.press("neuron-2", "ArrowRight", 20)
    assert page.picture() != before
    page.click("put-back")
    assert page.picture() == before


def test_experiments_are_told_to_the_page(scene):
    page = scene(_run((2, 2, 1)), _params((2, 2, 1)))
    page.click("experiment-two_units")
    assert page.js("scene.emitted") == [["preset", "two_units"]]
    assert page.js("scene.text('look-for')") == "Look at the disc."


def test_probes_are_asked_for_when_the_picture_stands_still(scene):
    sizes = (2, 3, 1)
    page = scene(_run(sizes), _params(sizes))
    for seed in range(3, 8):
        page.js("params => scene.show(params)", _params(sizes, seed=seed))
    assert page.js("scene.asked") == []
    page.until("scene.asked.length > 0")
    assert page.js("scene.asked[0]") == 5
    page.js("scene.depth(5)")
    before = page.picture()
    cut = {"coef": [[1, -1, 0.5]], "intercept": [0.1]}
    probe = {"seq": 6, "accuracies": [0.9], "input": 0.6, "lines": [cut]}
    page.js("probe => scene.probes.add(probe)", probe)
    page.js("params => scene.show(params)", _params(sizes, seed=7))
    assert page.picture() != before
    assert page.js("scene.text('fact-probe')") == "90.0%"
