"""Settings: what the host of an instance may say beside the limits, by environment variable."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "PLAYGROUND_"
LOG_FORMATS = ("text", "json")
# What may stand in frame-ancestors: 'self', 'none', or an origin, perhaps with a wildcard host.
_SOURCE = re.compile(r"'self'|'none'|(https?://)?(\*\.)?[a-z0-9.-]+(:(\d{1,5}|\*))?|https?:")
_ADDRESS = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d{1,5})")


def _setting(default: str, sentence: str) -> Any:
    return dataclasses.field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True)
class Settings:
    """How this instance is embedded, watched and logged.

    Raises
    ------
    ValueError
        For a value that cannot be used; the message names the variable.
    """

    frame_ancestors: str = _setting(
        "'self'",
        "Sites that may embed the page in a frame, separated by spaces: "
        "`https://moodle.example.org`; `'none'`: nobody.",
    )
    metrics_address: str = _setting(
        "",
        "`host:port` on which Prometheus finds the metrics; keep it closed to visitors. Empty: "
        "there are none.",
    )
    log_format: str = _setting("text", "`text`, or `json`: one object a line on stderr.")

    def __post_init__(self) -> None:
        sources = self.frame_ancestors.lower().split()
        if not sources or not all(_SOURCE.fullmatch(source) for source in sources):
            raise _wrong("frame_ancestors", "'self', 'none' or addresses of sites", self)
        # It becomes part of a header, where a line end would begin another one.
        object.__setattr__(self, "frame_ancestors", " ".join(self.frame_ancestors.split()))
        if self.metrics_address:
            match = _ADDRESS.fullmatch(self.metrics_address)
            if match is None or not 0 < int(match["port"]) < 2**16:
                raise _wrong("metrics_address", "host:port", self)
        if self.log_format not in LOG_FORMATS:
            raise _wrong("log_format", " or ".join(LOG_FORMATS), self)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings with what the environment says."""
        names = [field.name for field in dataclasses.fields(cls)]
        given = {name: environment.get(PREFIX + name.upper(), "").strip() for name in names}
        return cls(**{name: text for name, text in given.items() if text})

    def metrics_host_and_port(self) -> tuple[str, int] | None:
        """Where the metrics are served; None if nowhere."""
        host, colon, port = self.metrics_address.rpartition(":")
        return (host.strip("[]"), int(port)) if colon else None


def _wrong(name: str, rule: str, settings: Settings) -> ValueError:
    given = getattr(settings, name)
    return ValueError(f"{PREFIX}{name.upper()} must be {rule}. Got {given!r}.")
