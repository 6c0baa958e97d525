"""Excel and Parquet files hold what pandas put there; nothing in them is computed."""

from __future__ import annotations

import datetime
import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from playground.tables.read import read_table
from playground.tables.table import TableError, rows_kept
from tests.tables.samples import as_excel, as_parquet, assert_same, flowers


def workbook(*rows: tuple, sheets: int = 1) -> bytes:
    """A workbook whose last sheet has these rows; the ones before are empty."""
    book = openpyxl.Workbook()
    for _ in range(sheets - 1):
        book.create_sheet()
    for row in rows:
        book.worksheets[-1].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("write", [as_excel, as_parquet])
def test_what_pandas_wrote_is_read(write):
    assert_same(read_table(write(flowers()), "named.txt"), flowers())


def test_a_formula_is_not_computed_and_counts_as_missing():
    table = read_table(workbook(("a", "b"), (1, 2), (3, "=A2+B2"), (5, "=1/0")), "x")
    assert table["b"].missing.tolist() == [False, True, True]


def test_the_first_sheet_with_rows_is_read_and_named():
    table = read_table(workbook(("a", "b"), (1, 2), (3, 4), sheets=3), "x")
    assert table["a"].values.tolist() == [1, 3]
    assert "Read from the sheet “Sheet2”, one of 3." in table.notes


def test_rows_below_an_empty_line_and_without_a_head_are_read():
    table = read_table(workbook((), (1, 2.5), (3, 4)), "x")
    assert [column.name for column in table.columns] == ["column 1", "column 2"]
    assert table["column 2"].values.tolist() == [2.5, 4]


def test_dates_and_flags_are_words():
    day = datetime.datetime(2024, 5, 17)
    table = read_table(workbook(("when", "ok"), (day, True), (day, False)), "x")
    assert not table["when"].is_number
    assert table["ok"].words == ("no", "yes")


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is():
    packed = zipfile.ZipFile(io.BytesIO(workbook(("a", "b"), (1, 2), (3, 4))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as lying:
        for name in packed.namelist():
            content = packed.read(name).replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"')
            lying.writestr(name, content)
    assert read_table(out.getvalue(), "x")["b"].values.tolist() == [2, 4]


def test_a_row_far_below_costs_nothing():
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    rows += b'<row r="900000000"><c r="A900000000"><v>2</v></c></row>'
    packed = zipfile.ZipFile(io.BytesIO(workbook((1, 2))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as far:
        for name in packed.namelist():
            content = packed.read(name)
            if name.endswith("sheet1.xml"):
                start, end = content.index(b"<sheetData>"), content.index(b"</sheetData>")
                content = content[: start + 11] + rows + content[end:]
            far.writestr(name, content)
    table = read_table(out.getvalue(), "x")
    assert any("rows were looked at" in note for note in table.notes)


def test_parquet_kinds_become_numbers_and_words():
    columns = {
        "whole": pa.array([1, None, 3], pa.int64()),
        "small": pa.array([0.5, 1.5, float("nan")], pa.float32()),
        "money": pa.array([None, 2, 3], pa.decimal128(10, 2)),
        "flag": pa.array([True, False, True]),
        "word": pa.array(["a", "b", "a"]).dictionary_encode(),
        "day": pa.array([datetime.date(2024, 1, k) for k in (1, 2, 3)]),
        "list": pa.array([[1], [2, 3], []]),
        "raw": pa.array([b"x", b"\xff", b"z"]),
    }
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    table = read_table(file.getvalue(), "x")
    assert table["whole"].missing.tolist() == [False, True, False]
    assert table["small"].values[:2].tolist() == [0.5, 1.5]
    assert table["money"].values[1:].tolist() == [2, 3]
    assert table["flag"].words == ("no", "yes")
    assert table["word"].words == ("a", "b")
    assert table["day"].words == ("2024-01-01", "2024-01-02", "2024-01-03")
    assert not table["raw"].is_number
    assert table.notes == ("1 column of lists or structures left out.",)


def test_of_a_long_parquet_file_rows_from_everywhere_are_kept():
    n = rows_kept(100) * 8
    frame = pd.DataFrame({f"c{k}": np.arange(n) for k in range(100)})
    table = read_table(as_parquet(frame), "x")
    kept = table["c99"].values
    assert (table.n_in_file, table.n_rows) == (n, rows_kept(100))
    assert (np.diff(kept) > 0).all()
    assert abs(kept.mean() / n - 0.5) < 0.03


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (workbook(), "no rows"),
        (workbook(("a", "b")), "no rows"),
        (workbook(tuple(range(300))), "at most 200 columns"),
        (as_parquet(pd.DataFrame(np.zeros((2, 201))).rename(columns=str)), "at most 200 columns"),
        (as_parquet(pd.DataFrame({"a": []})), "no rows"),
    ],
)
def test_what_is_no_table_gets_one_sentence(data, said):
    with pytest.raises(TableError, match=said):
        read_table(data, "x")
