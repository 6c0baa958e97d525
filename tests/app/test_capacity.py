"""The capacity page under AppTest: three views, their settings, a grid trained to its end."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.analysis.gap_study import WIDTHS, GapResult, treatments
from playground.analysis.universal_approximation import BENDS, TARGETS
from playground.config import RunConfig
from playground.sweep.grid import Axis, SweepSpec
from playground.sweep.jobs import JOBS
from playground.sweep.measured import CellResult, GapCurve, RunResult
from playground.sweep.results import CellSummary
from playground.training import Run
from playground.views import capacity_approximation, capacity_few_many
from playground.views.capacity_few_many import gap_words
from playground.views.capacity_grid import grid_html
from playground.views.capacity_settings import NOISY, percent
from playground.views.capacity_words import COLUMNS, grid_csv, linear_words, smallest_words
from tests.app.test_pages import SCRIPT, control, url

TINY = {"widths": "1,4", "depths": "0,1", "bends": "tanh", "seeds": "2", "epochs": "20"}
TINY |= {"dataset": "gauss", "n_samples": "60", "goal": "0.9"}


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, text in query.items():
        app.query_params[name] = text
    return app.switch_page("pages/capacity.py").run()


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def html_of(app: AppTest, testid: str) -> str:
    (found,) = [body for body in bodies(app) if f'data-testid="{testid}"' in body]
    return found


def bodies(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The same views on fewer seeds and sizes: what is shown is not how much is trained."""
    monkeypatch.setattr(capacity_few_many, "N_SEEDS", 2)
    real = capacity_approximation.approximate
    monkeypatch.setattr(
        capacity_approximation,
        "approximate",
        lambda *args, **options: real(*args, **options, epochs=20),
    )
    capacity_few_many._trained.clear()
    capacity_approximation._fitted.clear()


# The views


@pytest.mark.parametrize("view", ["grid", "few_many", "approximation"])
def test_a_view_computes_nothing_for_the_others(view, monkeypatch):
    called = []
    study, approximate = capacity_few_many.study, capacity_approximation.approximate
    monkeypatch.setattr(
        capacity_few_many, "study", lambda *a: called.append("few_many") or study(*a)
    )
    monkeypatch.setattr(
        capacity_approximation,
        "approximate",
        lambda *a, **k: called.append("approximation") or approximate(*a, **k),
    )
    app = opened(view=view, dataset="gauss", n_samples="60", study_epochs="10")
    assert not app.exception
    assert set(called) == ({view} - {"grid"})
    assert app.caption  # what to look for, and behind it how it is meant
    assert any("$" in element.proto.help for element in app.caption)


def test_the_choice_of_a_view_is_in_the_address():
    app = opened()
    assert url(app) == {}
    control(app, "view").set_value("approximation").run()
    assert url(app) == {"view": "approximation"}
    assert not app.exception
    control(app, "target").set_value("step").run()
    assert url(app) == {"view": "approximation", "target": "step"}


def test_another_page_and_back_keeps_the_settings():
    app = opened(view="few_many", dataset="gauss", n_samples="60", study_epochs="10")
    app.switch_page("pages/live.py").run()
    assert "view" not in url(app)
    app.switch_page("pages/capacity.py").run()
    assert not app.exception
    assert url(app) == {
        "view": "few_many", "dataset": "gauss", "n_samples": "60", "study_epochs": "10",
    }  # fmt: skip


@pytest.mark.parametrize("view", ["grid", "few_many"])
def test_regression_has_no_accuracy_and_a_way_out(view):
    app = opened(view=view, dataset="curve")
    assert not app.exception
    assert any("needs a dataset with classes" in info.value for info in app.info)
    if view == "grid":
        app.button(key="take_classes").click().run()
        assert not app.exception
        assert url(app) == {}  # the spiral is the default


@pytest.mark.parametrize(
    "query",
    [
        {"widths": "x", "depths": "", "bends": "step", "seeds": "1e9", "goal": "nan"},
        {"view": "few_many", "study_layers": "99", "study_l2": "-1", "study_dropout": "7",
         "study_epochs": "7", "dataset": "gauss", "n_samples": "60"},
        {"view": "approximation", "units": "5", "bend": "step", "target": "<b>"},
        {"view": "few_many", "activation": "step", "dataset": "gauss", "n_samples": "60",
         "hidden_layers": "none", "study_epochs": "10"},
        {"activation": "step", "output_activation": "step"},
    ],
)  # fmt: skip
def test_any_address_opens(query):
    app = opened(**query)
    assert not app.exception


# The grid


def test_a_grid_is_trained_in_the_background_and_each_tile_opens_its_run():
    app = opened(layer_activations="sine", **TINY)
    assert "Train 8 networks" in app.button(key="train").label
    app.button(key="train").click().run()
    deadline = time.monotonic() + 60
    while app.get("progress") and time.monotonic() < deadline:
        time.sleep(0.3)
        app.run()
    assert not app.exception
    table = html_of(app, "grid")
    assert table.count("<img") == 3  # without layers there is no width
    links = re.findall(r'href="/\?([^"]*)"', table)
    assert len(links) == 3
    for link in links:
        query = dict(pair.split("=") for pair in link.replace("&amp;", "&").split("&"))
        config, notes = RunConfig.from_query(query)
        assert notes == []
        assert config.dataset == "gauss"
        assert config.hidden_layers in ((), (1,), (4,))
        assert config.layer_activations == ()  # the grid's own axis says what they bend by
    assert "smallest network" in texts(app)
    assert app.download_button(key="grid_csv")
    again = opened(**url(app))
    assert html_of(again, "grid") == table
    app.slider(key="n_samples").set_value(80).run()
    assert any("settings have changed" in caption.value for caption in app.caption)


def test_another_pages_sweep_in_the_address_is_no_grid():
    job = JOBS.start(SweepSpec("other", RunConfig(n_samples=40), (Axis("width", (2,)),), (0,), 1))
    app = opened(job=job.id)
    assert not app.exception
    assert any("no longer kept" in info.value for info in app.info)


def test_a_share_is_called_all_or_none_only_if_it_is():
    words = [percent(share) for share in (1, 0.9996, 0.993, 0.99, 0.814, 0.01, 0.004, 0)]
    assert words == ["100%", "99.9%", "99.3%", "99%", "81%", "1%", "< 1%", "0%"]


def test_a_grid_can_be_cancelled_and_resumed():
    app = opened(**TINY | {"epochs": "2000", "seeds": "20", "widths": "1,2,3,4,6,8"})
    app.button(key="train").click().run()
    app.button(key="cancel").click().run()
    assert not app.exception
    assert "Cancelled" in app.get("progress")[0].proto.text
    app.button(key="resume").click().run()
    assert app.button(key="cancel")
    app.button(key="cancel").click().run()


def test_too_large_a_grid_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(JOBS, "max_cells", 3)
    app = opened(**TINY)
    app.button(key="train").click().run()
    assert not app.exception
    assert any("at most 3 cells. Got 4" in warning.value for warning in app.warning)


def cell_result(cell, accuracies, reached):
    runs = tuple(
        RunResult(seed, 0.1, 0.1, 1.0, test, 5 if seed < reached else None, False, 0.1)
        for seed, test in enumerate(accuracies)
    )
    curve = GapCurve((0,), (0.1,), (0.1,), (1.0,), (1.0,))
    return CellResult(cell, runs, curve, np.zeros((48, 48), np.uint8))


def summary_of(cell, accuracies, reached):
    n = len(accuracies)
    low, middle, high = np.quantile(accuracies, (0.25, 0.5, 0.75))
    return CellSummary(
        cell.index, cell.values, n, middle, 1.0, 0.1, 0.1, (low, high), reached / n,
        5.0 if 2 * reached > n else None, 0, f"/?seed={cell.index}",
        cell_result(cell.index, accuracies, reached),
    )  # fmt: skip


SPEC = SweepSpec(
    "capacity",
    RunConfig(dataset="circle"),
    (Axis("activation", ("tanh", "linear")), Axis("depth", (0, 1, 2)), Axis("width", (2, 4))),
    seeds=(0, 1, 2, 3),
    epochs=10,
)
CELLS = SPEC.cells()


def summaries(rates, best=0.97, linear=0.5):
    """Summaries of all cells: these many of four seeds succeed, by cell; others none."""
    made = []
    for cell in CELLS:
        layers = cell.config.hidden_layers
        straight = not layers or cell.config.activation == "linear"
        test = linear if straight else best
        made.append(summary_of(cell, [test] * 4, rates.get((cell.config.activation, layers), 0)))
    return made


def test_the_smallest_network_is_that_with_the_fewest_weights():
    rates = {("tanh", (4,)): 2, ("tanh", (2, 2)): 3, ("tanh", (4, 4)): 4}
    words = smallest_words(CELLS, summaries(rates), 0.99)
    # 2·2+2 + 2·2+2 + 2+1 = 15 against 2·4+4 + 4+1 = 17
    assert "**2 layers of 2 tanh units** (15 weights and biases; 3 of 4 seeds)" in words
    assert "In at least 90%: **2 layers of 4 tanh units** (37 weights" in words
    assert "99% of the training points" in words


def test_one_wide_layer_can_be_smaller_than_two_narrow_ones():
    axes = (Axis("activation", ("relu",)), Axis("depth", (2, 1)), Axis("width", (3, 4)))
    cells = replace(SPEC, axes=axes).cells()
    made = [summary_of(cell, [0.9] * 4, 4) for cell in cells]
    # 3: 25 and 13 weights; 4: 37 and 17
    assert "**1 layer of 3 ReLU units** (13 weights" in smallest_words(cells, made, 0.99)
    without = [of for of in made if cells[of.cell].config.hidden_layers != (3,)]
    assert "**1 layer of 4 ReLU units** (17 weights" in smallest_words(cells, without, 0.99)


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ({}, "No network of this grid"),
        ({("tanh", (4,)): 1}, "No network of this grid"),
        ({("tanh", (4,)): 3}, "None does so in 90%."),
        ({("tanh", (4,)): 4}, "in at least 90% as well."),
    ],
)
def test_what_no_network_reaches_is_said(rates, said):
    assert said in smallest_words(CELLS, summaries(rates), 0.95)


def test_a_word_on_depth_without_bends():
    assert "no linear network gets more than 50%" in linear_words(CELLS, summaries({}))
    assert "best one with bends 97%" in linear_words(CELLS, summaries({}))
    nothing = linear_words(CELLS, summaries({}, best=0.51))
    assert nothing.startswith("No bend has helped here yet")
    enough = linear_words(CELLS, summaries({}, best=0.96, linear=0.95))
    assert enough.startswith("No bend is needed here")
    bent = [of for of in summaries({}) if of.cell in (2, 3)]
    assert linear_words(CELLS, bent) == ""


def test_the_csv_has_a_line_a_network():
    rows = list(csv.DictReader(io.StringIO(grid_csv(CELLS, summaries({("tanh", (4,)): 3})))))
    assert len(rows) == SPEC.n_cells
    assert tuple(rows[0]) == COLUMNS
    row = rows[3]
    assert (row["activation"], row["hidden_layers"], row["units_per_layer"]) == ("tanh", "1", "4")
    assert (row["weights_and_biases"], row["seeds"], row["success_rate"]) == ("17", "4", "0.75")
    assert float(row["median_test_accuracy"]) == 0.97
    assert row["median_run"] == "/?seed=3"
    assert rows[0]["median_epochs_to_goal"] == ""


def test_tiles_that_are_not_trained_yet_wait_in_their_places():
    some = [of for of in summaries({("tanh", (4,)): 4}) if of.cell == 3]
    html = grid_html(SPEC, CELLS, some, dark=False)
    assert html.count("is-pending") == 9  # of 5 a block
    assert html.count("<img") == 1
    assert "1 layer of 4 tanh units: 97% of the test points, goal reached in 4 of 4" in html
    assert "dbp-tile is-most" in html


# Too few, too many


def test_every_width_is_shown_under_every_treatment():
    app = opened(view="few_many", dataset="gauss", n_samples="60", study_epochs="10", noise="0.3")
    assert not app.exception
    table = html_of(app, "few-many")
    assert table.count("<img") == 3 * len(WIDTHS)
    assert len(set(re.findall(r"seed=(\d+)", table))) <= 1  # all of one draw
    assert "L2 rate 0.3" in table
    assert "Dropout 50%" in table
    assert len(app.get("plotly_chart")) == len(WIDTHS)
    assert "2 units:" in texts(app)


@pytest.mark.parametrize("place", [0, 1])
def test_a_tiles_numbers_are_those_of_the_run_it_opens(place, monkeypatch):
    monkeypatch.setattr(capacity_few_many, "typical_seed", lambda results: place)
    app = opened(view="few_many", dataset="gauss", n_samples="60", study_epochs="10", noise="0.3")
    found = re.findall(
        r'href="/\?([^"]*)".*?<b>test (\d+)%</b><span>train (\d+)%</span>',
        html_of(app, "few-many"),
    )
    assert len(found) == 3 * len(WIDTHS)
    for link, test, train in found:
        query = dict(pair.split("=") for pair in link.replace("&amp;", "&").split("&"))
        run = Run(RunConfig.from_query(query)[0])
        run.advance(10)
        _, _, train_accuracy, test_accuracy = run.metrics()
        assert (f"{100 * test_accuracy:.0f}", f"{100 * train_accuracy:.0f}") == (test, train)


def test_the_button_takes_few_and_noisy_points():
    app = opened(
        view="few_many", dataset="gauss", n_samples="60", study_epochs="10",
        layer_activations="sine,gelu",
    )  # fmt: skip
    app.button(key="noisy").click().run()
    assert not app.exception
    assert "layer_activations" not in url(app)  # it takes ReLU, in every layer
    expected = {name: value for name, value in NOISY.items() if name in RunConfig().to_dict()}
    config, _ = RunConfig.from_query({k: v for k, v in url(app).items() if k in expected})
    assert all(list_or(getattr(config, name)) == value for name, value in expected.items())


def list_or(value):
    return list(value) if isinstance(value, tuple) else value


def test_more_epochs_than_a_study_can_afford_are_named():
    app = opened(
        view="few_many", dataset="gauss", n_samples="500", batch_size="1", study_epochs="600"
    )
    assert not app.exception
    assert any("Trained for 12 epochs" in caption.value for caption in app.caption)


def ended(rows):
    """Results whose medians at the end are these (train, test) by row and width."""
    blank = np.zeros((1, 48, 48), np.uint8)
    return [
        [
            GapResult(RunConfig(), width, row.name, (0,), np.arange(1), np.array([[train]]),
                      np.array([[test]]), blank)
            for width, (train, test) in zip(WIDTHS, values, strict=True)
        ]
        for row, values in zip(treatments(0.3, 0.5), rows, strict=True)
    ]  # fmt: skip


def test_the_sentence_says_what_was_seen():
    plain = [(0.7, 0.66), (0.86, 0.8), (0.9, 0.78), (0.9, 0.77), (0.92, 0.77), (0.96, 0.76)]
    mild = [(0.85, 0.82)] * 6
    said = gap_words(ended([plain, mild, mild]))
    assert "2 units: 70% train, 66% test, **too few**" in said
    assert "32 units: 96% train, 76% test, a **gap of 20 points** (2 units: 4 points)" in said
    assert "4 units did better on test points (80%)" in said
    assert "L2 leaves a gap of 3 points (82% test), dropout one of 3 points" in said


def test_the_sentence_claims_nothing_that_was_not_seen():
    said = gap_words(ended([[(0.98, 0.98)] * 6] * 3))
    assert "too few" not in said
    assert "hardly a gap" in said
    assert "L2 leaves" not in said


# Universal approximation


@pytest.mark.parametrize("target", TARGETS)
def test_every_function_can_be_fitted(target):
    app = opened(view="approximation", target=target, units="4")
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2
    assert "**4 units**: median error" in texts(app)
    assert any(TARGETS[target].look_for == caption.value for caption in app.caption)


@pytest.mark.parametrize("bend", BENDS)
def test_every_activation_can_be_used(bend):
    app = opened(view="approximation", bend=bend)
    assert not app.exception
    control(app, "units").set_value("64").run()
    assert "**64 units**" in texts(app)
    if bend == "linear":
        assert "no less than a single unit's" in texts(app)


def test_the_words_on_the_error_are_medians_over_the_seeds():
    every = list(capacity_approximation.approximate("bump", "tanh"))
    errors = [0.4, 0.2, 0.1, 0.05, 0.02, 0.01, 0.015]
    every = [
        replace(fits, errors=np.array([0, error, 1]))
        for fits, error in zip(every, errors, strict=True)
    ]
    assert capacity_approximation.error_words(every, 3) == (
        "**8 units**: median error **0.05**, 8.0 times less than one unit's. "
        "Least with 32 units: 0.01."
    )
