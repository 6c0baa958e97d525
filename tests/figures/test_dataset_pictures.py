"""The data sets' pictures as text: valid SVG, in the palette, and true to the data."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from datasets import DATASETS
from playground.figures.dataset_pictures import HALF_SIDE, SPACING, UNIT, dataset_picture
from playground.figures.palette import CLASS_COLORS

NAMESPACE = "{http://www.w3.org/2000/svg}"
SCATTERS = [name for name, row in DATASETS.items() if row.task == "classification"]


def paths(name):
    return ET.fromstring(dataset_picture(name)).findall(f"{NAMESPACE}path")


def dots(path):
    """The dots of a path (n, 2) in units of x and y."""
    places = re.findall(r"M(-?\d+),(-?\d+)h0", path.get("d"))
    return np.array(places, dtype=float) * [1, -1] / UNIT


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_has_a_small_square_transparent_picture(name):
    picture = dataset_picture(name)
    root = ET.fromstring(picture)
    assert root.tag == f"{NAMESPACE}svg"
    left, top, width, height = map(float, root.get("viewBox").split())
    assert width == height
    assert (left, top) == (-width / 2, -height / 2)
    assert root.get("aria-label") == DATASETS[name].label
    assert root.find(f"{NAMESPACE}rect") is None
    assert len(picture) < 2500
    colors = set(re.findall(r"#[0-9A-Fa-f]{6}", picture))
    assert colors <= set(CLASS_COLORS[:3])
    assert len(colors) == (3 if name in ("pinwheel", "blobs") else 2)


@pytest.mark.parametrize("name", [*SCATTERS, "reg-plane", "reg-gauss"])
def test_every_dot_is_inside_the_picture_whole(name):
    for path in paths(name):
        reach = np.abs(dots(path)).max() * UNIT + float(path.get("stroke-width")) / 2
        assert reach <= HALF_SIDE


@pytest.mark.parametrize("name", SCATTERS)
def test_dots_keep_their_distance_and_show_every_class(name):
    clouds = [dots(path) for path in paths(name)]
    assert all(len(cloud) >= 15 for cloud in clouds)
    X = np.concatenate(clouds)
    apart = np.linalg.norm(X[:, None] - X, axis=2) + 10 * np.eye(len(X))
    assert apart.min() >= SPACING - 2 / UNIT  # places are rounded to whole SVG units


@pytest.mark.parametrize(
    ("name", "is_blue"),
    [
        ("circle", lambda x, y: np.hypot(x, y) < 3),
        ("xor", lambda x, y: x * y > 0),
        ("gauss", lambda x, y: x + y > 0),
        ("checkerboard", lambda x, y: ((x + 6) // 3 + (y + 6) // 3) % 2 == 1),
        ("reg-plane", lambda x, y: x + y > 0),
        ("reg-gauss", lambda x, y: (np.abs(x) > 2) == (y > 0)),
    ],
)
def test_colours_stand_where_the_data_has_them(name, is_blue):
    for path in paths(name):
        expected = path.get("stroke") == CLASS_COLORS[1]
        assert np.mean(is_blue(*dots(path).T) == expected) > 0.95  # clouds may cross the line


def test_unknown_names_are_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=r"name must be one of circle, .* Got 'heart' instead"):
        dataset_picture("heart")
