"""Run: determinism, moments, live settings, divergence, and what it says of its network."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from datasets import Dataset, make_dataset
from playground import Run, RunConfig
from playground.nn import OPTIMIZERS
from playground.training import limits

SMALL = RunConfig(dataset="moons", n_samples=100, hidden_layers=(5, 4), batch_size=16)

EVERYTHING = {
    "default": SMALL,
    "float64": SMALL.replace(precision="float64"),
    "dropout": SMALL.replace(dropout=0.3),
    "carried": SMALL.replace(shuffle=False),
    "carried dropout": SMALL.replace(shuffle=False, dropout=0.3),
    "full batch": SMALL.replace(batch_size=0),
    "l1": SMALL.replace(l1=0.05, optimizer="sgd", learning_rate=0.1),
    "l2, clipped": SMALL.replace(l2=0.01, clip_norm=0.1, optimizer="rmsprop"),
    "cosine": SMALL.replace(schedule="cosine", schedule_epochs=6),
    "three classes": SMALL.replace(dataset="pinwheel"),
    "regression": SMALL.replace(dataset="curve", activation="gelu"),
    **{name: SMALL.replace(optimizer=name) for name in OPTIMIZERS},
}
each_setting = pytest.mark.parametrize("config", EVERYTHING.values(), ids=EVERYTHING.keys())


def params(run):
    return run.snapshot().resume.params


def same_rows(losses, expected):
    for name in expected.dtype.names:
        np.testing.assert_array_equal(losses[name], expected[name])


def trained(config, epochs):
    run = Run(config)
    run.advance(epochs)
    return run


@each_setting
def test_one_config_one_run_however_it_is_split(config):
    whole = trained(config, 6)
    split = Run(config)
    split.advance(1)
    split.advance_batches(split.batches_per_epoch // 2)
    split.advance_batches(split.batches_per_epoch)
    assert split.epoch == 2
    split.advance(2)  # a begun epoch counts as one
    assert split.epoch == 4
    for _ in range(2):
        split.advance()
    assert split.epoch == whole.epoch == 6
    np.testing.assert_array_equal(params(split), params(whole))
    same_rows(split.losses, whole.losses)


@each_setting
def test_restore_continues_bit_for_bit_from_the_middle_of_an_epoch(config):
    run = trained(config, 2)
    run.advance_batches(min(2, run.batches_per_epoch))
    snapshot = run.snapshot()
    run.advance(4)
    expected, losses = params(run), run.losses
    run.restore(snapshot)
    assert (run.epoch, run.batch, run.progress) == (
        snapshot.epoch,
        snapshot.batch,
        snapshot.progress,
    )
    run.advance(4)
    np.testing.assert_array_equal(params(run), expected)
    same_rows(run.losses, losses)
    other = Run(config)
    other.restore(snapshot)
    other.advance(4)
    np.testing.assert_array_equal(params(other), expected)


def test_restoring_drops_the_later_rows():
    run = trained(SMALL, 3)
    snapshot = run.snapshot()
    run.advance(5)
    run.restore(snapshot)
    assert run.losses.epoch.tolist() == [0, 1, 2, 3]
    assert run.metrics() == tuple(run.losses[-1].tolist())[1:]


def test_snapshot_shows_the_moment():
    run = Run(SMALL)
    run.advance_batches(2)
    snapshot = run.snapshot()
    assert run.batches_per_epoch == 4  # 50 points: 16, 16, 16, 2
    assert (snapshot.epoch, snapshot.batch, snapshot.progress) == (0, 2, 0.5)
    assert snapshot.params.dtype == np.float32
    assert snapshot.train_loss == run.metrics()[0] != run.losses[0].train_loss
    W, b = run.layers[0]
    np.testing.assert_array_equal(snapshot.params[:15].reshape(3, 5), np.vstack([W, b]))
    before = snapshot.params.copy()
    run.advance(2)
    np.testing.assert_array_equal(snapshot.params, before)
    assert run.compute_seconds > snapshot.compute_seconds > 0


def test_losses_start_before_training_with_one_row_an_epoch():
    losses = trained(SMALL, 5).losses
    assert losses.epoch.tolist() == [0, 1, 2, 3, 4, 5]
    assert losses.dtype.names == (
        "epoch",
        "train_loss",
        "test_loss",
        "train_accuracy",
        "test_accuracy",
    )
    assert losses.train_loss[-1] < losses.train_loss[0]


@pytest.mark.parametrize("dataset", ["moons", "pinwheel", "curve"])
@pytest.mark.parametrize("n_samples", [100, 1500])
def test_recorded_metrics_are_those_of_the_predictions(dataset, n_samples):
    run = trained(SMALL.replace(dataset=dataset, n_samples=n_samples, precision="float64"), 3)
    data = run.dataset
    train_loss, _, train_accuracy, test_accuracy = run.metrics()
    if run.task == "regression":
        error = run.predict(data.X_train) - data.y_train
        assert train_loss == pytest.approx((error**2).mean() / 2)
        assert np.isnan(train_accuracy)
        return
    p = run.predict_proba(data.X_train)
    assert p.shape == (len(data.X_train), run.n_classes)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    right = p[np.arange(len(p)), np.searchsorted(data.classes, data.y_train)]
    assert train_loss == pytest.approx(-np.log(right).mean())
    assert train_accuracy == (run.predict(data.X_train) == data.y_train).mean()
    assert test_accuracy == (run.predict(data.X_test) == data.y_test).mean()
    np.testing.assert_array_equal(
        run.predict(data.X_test), np.array(data.classes)[run.predict_proba(data.X_test).argmax(1)]
    )


def test_forward_pass_is_the_layers():
    run = trained(SMALL.replace(precision="float64"), 3)
    X = run.dataset.X_test
    a = run.inputs(X)
    for (W, b), hidden in zip(run.layers[:-1], run.hidden(X), strict=True):
        a = np.tanh(a @ W + b)
        np.testing.assert_allclose(hidden, a)
    W, b = run.layers[-1]
    z = (a @ W + b)[:, 0]
    np.testing.assert_allclose(run.predict_proba(X)[:, 1], 1 / (1 + np.exp(-z)))


def test_inputs_are_standardised_by_the_training_points():
    run = Run(SMALL.replace(features=("x", "xy", "sin_y")))
    X = run.dataset.X_train
    raw = np.stack([X[:, 0], X[:, 0] * X[:, 1], np.sin(X[:, 1])], axis=1)
    np.testing.assert_allclose(run.inputs(X), StandardScaler().fit_transform(raw))
    np.testing.assert_allclose(run.feature_mean, raw.mean(axis=0))
    np.testing.assert_allclose(run.feature_scale, raw.std(axis=0))


def test_a_constant_feature_is_left_unscaled():
    run = trained(SMALL.replace(dataset="curve", features=("x", "y")), 2)
    assert run.feature_scale[1] == 1
    assert np.isfinite(run.predict(run.dataset.X_test)).all()


def test_own_data_decides_task_and_labels():
    rng = np.random.default_rng(0)
    X = rng.uniform(-3, 3, (60, 2))
    labels = np.where(X[:, 0] > 1, 7, np.where(X[:, 0] < -1, -4, 2))
    run = Run(SMALL, dataset=Dataset(X[:40], labels[:40], X[40:], labels[40:]))
    run.advance(100)
    assert run.n_classes == 3
    assert set(run.predict(X)) == {-4, 2, 7}
    assert (run.predict(X) == labels).mean() > 0.9
    targets = X[:, 0] + X[:, 1] / 2
    run = Run(SMALL, dataset=Dataset(X[:40], targets[:40], X[40:], targets[40:]))
    run.advance(200)
    assert (run.task, run.loss, run.output) == ("regression", "squared", "linear")
    assert np.abs(run.predict(X) - targets).mean() < 0.3
    with pytest.raises(ValueError, match="predict_proba needs classes"):
        run.predict_proba(X)
    with pytest.raises(ValueError, match="compares classes"):
        Run(
            SMALL.replace(loss="cross_entropy"),
            dataset=Dataset(X[:40], targets[:40], X[40:], targets[40:]),
        )


def test_weight_seed_changes_the_weights_and_not_the_data():
    one, other = Run(SMALL), Run(SMALL.replace(weight_seed=1))
    np.testing.assert_array_equal(one.dataset.X_train, other.dataset.X_train)
    assert not np.array_equal(params(one), params(other))
    np.testing.assert_array_equal(params(one), params(Run(SMALL.replace(weight_seed=0))))


# Live settings


def test_learning_rate_changes_at_once_and_keeps_the_optimisers_memory():
    run, other = trained(SMALL, 2), trained(SMALL, 2)
    run.configure(SMALL.replace(learning_rate=0.001))
    before = params(run)
    run.advance_batches(1)
    other.advance_batches(1)
    # The same direction, a tenth of the length: the moving averages were kept.
    np.testing.assert_allclose(
        10 * (params(run) - before), params(other) - before, rtol=0.01, atol=1e-5
    )


def test_another_optimizer_starts_with_no_memory():
    run = trained(SMALL, 2)
    run.configure(SMALL.replace(optimizer="momentum"))
    assert not run.snapshot().resume.state.any()


def test_batch_size_changes_within_an_epoch():
    run = Run(SMALL)
    run.advance_batches(2)  # 32 of 50 points
    run.configure(SMALL.replace(batch_size=10))
    assert (run.batch, run.batches_per_epoch) == (3, 5)
    run.advance()
    assert (run.epoch, run.batch) == (1, 0)


def test_dropout_can_be_switched_on_and_off():
    run = trained(SMALL, 1)
    run.configure(SMALL.replace(dropout=0.5))
    run.advance()
    run.configure(SMALL)
    run.advance()
    assert run.epoch == 3


def test_a_field_that_needs_a_new_run_is_refused_by_name():
    with pytest.raises(ValueError, match="hidden_layers cannot change during a run"):
        Run(SMALL).configure(SMALL.replace(hidden_layers=(3,)))


def test_schedule_ends_at_zero():
    config = SMALL.replace(schedule="cosine", schedule_epochs=3)
    run = trained(config, 3)
    before = params(run)
    run.advance(2)
    np.testing.assert_array_equal(params(run), before)


def test_clipping_limits_the_step():
    config = SMALL.replace(optimizer="sgd", learning_rate=1.0, clip_norm=0.01, precision="float64")
    run = Run(config)
    before = params(run)
    run.advance_batches(1)
    assert np.linalg.norm(params(run) - before) == pytest.approx(0.01)


# Stopping and divergence


@pytest.mark.parametrize(
    ("stop", "says"),
    [({"stop_epoch": 7}, "epoch 7"), ({"stop_loss": 0.2}, "0.2"), ({"stop_accuracy": 0.9}, "0.9")],
)
def test_stops_by_itself_and_goes_on_when_asked(stop, says):
    run = trained(SMALL.replace(**stop), 500)
    assert run.status == "stopped"
    assert says in run.message
    epoch = run.epoch
    assert 0 < epoch < 500
    row = run.losses[-1]
    assert (
        epoch == stop.get("stop_epoch")
        or row.train_loss <= stop.get("stop_loss", 0)
        or row.train_accuracy >= stop.get("stop_accuracy", 2)
    )
    run.advance()
    assert run.epoch == epoch
    run.configure(SMALL)
    run.advance()
    assert (run.status, run.epoch) == ("running", epoch + 1)


EXPLOSIVE = RunConfig(
    dataset="circle", activation="relu", optimizer="sgd", learning_rate=10, loss="squared",
    output_activation="linear",
)  # fmt: skip


@pytest.mark.parametrize("batches", [None, 3])
def test_divergence_stops_restores_and_says_so(batches):
    run = Run(EXPLOSIVE)
    for _ in range(50):
        if batches:
            run.advance_batches(batches)
        else:
            run.advance()
    assert run.status == "diverged"
    assert "diverged in epoch" in run.message
    assert "smaller learning rate than 10" in run.message
    assert np.isfinite(params(run)).all()
    assert np.isfinite(run.metrics()[:2]).all()
    assert run.losses.epoch[-1] == run.epoch
    lower = EXPLOSIVE.replace(learning_rate=0.001)
    run.configure(lower)
    epoch = run.epoch
    run.advance(5)
    assert (run.status, run.message, run.epoch) == ("running", "", epoch + 5)


def test_a_finite_explosion_is_divergence_too():
    assert limits.has_exploded(1e7, 0.7)
    assert limits.has_exploded(float("nan"), 0.7)
    assert not limits.has_exploded(5, 0.7)


# Rosenblatt's perceptron


def test_rosenblatts_rule_worked_by_hand():
    # Three points, one neuron, one point at a time, learning rate 1/2.
    X = np.array([[1.0, 1.0], [2.0, -1.0], [-1.0, 0.0]])
    y = np.array([1, 0, 1])
    config = RunConfig(
        dataset="gauss",
        hidden_layers=(),
        activation="step",
        optimizer="sgd",
        learning_rate=0.5,
        batch_size=1,
        shuffle=False,
        standardize=False,
        precision="float64",
    )
    run = Run(config, dataset=Dataset(X, y, X, y))
    run.set_layers([(np.zeros((2, 1)), np.zeros(1))])
    by_hand = [
        [0, 0, 0],  # z = 0 says +1, which is right: nothing moves
        [-2, 1, -1],  # z = 0 says +1, should be -1: w += ½ (-1 - 1) (2, -1, 1)
        [-2, 1, -1],  # z = 2 - 1 = 1 says +1: right
        [-1, 2, 0],  # z = -2 + 1 - 1 = -2 says -1, should be +1: w += ½ · 2 (1, 1, 1)
        [-1, 2, 0],  # z = -2 - 2 = -4: right
        [-1, 2, 0],  # z = 1: right, and now all are
    ]
    for expected in by_hand:
        run.advance_batches(1)
        ((W, b),) = run.layers
        np.testing.assert_allclose([*W[:, 0], b[0]], expected)
    assert run.metrics()[2] == 1
    assert run.metrics()[0] == 0


# Misuse


def test_set_layers_names_the_rule_and_the_value():
    run = Run(SMALL)
    layers = run.layers
    with pytest.raises(ValueError, match=r"3 pairs \(W, b\). Got 2"):
        run.set_layers(layers[:2])
    with pytest.raises(ValueError, match=r"W of layer 0 must have shape \(2, 5\). Got \(5, 2\)"):
        run.set_layers([(layers[0][0].T, layers[0][1]), *layers[1:]])
    with pytest.raises(ValueError, match=r"b of layer 2 must be finite. Got nan"):
        run.set_layers([*layers[:2], (layers[2][0], [np.nan])])
    np.testing.assert_array_equal(run.layers[0][0], layers[0][0])


def test_setting_its_own_layers_changes_nothing():
    run, other = Run(SMALL), Run(SMALL)
    run.set_layers(run.layers)
    run.advance(3)
    other.advance(3)
    np.testing.assert_array_equal(params(run), params(other))


def test_points_must_be_finite_and_have_two_coordinates():
    run = Run(SMALL)
    for method in (run.predict, run.predict_proba, run.hidden, run.inputs):
        with pytest.raises(ValueError, match=r"X must be finite\. Got nan"):
            method([[0, np.nan]])
        with pytest.raises(ValueError, match=r"shape \(n, 2\)"):
            method([[0, 1, 2]])


@pytest.mark.parametrize("epochs", [-1, 1.5, "3", True])
def test_epochs_must_be_a_whole_number(epochs):
    with pytest.raises(ValueError, match="whole number from 0"):
        Run(SMALL).advance(epochs=epochs)


def test_a_foreign_snapshot_is_refused():
    foreign = Run(SMALL.replace(hidden_layers=(3,))).snapshot()
    with pytest.raises(ValueError, match="parameters"):
        Run(SMALL).restore(foreign)


def test_datasets_are_made_from_the_config():
    data = make_dataset("moons", n_samples=100, noise=0.0, train_share=0.5, seed=0)
    np.testing.assert_array_equal(Run(SMALL).dataset.X_train, data.X_train)
