"""The compare page's panels on a page of their own: deliveries, choices, every kind of data."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from playground.views.compare_payload import CELLS, CURVE_CELLS, pack
from tests.stage.test_panels_js import _params, _run

pytestmark = pytest.mark.browser

SCENE = """
async ([run, params, models]) => {
  const load = (name) => import(`/${name}.js`);
  const [{ createPanels }, { createView }, { readTheme }, { Stats }] =
    await Promise.all(["compare/panels", "view", "theme", "stats"].map(load));
  localStorage.clear();
  document.body.className = "dbp";
  document.body.style.cssText = "margin:0; --st-background-color:#ffffff";
  const emitted = [], stats = new Stats(1);
  const context = { theme: readTheme(document.body), view: createView(), models,
    emit: (...news) => emitted.push(news) };
  const panels = createPanels({ context, stats, onResize() {} });
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: "/stage.css" });
  const stage = document.createElement("div");
  stage.className = "dbp-stage";
  stage.append(sheet, ...panels.elements);
  document.body.append(stage);
  await Promise.all([...document.querySelectorAll("link")].map((link) =>
    link.sheet || new Promise((done) => link.addEventListener("load", done))));
  const find = (id) => document.querySelector(`[data-testid=${id}]`);
  const frame = { run, view: context.view.state, quality: 1 };
  let seq = 0;
  window.scene = {
    emitted, panels,
    show(values, changed = "view") {
      const snapshot = { seq: seq++, progress: seq, trainAccuracy: 0.91, testAccuracy: 0.82,
        computeSeconds: 0.25, params: Float32Array.from(values) };
      Object.assign(frame, { run, snapshot, now: performance.now() + 1000 * seq, changed });
      panels.paint(frame);
    },
    setRun(next) { run = next; panels.setRun(run); },
    deliver(data) {
      (window.__dbp_deliveries ??= new Map()).set(data.topic, data);
      window.dispatchEvent(new CustomEvent("dbp-delivery", { detail: data.topic }));
      return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
    },
    text: (id) => find(id).textContent,
    value: (id) => find(id).value,
    pixels: (id) => [...find(id).querySelectorAll("canvas")].map((c) => c.toDataURL()).join(),
    waiting: (id) => find(id).classList.contains("is-waiting"),
    names: () => [...document.querySelectorAll(".dbp-model")].map((one) => one.dataset.testid),
    errors: () => [...document.querySelectorAll(".dbp-card__error:not([hidden])")]
      .map((error) => error.textContent),
  };
  panels.setRun(run);
  window.scene.show(params, "run");
}
"""
ROWS = [
    {"name": name, "label": name.title(), "linear": name == "line", "settings": "C 1", "key": "1"}
    for name in ("line", "bend", "tree")
]
MODELS = {"rows": ROWS, "left": "network", "right": "line"}
KINDS: dict[str, dict[str, Any]] = {
    "two classes": {"sizes": (2, 6, 1)},
    "four classes": {"sizes": (2, 6, 4), "activation": "relu"},
    "regression": {"sizes": (2, 5, 1), "task": "regression"},
    "curve": {"sizes": (1, 6, 1), "task": "regression", "n_inputs": 1},
    "mixed": {"sizes": (2, 6, 4, 1), "activation": ("linear", "relu")},
    "perceptron": {"sizes": (2, 1), "output": "step", "activation": "step"},
}


def piece(run: dict, name: str, *, seed: int = 0, test: float = 0.5, **news: Any) -> dict[str, Any]:
    """What the server would deliver of a model, with made-up answers."""
    rng = np.random.default_rng(seed)
    n_points = len(run["train"]) + len(run["test"])
    many = run["n_classes"] if run["n_classes"] > 2 else 1
    shape = (CURVE_CELLS,) if run["n_inputs"] == 1 else (many, CELLS, CELLS)
    values = rng.uniform(0, 1, shape)
    points: Any = pack(rng.uniform(-1, 1, n_points))
    if run["n_classes"]:
        classes = rng.integers(0, run["n_classes"], n_points).astype(np.uint8)
        points = base64.b64encode(classes.tobytes()).decode()
    return {
        "topic": f"model:{name}", "name": name, "key": "1", "made_of": dict(run["config"]),
        "field": pack(values), "points": points, "train": 0.75, "test": test, "seconds": 0.0042,
        "count": 1234, "meaning": "numbers", "note": "",
    } | news  # fmt: skip


class Opened:
    """A page with the panels: ``js(code)`` asks it, ``click(id)`` presses something."""

    def __init__(self, on: Callable[..., Any]) -> None:
        self.on = on

    def js(self, code: str, argument: Any = None) -> Any:
        return self.on(lambda page: page.evaluate(code, argument))

    def deliver(self, data: dict) -> None:
        self.js("data => scene.deliver(data)", data)

    def click(self, test_id: str) -> None:
        self.on(lambda page: page.click(f"[data-testid={test_id}]"))
        self.settle()

    def settle(self) -> None:
        self.js("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))")

    def pixels(self, test_id: str) -> str:
        return self.js("id => scene.pixels(id)", test_id)

    def text(self, test_id: str) -> str:
        return self.js("id => scene.text(id)", test_id)


@pytest.fixture
def scene(in_browser, modules_url) -> Iterator[Callable[..., Any]]:
    """``scene(run, params)`` mounts the panels on a page, whose errors fail the test."""
    pages, errors = [], []

    def mount(browser, run, params, models):
        page = browser.new_page(viewport={"width": 1120, "height": 900})
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda news: news.type == "error" and errors.append(news.text))
        page.goto(modules_url)
        page.evaluate(SCENE, [run, params, models])

    def opened(run, params, models=MODELS):
        in_browser(mount, run, params, models)
        return Opened(lambda act: in_browser(lambda _: act(pages[-1])))

    yield opened
    for page in pages:
        in_browser(lambda _, page=page: page.close())
    assert errors == []


def test_the_network_says_each_layers_activation(scene):
    sizes = (2, 6, 4, 1)
    told = """async (layers) => {
      const { networkWords } = await import("/compare/network_model.js");
      return layers.map(([units, names]) => networkWords(units, names));
    }"""
    page = scene(_run(sizes), _params(sizes))
    layers = [
        [[6, 4], ["leaky_relu", "leaky_relu"]], [[6, 4], ["linear", "leaky_relu"]],
        [[6, 4, 2, 2], ["tanh", "relu", "tanh", "tanh"]], [[], []],
    ]  # fmt: skip
    assert page.js(told, layers) == [
        *("6 · 4 leaky relu", "6 linear · 4 leaky relu", "6 · 4 · 2 · 2 mixed", "no hidden layer")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_data_is_painted(scene, kind):
    shape = KINDS[kind]
    run = _run(**shape)
    page = scene(run, _params(shape["sizes"]))
    blank = page.pixels("model-line"), page.pixels("picture-right")
    assert page.text("apart-plane") == "–"
    for seed, row in enumerate(ROWS):
        page.deliver(piece(run, row["name"], seed=seed))
    assert page.pixels("model-line") != blank[0]
    assert page.pixels("picture-right") != blank[1]
    assert not page.js("scene.waiting('model-line')")
    apart = page.text("apart-plane"), page.text("apart-points"), page.pixels("picture-difference")
    parts = ("model-network", "picture-left", "model-line")
    shown = [page.pixels(part) for part in parts]
    page.js("params => scene.show(params)", _params(shape["sizes"], seed=9))
    after = [page.pixels(part) for part in parts]
    assert [a != b for a, b in zip(shown, after, strict=True)] == [True, True, False]
    assert page.pixels("picture-difference") != apart[2]
    assert page.text("apart-plane") != apart[0]
    assert page.js("scene.errors()") == []


def test_the_shares_are_those_of_the_answers(scene):
    run = _run((2, 3, 3))
    page = scene(run, _params((2, 3, 3)), {**MODELS, "left": "bend"})
    fields = []
    for seed, name in enumerate(("line", "bend")):
        page.deliver(piece(run, name, seed=seed))
        rng = np.random.default_rng(seed)
        cells = rng.uniform(0, 1, (3, CELLS, CELLS)).argmax(axis=0)
        rng.uniform(-1, 1, 60)
        fields.append((cells, rng.integers(0, 3, 60).astype(np.uint8)))
    plane, points = (100 * np.mean(a != b) for a, b in zip(*fields, strict=True))
    assert float(page.text("apart-plane").rstrip("%")) == pytest.approx(plane, abs=0.051)
    assert page.text("apart-points") == f"{points:.1f}%"


def test_only_fits_to_the_data_shown_are_shown(scene):
    run = _run((2, 3, 1))
    page = scene(run, _params((2, 3, 1)))
    page.deliver(piece(run, "line", made_of={"dataset": "spiral"}))
    assert page.js("scene.waiting('model-line')")
    assert "train–" in page.text("model-line")
    page.deliver(piece(run, "line"))
    assert "train75.0%" in page.text("model-line")
    assert "4.2 ms · 1,234 numbers" in page.text("model-line")
    other = {**run, "config": {"dataset": "moons"}}
    page.js("run => scene.setRun(run)", other)
    page.js("params => scene.show(params)", _params((2, 3, 1)))
    assert page.js("scene.waiting('model-line')")
    assert "train–" in page.text("model-line")
    changed = [{**row, "key": "2"} for row in ROWS]
    page.deliver(piece(other, "line"))
    page.js("models => scene.panels.update({ models })", {**MODELS, "rows": changed})
    page.settle()
    assert page.js("scene.waiting('model-line')")  # another parameter: the old fit stays, dimmed
    assert "train75.0%" in page.text("model-line")
    page.deliver(piece(other, "line", key="2", train=0.25))
    assert not page.js("scene.waiting('model-line')")
    assert "train25.0%" in page.text("model-line")


def test_a_card_a_list_and_a_key_choose_what_is_compared(scene):
    run = _run((2, 3, 1))
    page = scene(run, _params((2, 3, 1)))
    for row in ROWS:
        page.deliver(piece(run, row["name"]))
    page.click("model-bend")
    assert page.js("scene.emitted") == [["choice", {"left": "network", "right": "bend"}]]
    assert page.js("scene.value('choose-right')") == "bend"
    page.click("model-network")  # they change places
    assert page.js("scene.emitted.at(-1)[1]") == {"left": "bend", "right": "network"}
    page.on(lambda tab: tab.select_option("[data-testid=choose-right]", "tree"))
    page.settle()
    assert page.js("scene.emitted.at(-1)[1]") == {"left": "bend", "right": "tree"}
    # The page confirms the first choice late: nothing jumps back.
    page.js("models => scene.panels.update({ models })", {**MODELS, "right": "bend"})
    assert page.js("scene.value('choose-right')") == "tree"
    page.js(
        "models => scene.panels.update({ models })", {**MODELS, "left": "bend", "right": "tree"}
    )
    page.js("models => scene.panels.update({ models })", {**MODELS, "right": "bend"})
    page.settle()
    assert page.js("scene.value('choose-right')") == "bend"  # Back in the browser's history
    page.on(lambda tab: tab.focus("[data-testid=model-line]"))
    page.on(lambda tab: tab.keyboard.press("Enter"))
    page.settle()
    assert page.js("scene.emitted.at(-1)[1]") == {"left": "network", "right": "line"}
    pressed = "[...document.querySelectorAll('.dbp-model[aria-pressed=true]')].length"
    assert page.js(pressed) == 2


def test_cards_can_stand_in_the_order_of_their_scores(scene):
    run = _run((2, 3, 1))
    page = scene(run, _params((2, 3, 1)))
    for name, test in (("line", 0.5), ("bend", 0.7), ("tree", 0.9)):
        page.deliver(piece(run, name, test=test))
    table = ["model-network", "model-line", "model-bend", "model-tree"]
    assert page.js("scene.names()") == table
    page.click("sort-score")
    assert page.js("scene.names()") == [table[0], *table[:0:-1]]
    page.click("sort-table")
    assert page.js("scene.names()") == table


def test_a_screen_reader_hears_name_kind_and_scores(scene):
    run = _run((2, 3, 1))
    page = scene(run, _params((2, 3, 1)))
    page.deliver(piece(run, "line"))
    label = "id => document.querySelector(`[data-testid=${id}]`).getAttribute('aria-label')"
    assert page.js(label, "model-line") == "Line, straight line. Training 75.0%, test 50.0%."
    assert page.js(label, "model-network").startswith("Your network, curved. Training 91.0%")


def test_the_sentence_follows_the_network(scene):
    run = _run((2, 3, 1))
    page = scene(run, _params((2, 3, 1)))
    costs = {"topic": "costs", "made_of": run["config"], "low": 0, "per_one": 10, "head": "It has "}
    costs |= {"numbers": [str(i) for i in range(11)], "verdicts": [" of ten."], "verdict": [0] * 11}
    page.deliver(costs)
    assert page.text("what-linear-costs") == "It has 8 of ten."
