"""Files made to harm or to puzzle: each gives one sentence or a valid data set, no harm done."""

from __future__ import annotations

import io
import os
import pickle
import struct
import zipfile
import zlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.tables import apart
from playground.tables.apart import MEMORY_BYTES, TOO_MUCH, read_apart, table_from_json
from playground.tables.apart import table_to_json as to_json
from playground.tables.choice import MAX_CLASSES, MAX_INPUTS, Choice, answers, suggested
from playground.tables.make import MAX_POINTS, own_from
from playground.tables.points import points_csv
from playground.tables.read import read_table
from playground.tables.table import MAX_CELLS, MAX_COLUMNS, TableError
from playground.tables.workbook import MAX_UNPACKED, PARTS, plain_parts
from tests.hostile.conftest import TRIED
from tests.tables.samples import as_csv, as_excel, as_parquet, flowers

FILES = {
    "csv": as_csv(flowers()),
    "semicolons": as_csv(flowers(), "utf-16", sep=";", decimal=","),
    "latin": as_csv(flowers(), "latin-1", sep="\t"),
    "xlsx": as_excel(flowers()),
    "parquet": as_parquet(flowers()),
}
QUICK = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def one_sentence_or_data(data: bytes, name: str = "file.csv") -> None:
    """The rule of this file."""
    TRIED["files"] += 1
    try:
        table = read_table(data, name)
        assert len(table.columns) <= MAX_COLUMNS
        own = own_from(table, suggested(table))
    except TableError as error:
        sentence = str(error)
        assert "\n" not in sentence
        assert 10 < len(sentence) < 1000
        assert sentence.endswith((".", "again."))
        return
    dataset = own.dataset
    assert 2 <= dataset.n_coordinates <= MAX_INPUTS
    assert len(dataset.X_train) + len(dataset.X_test) <= MAX_POINTS
    assert dataset.n_classes <= MAX_CLASSES
    assert np.isfinite(points_csv(own).count(b"\n"))


@given(st.binary(max_size=400))
@QUICK
def test_any_bytes(data):
    one_sentence_or_data(data)


@given(st.text(alphabet='01,;\t."\n -eE+=ab\x00é∞', max_size=300))
@QUICK
def test_any_text(text):
    one_sentence_or_data(text.encode())


@given(st.sampled_from(["csv", "semicolons", "latin", "xlsx"]), st.data())
@QUICK
def test_files_cut_off_and_with_other_bytes(kind, data):
    file = bytearray(FILES[kind])
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(file) - 1))
        file[place] = data.draw(st.integers(0, 255))
    one_sentence_or_data(bytes(file[: data.draw(st.integers(0, len(file)))]))


TYPED = st.one_of(
    st.floats(), st.integers(), st.booleans(), st.none(), st.text(max_size=12),
    st.sampled_from(["=1+1", "=cmd|' /C calc'!A0", "1e999", "NaN", "<b>x</b>", "inf", "1,5", "0"]),
)  # fmt: skip


@given(st.lists(st.lists(TYPED, min_size=1, max_size=5), min_size=1, max_size=30))
@QUICK
def test_tables_of_mixed_cells(rows):
    one_sentence_or_data(
        "\n".join(",".join(map(str, row)) for row in rows).encode("utf-8", "replace")
    )


@given(
    st.integers(5, 40), st.sampled_from([1e-300, 1e-12, 1.0, 1e12, 1e99, 1e300]),
    st.sampled_from([0.0, 1.0, 1e9, 1e300]), st.integers(1, 15),
)  # fmt: skip
@QUICK
def test_numbers_of_any_size_and_any_number_of_classes(n, scale, offset, n_classes):
    rng = np.random.default_rng(n)
    with np.errstate(over="ignore"):
        frame = pd.DataFrame(rng.normal(size=(n, 3)) * scale + offset, columns=list("abc"))
    frame["kind"] = [f"k{k % n_classes}" for k in range(n)]
    one_sentence_or_data(as_csv(frame))
    one_sentence_or_data(as_csv(frame.drop(columns="kind")))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_choice_of_columns(data):
    frame = flowers().assign(one=1, many=range(40), flag=[True, False] * 20)
    table = read_table(as_csv(frame), "x")
    names = st.sampled_from([*frame.columns, "not there", ""])
    lists = st.lists(names, max_size=5).map(tuple)
    kinds = st.sampled_from([None, True, False])
    choice = data.draw(st.builds(Choice, lists, names, kinds, lists))
    try:
        own = own_from(table, choice, train_share=data.draw(st.floats(0.1, 0.9)))
    except TableError as error:
        assert str(error).endswith(".")  # noqa: PT017
    else:
        assert choice.answer in answers(table)
        assert own.dataset.n_coordinates <= len(set(choice.inputs))


@pytest.mark.parametrize(
    "data",
    [
        ",".join(["1"] * 10**6).encode(),
        ("a," * 10**6 + "\n" + "1," * 10**6).encode(),
        ('"x",' * 10**6 + "\n").encode(),
        (("1," * 300 + "\n") * 1000).encode(),
        as_parquet(pd.DataFrame(np.zeros((1, 3000))).rename(columns=str)),
    ],
    ids=["one line", "two lines", "quoted", "300", "parquet"],
)
def test_a_million_columns_are_refused_in_a_sentence(data):
    with pytest.raises(TableError, match=f"at most {MAX_COLUMNS} columns"):
        read_apart(data, "wide")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(("x" * 9_000_000).encode(), id="one cell"),
        pytest.param(('a,b\n1,"' + "x" * 9_000_000).encode(), id="open quotation mark"),
        pytest.param(("\n" * 9_000_000).encode(), id="empty lines"),
        pytest.param(("1,2\n" * 2_000_000).encode(), id="two million rows"),
        pytest.param(("a,b\n" + "x,y\n" * 500_000).encode(), id="words"),
        pytest.param(b"\xff\xfe" + b"\0" * 2_000_000, id="nothing in UTF-16"),
        pytest.param(("a;b\n" + "€;😀\n" * 200_000).encode("utf-32"), id="UTF-32"),
        pytest.param(pickle.dumps({"a": [1, 2]}), id="pickle"),
    ],
)
def test_large_and_strange_texts_are_read_within_bounds(data):
    TRIED["files"] += 1
    try:
        table = read_apart(data, "large.csv")
    except TableError as error:
        assert str(error).endswith(".")  # noqa: PT017
        assert str(error) != TOO_MUCH  # noqa: PT017
    else:
        assert table.n_rows * len(table.columns) <= MAX_CELLS


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


BOOK = parts_of(FILES["xlsx"])
SHEET = "xl/worksheets/sheet1.xml"


def lying(data: bytes, name: str, size: int, crc: int) -> bytes:
    """The zip with another unpacked size and checksum said of a part, in both of its headers."""
    changed = bytearray(data)
    for signature, offset, at_name in ((b"PK\x03\x04", 14, 30), (b"PK\x01\x02", 16, 46)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            if data[place + at_name :].startswith(name.encode()):
                struct.pack_into("<I", changed, place + offset, crc)
                struct.pack_into("<I", changed, place + offset + 8, size)
    return bytes(changed)


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_zip_bomb_is_refused(part):
    bomb = zipped(BOOK | {part: b" " * (60 * 2**20)})
    assert len(bomb) < 200_000
    with pytest.raises(TableError, match="unpacks to more than"):
        read_apart(bomb, "bomb.xlsx")


def test_a_zip_bomb_that_lies_about_its_size_never_unpacks():
    content = b"<x>" + b" " * (60 * 2**20)
    said = 1000
    bomb = lying(zipped(BOOK | {SHEET: content}), SHEET, said, zlib.crc32(content[:said]))
    plain = plain_parts(bomb)
    assert len(plain.getvalue()) < 100_000  # what it said, and no more
    with pytest.raises(TableError, match="damaged"):
        read_apart(bomb, "bomb.xlsx")
    with pytest.raises(TableError, match="damaged"):
        read_apart(lying(zipped(BOOK | {SHEET: content}), SHEET, said, 0), "bomb.xlsx")


def test_many_large_parts_are_too_much_together():
    parts = {f"xl/worksheets/sheet{k}.xml": b" " * (12 * 2**20) for k in range(1, 7)}
    assert 6 * 12 * 2**20 > MAX_UNPACKED > max(PARTS.values())
    with pytest.raises(TableError, match="unpacks to more than"):
        read_apart(zipped(BOOK | parts), "bomb.xlsx")


def test_a_zip_of_very_many_parts_is_refused():
    with pytest.raises(TableError, match="parts"):
        read_apart(zipped(BOOK | {f"p{k}": b"" for k in range(3000)}), "many.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_grow_are_refused(encoding):
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    with pytest.raises(TableError, match="definitions"):
        read_apart(zipped(BOOK | {SHEET: laughs.encode(encoding)}), "laughs.xlsx")


@pytest.mark.parametrize("part", [*BOOK])
@pytest.mark.parametrize("content", [b"", b"<a/>", b"<worksheet", b"\xff" * 100])
def test_workbooks_with_another_part_put_in(part, content):
    one_sentence_or_data(zipped(BOOK | {part: content}), "odd.xlsx")


def test_a_zip_that_is_no_workbook_is_said():
    with pytest.raises(TableError, match="no Excel workbook"):
        read_apart(zipped({"a.txt": b"hello"}), "a.xlsx")


def test_damaged_parquet_files_give_a_sentence():
    rng = np.random.default_rng(0)
    file = FILES["parquet"]
    for _ in range(3):
        changed = bytearray(file)
        for place in rng.integers(4, len(file) - 8, 5):
            changed[place] = rng.integers(0, 256)
        for data in (bytes(changed), file[: rng.integers(4, len(file))]):
            TRIED["files"] += 1
            try:
                assert read_apart(data, "x.parquet").n_rows <= 40
            except TableError as error:
                assert str(error).endswith(".")  # noqa: PT017


def test_a_parquet_file_of_one_value_repeated_stays_within_memory():
    """A few kilobytes that say a value five million times, as run lengths."""
    out = io.BytesIO()
    column = pa.array(np.zeros(1_000_000))
    with parquet.ParquetWriter(out, pa.schema([("a", pa.float64()), ("b", pa.float64())])) as file:
        for _ in range(4):
            file.write_table(pa.table({"a": column, "b": column}))
    assert len(out.getvalue()) < 100_000
    table = read_apart(out.getvalue(), "long.parquet")
    assert table.n_in_file == 4_000_000
    assert table.n_rows * 2 <= MAX_CELLS
    out = io.BytesIO()
    places = pa.array(np.zeros(20_000, np.int32))
    word = pa.DictionaryArray.from_arrays(places, pa.array(["x" * 2**20]))
    parquet.write_table(pa.table({"a": word, "b": places}), out, compression="zstd")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(TableError, match=r"unpacks to more than|too much time or memory"):
        read_apart(out.getvalue(), "repeated.parquet")
    out = io.BytesIO()
    words = pa.table({f"c{k}": pa.array(["x" * 2**20] * 60) for k in range(4)})
    parquet.write_table(words, out, compression="zstd", use_dictionary=False)
    assert len(out.getvalue()) < 200_000
    with pytest.raises(TableError, match="unpacks to more than"):
        read_apart(out.getvalue(), "bomb.parquet")


@pytest.mark.parametrize(
    "program",
    [
        "bytearray(2 * 2**30)",
        "open('written', 'wb').write(b'x' * 100)",
        "os.kill(os.getpid(), 11)",
        "sys.exit(3)",
    ],
)
def test_a_reader_that_is_led_astray_is_ended_and_a_sentence_is_left(
    monkeypatch, tmp_path, program
):
    """As if a file had led a library to take memory, write, or crash."""
    reader = tmp_path / "astray.py"
    reader.write_text(
        "import os, sys\nfrom playground.tables.reader import bound\nbound()\n"
        f"os.chdir({str(tmp_path)!r})\n{program}\n"
    )
    monkeypatch.setattr(apart, "MODULE", "astray")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(TableError) as raised:
        read_apart(b"a,b\n1,2\n", "x")
    assert str(raised.value) == TOO_MUCH
    assert not (tmp_path / "written").exists() or (tmp_path / "written").stat().st_size == 0
    assert MEMORY_BYTES < 2**30


def test_a_reader_that_never_ends_is_ended(monkeypatch, tmp_path):
    (tmp_path / "endless.py").write_text(
        f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(600)\n"
    )
    monkeypatch.setattr(apart, "MODULE", "endless")
    monkeypatch.setattr(apart, "WAIT_SECONDS", 3.0)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(TableError, match="too much time"):
        read_apart(b"a,b\n1,2\n", "x")
    if (tmp_path / "pid").exists():  # on a busy machine it may not have come as far
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)
    assert apart.ONE_AT_A_TIME.acquire(blocking=False)
    apart.ONE_AT_A_TIME.release()


def test_where_no_process_can_be_started_there_is_a_sentence(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(apart.sys, "executable", "/there/is/none")
        with pytest.raises(TableError, match="no room to read a file"):
            read_apart(b"a,b\n1,2\n", "x")
    assert not apart.ONE_AT_A_TIME.locked()


@pytest.mark.parametrize("kind", FILES)
def test_a_table_read_apart_is_the_table(kind):
    here, there = read_table(FILES[kind], "f"), read_apart(FILES[kind], "f")
    assert to_json(here) == to_json(there)
    assert to_json(table_from_json(to_json(here))) == to_json(here)


@pytest.mark.parametrize(
    "name", ["", "\0", "../../etc/passwd", "<b>x</b>.csv", "é" * 500, "\ud800"]
)
def test_the_name_of_a_file_is_only_a_name(name):
    table = read_apart(FILES["csv"], name)
    assert len(table.name) <= 60
    assert "\0" not in table.name
