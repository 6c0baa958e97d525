"""A film as one HTML file that plays offline: the moments' parameters and what paints them.

The file holds no pictures: it evaluates the network itself, with the modules of the live stage, so
that it is sharp at any size. A moment of P parameters takes about 5.4 (P + 10) bytes of text.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping
from typing import Any

MOST_MOMENTS = 400
MOST_TEXT = 2_400_000
"""Characters of base64: with the modules and the points the file stays below 3 MB."""
RECORD_BYTES = 40
"""Beside the parameters (``live/wire.py``)."""
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data:"
)


def moments_that_fit(n_parameters: int) -> int:
    """How many moments of such a network the file can hold."""
    return max(2, min(MOST_MOMENTS, MOST_TEXT * 3 // 4 // (RECORD_BYTES + 4 * n_parameters)))


def film_html(
    title: str,
    run: Mapping[str, Any],
    snapshots: bytes,
    *,
    modules: Mapping[str, str],
    entry: str,
    style: str,
) -> str:
    """The document.

    Parameters
    ----------
    title : str
    run : mapping
        The run as the live page's browser is told of it.
    snapshots : bytes
        The moments as one message of the live page.
    modules : mapping of str to str
        Names and texts of JavaScript modules; they import one another by these names.
    entry : str
        The module that exports ``showFilm(host, { title, run, snapshots })``.
    style : str
        CSS.
    """
    imports = {name: _address(text) for name, text in modules.items()}
    packed = base64.b64encode(snapshots).decode()
    data = {"title": title, "run": dict(run), "snapshots": packed}
    heading = html.escape(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{heading}</title>\n<link rel="icon" href="data:,">\n<style>\n{style}</style>\n'
        f'<script type="importmap">{_json({"imports": imports})}</script>\n'
        f'<script type="application/json" id="film">{_json(data)}</script>\n</head>\n<body>\n'
        f'<script type="module">\nimport {{ showFilm }} from {_json(entry)};\n'
        'showFilm(document.body, JSON.parse(document.getElementById("film").textContent));\n'
        "</script>\n</body>\n</html>\n"
    )


def _address(text: str) -> str:
    return f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"


def _json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")
