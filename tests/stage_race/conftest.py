"""The race's modules in a real browser, with the shell tests' page and server."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from playground.config import RunConfig
from playground.live.population import shown_moment
from playground.live.transport import begin
from playground.live.wire import describe_run, encode_snapshots
from playground.racing import CONTESTANTS, Contestant, RaceConfig
from playground.training import Race
from playground.views.optimizers_race_settings import kind_for_stage
from tests.stage_shell.conftest import in_browser, modules_url, run

__all__ = ["in_browser", "modules_url", "run"]

SMALL = RunConfig(dataset="moons", n_samples=80, hidden_layers=(4,), batch_size=16, stop_epoch=500)
LINE_UP = (
    Contestant("mini_batch"),
    Contestant("adam", (0.05,)),
    Contestant.of("genetic", population=10),
)

SCENE = """
async ([module, run, binary, race]) => {
  const load = (name) => import(`/${name}.js`);
  const [{ createPanels }, { createView }, { readTheme }, { Stats }, { decodeSnapshots },
    { History }] =
    await Promise.all([module, "view", "theme", "stats", "decode", "history"].map(load));
  localStorage.clear();
  document.body.className = "dbp";
  document.body.style.cssText = "margin:0; --st-background-color:#ffffff";
  const emitted = [];
  const context = { theme: readTheme(document.body), view: createView(), race,
    emit: (...news) => emitted.push(news) };
  const panels = createPanels({ context, stats: new Stats(1), onResize() {} });
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: "/stage.css" });
  const stage = document.createElement("div");
  stage.className = "dbp-stage";
  stage.append(sheet, ...panels.elements);
  document.body.append(stage);
  await Promise.all([...document.querySelectorAll("link")].map((link) =>
    link.sheet || new Promise((done) => link.addEventListener("load", done))));
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  const find = (id) => document.querySelector(`[data-testid="${id}"]`);
  const history = new History();
  const frame = { view: context.view.state, history };
  window.scene = {
    emitted, panels, context, frame, history, find,
    setRun(next, text) {
      run = next;
      history.clear();
      const { snapshots, stride } = decodeSnapshots(bytes(text));
      history.push(snapshots, stride);
      panels.setRun(run);
      this.show(-1, "run");
    },
    show(index, changed = "snapshot", quality = 1) {
      const now = (frame.now ?? 0) + 1000;
      Object.assign(frame, { run, snapshot: history.snapshots.at(index), quality, now, changed });
      panels.paint(frame);
    },
    text: (id) => find(id)?.textContent,
    pixels: (id) => [...find(id).querySelectorAll("canvas")].map((c) => c.toDataURL()).join(),
    cells: (i) => [...find(`contestant-${i}`).querySelectorAll("[data-cell]")]
      .map((cell) => cell.textContent),
    errors: () => [...document.querySelectorAll(".dbp-card__error:not([hidden])")]
      .map((error) => error.textContent),
    settle: () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20))),
  };
  window.scene.setRun(run, binary);
  await window.scene.settle();
}
"""


def announced(contestants=LINE_UP, **news: Any) -> dict[str, Any]:
    """What the page says of its choices."""
    chosen = {"goal": 0.9, "axis": "epochs", "log_axis": False, "log_loss": True}
    listed = [{"kind": c.kind, "values": c.settings} for c in contestants]
    kinds = [kind_for_stage(name) for name in CONTESTANTS]
    return chosen | {"contestants": listed, "kinds": kinds, "most": 8, "told": 0} | news


class Raced:
    """A race that was run for some epochs, as the browser is told of it."""

    def __init__(
        self, contestants=LINE_UP, base: RunConfig = SMALL, *, epochs: int = 6, individuals: int = 0
    ) -> None:
        race = begin(RaceConfig(base, tuple(contestants), individuals), None)
        assert isinstance(race, Race)
        self.race = race
        self.moments = [shown_moment(race)]
        self.measures = [race.measures]
        for _ in range(epochs):
            race.advance()
            self.moments.append(shown_moment(race))
            self.measures.append(race.measures)
        self.run = describe_run(race) | {"config": race.config.to_dict(), "batches_per_epoch": 3}
        encoded = encode_snapshots(list(enumerate(self.moments)), 1)
        self.binary = base64.b64encode(encoded).decode()


class Opened:
    """A page with the panels: ``js(code)`` asks it, ``on(act)`` acts on it."""

    def __init__(self, on: Callable[..., Any]) -> None:
        self.on = on

    def js(self, code: str, argument: Any = None) -> Any:
        return self.on(lambda page: page.evaluate(code, argument))

    def click(self, test_id: str) -> None:
        self.on(lambda page: page.click(f'[data-testid="{test_id}"]'))
        self.settle()

    def choose(self, test_id: str, value: str) -> None:
        self.on(lambda page: page.select_option(f'[data-testid="{test_id}"]', value))
        self.settle()

    def settle(self) -> None:
        self.js("() => scene.settle()")

    def pixels(self, test_id: str) -> str:
        return self.js("id => scene.pixels(id)", test_id)

    def text(self, test_id: str) -> str:
        return self.js("id => scene.text(id)", test_id)

    def cells(self, contestant: int) -> list[str]:
        return self.js("i => scene.cells(i)", contestant)

    def told(self) -> list[dict[str, Any]]:
        """The choices told to the page, without their numbers."""
        news = self.js("() => scene.emitted.map(([name, value]) => value)")
        return [{k: v for k, v in one.items() if k != "told"} for one in news]


@pytest.fixture
def scene(in_browser, modules_url) -> Iterator[Callable[..., Opened]]:
    """``scene(raced, race)`` mounts the panels on a page, whose errors fail the test."""
    pages, errors = [], []

    def mount(browser, module, raced, race):
        page = browser.new_page(viewport={"width": 1120, "height": 900})
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda news: news.type == "error" and errors.append(news.text))
        page.goto(modules_url)
        page.evaluate(SCENE, [module, raced.run, raced.binary, race])

    def opened(raced, race=None, module="race/panels"):
        in_browser(mount, module, raced, race or announced(raced.race.config.contestants))
        return Opened(lambda act: in_browser(lambda _: act(pages[-1])))

    yield opened
    for page in pages:
        in_browser(lambda _, page=page: page.close())
    assert errors == []
