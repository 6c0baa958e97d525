"""Downloads: how many files there are from one drawing of a page, and what they are called."""

from __future__ import annotations

import pytest

from playground.views.downloads import MOST_FILES, file_stem, rationed


def test_a_page_makes_a_few_files_until_it_is_drawn_anew():
    first, second = rationed(lambda: "file"), rationed(lambda: b"file")
    assert [first() for _ in range(MOST_FILES)] == ["file"] * MOST_FILES
    with pytest.raises(RuntimeError, match="Only 10 files"):
        first()
    assert second() == b"file"


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        ("spiral, 8-8-8 tanh epoch 1.5", "spiral-8-8-8-tanh-epoch-1.5"),
        ("../../etc/passwd", "etc-passwd"),
        ("Größe 2", "Größe-2"),
        ("a\r\nb\0\u202ec", "a-b-c"),
        ("/", "run"),
        ("", "run"),
        ("x" * 500, "x" * 80),
        ("..." + "x" * 76 + " .csv", "x" * 76),
    ],
)
def test_the_name_of_a_file_has_no_signs_that_mean_anything(words, stem):
    assert file_stem(words, "run") == stem
