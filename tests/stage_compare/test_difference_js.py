"""How two models differ, as the browser works it out, against NumPy; and what it unpacks."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import r2_score

from playground.views.compare_payload import STEPS, pack

pytestmark = pytest.mark.browser

PAINT = """
const { paintDifference } = await load("compare/difference");
const { nx, ny, n_classes, task, factor, scale } = argument;
const answer = (values) => ({ result: Float32Array.from(values), n: nx * ny, nx, ny });
const same = Uint32Array.from({ length: 256 }, (_, i) => i);
const other = Uint32Array.from({ length: 256 }, (_, i) => 1000 + i);
const pixels = new Uint32Array(nx * ny * factor * factor);
paintDifference(pixels, { task, n_classes }, answer(argument.a), answer(argument.b),
  { same, other }, factor, scale);
return Array.from(pixels);
"""


def _probabilities(rng, n_classes, ny, nx):
    p = rng.dirichlet(np.full(n_classes, 0.7), (ny, nx)).astype(np.float32)
    return np.moveaxis(p, 2, 0)


def _finer(values, factor):
    """Bilinear interpolation between cell centres, constant beyond the outermost."""
    for axis in (1, 2):
        cells = values.shape[axis]
        at = np.clip((np.arange(cells * factor) + 0.5) / factor - 0.5, 0, cells - 1)
        low = np.minimum(at.astype(int), cells - 2)
        share = at - low
        share = share.reshape([-1, 1] if axis == 1 else [-1])
        values = np.take(values, low, axis) * (1 - share) + np.take(values, low + 1, axis) * share
    return values


def _painted(run, a, b, n_classes, factor, task="classification", scale=1.0):
    ny, nx = a.shape[1:]
    argument = {"nx": nx, "ny": ny, "n_classes": n_classes, "task": task, "factor": factor}
    argument |= {"scale": scale, "a": a.ravel().tolist(), "b": b.ravel().tolist()}
    return np.reshape(run(PAINT, argument), (ny * factor, nx * factor))


@pytest.mark.parametrize("n_classes", [2, 3, 5])
@pytest.mark.parametrize("factor", [1, 2, 4])
def test_difference_of_probabilities_is_shaded_and_other_decisions_are_marked(
    run, n_classes, factor
):
    rng = np.random.default_rng(n_classes * factor)
    a, b = (_probabilities(rng, n_classes, 7, 9) for _ in range(2))
    pixels = _painted(run, a, b, n_classes, factor)
    fine_a, fine_b = _finer(a.astype(float), factor), _finer(b.astype(float), factor)
    distance = np.abs(fine_a - fine_b).sum(axis=0) / 2
    apart = fine_a.argmax(axis=0) != fine_b.argmax(axis=0)
    top_two = [np.sort(fine, axis=0)[-2:] for fine in (fine_a, fine_b)]
    clear = np.min([high - low for low, high in top_two], axis=0) > 1e-5
    assert clear.mean() > 0.99
    np.testing.assert_array_equal((pixels >= 1000)[clear], apart[clear])
    assert np.abs(pixels % 1000 - 255 * distance).max() <= 0.51


def test_difference_of_values_is_a_share_of_the_scale(run):
    rng = np.random.default_rng(4)
    a, b = rng.normal(0, 1, (2, 1, 6, 6)).astype(np.float32)
    pixels = _painted(run, a, b, 0, 2, task="regression", scale=1.5)
    fine = np.abs(_finer(a.astype(float), 2) - _finer(b.astype(float), 2))[0] / 1.5
    assert np.abs(pixels - np.minimum(255, 255 * fine)).max() <= 0.51
    assert pixels.max() == 255


def test_equal_models_do_not_differ(run):
    a = _probabilities(np.random.default_rng(5), 3, 5, 5)
    assert not _painted(run, a, a, 3, 4).any()


@pytest.mark.parametrize("n_classes", [2, 4])
def test_decisions_and_shares(run, n_classes):
    rng = np.random.default_rng(n_classes)
    a, b = rng.dirichlet(np.ones(n_classes), (2, 200)).astype(np.float32).transpose(0, 2, 1)
    a[:, 0] = 1 / n_classes  # a tie
    got = run(
        """const { decisions, shareApart, meanApart } = await load("compare/difference");
        const [a, b] = argument.fields.map((field) => Float32Array.from(field));
        const [of_a, of_b] = [a, b].map((field) => decisions(field, argument.n, argument.k));
        return [Array.from(of_a), shareApart(of_a, of_b), meanApart(a, b)];""",
        {"fields": [a.ravel().tolist(), b.ravel().tolist()], "n": 200, "k": n_classes},
    )
    assert got[0] == a.argmax(axis=0).tolist()
    assert got[1] == pytest.approx(np.mean(a.argmax(axis=0) != b.argmax(axis=0)))
    assert got[2] == pytest.approx(np.abs(a - b).mean(), abs=1e-6)


def test_r_squared_is_scikit_learns(run):
    rng = np.random.default_rng(8)
    targets = rng.normal(0, 2, 50)
    values = targets + rng.normal(0, 1, 50)
    body = """const { rSquared } = await load("compare/difference");
    return rSquared(Float64Array.from([9, 9, ...argument[0]]), argument[1], 2);"""
    assert run(body, [values.tolist(), targets.tolist()]) == pytest.approx(
        r2_score(targets, values)
    )
    assert run(body, [[0.0] * 3, [1.0] * 3]) == r2_score([1.0] * 3, [0.0] * 3) == 0


@pytest.mark.parametrize("low_high", [(0, 1), (-3.7, 12.5), (0.25, 0.25)])
def test_what_the_page_packs_the_browser_unpacks(run, low_high):
    values = np.random.default_rng(1).uniform(*low_high, (3, 40))
    body = """const { unpack } = await load("compare/packed");
    return Array.from(unpack(argument));"""
    step = (values.max() - values.min()) / STEPS
    got = np.reshape(run(body, pack(values)), values.shape)
    np.testing.assert_allclose(got, values, atol=0.51 * step + 1e-6)


def test_the_sentence_belongs_to_the_score_shown(run):
    costs = {"low": 0, "per_one": 4, "head": "It is ", "without": "Nobody knows."}
    costs |= {"numbers": ["0.", "25.", "50.", "75.", "100."]}
    costs |= {"verdicts": [" Bad.", " Good."], "verdict": [0, 0, 0, 1, 1]}
    body = """const { sentenceFor } = await load("compare/sentence");
    return argument.scores.map((score) => sentenceFor(argument.costs, score ?? NaN))
      .concat(sentenceFor(null, 1));"""
    scores = [-1, 0, 0.26, 0.74, 0.9999, 1, None]
    assert run(body, {"costs": costs, "scores": scores}) == [
        "It is 0. Bad.", "It is 0. Bad.", "It is 25. Bad.", "It is 75. Good.",
        "It is 75. Good.", "It is 100. Good.", "Nobody knows.", "",
    ]  # fmt: skip
