"""Addresses of the live page: with the settings of a run, and for a frame in a lesson."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit


def live_address(here: str, page: str, query: Mapping[str, str]) -> str:
    """The live page's address with these settings.

    Parameters
    ----------
    here : str
        Address of another page of the same server.
    page : str
        That page's name, the last part of its path.
    query : mapping of str to str
        Settings as in an address.

    Examples
    --------
    >>> live_address("https://example.org/play/yours", "yours", {"hidden_layers": "8,8"})
    'https://example.org/play/?hidden_layers=8,8'
    """
    parts = urlsplit(here)
    path = parts.path.rstrip("/").removesuffix(f"/{page}").rstrip("/") + "/"
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query, safe=","), ""))


def lesson_address(live: str, controls: Sequence[str]) -> str:
    """The live page without its frame: the controls of these names, the stage, nothing else."""
    more = {"embed": "true"} | ({"controls": ",".join(controls)} if controls else {})
    return live + ("&" if "?" in live else "?") + urlencode(more, safe=",")


def iframe(address: str, height: int, title: str = "Decision Boundary Playground") -> str:
    """HTML that shows an address as wide as its place and ``height`` pixels high."""
    return (
        f'<iframe src="{html.escape(address)}" title="{html.escape(title)}" '
        f'width="100%" height="{height:d}" style="border: 0" loading="lazy" '
        'allow="fullscreen; clipboard-write"></iframe>'
    )
