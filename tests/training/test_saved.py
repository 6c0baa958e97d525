"""Saved runs: read again they go on to the same numbers; files that are none change nothing."""

import io
import json
import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets import Axis, Dataset, Plane
from datasets.point_set import Point, PointSet
from playground import Run, RunConfig
from playground.nn import OPTIMIZERS
from playground.training import History
from playground.training.archive import MAX_DOCUMENT_BYTES, MAX_FILE_BYTES
from playground.training.saved import COLUMNS, MAX_MOMENTS, SavedRun, read_run, save_run

SMALL = RunConfig(dataset="moons", n_samples=100, hidden_layers=(5, 4), batch_size=16)
OPTIONS = {
    "float64": {"precision": "float64"},
    "dropout": {"dropout": 0.3},
    "carried": {"shuffle": False, "dropout": 0.2},
    "full batch": {"batch_size": 0},
    "l1": {"l1": 0.05, "optimizer": "sgd", "learning_rate": 0.1},
    "l1, momentum": {"l1": 0.02, "optimizer": "momentum"},
    "l2, clipped": {"l2": 0.01, "clip_norm": 0.1, "optimizer": "rmsprop"},
    "cosine": {"schedule": "cosine", "schedule_epochs": 20},
    "step schedule": {"schedule": "step", "schedule_epochs": 3, "optimizer": "sgd"},
    "three classes": {"dataset": "pinwheel"},
    "regression": {"dataset": "curve", "activation": "gelu"},
    "activations": {"layer_activations": ("relu", "sine"), "features": ("x", "xy", "sin_y")},
    "no hidden layer": {"hidden_layers": ()},
    "perceptron": {"hidden_layers": (), "activation": "step", "batch_size": 1},
    "weight seed": {"weight_seed": 5, "standardize": False},
    **{name: {"optimizer": name} for name in OPTIMIZERS},
}
each_option = pytest.mark.parametrize("changes", OPTIONS.values(), ids=OPTIONS.keys())


def params(run: Run) -> np.ndarray:
    return run.snapshot().resume.params


def lived(run: Run, moments: int = 8) -> History:
    """A history of a run that has trained to the middle of an epoch."""
    history = History()
    history.append(run.snapshot())
    for _ in range(moments):
        run.advance_batches(3)
        history.append(run.snapshot())
    return history


def saved(run: Run, history: History, **options) -> bytes:
    return save_run(SavedRun.of(run, history.since(-1), stride=history.stride, **options))


def assert_goes_on_alike(run: Run, again: Run) -> None:
    """Both to the same numbers, bit for bit, from where they are and onwards."""
    for _ in range(3):
        assert (run.epoch, run.batch, run.status) == (again.epoch, again.batch, again.status)
        np.testing.assert_array_equal(params(run), params(again))
        np.testing.assert_array_equal(run.snapshot().resume.state, again.snapshot().resume.state)
        np.testing.assert_equal(run.metrics(), again.metrics())
        for name in run.losses.dtype.names:
            np.testing.assert_array_equal(run.losses[name], again.losses[name])
        for each in (run, again):
            each.advance(2)
            each.advance_batches(2)


def assert_same_history(history: History, again: SavedRun) -> None:
    expected = dict(history.since(-1))
    assert dict(again.snapshots).keys() == expected.keys()
    for seq, snapshot in again.snapshots:
        for name, value in vars(expected[seq]).items():
            if name != "resume":
                np.testing.assert_equal(getattr(snapshot, name), value)
        for name, value in vars(expected[seq].resume).items():
            np.testing.assert_equal(getattr(snapshot.resume, name), value)


# Round trips


@each_option
def test_a_loaded_run_goes_on_to_the_same_numbers(changes):
    run = Run(SMALL.replace(**changes))
    history = lived(run)
    found = read_run(saved(run, history))
    assert (found.config, found.dataset, found.own_name) == (run.config, None, "")
    assert_same_history(history, found)
    assert_goes_on_alike(run, found.restored())
    # And so does each moment of its past.
    middle = found.snapshots[4][1]
    run.restore(history.get(4))
    again = found.restored()
    again.restore(middle)
    assert_goes_on_alike(run, again)


@each_option
def test_also_after_hands_have_changed_it(changes):
    run = Run(SMALL.replace(**changes))
    history = lived(run)
    run.set_weight(0, 1, 0, 0.5)
    run.freeze(len(run.layers) - 1, 0)
    run.freeze(0, None, 0)
    points = PointSet.of(run.dataset).changed([Point(500, 1, 1, 1, False), Point(3, 0, 2, 0, True)])
    run.change_data(points.dataset())
    run.advance_batches(2)
    history.append(run.snapshot())
    found = read_run(saved(run, history, own=True, name="drawn points"))
    again = found.restored()
    assert found.own_name == "drawn points"
    np.testing.assert_array_equal(again.frozen, run.frozen)
    np.testing.assert_array_equal(again.feature_scale, run.feature_scale)
    assert again.dataset.classes == run.dataset.classes
    assert_goes_on_alike(run, again)


def test_settings_changed_on_the_way_are_kept_with_their_moments():
    run = Run(SMALL)
    history = lived(run, 3)
    run.configure(SMALL.replace(optimizer="momentum", l1=0.01, batch_size=8))
    for _ in range(3):
        run.advance_batches(5)
        history.append(run.snapshot())
    found = read_run(saved(run, history))
    assert [s.resume.optimizer for _, s in found.snapshots] == ["adam"] * 4 + ["momentum"] * 3
    assert_same_history(history, found)
    assert_goes_on_alike(run, found.restored())


def test_a_diverged_run_is_saved_at_its_last_good_moment():
    run = Run(SMALL.replace(dataset="reg-plane", optimizer="sgd", activation="relu", batch_size=4))
    history = lived(run, 2)
    run.configure(run.config.replace(learning_rate=10))
    run.advance(200)
    assert run.status == "diverged"
    again = read_run(saved(run, history)).restored()
    np.testing.assert_array_equal(params(again), params(run))
    again.advance(200)
    assert again.status == "diverged"


def test_wide_own_data_with_all_that_describes_them():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 4)), np.arange(60) % 3
    data = Dataset(
        X[:40],
        y[:40],
        X[40:],
        y[40:],
        n_coordinates=4,
        axes=tuple(Axis(f"column {i} – ü", i / 3, 2.5) for i in range(4)),
        class_names=("a", "b", "ç"),
        plane=Plane(np.zeros(4), np.eye(4)[:2], ("first", "second")),
    )
    run = Run(SMALL, data)
    history = lived(run)
    found = read_run(saved(run, history, own=True, name="wine.csv"))
    assert found.dataset.axes == data.axes
    assert found.dataset.class_names == data.class_names
    assert found.dataset.plane.names == data.plane.names
    np.testing.assert_array_equal(found.dataset.plane.directions, data.plane.directions)
    assert found.dataset.fingerprint == data.fingerprint
    assert_goes_on_alike(run, found.restored())


def test_classes_without_points_and_labels_of_ones_own_are_kept():
    run = Run(SMALL)
    data = run.dataset
    own = Dataset(data.X_train, data.y_train * 2 - 1, data.X_test, data.y_test * 2 - 1)
    points = PointSet.of(own).changed([Point(900, 0, 0, 4, False)])
    run = Run(SMALL, points.dataset())
    assert run.dataset.classes == (-1, 1, 2, 3, 4)
    found = read_run(saved(run, lived(run), own=True))
    assert found.dataset.classes == (-1, 1, 2, 3, 4)
    assert_goes_on_alike(run, found.restored())


def test_the_past_is_thinned_until_the_file_is_small_enough():
    run = Run(SMALL)
    history = lived(run, 300)
    whole = SavedRun.of(run, history.since(-1))
    large, small = save_run(whole), save_run(whole, 150_000)
    assert len(small) <= 150_000 < len(large)
    found = read_run(small)
    seqs = [seq for seq, _ in found.snapshots]
    assert seqs[-1] == 300
    assert len(seqs) > 10
    assert all(seq % found.stride == 0 for seq in seqs[:-1])
    assert_goes_on_alike(run, found.restored())
    least = read_run(save_run(whole, 1))
    assert len(least.snapshots) == 1
    goes_on = found.history(max_bytes=2**24, recent=64)
    assert goes_on.last_seq == 300
    assert goes_on.append(run.snapshot()) == 301


def test_the_present_moment_is_saved_though_the_history_lags():
    run = Run(SMALL)
    history = lived(run, 2)
    run.advance_batches(1)
    found = read_run(saved(run, history))
    assert [seq for seq, _ in found.snapshots] == [0, 1, 2, 3]
    assert_goes_on_alike(run, found.restored())


def test_equal_runs_make_equal_files_that_anybody_can_open():
    files = []
    for _ in range(2):
        run = Run(SMALL)
        run.advance(2)
        run.compute_seconds = 0.0
        files.append(save_run(SavedRun.of(run)))
    assert files[0] == files[1]
    with zipfile.ZipFile(io.BytesIO(files[0])) as archive:
        assert archive.testzip() is None
        found = np.load(io.BytesIO(archive.read("params.npy")), allow_pickle=False)
        np.testing.assert_array_equal(found[-1], params(run))
        assert json.loads(archive.read("document.json"))["config"] == SMALL.to_dict()


# Files that are none


@pytest.fixture(scope="module")
def good() -> bytes:
    run = Run(SMALL.replace(l1=0.01))
    return saved(run, lived(run, 3), own=True, name="mine")


def parts_of(good: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def array(values: np.ndarray) -> bytes:
    part = io.BytesIO()
    np.save(part, values)
    return part.getvalue()


def refused(data: bytes) -> str:
    """The one sentence with which a file is refused, at no great cost of memory."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError) as caught:
            read_run(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(data) + 4_000_000
    sentence = str(caught.value)
    assert 20 < len(sentence) <= 400
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def read_or_refused(data: bytes) -> None:
    """What can be read is a run that trains; for anything else there is a sentence."""
    try:
        run = read_run(data).restored()
    except ValueError as error:
        sentence = str(error)
        assert sentence.endswith("."), sentence
        assert len(sentence) <= 400
        return
    run.advance(1)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_cut_off_or_flipped(good, data):
    if data.draw(st.booleans()):
        refused(good[: data.draw(st.integers(0, len(good) - 1))])
        return
    broken = bytearray(good)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(good) - 1))
        broken[place] ^= 1 << data.draw(st.integers(0, 7))
    read_or_refused(bytes(broken))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda b: b"PK\x03\x04" + b))
def test_bytes_of_any_kind(data):
    assert "no file of a saved run" in refused(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_other_value_in_the_description(good, data):
    parts = parts_of(good)
    document = json.loads(parts["document.json"])
    where = data.draw(st.sampled_from([document, document["config"], document["data"]]))
    name = data.draw(st.sampled_from(sorted(where)))
    extreme = st.sampled_from([10**400, -1, 0, 1e308, 2**63, "\ud800", [[]] * 9, "x" * 999, True])
    where[name] = data.draw(json_values | extreme)
    changed = packed(parts | {"document.json": json.dumps(document).encode()})
    read_or_refused(changed)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_other_array(good, data):
    parts = parts_of(good)
    name = data.draw(st.sampled_from(sorted(n for n in parts if n.endswith(".npy"))))
    values = np.load(io.BytesIO(parts[name])).copy()
    kind = data.draw(st.sampled_from(["value", "shape", "dtype", "gone"]))
    if kind == "value" and values.size:
        place = data.draw(st.integers(0, values.size - 1))
        numbers = [np.nan, np.inf, -np.inf, -1, 0.5, 1e300, 2**40, 3]
        with np.errstate(all="ignore"):
            values.flat[place] = np.array(data.draw(st.sampled_from(numbers))).astype(values.dtype)
    elif kind == "shape":
        shape = data.draw(st.lists(st.integers(0, 5), max_size=3))
        values = np.zeros(shape, values.dtype)
    elif kind == "dtype":
        dtypes = ["<f2", "<f4", "<f8", ">f8", "<i4", "<i8", "<c16", "|b1", "<U3", "<M8[s]"]
        with np.errstate(all="ignore"):
            values = np.zeros(values.shape, data.draw(st.sampled_from(dtypes)))
    changed = dict(parts)
    changed[name] = array(values)
    if kind == "gone":
        del changed[name]
    read_or_refused(packed(changed))


def with_header(part: bytes, **changes) -> bytes:
    """An array's part with another header."""
    values = np.load(io.BytesIO(part))
    said = {"descr": values.dtype.str, "fortran_order": False, "shape": values.shape} | changes
    header = repr(said).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + values.tobytes()


def test_arrays_that_lie_about_themselves(good):
    parts = parts_of(good)
    for changes in (
        {"shape": (10**9, 10**9)},
        {"shape": (999_999_999, 39)},
        {"shape": (2**62,)},
        {"shape": (-4, -39)},
        {"descr": "|O"},
        {"fortran_order": True},
        {"shape": ((((),),),)},
        {"descr": [("a", "<f4")]},
        {"more": 1},
    ):
        refused(packed(parts | {"params.npy": with_header(parts["params.npy"], **changes)}))
    nested = b"\x93NUMPY\x01\x00" + struct.pack("<H", 60_000) + b"(" * 60_000
    refused(packed(parts | {"params.npy": nested}))
    refused(packed(parts | {"params.npy": b"\x93NUMPY"}))


class Bomb:
    """What a pickle would run when it is loaded."""

    exploded = False

    def __reduce__(self):
        return (setattr, (Bomb, "exploded", True))


def test_pickles_are_not_looked_at(good):
    parts = parts_of(good)
    objects = array(np.array([Bomb()], dtype=object))
    assert "plain numbers" in refused(packed(parts | {"params.npy": objects}))
    assert "neither" in refused(packed(parts | {"bomb.pkl": b"cos\nsystem\n(S'x'\ntR."}))
    assert not Bomb.exploded


def test_zip_bombs(good):
    parts = parts_of(good)
    assert "compressed" in refused(packed(parts, zipfile.ZIP_DEFLATED))
    zeros = packed(parts | {"zeros.npy": b"\0" * 60_000_000}, zipfile.ZIP_DEFLATED)
    assert len(zeros) < 200_000
    refused(zeros)
    # A header that promises little, and one that promises much.
    name = b"params.npy"
    place = good.index(name) - 30
    for sizes in ((10, 10), (2**32 - 1, 2**32 - 1), (len(good), len(good)), (10, 2**31)):
        lying = bytearray(good)
        struct.pack_into("<2I", lying, place + 18, *sizes)
        refused(bytes(lying))
    # The same part a thousand times.
    one = good[: good.index(b"PK\x03\x04", 4)]
    assert "two parts of one name" in refused(one * 1000)
    many = packed({f"{i}.npy": b"" for i in range(5000)})
    assert "too many parts" in refused(many)
    assert "at most 40 MB" in refused(b"\0" * (MAX_FILE_BYTES + 1))


def test_descriptions_that_cost_too_much(good):
    parts = parts_of(good)
    for text in (
        b"[" * 100_000,
        b'{"a":' * 40_000,
        b'{"kind": ' + b"9" * 200_000 + b"}",
        b'{"initial_loss": NaN}',
        b'{"initial_loss": Infinity}',
        b"\xff\xfe{}",
        b"[]",
        b'{"kind": "' + b"a" * MAX_DOCUMENT_BYTES + b'"}',
    ):
        refused(packed(parts | {"document.json": text}))
    del parts["document.json"]
    assert "no description" in refused(packed(parts))


def test_other_versions_and_other_networks_are_explained(good):
    parts = parts_of(good)
    document = json.loads(parts["document.json"])

    def changed(**values) -> bytes:
        text = json.dumps(document | values).encode()
        return packed(parts | {"document.json": text})

    assert "reads saved runs of version 1. This one is of version 2" in refused(changed(version=2))
    assert "something else" in refused(changed(kind="a cake"))
    config = document["config"]
    assert "do not fit the network" in refused(changed(config=config | {"hidden_layers": [5, 5]}))
    many = config | {"hidden_layers": [64] * 8}
    assert "at most 10,000 weights" in refused(changed(config=many))
    assert "no field 'colour'" in refused(changed(config=config | {"colour": 1}))
    reg = config | {"dataset": "reg-plane", "output_activation": "linear"}
    assert "must be linear" in refused(changed(config=reg | {"output_activation": "tanh"}))
    assert "go together" in refused(
        changed(
            data=document["data"] | {"task": "regression"},
            config=config | {"loss": "cross_entropy"},
        )
    )
    assert "does not have" in refused(packed(parts | {"more.npy": parts["losses.npy"]}))


def test_too_much_data_are_refused():
    X = np.zeros((10_001, 2))
    data = Dataset(X, np.arange(10_001) % 2, X[:2], [0, 1])
    run = Run(SMALL.replace(hidden_layers=()), data)
    assert "at most 10,000 points" in refused(save_run(SavedRun.of(run, own=True)))


@pytest.mark.parametrize(
    "axis",
    [
        ["a", 10**400, 1.0],
        ["a", 0.0, 10**400],
        ["a", 0.0, 0.0],
        ["a", 0, -0.0],
        ["a", 1e300, 1e-300],
        ["a", 1.0, 1e-13],
        ["a", True, 1.0],
        ["a", 0.0],
    ],
)
@pytest.mark.parametrize("which", ["axes", "answer"])
def test_an_axis_on_which_nothing_can_be_told_apart(good, which, axis):
    parts = parts_of(good)
    document = json.loads(parts["document.json"])
    document["data"][which] = axis if which == "answer" else [axis, ["b", 0, 1]]
    assert "an axis" in refused(packed(parts | {"document.json": json.dumps(document).encode()}))


def test_names_are_one_line(good):
    parts = parts_of(good)
    document = json.loads(parts["document.json"])
    document["data"]["axes"] = [["a\nb", 0, 1], ["\x1b[31mred\u2028", 0, 1]]
    read = read_run(packed(parts | {"document.json": json.dumps(document).encode()}))
    assert [axis.name for axis in read.dataset.axes] == ["a b", " [31mred "]


def test_too_many_moments_are_not_looked_at(good):
    rows = array(np.zeros((MAX_MOMENTS + 1, len(COLUMNS))))
    assert "4,001 moments" in refused(packed(parts_of(good) | {"moments.npy": rows}))


def test_a_checksum_alone_is_no_proof(good):
    """A part that was changed with its checksum is still judged by what it says."""
    at = good.index(b"frozen.npy")
    size = struct.unpack_from("<I", good, at - 30 + 18)[0]
    start = at + len(b"frozen.npy")
    part = bytearray(good[start : start + size])
    part[-1] = 77  # a boolean is 0 or 1
    forged = bytearray(good)
    forged[start : start + size] = part
    struct.pack_into("<I", forged, at - 30 + 14, zlib.crc32(part))
    assert "true or false" in refused(bytes(forged))
