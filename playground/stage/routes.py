"""Where the stage's files are served from: its modules, Plotly's bundle, the dataset pictures.

The version in the path changes with the files, so a browser may keep them for ever and still never
shows a stale one. Nothing comes from another server, and nothing of Plotly's is copied: the bundle
is the one inside the installed package.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from datasets import DATASETS
from playground.figures.dataset_pictures import dataset_picture

ASSETS = Path(__file__).parent / "assets"
FOREVER = "public, max-age=31536000, immutable"


def _version() -> str:
    digest = hashlib.sha256(version("plotly").encode())
    for path in sorted(ASSETS.rglob("*.*")):
        digest.update(path.name.encode() + path.read_bytes())
    for name in DATASETS:
        digest.update(dataset_picture(name).encode())
    return digest.hexdigest()[:12]


VERSION = _version()


def base_path() -> str:
    """Where the application stands on its host: empty, or ``server.baseUrlPath`` with its slash."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}" if base else ""


def assets_path() -> str:
    """Where the stage's files are served from, with their version."""
    return f"{base_path()}/assets/{VERSION}"


class _ForeverFiles(StaticFiles):
    """Static files that never change under their path."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER
        return response


async def _dataset_picture(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in DATASETS:
        return Response(f"There is no dataset {name[:40]!r}.", status_code=404)
    return Response(
        dataset_picture(name), media_type="image/svg+xml", headers={"Cache-Control": FOREVER}
    )


def dataset_picture_path(name: str) -> str:
    """Address of a dataset's small picture."""
    return f"{assets_path()}/datasets/{name}.svg"


def asset_routes() -> list[BaseRoute]:
    """Routes of everything the stage loads, for ``st.App(routes=…)``."""
    plotly = Path(str(files("plotly"))) / "package_data"
    path = assets_path()
    return [
        Route(f"{path}/datasets/{{name}}.svg", _dataset_picture),
        Mount(f"{path}/stage", _ForeverFiles(directory=ASSETS)),
        Mount(f"{path}/plotly", _ForeverFiles(directory=plotly)),
    ]
