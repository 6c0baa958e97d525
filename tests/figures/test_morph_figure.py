"""The morph as a file: its arrays are the path's, and it plays in a browser without a network."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from playground import Run, RunConfig
from playground.analysis.morph import run_morph
from playground.figures.morph_figure import (
    MAX_POINTS,
    morph_figure,
    morph_html,
    view_ranges,
    views_sentence,
)
from playground.figures.palette import class_colors
from tests.chromium import chromium


def trained(**settings):
    run = Run(RunConfig(**{"dataset": "circle", "seed": 1, **settings}))
    run.advance(epochs=20)
    return run


def class_index(run):
    return np.searchsorted(run.dataset.classes, run.dataset.y_train)


def names(run):
    return [f"class {label}" for label in run.dataset.classes]


def numbers(packed):
    return np.frombuffer(base64.b64decode(packed["bdata"]), dtype="<f4")


@pytest.mark.parametrize(("hidden", "axes"), [((2, 2), "xy"), ((3,), "xyz")])
def test_traces_and_frames_hold_the_paths_own_coordinates(hidden, axes):
    run = trained(hidden_layers=hidden)
    path = run_morph(run)
    y = class_index(run)
    figure = morph_figure(path, y, class_names=names(run)).to_plotly_json()
    *_, first, second = figure["data"]
    assert [first["name"], second["name"]] == names(run)
    assert (first["marker"]["color"], second["marker"]["color"]) == class_colors(2)
    assert len(figure["frames"]) == len(path.depths) <= 60
    for i, frame in enumerate(figure["frames"]):
        assert frame["name"] == str(i)
        for k, trace in enumerate(frame["data"][-2:]):
            for axis, column in zip(axes, path.points[i, y == k].T, strict=True):
                assert numbers(trace[axis]) == pytest.approx(column, rel=1e-6, abs=1e-6)
        along_x = numbers(frame["data"][0]["x"])
        assert along_x[:41] == pytest.approx(path.grid[i, 0, :, 0], rel=1e-5, abs=1e-5)
        assert np.isnan(along_x[41])
    steps = figure["layout"]["sliders"][0]["steps"]
    assert [step["label"] for step in steps] == path.labels


def test_every_point_is_in_sight_in_every_frame():
    path = run_morph(trained(hidden_layers=(4, 3)))
    ranges = view_ranges(path)
    assert np.all(path.points >= ranges[:, None, :, 0])
    assert np.all(path.points <= ranges[:, None, :, 1])
    sides = np.diff(ranges, axis=-1)[..., 0]
    assert sides == pytest.approx(np.repeat(sides[:, :1], 3, axis=1))


def test_regression_is_coloured_by_value_around_zero():
    run = trained(dataset="reg-plane", hidden_layers=(2,), activation="relu")
    figure = morph_figure(run_morph(run), run.dataset.y_train).to_plotly_json()
    marker = figure["data"][-1]["marker"]
    assert marker["cmin"] == -marker["cmax"]
    values = np.frombuffer(base64.b64decode(marker["color"]["bdata"]), marker["color"]["dtype"])
    assert values == pytest.approx(run.dataset.y_train)


def test_the_caption_tells_how_wide_spaces_are_seen():
    assert views_sentence(run_morph(trained(hidden_layers=(2, 2)))) == ""
    path = run_morph(trained(hidden_layers=(8,)), n_dimensions=2, units={1: (0, 6)})
    share = f"{path.spaces[1].share:.0%}"
    assert f"layer 1, 8 units through units 1, 7 ({share})" in views_sentence(path)
    wide = views_sentence(run_morph(trained(hidden_layers=(8, 8))))
    assert "layer 2, 8 units through 3 principal components" in wide


@pytest.mark.parametrize(
    "settings",
    [
        {"hidden_layers": (8, 8, 8), "dataset": "spiral", "n_samples": 2000},
        {"hidden_layers": (32,) * 8, "dataset": "blobs", "centers": 5},
        {"hidden_layers": ()},
    ],
)
def test_the_file_is_light_and_complete(settings):
    run = trained(**settings)
    document = morph_html(run_morph(run), class_index(run), class_names=names(run))
    assert len(document.encode()) < 8e6
    assert document.startswith("<!doctype html>")
    assert "<script src" not in document
    figure = morph_figure(run_morph(run), class_index(run), class_names=names(run))
    drawn = sum(
        len(numbers(trace["x"])) for trace in figure.to_plotly_json()["data"][-run.n_classes :]
    )
    assert drawn == min(len(run.dataset.X_train), MAX_POINTS)


def test_names_and_titles_cannot_smuggle_in_markup():
    run = trained(hidden_layers=(2,))
    document = morph_html(
        run_morph(run), class_index(run), class_names=["<b>a</b>", "b"], title="<script>x</script>"
    )
    assert "<script>x" not in document
    assert "<b>a" not in document


def test_one_number_a_point():
    run = trained(hidden_layers=(2,))
    with pytest.raises(ValueError, match=r"y must have shape \(250,\). Got \(3,\)"):
        morph_figure(run_morph(run), [0, 1, 0])


COORDINATES = """() => {
  const plot = document.getElementById("morph");
  return plot._fullData.map((trace) => Array.from(trace.x.slice(0, 20)));
}"""
LABEL = "() => document.querySelector('#morph .slider-label').textContent"


def played(path):
    """What is seen before and after play in a browser that reaches no network."""
    with chromium() as browser:
        context = browser.new_context(offline=True, viewport={"width": 1000, "height": 800})
        page = context.new_page()
        asked, errors = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector("#morph .slider-label", state="attached")
        first, label = page.evaluate(COORDINATES), page.evaluate(LABEL)
        page.get_by_text("▶ Play").click()
        page.wait_for_function(f"() => ({LABEL})() !== 'input'")
        page.wait_for_function(
            f"(first) => JSON.stringify(({COORDINATES})()) !== first",
            arg=page.evaluate("(value) => JSON.stringify(value)", first),
        )
        later = page.evaluate(COORDINATES)
        moved = page.evaluate(LABEL)
        caption = page.locator("p").bounding_box()
    return first, later, (label, moved), caption, asked, errors


@pytest.mark.browser
@pytest.mark.parametrize("hidden", [(2,), (3, 8)])
def test_it_plays_offline(tmp_path, hidden):
    run = trained(hidden_layers=hidden)
    file = tmp_path / "morph.html"
    file.write_text(morph_html(run_morph(run), class_index(run), class_names=names(run)))
    with ThreadPoolExecutor(1) as thread:  # Playwright allows one instance a thread
        first, later, labels, caption, asked, errors = thread.submit(played, file).result()
    assert errors == []
    assert asked == [file.as_uri()]
    assert labels[0] == "input"
    assert labels[1].startswith("layer 1 · ")
    assert caption is not None
    assert caption["y"] < 200
    for before, after in zip(first, later, strict=True):  # every trace: lines, boundary, points
        assert before != after
