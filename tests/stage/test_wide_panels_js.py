"""The painters on a page of their own, with own data: names, units and labels that fit."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from playground import Run, RunConfig
from playground.live.wire import describe_run
from tests.columns import diabetes_pair, iris_pair, wide, wine
from tests.stage.test_panels_js import scene

__all__ = ["scene"]

pytestmark = pytest.mark.browser

LONG = "a column with quite a long name"


def crowd():
    """16 columns and ten classes, whose names begin alike."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10), 12)
    values = rng.normal(0, 1, (120, 16)) + rng.normal(0, 2, (10, 16))[labels]
    classes = tuple(f"a class with quite a long name {k}" for k in range(10))
    return wide(values, labels, [f"{LONG}, number {i}" for i in range(16)], classes)


KINDS = {
    "wine": ("blobs", wine),
    "crowd": ("blobs", crowd),
    "two columns": ("blobs", iris_pair),
    "a number": ("reg-plane", diabetes_pair),
}


def posed(kind: str) -> tuple[dict, list[float]]:
    dataset, data = KINDS[kind]
    run = Run(RunConfig(dataset=dataset, hidden_layers=(8, 8)), data())
    told = json.loads(json.dumps(describe_run(run)))
    told |= {"batches_per_epoch": 3, "config": {"dataset": dataset}}
    return told, run.snapshot().params.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_own_data_are_painted(scene, kind):
    told, params = posed(kind)
    page = scene(told, params)
    for selector in (".dbp-boundary__plane", ".dbp-network__units", "#warp-1 canvas"):
        assert page(lambda p, s=selector: p.evaluate("(s) => scene.inked(s)", s)) > 20, selector


def test_the_axes_show_the_datas_own_units_also_after_a_zoom(scene):
    told, params = posed("two columns")
    page = scene(told, params, plotly=True)
    page(lambda p: p.wait_for_selector(".main-svg"))
    ends = page(
        lambda p: p.evaluate(
            "['xaxis', 'yaxis'].map((axis) =>"
            " document.querySelector('.dbp-axes')._fullLayout[axis].range)"
        )
    )
    expected = [
        [row["offset"] - 6 * row["scale"], row["offset"] + 6 * row["scale"]] for row in told["axes"]
    ]
    np.testing.assert_allclose(ends, expected)

    page(lambda p: p.evaluate("new Promise((done) => setTimeout(done, 50))"))
    page(
        lambda p: p.evaluate(
            "Plotly.relayout(document.querySelector('.dbp-axes'),"
            " {'xaxis.range': [5, 6], 'yaxis.range': [1.5, 2.5]})"
        )
    )
    box = page(lambda p: p.locator(".dbp-boundary__overlay").bounding_box())
    page(lambda p: p.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    said = page(lambda p: p.locator(".dbp-boundary__readout").inner_text())
    assert said.startswith("sepal length 5.5")
    assert "petal length 2.0" in said or "petal length 1.99" in said


def test_a_component_is_named_and_a_point_answers_in_words(scene):
    told, params = posed("wine")
    page = scene(told, params, plotly=True)
    page(lambda p: p.wait_for_selector(".main-svg"))
    titles = page(lambda p: p.locator("#boundary .xtitle, #boundary .ytitle").all_text_contents())
    assert titles == told["plane"]["names"]
    box = page(lambda p: p.locator(".dbp-boundary__overlay").bounding_box())
    x, y, label = told["train"][0]
    place = (box["x"] + box["width"] * (x + 6) / 12, box["y"] + box["height"] * (6 - y) / 12)
    page(lambda p: p.mouse.move(place[0] - 3, place[1]))
    page(lambda p: p.mouse.move(*place))
    said = page(lambda p: p.locator(".hovertext").first.text_content(timeout=10_000))
    assert "training point" in said
    assert told["class_names"][label] in said
    assert "PC 1:" in said


@pytest.mark.parametrize("kind", ["wine", "crowd", "two columns"])
@pytest.mark.parametrize("width", [640, 360])
def test_labels_of_the_network_lie_apart_and_within(scene, kind, width):
    told, params = posed(kind)
    page = scene(told, params)
    written = page(
        lambda p: p.evaluate(
            """async ([run, width]) => {
              const { layOut } = await import("/network_layout.js");
              const { paintLabels, sidesFor } = await import("/network_labels.js");
              const layout = layOut(run.layer_sizes, width, 340, 70, sidesFor(run, width, "serif"));
              const brush = document.createElement("canvas").getContext("2d");
              const written = [];
              brush.fillText = (text, x, y) => {
                const length = brush.measureText(text).width;
                const from = brush.textAlign === "right" ? x - length : x;
                written.push([text, from, from + length, y, parseFloat(brush.font)]);
              };
              paintLabels(brush, layout, run, scene.context.theme);
              const { left } = layout.columns[0];
              return { written, left, right: layout.columns.at(-1).right, width: layout.width };
            }""",
            [told, width],
        )
    )
    assert written["width"] == width  # nothing has to be scrolled for
    labels = written["written"]
    inputs = [row for row in labels if row[1] < written["left"]]
    assert len(inputs) == told["layer_sizes"][0]
    for text, start, end, _, _ in inputs:
        assert start >= 0, text
        assert end < written["left"]
    for text, start, end, _, _ in labels[len(inputs) :]:
        assert start > written["right"]
        assert end <= width, text
    for (_, _, _, y, size), (_, _, _, below, _) in pairwise(inputs):
        assert below - y >= size - 2
    assert len({text for text, *_ in inputs}) == len(inputs)  # cut, but not beyond recognition


def test_long_names_are_whole_where_they_are_pointed_at(scene):
    told, params = posed("crowd")
    page = scene(told, params)
    legend = page(lambda p: p.locator(".dbp-legend__item").all())
    titles = [page(lambda _, item=item: item.get_attribute("title")) for item in legend]
    assert titles == told["class_names"]
    boxes = [page(lambda _, item=item: item.bounding_box()) for item in legend]
    rows = {}
    for box in boxes:
        rows.setdefault(round(box["y"]), []).append(box)
    assert [len(row) for row in rows.values()] == [5, 5]
    for row in rows.values():
        for one, other in pairwise(row):
            assert one["x"] + one["width"] <= other["x"]
    footer = page(lambda p: p.locator(".dbp-boundary__footer").bounding_box())
    assert boxes[4]["x"] + boxes[4]["width"] <= footer["x"] + footer["width"] + 1

    sheet = page(lambda p: p.locator(".dbp-network__sheet").bounding_box())
    tip = ""
    for y in range(60, 110, 4):  # down to the first name
        page(lambda p, y=y: p.mouse.move(sheet["x"] + 40, sheet["y"] + y))
        tip = page(lambda p: p.locator(".dbp-tip").inner_text())
        if tip:
            break
    assert f"input {LONG}, number 0" in tip
    assert "(value" in tip
    chip = page(lambda p: p.locator(".dbp-boundary__chip").inner_text())
    assert chip == f"input {LONG}, number 0"


def test_the_caption_says_how_much_a_plane_shows(run):
    told, _ = posed("wine")
    body = (
        "const { wording } = await load('explain'); return wording('boundary', argument).caption;"
    )
    assert (
        run(body, told)
        == "This plane shows 55% of the spread. Colour: the answer on it, not off it."
    )
    assert "predicted class" in run(body, posed("two columns")[0])


def test_columns_that_a_plane_hardly_crosses_stay_pale(run):
    told, _ = posed("wine")
    high = run(
        "const { unitResponse } = await load('grid');"
        "const inputs = Float32Array.from([0.001, -0.002, 3, -2]);"
        "return [0, 1].map((u) => unitResponse(argument, { n: 2, inputs }, 0, u).high);",
        told,
    )
    assert high == [1, 3]


DRAWN = """
const { createEvaluation } = await load("grid");
const { run, params } = argument;
const snapshot = { seq: 0, params: Float32Array.from(params) };
const evaluation = createEvaluation(run);
const before = evaluation.cloud(snapshot, 1).n_train;
run.train = [...run.train, [1, 2, 0], [-3, 4, 1]];
const after = evaluation.cloud(snapshot, 1);
return [after.n_train - before, after.labels.slice(after.n_train - 2, after.n_train)];
"""


def test_drawn_points_join_the_cloud_at_once(run):
    told, params = posed("two columns")
    assert run(DRAWN, {"run": told, "params": params}) == [2, [0, 1]]
