"""Level lines, learning curves and the network's layout: geometry without a picture."""

from __future__ import annotations

import math

import numpy as np
import pytest

pytestmark = pytest.mark.browser

TRACE = """
const { traceLevel } = await load("contours");
const segments = [];
let last = null;
const path = {
  moveTo(x, y) { last = [x, y]; },
  lineTo(x, y) { segments.push([...last, x, y]); last = [x, y]; },
};
const { values, level, nx, ny, size } = argument;
traceLevel(path, Float32Array.from(values), 0, level, nx, ny, size, size);
return segments;
"""

POLYLINE = """
const { tracePolyline } = await load("series");
const points = [];
const path = { moveTo: (x, y) => points.push([x, y]), lineTo: (x, y) => points.push([x, y]) };
const { losses, width } = argument;
const last = losses.length - 1;
tracePolyline(path, losses.map((trainLoss, progress) => ({ progress, trainLoss })), "trainLoss",
  (epoch) => (width * epoch) / last, (value) => value);
return points;
"""


def test_level_line_of_a_cone_is_a_circle(run):
    n, size, radius = 40, 200.0, 60.0
    centres = (np.arange(n) + 0.5) * size / n
    x, y = np.meshgrid(centres, centres)
    values = np.hypot(x - 100, y - 100)
    argument = {"values": values.ravel().tolist(), "level": radius, "nx": n, "ny": n, "size": size}
    segments = np.array(run(TRACE, argument))
    for ends in (segments[:, :2], segments[:, 2:]):
        np.testing.assert_allclose(np.hypot(*(ends - 100).T), radius, atol=0.2)
    length = np.hypot(*(segments[:, 2:] - segments[:, :2]).T).sum()
    assert length == pytest.approx(2 * math.pi * radius, rel=0.01)


@pytest.mark.parametrize(
    "corners", [(1, -2, 1, -2), (2, -1, 2, -1), (-2, 1, -2, 1), (-1, 2, -1, 2)]
)
def test_a_saddle_is_parted_as_its_mean_says(run, corners):
    a, b, c, d = corners  # clockwise from the top left
    argument = {"values": [a, b, d, c], "level": 0, "nx": 2, "ny": 2, "size": 2.0}
    segments = np.array(run(TRACE, argument))
    assert len(segments) == 2
    # Each piece cuts off one corner, of the sign that the mean has not.
    middles = (segments[:, :2] + segments[:, 2:]) / 2
    corner_at = {(0.5, 0.5): a, (1.5, 0.5): b, (1.5, 1.5): c, (0.5, 1.5): d}
    for middle in middles:
        nearest = min(corner_at, key=lambda at: math.dist(at, middle))
        assert np.sign(corner_at[nearest]) == -np.sign(sum(corners))


def test_long_histories_cost_a_few_points_a_column_and_keep_their_spikes(run):
    rng = np.random.default_rng(0)
    losses = rng.uniform(0.4, 0.6, 5000)
    losses[1234], losses[4321] = 3.0, 0.01
    points = np.array(run(POLYLINE, {"losses": losses.tolist(), "width": 300}))
    assert len(points) <= 4 * 301 + 4
    assert points[:, 1].max() == pytest.approx(3.0)
    assert points[:, 1].min() == pytest.approx(0.01)
    assert (np.diff(points[:, 0]) >= 0).all()
    assert points[-1] == pytest.approx([300, losses[-1]])


def test_short_histories_are_drawn_as_they_are(run):
    losses = [0.7, 0.5, 0.6, 0.2]
    points = run(POLYLINE, {"losses": losses, "width": 300})
    assert [point[1] for point in points[:4]] == pytest.approx(losses)


def test_epochs_grow_by_steps_and_start_anew(run):
    ranges = run("""
      const { epochRange } = await load("series");
      const run = { batches_per_epoch: 8 };
      const at = (last, before) => epochRange([{ progress: last }], false, before, run);
      const out = [];
      let range = null;
      for (let epoch = 0; epoch <= 2000; epoch++) out.push((range = at(epoch, range)));
      return [out, at(1, range)];
    """)
    grown, fresh = ranges
    ends = [end for _, end in grown]
    assert all(end >= epoch for epoch, end in enumerate(ends))
    assert len(set(ends)) <= 12
    assert ends[-1] <= 2 * 2000
    assert fresh[1] == 20


@pytest.mark.parametrize(
    "sizes",
    [
        (2, 1),
        (2, 8, 8, 8, 1),
        (9, 32, 1),
        (2, *[32] * 8, 1),
        (2, 1, 5),
        (9, 12, 13, 17, 5),
        (2, 64, 1),
        (9, 64, 64, 64, 5),
    ],
)
@pytest.mark.parametrize("box", [(640, 330), (350, 300), (1000, 500)])
def test_units_lie_apart_and_within_the_panel(run, sizes, box):
    layout = run(
        "const { layOut, unitAt } = await load('network_layout');"
        "const layout = layOut(argument.sizes, ...argument.box, 70);"
        "const at = ({ xs, ys }) => xs.map((x, unit) => unitAt(layout, x, ys[unit]));"
        "return { ...layout, found: layout.columns.map(at) };",
        {"sizes": sizes, "box": box},
    )
    assert layout["width"] >= box[0]
    right = 0.0
    for layer, (column, n) in enumerate(zip(layout["columns"], sizes, strict=True)):
        half = column["size"] / 2
        assert column["left"] >= right
        right = column["right"]
        assert min(column["ys"]) - half >= 70 - 1
        assert max(column["ys"]) + half <= box[1] + 1
        places = list(zip(column["xs"], column["ys"], strict=True))
        assert len(places) == n
        for i, one in enumerate(places):
            assert layout["found"][layer][i] == {"layer": layer, "unit": i}
            for other in places[:i]:
                gap = max(abs(one[0] - other[0]), abs(one[1] - other[1]))
                assert gap >= column["size"] - 1
    assert right <= layout["width"]
