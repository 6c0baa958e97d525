"""Text files: what pandas wrote, and was told how, is found out without being told."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.tables.cells import number
from playground.tables.read import read_table
from playground.tables.sample import Sample
from playground.tables.table import MAX_COLUMNS, Table, TableError, rows_kept
from tests.tables.samples import as_csv, assert_same, flowers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
@pytest.mark.parametrize(
    ("delimiter", "decimal"),
    [(",", "."), (";", ","), (";", "."), ("\t", "."), ("\t", ","), ("|", ".")],
)
def test_encoding_delimiter_and_decimal_mark_are_found_out(encoding, delimiter, decimal):
    frame = flowers()
    data = as_csv(frame, encoding, sep=delimiter, decimal=decimal)
    assert_same(read_table(data, "flowers.csv"), frame)


@pytest.mark.parametrize("options", [{"quoting": 1}, {"lineterminator": "\r\n"}, {"na_rep": "NA"}])
def test_quotes_line_ends_and_words_for_missing_make_no_difference(options):
    assert_same(read_table(as_csv(flowers(), **options), "flowers.csv"), flowers())


def test_a_file_without_a_head_has_numbered_columns():
    table = read_table(as_csv(flowers(), header=False), "x")
    assert [column.name for column in table.columns] == ["column 1", "column 2", "column 3"]
    assert table.n_rows == 40
    assert any("no head" in note for note in table.notes)


def test_blanks_may_stand_between_cells():
    text = "".join(f"  {x:8.3f}   {y:6.1f}\n" for x, y in np.arange(20.0).reshape(10, 2))
    table = read_table(text.encode(), "x.txt")
    np.testing.assert_array_equal(table.columns[1].values, np.arange(1, 20, 2))


def test_columns_are_read_as_pandas_reads_them():
    text = 'id, "a, b" ,c,c,\n1,"2,5",x,1e3,\n2,"7""",y,,\n\n3,?,z,-.5,\n'
    table = read_table(text.encode(), "x")
    wanted = pd.read_csv(io.StringIO(text), skipinitialspace=True, na_values="?")
    assert [column.name for column in table.columns] == ["id", "a, b", "c", "c (2)", "column 5"]
    np.testing.assert_array_equal(table["c (2)"].values, wanted["c.1"].to_numpy())
    assert table["a, b"].words == ("2,5", '7"')
    assert table["a, b"].missing.tolist() == [False, False, True]
    assert table["column 5"].n_different == 0


@pytest.mark.parametrize("text", ["sep=;\na;b\n1;2\n3;4\n", '"sep=;"\r\na;b\r\n1;2\r\n3;4\r\n'])
def test_a_spreadsheets_own_first_line_is_passed_over(text):
    assert read_table(text.encode(), "x")["b"].values.tolist() == [2, 4]


def test_a_head_behind_the_sign_of_a_comment_is_a_head():
    file = io.BytesIO()
    np.savetxt(file, [[1, 2], [3, 4]], header="a b")
    assert read_table(file.getvalue(), "x.txt")["b"].values.tolist() == [2, 4]


def test_rows_of_other_lengths_are_filled_up_or_left_out_and_said():
    table = read_table(b"a,b\n1,2\n3\n4,5,6\n7,8\n9,1\n", "x")
    assert table["a"].values.tolist() == [1, 3, 7, 9]
    assert table["b"].missing.tolist() == [False, True, False, False]
    assert "1 row with more cells than columns left out." in table.notes
    assert "1 row with too few cells: the last ones are missing." in table.notes


def test_a_number_column_may_hold_a_few_words_that_count_as_missing():
    table = read_table(("a,b\n" + "1,2\n" * 9 + "oops,2\n").encode(), "x")
    assert table["a"].is_number
    assert table["a"].n_strange == 1
    assert table["a"].missing.sum() == 1


@pytest.mark.parametrize("huge", ["1e400", "-1e300", "inf", "Infinity", "9" * 50 + "e99"])
def test_numbers_out_of_all_bounds_count_as_missing(huge):
    table = read_table(("a,b\n" + "1,2\n" * 9 + f"{huge},2\n").encode(), "x")
    assert np.isnan(table["a"].values[-1])
    assert np.isfinite(table["a"].values[:-1]).all()


@pytest.mark.parametrize(
    ("text", "decimal", "wanted"),
    [
        ("1.5", ".", 1.5), ("1,5", ",", 1.5), ("1,234.5", ".", 1234.5), ("1.234,5", ",", 1234.5),
        (" -2e-3 ", ".", -0.002), ("−7", ".", -7), ("1_000", ".", None), ("0x10", ".", None),
        ("١٢", ".", None), ("1,5", ".", None), ("", ".", None), ("=1+1", ".", None),
        ("12,34,56", ".", None), (".5", ".", 0.5), ("5.", ".", 5.0),
    ],
)  # fmt: skip
def test_a_number_is_what_a_person_would_read_as_one(text, decimal, wanted):
    assert number(text, decimal) == wanted


@given(st.lists(st.floats(-1e90, 1e90), min_size=2, max_size=30), st.sampled_from(",;\t"))
@settings(max_examples=60, deadline=None)
def test_numbers_come_back_to_the_last_digit(values, delimiter):
    decimal = "," if delimiter == ";" else "."
    frame = pd.DataFrame({"a": values, "b": values[::-1]})
    table = read_table(as_csv(frame, sep=delimiter, decimal=decimal), "x")
    np.testing.assert_array_equal(table["a"].values, frame["a"].to_numpy())


def test_of_many_rows_some_from_everywhere_are_kept_and_it_is_said():
    n = rows_kept(100) * 3
    rows = "\n".join(",".join([str(k)] + ["1"] * 99) for k in range(n))
    table = read_table((",".join(f"c{k}" for k in range(100)) + "\n" + rows).encode(), "x")
    kept = table["c0"].values
    assert (table.n_in_file, table.n_rows) == (n, rows_kept(100))
    assert (np.diff(kept) > 0).all()
    assert abs(np.mean(kept) / n - 0.5) < 0.03
    assert f"Of {n:,} rows {rows_kept(100):,} were drawn at random (seed 0)." in table.notes


def test_a_sample_gives_every_row_the_same_chance():
    counts = np.zeros(50)
    for start in range(200):
        sample: Sample[int] = Sample(10)
        sample._random.seed(start)
        for row in range(50):
            sample.offer(row)
        counts[sample.rows] += 1
    assert counts.sum() == 2000
    assert counts.min() > 15  # 40 are expected, with a spread of 5.7
    assert counts.max() < 65


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"a,b\n" + b"1,2,3\n" * 5, "more cells"),
        (b",".join([b"1"] * (MAX_COLUMNS + 1)) + b"\n1\n", f"at most {MAX_COLUMNS} columns"),
        (b'a,b\n1,"' + b"x\n" * 100_000, "quotation mark"),
        (bytes(range(256)) * 10, "no text"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x80\x04\x95\x00.", "pickle"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "save it as .xlsx"),
        (b'{"a": [1, 2]}', "JSON"),
        (b"<!doctype html><html>", "web page"),
        (b"PK\x03\x04 but no more", "damaged"),
        (b"PAR1 but no more", "damaged"),
    ],
)
def test_what_is_no_table_gets_one_sentence(data, said):
    with pytest.raises(TableError, match=said) as raised:
        read_table(data, "x")
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 250


def test_names_lose_control_characters_and_length():
    table = read_table("a\x07\u2028b;long {}\n1;2\n3;4\n".format("x" * 300).encode(), "n\0ame" * 50)
    assert isinstance(table, Table)
    assert table.columns[0].name == "a b"
    assert len(table.columns[1].name) == 40
    assert len(table.name) == 60
    assert "\0" not in table.name
