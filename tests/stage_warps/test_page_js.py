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
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/stage.css" });
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
    "largest": {"sizes": (2, *[32] * 8, 1)},
}


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
        return lambda act: in_browser(lambda _: act(pages[-1]))

    yield opened
    for page in pages:
        in_browser(lambda _, page=page: page.close())
    assert errors == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_at_every_depth(scene, kind):
    shape = KINDS[kind]
    run, params = _run(**shape), _params(shape["sizes"])
    on = scene(run, params)
    layers = len(shape["sizes"]) - 1
    assert on(lambda page: page.evaluate("scene.deepest()")) == 5 * layers
    pictures = []
    for depth in [0, 0.5, 1.5, 2.5, 3.5, 4.5, 5, 5 * layers - 2.5, 5 * layers]:
        on(lambda page, depth=depth: page.evaluate("depth => scene.depth(depth)", depth))
        pictures.append(on(lambda page: page.evaluate("scene.picture()")))
        assert on(lambda page: page.evaluate("scene.errors()")) == []
    assert len(set(pictures)) > 4
    on(lambda page, p=_params(shape["sizes"], seed=2): page.evaluate("p => scene.show(p)", p))
    assert on(lambda page: page.evaluate("scene.errors()")) == []


def test_operations_are_named_and_played_singly(scene):
    sizes = (2, 3, 1)
    on = scene(_run(sizes), _params(sizes))
    on(lambda page: page.evaluate("scene.depth(1.4)"))
    assert on(lambda page: page.evaluate("scene.text('depth-label')")) == "layer 1 · scale"
    assert "ℝ² → ℝ³" in on(lambda page: page.evaluate("scene.text('depth-formula')"))
    on(lambda page: page.click("[data-testid=op-bend]"))
    on(
        lambda page: page.wait_for_function(
            "document.querySelector('[data-testid=depth]').value == 5"
        )
    )
    on(lambda page: page.click("[data-testid=op-rotate]"))
    on(
        lambda page: page.wait_for_function(
            "document.querySelector('[data-testid=depth]').value == 6"
        )
    )
    assert on(lambda page: page.evaluate("scene.text('depth-label')")) == "output · rotate"


def test_space_turns_by_pointer_and_by_keys(scene):
    sizes = (2, 3, 1)
    on = scene(_run(sizes), _params(sizes))
    on(lambda page: page.evaluate("scene.depth(5)"))

    def picture():
        on(
            lambda page: page.evaluate(
                "() => new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))"
            )
        )
        return on(lambda page: page.evaluate("scene.picture()"))

    first = picture()

    def drag(page):
        box = page.locator("[data-testid=space]").bounding_box()
        page.mouse.move(box["x"] + 200, box["y"] + 200)
        page.mouse.down()
        page.mouse.move(box["x"] + 260, box["y"] + 190, steps=3)
        page.mouse.up()

    on(drag)
    second = picture()
    on(lambda page: page.focus("[data-testid=space]"))
    on(lambda page: page.keyboard.press("ArrowLeft"))
    assert len({first, second, picture()}) == 3


def test_a_neurons_sliders_change_the_picture_and_leave_the_run(scene):
    sizes = (2, 2, 1)
    on = scene(_run(sizes), _params(sizes))
    on(lambda page: page.evaluate("scene.depth(5)"))
    before = on(lambda page: page.evaluate("scene.picture()"))
    on(lambda page: page.focus("[data-testid=neuron-2]"))
    for _ in range(20):
        on(lambda page: page.keyboard.press("ArrowRight"))
    on(lambda page: page.wait_for_timeout(60))
    assert on(lambda page: page.evaluate("scene.picture()")) != before
    on(lambda page: page.click("[data-testid=put-back]"))
    on(lambda page: page.wait_for_timeout(60))
    assert on(lambda page: page.evaluate("scene.picture()")) == before


def test_experiments_are_told_to_the_page(scene):
    on = scene(_run((2, 2, 1)), _params((2, 2, 1)))
    on(lambda page: page.click("[data-testid=experiment-two_units]"))
    assert on(lambda page: page.evaluate("scene.emitted")) == [["preset", "two_units"]]
    assert on(lambda page: page.evaluate("scene.text('look-for')")) == "Look at the disc."


def test_probes_are_asked_for_when_the_picture_stands_still(scene):
    sizes = (2, 3, 1)
    on = scene(_run(sizes), _params(sizes))
    for seed in range(3, 8):
        on(lambda page, p=_params(sizes, seed=seed): page.evaluate("p => scene.show(p)", p))
    assert on(lambda page: page.evaluate("scene.asked")) == []
    on(lambda page: page.wait_for_function("scene.asked.length > 0"))
    assert on(lambda page: page.evaluate("scene.asked[0]")) == 5
    line = "{coef: [[1, -1, 0.5]], intercept: [0.1]}"
    on(lambda page: page.evaluate("scene.depth(5)"))
    before = on(lambda page: page.evaluate("scene.picture()"))
    on(lambda page: page.evaluate(
        f"scene.probes.add({{seq: 6, accuracies: [0.9], input: 0.6, lines: [{line}]}})"))  # fmt: skip
    on(lambda page: page.evaluate("p => scene.show(p)", _params(sizes, seed=7)))
    assert on(lambda page: page.evaluate("scene.picture()")) != before
    assert on(lambda page: page.evaluate("scene.text('fact-probe')")) == "90.0%"
