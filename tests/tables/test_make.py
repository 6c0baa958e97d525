"""From columns to points: scikit-learn's scaler and components are the oracles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from datasets import DOMAIN
from playground.config import RunConfig
from playground.tables.bundled import BUNDLED, bundled_choice, bundled_table
from playground.tables.choice import Choice
from playground.tables.make import own_from
from playground.tables.table import TableError
from playground.training import Run
from tests.tables.samples import flowers, table

LOADED = {"iris": load_iris(), "wine": load_wine(), "cancer": load_breast_cancer()}
LOADED["diabetes"] = load_diabetes(scaled=False)
RNG = np.random.default_rng(1)


def cloud(n: int = 100, d: int = 3, **more: object) -> pd.DataFrame:
    """Columns a, b, … of different scales, and others."""
    numbers = RNG.normal(size=(n, d)) * 10.0 ** np.arange(d) + 5
    frame = pd.DataFrame(numbers, columns=list("abcdefghijklmnopqrst")[:d])
    return frame.assign(**more)


def both(dataset) -> tuple[np.ndarray, np.ndarray]:
    """All points, sorted by their first coordinate, and their answers."""
    X = np.concatenate([dataset.X_train, dataset.X_test])
    y = np.concatenate([dataset.y_train, dataset.y_test])
    order = np.lexsort(X.T)
    return X[order], y[order]


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets_are_standardised_as_scikit_learn_does(name):
    choice = bundled_choice(name)
    data = own_from(bundled_table(name), choice).dataset
    loaded = LOADED[name]
    columns = [list(loaded.feature_names).index(title) for title in choice.inputs]
    raw = loaded.data[:, columns]
    scaler = StandardScaler().fit(raw)
    scores = scaler.transform(raw)
    X, y = both(data)
    order = np.lexsort(scores.T)
    np.testing.assert_allclose(X, scores[order], atol=1e-9)
    np.testing.assert_allclose([axis.offset for axis in data.axes], scaler.mean_)
    np.testing.assert_allclose([axis.scale for axis in data.axes], scaler.scale_)
    if data.n_classes:
        words = {"class_0": "grower 1", "class_1": "grower 2", "class_2": "grower 3"}
        told = [str(loaded.target_names[k]) for k in loaded.target[order]]
        assert [data.class_names[k] for k in y] == [words.get(word, word) for word in told]
    else:
        own = own_from(bundled_table(name), choice)
        np.testing.assert_allclose(own.answer.offset + own.answer.scale * y, loaded.target[order])
        assert np.std(y) == pytest.approx(0.5)
    assert data.plane is not None
    scores = X - X.mean(axis=0)
    wanted = PCA(2).fit(scores)
    places = data.plane.places(X)
    for k in range(2):
        assert abs(np.corrcoef(places[:, k], wanted.transform(scores)[:, k])[0, 1]) > 0.99999
        assert f"({wanted.explained_variance_ratio_[k]:.0%})" in data.plane.names[k]
    assert np.quantile(np.abs(places).max(axis=1), 0.99) <= DOMAIN - 0.3 + 1e-9


@pytest.mark.parametrize("name", ["iris", "wine", "cancer"])
def test_a_network_learns_each_bundled_set(name):
    data = own_from(bundled_table(name), bundled_choice(name), train_share=0.7).dataset
    run = Run(RunConfig(hidden_layers=(8,), l2=0.01), data)
    run.advance(60)
    assert run.metrics()[3] > 0.9


def test_a_network_trains_on_ten_classes():
    frame = cloud(n=200, d=2, kind=[f"k{k % 10}" for k in range(200)])
    own = own_from(table(frame), Choice(("a", "b"), "kind"))
    run = Run(RunConfig(dataset="blobs", centers=5), own.dataset)
    run.advance(2)
    assert run.predict_proba([[0, 0]]).shape == (1, 10)


def test_a_network_explains_the_disease_as_far_as_a_straight_model_does():
    own = own_from(bundled_table("diabetes"), bundled_choice("diabetes"), train_share=0.7)
    run = Run(RunConfig(dataset="reg-plane", hidden_layers=(), learning_rate=0.01), own.dataset)
    run.advance(100)
    residual = run.predict(own.dataset.X_test) - own.dataset.y_test
    assert 1 - residual.var() / own.dataset.y_test.var() > 0.35


def test_two_inputs_are_places_in_which_three_spreads_reach_the_edge():
    frame = cloud(d=2, kind=["u", "v"] * 50)
    data = own_from(table(frame), Choice(("a", "b"), "kind")).dataset
    X, _ = both(data)
    wanted = 2 * StandardScaler().fit_transform(frame[["a", "b"]])
    np.testing.assert_allclose(X, wanted[np.lexsort(wanted.T)], atol=1e-12)
    value = data.axes[1].offset + data.axes[1].scale * X[:, 1]
    np.testing.assert_allclose(np.sort(value), np.sort(frame["b"]))
    assert data.plane is None
    assert data.n_coordinates == 2


def test_a_pair_of_inputs_is_a_plane_through_the_others_means():
    frame = cloud(d=4, kind=["u", "v"] * 50)
    data = own_from(table(frame), Choice(("a", "b", "c", "d"), "kind", seen=("d", "b"))).dataset
    assert data.plane is not None
    assert data.plane.names == ("d", "b")
    assert np.flatnonzero(data.plane.directions[0]).tolist() == [3]
    assert np.flatnonzero(data.plane.directions[1]).tolist() == [1]
    np.testing.assert_allclose(data.plane.origin, 0, atol=1e-12)


def test_rows_that_lack_a_chosen_value_are_left_out_and_counted():
    own = own_from(table(flowers()), Choice(("Länge", "Höhe (mm)"), "Art"))
    assert len(own.dataset.X_train) + len(own.dataset.X_test) == 38
    assert "2 rows left out: 1 lacks “Länge”, 1 lacks “Art”." in own.notes
    assert own.dataset.class_names == ("Kornblume", "Löwenzahn", "Rose")


def test_too_many_rows_are_sampled_with_a_seed_that_is_stated():
    frame = cloud(n=3000, kind=["u", "v", "w"] * 1000)
    one, same, other = (
        own_from(table(frame), Choice(("a", "b", "c"), "kind"), seed=seed) for seed in (0, 0, 1)
    )
    assert len(one.dataset.X_train) + len(one.dataset.X_test) == 2000
    assert "Of 3,000 complete rows 2,000 were drawn at random (seed 0)." in one.notes
    assert one.dataset.fingerprint == same.dataset.fingerprint
    assert one.dataset.fingerprint != other.dataset.fingerprint


def test_an_input_that_is_the_same_wherever_the_answer_is_known_is_left_out():
    frame = cloud(d=3, kind=["u", "v"] * 48 + [None] * 4)
    frame.loc[:95, "b"] = 7.0
    own = own_from(table(frame), Choice(("a", "b", "c"), "kind"))
    assert [axis.name for axis in own.dataset.axes] == ["a", "c"]
    assert "Left out, as it is the same in all rows: “b”." in own.notes


def test_of_many_words_the_commonest_are_classes_and_the_rest_are_other():
    words = [f"w{k % 9}" for k in range(90)] + ["x1", "x2", "x3"] * 2 + ["w0"] * 4
    own = own_from(table(cloud(kind=words)), Choice(("a", "b"), "kind"))
    assert own.dataset.class_names == (*(f"w{k}" for k in range(9)), "other")
    y = np.concatenate([own.dataset.y_train, own.dataset.y_test])
    assert (y == 9).sum() == 6
    assert any("12 different words" in note for note in own.notes)


def test_whole_numbers_are_classes_or_a_number_to_predict():
    frame = cloud(stars=[1, 2, 5, 10] * 25)
    classes = own_from(table(frame), Choice(("a", "b"), "stars")).dataset
    assert classes.class_names == ("1", "2", "5", "10")
    numbers = own_from(table(frame), Choice(("a", "b"), "stars", as_classes=False))
    assert numbers.dataset.task == "regression"
    assert numbers.answer.offset == 4.5


def test_x_and_y_within_the_picture_stay_where_they_are():
    frame = pd.DataFrame({"x": RNG.uniform(-6, 6, 40), "y": RNG.uniform(-1, 6, 40)})
    frame["class"] = [0, 3] * 20
    data = own_from(table(frame), Choice(("x", "y"), "class")).dataset
    assert data.axes == ()
    assert data.classes == (0, 3)
    np.testing.assert_array_equal(
        both(data)[0], frame[["x", "y"]].to_numpy()[np.lexsort(frame[["x", "y"]].to_numpy().T)]
    )


def test_far_points_are_said_to_be_beyond_the_picture():
    frame = cloud(d=2, kind=["u", "v"] * 50)
    frame[["a", "b"]] = frame[["a", "b"]].clip(-5, 15)
    frame.loc[0, "a"] = 1e6
    own = own_from(table(frame), Choice(("a", "b"), "kind"))
    assert any("1 point lies beyond the picture's edge" in note for note in own.notes)


@pytest.mark.parametrize("size", [1e99, 1e-80])
def test_numbers_of_any_size_give_finite_coordinates(size):
    frame = pd.DataFrame({"a": RNG.normal(size=50) * size, "b": RNG.normal(size=50)})
    frame["kind"] = ["u", "v"] * 25
    data = own_from(table(frame), Choice(("a", "b"), "kind")).dataset
    assert np.abs(data.X_train).max() < 10


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(("a",), "kind"), "Choose 2 to 16 inputs. Now there is 1."),
        (Choice((), "kind"), "Now there are 0"),
        (Choice(tuple("abcdefghijklmnopq"), "kind"), "Now there are 17"),
        (Choice(("a", "b"), ""), "Choose a column as the answer"),
        (Choice(("a", "b"), "b"), "cannot be an input and the answer"),
        (Choice(("a", "who"), "kind"), "“who” holds words"),
        (Choice(("a", "zzz"), "kind"), "no column “zzz”"),
        (Choice(("a", "b"), "who"), "names the rows"),
        (Choice(("a", "b"), "tags"), "none of them common"),
        (Choice(("a", "b"), "one"), "nothing to tell apart"),
        (Choice(("a", "b"), "c", as_classes=True), "100 different values"),
        (Choice(("a", "b"), "gaps"), "At least 4 rows"),
    ],
)
def test_what_cannot_be_learnt_gets_a_sentence(choice, said):
    frame = cloud(
        d=18, kind=["u", "v"] * 50, who=[f"Person {k}" for k in range(100)],
        tags=[f"t{k % 60}" for k in range(100)], one=["u"] * 100,
        gaps=["u", "v"] + [None] * 98,
    )  # fmt: skip
    frame = pd.concat([frame, frame.assign(who=[f"Other {k}" for k in range(100)])][:1])
    wide = table(frame)
    if choice.answer == "who":
        long = cloud(n=120, who=[f"Person {k}" for k in range(120)])
        wide = table(long)
    with pytest.raises(TableError, match=said):
        own_from(wide, choice)
