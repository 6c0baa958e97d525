"""The painters on a page of their own: they paint every kind of network, and answer the pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

PLOTLY = str(files("plotly") / "package_data" / "plotly.min.js")

# Hosts of fixed size, a view, and `scene.show(params)`, which paints a new snapshot everywhere.
SCENE = """
async ([run, params, history]) => {
  const load = (name) => import(`/${name}.js`);
  const [{ createBoundaryPanel }, { createNetworkPanel }, { createWarpPanel },
    { createCurvesPanel }, { createView }, { readTheme }, { createForward }] = await Promise.all(
    ["boundary", "network", "warp", "curves", "view", "theme", "forward"].map(load));
  document.body.className = "dbp";
  document.body.style.cssText = "margin:0; --st-background-color:#ffffff";
  const host = (name, width, height) => {
    const made = document.createElement("div");
    made.id = name;
    made.style.cssText = `width:${width}px; height:${height}px`;
    document.body.append(made);
    return made;
  };
  const view = createView();
  const emitted = [];
  const context = { theme: readTheme(document.body), view, emit: (...news) => emitted.push(news),
    plotly: () => window.Plotly ? Promise.resolve(window.Plotly) : new Promise(() => {}) };
  const panels = [
    createBoundaryPanel(host("boundary", 400, 400), context),
    createNetworkPanel(host("network", 640, 340), context),
    createCurvesPanel(host("curves", 300, 240), context),
  ];
  for (let layer = 1; layer < run.layer_sizes.length - 1; layer++) {
    const own = Object.create(context, { layer: { value: layer } });
    panels.push(createWarpPanel(host(`warp-${layer}`, 240, 200), own));
  }
  const frame = {};
  const snapshots = history.map((loss, seq) => ({ seq, progress: seq, trainLoss: loss,
    testLoss: 1.2 * loss, trainAccuracy: 0.9, testAccuracy: 0.8 }));
  let seq = 0;
  const scene = (window.scene = {
    view, emitted, context, frame,
    show(values, changed = "snapshot") {
      const numbers = { progress: seq, trainLoss: 0.1, testLoss: 0.2, trainAccuracy: 1,
        testAccuracy: 1 };
      const snapshot = { ...numbers, seq: seq++, params: Float32Array.from(values) };
      Object.assign(frame, { run, snapshot, forward: createForward(run), view: view.state,
        history: { snapshots, length: snapshots.length, version: seq }, quality: 0.4,
        reducedMotion: true, probe: null, now: performance.now(), changed });
      for (const panel of panels) panel.paint(frame);
    },
    pixel(selector, x, y) {
      const canvas = document.querySelector(selector);
      const at = [x * canvas.width, y * canvas.height].map(Math.floor);
      return Array.from(canvas.getContext("2d").getImageData(...at, 1, 1).data.slice(0, 3));
    },
    inked(selector) {
      const canvas = document.querySelector(selector);
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((count, value, i) => count + (i % 4 === 3 && value > 0), 0);
    },
  });
  view.subscribe(() => { for (const panel of panels) if (frame.snapshot) panel.paint(frame); });
  for (const panel of panels) { panel.setRun(run); panel.resize(); }
  scene.show(params, "run");
}
"""


def _run(sizes, task="classification", output="softmax", activation="tanh", n_inputs=2) -> dict:
    rng = np.random.default_rng(0)
    own = [activation] * (len(sizes) - 2) if isinstance(activation, str) else list(activation)
    n_classes = 0 if task == "regression" else max(2, sizes[-1])
    points = rng.uniform(-5, 5, (60, 2))
    labels = points[:, 0] / 5 if task == "regression" else rng.integers(0, n_classes, 60)
    rows = [[*map(float, p), float(label)] for p, label in zip(points, labels, strict=True)]
    if n_classes:
        rows = [[x, y, int(label)] for x, y, label in rows]
    return {
        "layer_sizes": list(sizes),
        "activation": activation if isinstance(activation, str) else "tanh",
        "activations": own,
        "output": "linear" if task == "regression" else output,
        "task": task,
        "n_classes": n_classes,
        "class_labels": list(range(n_classes)),
        "feature_names": ["x", "y", "x2", "y2"][: sizes[0]],
        "feature_mean": [0.0] * sizes[0],
        "feature_scale": [3.0] * sizes[0],
        "n_inputs": n_inputs,
        "batches_per_epoch": 8,
        "train": rows[:40],
        "test": rows[40:],
        "config": {"dataset": "curve" if n_inputs == 1 else "gauss"},
    }


def _params(sizes, seed=1) -> list[float]:
    rng = np.random.default_rng(seed)
    blocks = [rng.normal(0, (2 / a) ** 0.5, (a + 1) * b) for a, b in pairwise(sizes)]
    return np.concatenate(blocks).tolist()


@pytest.fixture
def scene(in_browser, modules_url) -> Iterator[Callable[..., Any]]:
    """``scene(run, params)`` mounts all painters on a page, whose errors fail the test."""
    pages, errors = [], []

    def mount(browser, run, params, plotly):
        page = browser.new_page(viewport={"width": 700, "height": 1600})
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(modules_url)
        page.add_style_tag(url="/panels.css")
        if plotly:
            page.add_script_tag(path=PLOTLY)
        page.evaluate(SCENE, [run, params, np.geomspace(0.7, 0.01, 50).tolist()])

    def opened(run, params, plotly=False):
        in_browser(mount, run, params, plotly)
        return lambda act: in_browser(lambda _: act(pages[-1]))

    yield opened
    for page in pages:
        in_browser(lambda _, page=page: page.close())
    assert errors == []


KINDS = {
    "no hidden layer": {"sizes": (2, 1)},
    "one unit": {"sizes": (2, 1, 1)},
    "two units": {"sizes": (2, 2, 2, 1)},
    "three layers": {"sizes": (2, 8, 8, 8, 1)},
    "three classes": {"sizes": (4, 6, 5, 3), "activation": "relu"},
    "squared loss": {"sizes": (2, 4, 1), "output": "tanh"},
    "regression": {"sizes": (2, 5, 1), "task": "regression"},
    "curve": {"sizes": (1, 6, 1), "task": "regression", "n_inputs": 1},
    "perceptron": {"sizes": (2, 1), "output": "step", "activation": "step"},
    "mixed": {"sizes": (2, 2, 2, 5, 1), "activation": ("tanh", "leaky_relu", "gelu")},
    "largest": {"sizes": (2, *[32] * 8, 1)},
    "widest": {"sizes": (2, 64, 1)},
    "wide and deep": {"sizes": (2, 64, 64, 64, 1)},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_is_painted(scene, kind):
    run = _run(**KINDS[kind])
    sizes = run["layer_sizes"]
    page = scene(run, _params(sizes))
    canvases = [".dbp-boundary__overlay", ".dbp-network__edges", ".dbp-network__units"]
    canvases += [".dbp-curves__canvas"]
    canvases += [f"#warp-{layer} canvas" for layer in range(1, len(sizes) - 1)]
    for selector in canvases:
        assert page(lambda p, s=selector: p.evaluate("(s) => scene.inked(s)", s)) > 20, selector
    before = page(lambda p: p.evaluate("document.querySelectorAll('*').length"))
    for seed in range(5):
        page(lambda p, s=seed: p.evaluate("(v) => scene.show(v)", _params(sizes, s)))
    assert page(lambda p: p.evaluate("document.querySelectorAll('*').length")) == before


def test_parameters_that_are_not_numbers_do_not_stop_the_painters(scene):
    page = scene(_run((2, 3, 3, 1)), _params((2, 3, 3, 1)))
    page(lambda p: p.evaluate("scene.show(new Array(25).fill(NaN))"))
    page(lambda p: p.evaluate("(v) => scene.show(v)", _params((2, 3, 3, 1))))
    assert page(lambda p: p.evaluate("scene.inked('#warp-2 canvas')")) > 20


def _hue(color):
    """ "orange" for class 0, "blue" for class 1."""
    red, _, blue = color
    return "orange" if red > blue else "blue"


def test_colours_lie_where_the_network_says_and_follow_a_zoom(scene):
    # One neuron, z = 5 x / 3: class 1 on the right.
    page = scene(_run((2, 1)), [5, 0, 0], plotly=True)
    page(lambda p: p.wait_for_selector(".main-svg"))

    def at(x, y):
        return page(lambda p: p.evaluate(f"scene.pixel('.dbp-boundary__plane', {x}, {y})"))

    assert _hue(at(0.2, 0.5)) == "orange"
    assert _hue(at(0.8, 0.5)) == "blue"
    zoom = """() => Plotly.relayout(document.querySelector(".dbp-axes"),
                                    {"xaxis.range": [-5, -1], "yaxis.range": [0, 1]})"""
    page(lambda p: p.evaluate("new Promise((done) => setTimeout(done, 50))"))
    page(lambda p: p.evaluate(zoom))
    assert _hue(at(0.8, 0.5)) == "orange"


def test_pointer_reads_the_answer_and_learning_changes_it(scene):
    page = scene(_run((2, 1)), [5, 0, 0])
    box = page(lambda p: p.locator(".dbp-boundary__overlay").bounding_box())
    x, y = box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"]
    page(lambda p: p.mouse.move(x, y))
    readout = page(lambda p: p.locator(".dbp-boundary__readout").inner_text())
    assert readout.startswith("x 3.0")
    assert "class 1: 99" in readout
    page(lambda p: p.wait_for_timeout(100))
    page(lambda p: p.evaluate("scene.show([-5, 0, 0])"))
    assert "class 0: 99" in page(lambda p: p.locator(".dbp-boundary__readout").inner_text())


def test_pointing_at_a_unit_shows_its_response_and_numbers(scene):
    sizes = (2, 3, 1)
    params = _params(sizes)
    page = scene(_run(sizes), params)
    sheet = page(lambda p: p.locator(".dbp-network__sheet"))
    page(lambda p: sheet.focus())
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown"):
        page(lambda p, key=key: p.keyboard.press(key))
    assert page(lambda p: p.evaluate("scene.view.state.hovered")) == {"layer": 1, "unit": 1}
    assert page(lambda p: p.locator(".dbp-boundary__chip").inner_text()) == "layer 1 · unit 2"
    tip = page(lambda p: p.locator(".dbp-tip").inner_text())
    bias = params[2 * 3 + 1]
    assert f"{abs(bias):.2f}" in tip
    legend = page(lambda p: p.locator(".dbp-legend"))
    assert page(lambda p: legend.inner_text()).split() == ["negative", "positive"]
    page(lambda p: p.keyboard.press("Escape"))
    assert page(lambda p: p.locator(".dbp-boundary__chip").is_hidden())


def test_the_legend_says_what_the_colours_show(scene):
    page = scene(_run((2, 1)), [5, 0, 0])
    legend = page(lambda p: p.locator(".dbp-legend"))
    assert page(lambda p: legend.locator(".dbp-legend__scale").is_visible())
    page(lambda p: p.evaluate("scene.view.set({hard: true}); scene.show([5, 0, 0])"))
    assert not page(lambda p: legend.locator(".dbp-legend__scale").is_visible())
    assert page(lambda p: legend.inner_text()).split() == ["class", "0", "1"]


def test_every_layers_heading_names_its_own_activation(scene):
    sizes = (2, 3, 4, 2, 1)
    page = scene(_run(sizes, activation=("tanh", "leaky_relu", "gelu")), _params(sizes))
    heads = page(lambda p: p.locator(".dbp-network__head b").all_inner_texts())
    named = ["layer 1 · tanh", "layer 2 · leaky relu", "layer 3 · gelu"]
    assert heads == ["inputs", *named, "output"]
    titles = page(
        lambda p: p.eval_on_selector_all(".dbp-network__head", "h => h.map(t => t.title)")
    )
    assert titles[1:4] == ["layer 1: 3 tanh", "layer 2: 4 leaky relu", "layer 3: 2 gelu"]
    assert not page(lambda p: p.locator(".dbp-network__under").first.is_visible())


@pytest.mark.parametrize("own", [("tanh",) * 8, ("tanh", "leaky_relu") * 4])
def test_where_columns_stand_close_different_activations_have_a_line_of_their_own(scene, own):
    sizes = (2, *[4] * 8, 1)
    page = scene(_run(sizes, activation=own), _params(sizes))
    lines = page(lambda p: p.locator(".dbp-network__under").all())
    assert all(page(lambda p, line=line: line.is_visible()) == ("relu" in own[1]) for line in lines)
    if "relu" in own[1]:
        assert [page(lambda p, line=line: line.inner_text()) for line in lines] == [
            name.replace("_", " ") for name in own
        ]
        boxes = [page(lambda p, line=line: line.bounding_box()) for line in lines]
        assert all(a["x"] + a["width"] <= b["x"] for a, b in pairwise(boxes))


def test_plus_and_minus_ask_for_another_network_within_the_limits(scene):
    sizes = (2, 1, 64, 1)
    page = scene(_run(sizes), _params(sizes))

    def press(label):
        page(lambda p: p.get_by_label(label, exact=True).click())

    def last():
        return page(lambda p: p.evaluate("scene.emitted.at(-1)"))

    assert page(lambda p: p.get_by_label("One unit less in layer 1").is_disabled())
    assert page(lambda p: p.get_by_label("One unit more in layer 2").is_disabled())
    press("One unit more in layer 1")
    assert last() == ["architecture", {"hidden_layers": [2, 64], "keep_learnt": False}]
    press("Add a hidden layer")
    press("Add a hidden layer")
    assert last() == ["architecture", {"hidden_layers": [2, 64, 64, 64], "keep_learnt": False}]
    add = page(lambda p: p.get_by_label("Add a hidden layer").get_attribute("title"))
    assert "10,000 weights" in add  # another 64 units would be too many
    assert page(lambda p: p.get_by_label("Add a hidden layer").is_disabled())
    for _ in range(4):
        press("Remove the last hidden layer")
    assert last() == ["architecture", {"hidden_layers": [], "keep_learnt": False}]
    for _ in range(8):
        press("Add a hidden layer")
    assert last() == ["architecture", {"hidden_layers": [4] * 8, "keep_learnt": False}]
    assert page(lambda p: p.get_by_label("Add a hidden layer").is_disabled())


def test_no_layer_grows_beyond_what_a_network_may_hold(scene):
    sizes = (2, 64, 64, 64, 22, 1)
    page = scene(_run(sizes), _params(sizes))
    assert sum((n + 1) * m for n, m in pairwise(sizes)) == 9_965  # one more has 66
    assert page(lambda p: p.get_by_label("One unit more in layer 4").is_disabled())
    assert not page(lambda p: p.get_by_label("One unit less in layer 4").is_disabled())


def test_a_perceptron_cannot_grow(scene):
    run = _run((2, 1), output="step", activation="step")
    page = scene(run, [1, 1, 0])
    assert page(lambda p: p.get_by_label("Add a hidden layer").is_disabled())
