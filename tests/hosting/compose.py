"""What compose.yaml says, read as Compose reads it: services, their commands and environment."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_VARIABLE = re.compile(r"\$\{(?P<name>\w+):-(?P<default>[^}]*)\}")


def read_env(path: Path) -> dict[str, str]:
    """The variables of an environment file."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def document(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The whole file, with ``${NAME:-default}`` filled in from ``environment``."""
    given = environment or {}
    text = (ROOT / "compose.yaml").read_text()
    text = _VARIABLE.sub(lambda found: given.get(found["name"]) or found["default"], text)
    return yaml.safe_load(text)


def services(environment: Mapping[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """The services, with ``${NAME:-default}`` filled in from ``environment``."""
    return document(environment)["services"]


def started(*profiles: str) -> list[str]:
    """Names of the services that are started with these profiles."""
    return [
        name
        for name, service in services().items()
        if not service.get("profiles") or set(service["profiles"]) & set(profiles)
    ]


def command(service: str, **replacements: str) -> list[str]:
    """A service's command, with words such as ``tcp://scheduler:8786`` replaced."""
    words = services()[service]["command"]
    words = shlex.split(words) if isinstance(words, str) else words
    return [replacements.get(word, word) for word in map(str, words)]


def folder(service: str, inside: str) -> tuple[Path, str]:
    """The host's folder that a path inside a service's container lies in, and the rest of it."""
    for volume in services()[service]["volumes"]:
        host, target = volume.split(":")[:2]
        if inside == target or inside.startswith(f"{target}/"):
            return ROOT / host, inside.removeprefix(target).lstrip("/")
    raise LookupError(f"{service} mounts nothing at {inside}.")
