"""The pictures of ravines, landscapes and averages: their arrays, their frames, their colours."""

from __future__ import annotations

import numpy as np
import pytest

from playground.analysis.moving_average import moving_average, noisy_cosine, past_weights, window
from playground.analysis.ravine_stability import STABILITY, spectral_radius
from playground.analysis.ravines import RAVINES, walk
from playground.figures.average_lines import MAX_BARS, lines_figure, weights_figure
from playground.figures.landscape_contour import Trajectory, contour_figure
from playground.figures.landscape_surface import LIFT, on_surface, surface_figure
from playground.figures.race_colors import race_colors
from playground.figures.ravine_colors import optimizer_color
from playground.figures.ravine_region import region_figure
from playground.figures.ravine_values import FLOOR, values_figure
from playground.figures.ravine_walks import (
    CLICK,
    TARGETS,
    Line,
    frame_steps,
    ravine_figure,
)
from playground.nn import OPTIMIZERS
from playground.racing import DEFAULT_CONTESTANTS

LABELS = {name: row.label for name, row in OPTIMIZERS.items()}
AXIS = np.linspace(-1, 1, 5)
X, Y = np.meshgrid(AXIS, AXIS)
VALUES = 0.1 + X**2 + 3 * Y**2  # rows are y
PATH = Trajectory(
    "a run", "#123456", np.array([[-0.9, 0.3], [-0.4, 0.2], [0.0, 0.0]]), np.array([2.0, 1.0, 0.1])
)


def walks_on(name, steps=10, **rates):
    ravine = RAVINES[name]
    rates = rates or {"sgd": 0.01, "adam": 0.05}
    return ravine, {
        optimizer: walk(ravine, optimizer, ravine.start, learning_rate=rate, steps=steps)
        for optimizer, rate in rates.items()
    }


def named(figure, name):
    (trace,) = [trace for trace in figure.data if trace.name == name]
    return trace


# Ravines


@pytest.mark.parametrize("name", RAVINES)
def test_the_ground_is_low_where_the_function_is(name):
    ravine, walks = walks_on(name)
    ground = ravine_figure(ravine, walks, LABELS).data[0]
    if ravine.n_parameters == 1:
        np.testing.assert_allclose(ground.y, np.asarray(ground.x) ** 2)
        return
    rng = np.random.default_rng(0)
    i, j, k, m = rng.integers(0, len(ground.x), (4, 40))
    one = ravine.value(np.column_stack([ground.x[i], ground.y[j]]))
    other = ravine.value(np.column_stack([ground.x[k], ground.y[m]]))
    higher = ground.z[j, i] > ground.z[m, k]
    apart = np.abs(one - other) > 1e-3 * np.abs(one)
    np.testing.assert_array_equal(higher[apart], (one > other)[apart])


def is_drawn(ravine, went, x, y, step):
    """Whether a line goes from a walk's start to a step, and nowhere misses it visibly."""
    along = np.column_stack([x, y]) if ravine.n_parameters == 2 else np.asarray(x)[:, None]
    true = went.points[: step + 1]
    np.testing.assert_allclose(along[[0, -1]], true[[0, -1]], rtol=1e-6)
    sides = np.array([high - low for low, high in ravine.domain])
    gaps = np.abs(true[:, None] - along[None]).max(axis=2, initial=0, where=np.isfinite(along))
    assert (gaps.min(axis=1) <= 0.004 * sides.max()).all()
    assert len(along) <= len(true)


@pytest.mark.parametrize("name", ["quadratic", "parabola", "rosenbrock"])
def test_every_walker_has_its_path_and_the_last_frame_is_the_whole_of_it(name):
    ravine, walks = walks_on(name, steps=30)
    figure = ravine_figure(ravine, walks, LABELS)
    for optimizer, went in walks.items():
        trace = named(figure, LABELS[optimizer])
        is_drawn(ravine, went, trace.x, trace.y, 30)
        assert trace.line.color == optimizer_color(optimizer)
    assert len(figure.frames) == 31
    for number, frame in enumerate(figure.frames):
        assert frame.name == str(number)
        moved = [figure.data[place].name for place in frame.traces]
        assert moved[::2] == [LABELS[optimizer] for optimizer in walks]
        for data, went in zip(frame.data[::2], walks.values(), strict=True):
            is_drawn(ravine, went, data.x, data.y, min(number, went.steps))
    slider = figure.layout.sliders[0]
    assert [step.label for step in slider.steps] == [frame.name for frame in figure.frames]
    assert slider.active == len(figure.frames) - 1


def test_large_steps_are_all_drawn_and_tiny_ones_are_not():
    ravine, walks = walks_on("parabola", steps=400, sgd=0.97, momentum_ema=0.0001)
    swinging, creeping = (Line(ravine, went).up_to(400)[0] for went in walks.values())
    np.testing.assert_allclose(swinging[:20], walks["sgd"].points[:20, 0], rtol=1e-6)
    assert len(creeping) < 40
    assert creeping[-1] == pytest.approx(walks["momentum_ema"].points[-1, 0])


def test_a_walker_that_left_early_waits_where_it_is():
    ravine, walks = walks_on("parabola", steps=40, sgd=1.5, momentum=0.01)
    figure = ravine_figure(ravine, walks, LABELS)
    assert walks["sgd"].diverged
    gone = figure.frames[-1].data[0]
    assert len(gone.x) == len(walks["sgd"].points)
    assert abs(gone.x[-1]) == pytest.approx(abs(walks["sgd"].points[-1, 0]), rel=1e-5)


@pytest.mark.parametrize(("longest", "frames"), [(0, 1), (5, 6), (59, 60), (60, 60), (5000, 60)])
def test_frames_are_few_and_have_both_ends(longest, frames):
    steps = frame_steps(longest)
    assert len(steps) == frames
    assert (steps[0], steps[-1]) == (0, longest)
    assert steps == sorted(set(steps))


def test_without_walkers_there_is_ground_to_click_and_nothing_to_play():
    ravine = RAVINES["saddle"]
    figure = ravine_figure(ravine, {}, LABELS)
    assert not figure.frames
    assert not figure.layout.sliders
    assert len(named(figure, CLICK).x) == TARGETS**2


def test_the_places_to_click_cover_the_ground_and_lie_on_top_unseen():
    ravine, walks = walks_on("himmelblau")
    figure = ravine_figure(ravine, walks, LABELS)
    targets = figure.data[-1]
    assert targets.name == CLICK
    assert targets.marker.opacity == 0
    places = np.column_stack([targets.x, targets.y])
    assert len(np.unique(places, axis=0)) == TARGETS**2
    for (low, high), along in zip(ravine.domain, places.T, strict=True):
        assert (along.min(), along.max()) == (low, high)
    np.testing.assert_allclose(targets.customdata, ravine.value(places))
    assert all(trace.hoverinfo == "skip" for trace in figure.data[:-1])  # clicks go through


def test_values_are_drawn_as_heights_above_the_minimum():
    ravine, walks = walks_on("quadratic", steps=50)
    figure = values_figure(ravine, walks, LABELS)
    np.testing.assert_allclose(figure.data[0].y, walks["sgd"].values, rtol=1e-6)
    assert figure.layout.yaxis.type == "log"
    low, high = figure.layout.yaxis.range
    every = np.concatenate([np.maximum(went.values, FLOOR) for went in walks.values()])
    assert low < np.log10(every.min())
    assert np.log10(every[0]) < high


def test_a_function_without_a_lowest_place_has_a_plain_axis():
    ravine, walks = walks_on("saddle", steps=100, sgd=0.05)
    figure = values_figure(ravine, walks, LABELS)
    assert figure.layout.yaxis.type != "log"
    low, high = figure.layout.yaxis.range
    assert np.isfinite([low, high]).all()
    assert low < 0 < high


@pytest.mark.parametrize("optimizer", STABILITY)
def test_the_region_is_the_spectral_radius_and_the_line_where_it_is_one(optimizer):
    figure = region_figure(optimizer, (1.0, 40.0), 0.03, 0.8)
    heat, line, dot = figure.data
    radii = spectral_radius(optimizer, heat.x[7], heat.y[40], (1.0, 40.0))
    assert heat.z[40, 7] == pytest.approx(float(radii))
    assert heat.zmid is None or heat.zmid == 1
    for rate, beta in list(zip(line.x, line.y, strict=True))[::20]:
        assert float(spectral_radius(optimizer, rate, beta, (1.0, 40.0))) == pytest.approx(1)
    assert (dot.x[0], dot.y[0]) == (0.03, 0.8)
    assert figure.layout.xaxis.range[1] > 0.03


def test_the_region_reaches_as_far_as_the_settings():
    figure = region_figure("sgd", (2.0,), 7.0, 0.5)
    assert figure.layout.xaxis.range[1] > 7


# Landscapes


@pytest.mark.parametrize("logarithmic", [True, False])
def test_the_contour_holds_the_losses_rows_upwards(logarithmic):
    figure = contour_figure(AXIS, VALUES, [PATH], logarithmic=logarithmic)
    ground = figure.data[0]
    expected = np.log10(VALUES) if logarithmic else VALUES
    np.testing.assert_allclose(ground.z, expected, rtol=1e-6)
    np.testing.assert_allclose(ground.customdata, VALUES, rtol=1e-6)
    line = named(figure, "a run")
    np.testing.assert_array_equal(np.column_stack([line.x, line.y]), PATH.places)
    np.testing.assert_array_equal(line.customdata, PATH.losses)
    assert line.line.color == PATH.color


def test_losses_without_a_number_leave_holes():
    values = VALUES.copy()
    values[0, 0], values[1, 1] = np.inf, np.nan
    for figure in (contour_figure(AXIS, values), surface_figure(AXIS, values)):
        holes = ~np.isfinite(figure.data[0].z)
        assert holes[0, 0]
        assert holes[1, 1]
        assert holes.sum() == 2


def test_a_path_runs_on_the_surface():
    figure = surface_figure(AXIS, VALUES, [PATH], logarithmic=False)
    line = named(figure, "a run")
    lift = LIFT * (VALUES.max() - VALUES.min())
    np.testing.assert_allclose(line.z, on_surface(AXIS, VALUES, PATH.places) + lift)
    assert line.z[-1] == pytest.approx(VALUES[2, 2] + lift)


def test_what_lies_outside_the_surface_is_not_drawn_on_it():
    far = Trajectory("far", "#000000", np.array([[0.0, 0.0], [3.0, 0.0]]), np.ones(2))
    line = named(surface_figure(AXIS, VALUES, [far]), "far")
    assert np.isfinite(line.x[0])
    assert np.isnan(line.x[1])


def test_between_its_points_the_surface_is_linear():
    tilted = 2 * X - Y
    places = np.random.default_rng(0).uniform(-1, 1, (30, 2))
    np.testing.assert_allclose(
        on_surface(AXIS, tilted, places), 2 * places[:, 0] - places[:, 1], atol=1e-6
    )


def test_a_turned_surface_stays_turned_when_it_is_drawn_again():
    one, two = surface_figure(AXIS, VALUES), surface_figure(AXIS, 2 * VALUES)
    assert one.layout.scene.uirevision == two.layout.scene.uirevision is not None


# Averages


def test_the_lines_are_the_values_and_their_averages():
    truth, values = noisy_cosine(0.3, seed=0)
    averages = {
        "with": moving_average(values, 0.9, corrected=True),
        "without": moving_average(values, 0.9, corrected=False),
    }
    figure = lines_figure(truth, values, averages)
    np.testing.assert_array_equal(named(figure, "values").y, values)
    np.testing.assert_array_equal(named(figure, "without noise").y, truth)
    for label, average in averages.items():
        np.testing.assert_array_equal(named(figure, label).y, average)
    low, high = figure.layout.yaxis.range
    assert low < values.min() < values.max() < high


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.98, 0.999])
def test_window_and_one_over_e_are_drawn_where_they_are(beta):
    weights = past_weights(beta, 500)
    figure = weights_figure(weights, window(beta))
    bars = figure.data[0]
    assert len(bars.y) <= MAX_BARS
    np.testing.assert_array_equal(bars.y, weights[: len(bars.y)])
    across, upright = figure.layout.shapes
    assert across.y0 == across.y1 == pytest.approx((1 - beta) / np.e)
    assert upright.x0 == upright.x1 == pytest.approx(1 / (1 - beta))
    assert figure.layout.xaxis.range[1] >= min(upright.x0, MAX_BARS) - 0.5


# Colours


@pytest.mark.parametrize("dark", [False, True])
def test_every_optimiser_has_a_colour_of_its_own_the_races(dark):
    colors = [optimizer_color(name, dark=dark) for name in OPTIMIZERS]
    assert len(set(colors)) == len(OPTIMIZERS)
    for place, contestant in enumerate(DEFAULT_CONTESTANTS):
        if contestant.row.optimizer is not None:
            shown = optimizer_color(contestant.row.optimizer, dark=dark)
            assert shown == race_colors(8, dark=dark)[place]


def test_a_walk_that_exploded_can_be_drawn():
    ravine, walks = walks_on("beale", sgd=1e9)
    assert walks["sgd"].values.max() > 1e40
    lines = values_figure(ravine, walks, LABELS).data[0].y
    path = named(ravine_figure(ravine, walks, LABELS), LABELS["sgd"])
    assert np.isfinite(lines).all()
    assert np.isfinite(path.x).all()
    assert np.isfinite(path.y).all()
