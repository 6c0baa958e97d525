"""The browser reads a binary message exactly as the wire format says, and refuses any other."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest

DECODE = """
const {decodeSnapshots} = await load("decode");
const bytes = Uint8Array.from(argument);
try {
  const {stride, snapshots} = decodeSnapshots(bytes.buffer);
  const plain = snapshots.map((s) => ({...s, params: Array.from(s.params)}));
  return {stride, snapshots: plain};
} catch (error) {
  return {error: `${error.name}: ${error.message}`};
}
"""


def message(records, *, stride=1, kind=1, count=None, n_params=None) -> bytes:
    """A binary message; ``records`` are (seq, batch, progress, five measurements, params)."""
    size = len(records[0][-1]) if n_params is None and records else (n_params or 0)
    parts = [struct.pack("<4I", kind, len(records) if count is None else count, stride, size)]
    for seq, batch, progress, measured, params in records:
        parts.append(struct.pack("<2Id5fI", seq, batch, progress, *measured, 0))
        parts.append(np.asarray(params, "<f4").tobytes())
    return b"".join(parts)


RECORDS = [
    (0, 0, 0.0, (0.7, 0.75, 0.5, 0.25, 0.0), [1.5, -2.25, 3e-30]),
    (7, 3, 2.375, (0.5, math.inf, math.nan, math.nan, 1.5), [0.0, 1e30, -1.0]),
]


def test_every_field_arrives(run):
    decoded = run(DECODE, list(message(RECORDS, stride=4)))
    assert decoded["stride"] == 4
    first, second = decoded["snapshots"]
    assert (first["seq"], first["batch"], first["progress"]) == (0, 0, 0.0)
    assert (second["seq"], second["batch"], second["progress"]) == (7, 3, 2.375)
    assert first["trainLoss"] == pytest.approx(0.7)
    assert first["testAccuracy"] == 0.25
    assert second["testLoss"] == math.inf
    assert math.isnan(second["trainAccuracy"])
    assert second["computeSeconds"] == 1.5
    np.testing.assert_array_equal(
        np.array(first["params"], np.float32), np.array(RECORDS[0][-1], np.float32)
    )
    np.testing.assert_array_equal(
        np.array(second["params"], np.float32), np.array(RECORDS[1][-1], np.float32)
    )


def test_it_is_what_the_server_writes(run):
    wire = pytest.importorskip("playground.live.wire")
    from playground import Run, RunConfig

    trained = Run(RunConfig(dataset="circle", n_samples=40, hidden_layers=(3,)))
    trained.advance(2)
    snapshot = trained.snapshot()
    decoded = run(DECODE, list(wire.encode_snapshots([(5, snapshot)], 2)))
    (read,) = decoded["snapshots"]
    assert decoded["stride"] == 2
    assert (read["seq"], read["progress"]) == (5, 2.0)
    assert read["trainLoss"] == pytest.approx(snapshot.train_loss, rel=1e-6)
    np.testing.assert_array_equal(np.array(read["params"], np.float32), snapshot.params)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\x00\x00\x00",
        message(RECORDS)[:-1],
        message(RECORDS) + b"\x00",
        message(RECORDS, kind=2),
        message(RECORDS, count=3),
        message(RECORDS, n_params=2**31),
    ],
    ids=["empty", "short", "cut", "longer", "kind", "count", "huge"],
)
def test_anything_else_is_refused(run, data):
    assert run(DECODE, list(data))["error"].startswith("RangeError")


def test_no_snapshots_is_a_message(run):
    assert run(DECODE, list(message([]))) == {"stride": 1, "snapshots": []}


def test_parameters_do_not_keep_the_message_alive(run):
    size = run(
        """
        const {decodeSnapshots} = await load("decode");
        const {snapshots} = decodeSnapshots(Uint8Array.from(argument).buffer);
        return snapshots[0].params.buffer.byteLength;
        """,
        list(message(RECORDS)),
    )
    assert size == 12
