"""The small parts: quality, back-off, numbers in words, confusion, residuals, probes, the view."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, r2_score, root_mean_squared_error

# Frames of a machine that needs `fixed + slope · quality` ms; the quality after each.
QUALITY = """
const {createQuality} = await load("quality");
const quality = createQuality(argument.start);
const values = [];
for (let i = 0; i < argument.frames; i++) {
  quality.record(argument.fixed + argument.slope * quality.value);
  values.push(quality.value);
}
return values;
"""


def _changes(values):
    return int(np.count_nonzero(np.diff(values)))


def test_quality_falls_within_a_second_on_a_slow_machine(run):
    values = run(QUALITY, {"start": 1, "frames": 120, "fixed": 5, "slope": 40})
    assert 5 + 40 * values[59] <= 16
    assert values[-1] > 0


def test_quality_rises_to_full_on_a_fast_machine(run):
    values = run(QUALITY, {"start": 0.5, "frames": 600, "fixed": 1, "slope": 2})
    assert values[-1] == 1
    assert values == sorted(values)


def test_quality_does_not_swing(run):
    values = run(QUALITY, {"start": 1, "frames": 60 * 60, "fixed": 0, "slope": 20})
    assert _changes(values[600:]) <= 2
    assert 20 * values[-1] <= 16


def test_quality_at_its_limit_tries_again_ever_more_rarely(run):
    """A step up costs three times the frame: it has to be taken back each time."""
    values = run(
        """
        const {createQuality} = await load("quality");
        const quality = createQuality(0.5);
        return Array.from({length: 60 * 120}, () => {
          quality.record(quality.value > 0.5 ? 20 : 6);
          return quality.value;
        });
        """
    )
    assert _changes(values) <= 16


def test_one_long_frame_is_no_slow_machine(run):
    values = run(
        """
        const {createQuality} = await load("quality");
        const quality = createQuality(1);
        for (let i = 0; i < 60; i++) quality.record(i === 30 ? 900 : 9);
        return quality.value;
        """
    )
    assert values == 1


def test_back_off_doubles_up_to_eight_seconds(run):
    delays = run(
        """
        const {backoff} = await load("socket");
        return [0, 1, 2, 3, 4, 5, 50].map((n) => [0, 0.5, 0.999].map((r) => backoff(n, () => r)));
        """
    )
    assert [middle for _, middle, _ in delays] == [500, 1000, 2000, 4000, 8000, 8000, 8000]
    assert all(low == 0.75 * middle and high < 1.25 * middle for low, middle, high in delays)


def test_the_socket_is_on_the_page_s_own_host(run):
    urls = run(
        """
        const {socketUrl} = await load("socket");
        return [socketUrl("/live", new URL("https://a.example/x?y#z")),
                socketUrl("/base/live", new URL("http://127.0.0.1:8501/"))];
        """
    )
    assert urls == ["wss://a.example/live", "ws://127.0.0.1:8501/base/live"]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("formatEpoch", 0, "0"),
        ("formatEpoch", 12, "12"),
        ("formatEpoch", 12.3, "12.3"),
        ("formatEpoch", 12.98, "12.9"),
        ("formatEpoch", 12.9999999999, "13"),
        ("formatEpoch", 1234.5, "1,234.5"),
        ("formatEpoch", 123456, "123,456"),
        ("formatLoss", 0.04123, "0.0412"),
        ("formatLoss", 12.3456, "12.346"),
        ("formatLoss", 1234.5, "1235"),
        ("formatLoss", 3.21e7, "3.2e7"),
        ("formatShare", 1, "100%"),
        ("formatShare", 0.99999, "99.9%"),
        ("formatShare", 0.5, "50.0%"),
        ("formatSeconds", 0.414, "0.41 s"),
        ("formatSeconds", 123.45, "123.5 s"),
        ("formatPace", 0.25, "0.25 epochs / frame"),
        ("formatPace", 1, "1 epoch / frame"),
    ],
)
def test_numbers_as_they_are_written(run, name, value, text):
    body = f"return (await load('format')).{name}(argument)"
    assert run(body, value) == text


def test_missing_numbers_are_a_dash(run):
    body = """
    const {formatLoss, formatShare} = await load("format");
    return [formatLoss(NaN), formatShare(NaN), formatLoss(Infinity)];
    """
    assert run(body) == ["–", "–", "∞"]


@pytest.mark.parametrize("n_classes", [2, 3, 5])
def test_confusion_counts_as_scikit_learn_does(run, n_classes):
    rng = np.random.default_rng(n_classes)
    labels = rng.integers(0, n_classes, 200)
    p = rng.dirichlet(np.ones(n_classes), 200)
    counts = run(
        """
        const {countConfusion} = await load("confusion");
        const {p, labels, K} = argument;
        return Array.from(countConfusion(p, labels, K, new Uint32Array(K * K)));
        """,
        {"p": p.T.ravel().tolist(), "labels": labels.tolist(), "K": n_classes},
    )
    expected = confusion_matrix(labels, p.argmax(axis=1), labels=range(n_classes))
    np.testing.assert_array_equal(np.reshape(counts, expected.shape), expected)


def test_a_tie_of_two_classes_is_class_one(run):
    body = """
    const {countConfusion} = await load("confusion");
    return Array.from(countConfusion([0.5, 0.5], [0], 2, new Uint32Array(4)));
    """
    assert run(body) == [0, 1, 0, 0]


def test_residuals_agree_with_scikit_learn(run):
    rng = np.random.default_rng(0)
    targets = rng.normal(size=100)
    predicted = targets + 0.3 * rng.normal(size=100)
    found = run(
        "return (await load('confusion')).residuals(argument[0], argument[1])",
        [predicted.tolist(), targets.tolist()],
    )
    assert found["rmse"] == pytest.approx(root_mean_squared_error(targets, predicted))
    assert found["r2"] == pytest.approx(r2_score(targets, predicted))
    assert found["worst"] == pytest.approx(np.abs(predicted - targets).max())


def test_a_probe_counts_until_the_next_one(run):
    result = run(
        """
        const {Probes} = await load("probes");
        const probes = new Probes();
        for (const seq of [10, 0, 20, 10]) probes.add({seq, accuracies: [seq], input: null});
        const at = [-1, 0, 9, 10, 19, 99].map((seq) => probes.at(seq)?.seq ?? null);
        probes.truncate(15);
        return {at, after: probes.at(99).seq, has: [probes.has(10), probes.has(11)]};
        """
    )
    assert result == {"at": [None, 0, 0, 10, 10, 20], "after": 10, "has": [True, False]}


def test_the_view_tells_of_changes_only_and_remembers_the_lasting_ones(run):
    result = run(
        """
        const {createView} = await load("view");
        localStorage.clear();
        const view = createView();
        let heard = 0;
        const stop = view.subscribe(() => heard++);
        view.set({hard: true});
        view.set({hard: true});
        view.set({hovered: {layer: 1, unit: 2}});
        view.set({hovered: {layer: 1, unit: 2}});
        stop();
        view.set({showTest: false});
        const again = createView().state;
        localStorage.setItem("dbp.view", "{broken");
        const broken = createView().state;
        localStorage.clear();
        return [heard, again.hard, again.showTest, again.hovered, broken.hard];
        """
    )
    assert result == [2, True, False, None, False]


def test_a_text_changes_without_a_new_node(run):
    """Each new node makes the page look at its ``:has()`` rules again, 60 times a second."""
    result = run(
        """
        const {setText} = await load("dom");
        const target = document.createElement("div");
        setText(target, "one");
        const node = target.firstChild;
        setText(target, "two");
        const same = node === target.firstChild;
        target.append("!");
        setText(target, "three");
        return [same, target.textContent];
        """
    )
    assert result == [True, "three"]
