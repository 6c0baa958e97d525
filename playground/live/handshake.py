"""Who may open the socket: checks of a WebSocket request's headers, before anything else.

A browser always sends Origin, so a page of another site is recognised by it and refused. Programs
send none; they are let through, for without the token, which is 256 random bits, nobody gets a run.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.websockets import WebSocket

from playground.live.limits import Limits
from playground.live.wire import PROTOCOL

MAX_TOKEN = 100
_HOST = re.compile(r"(?P<name>[a-z0-9_.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::(?P<port>\d{1,5}))?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


class Refused(Exception):
    """The handshake is refused; the text says why, for the log."""


def check_headers(websocket: WebSocket, limits: Limits) -> str:
    """The token a well-formed request from an allowed page brings.

    Raises
    ------
    Refused
        For a missing or strange Host, another page's Origin, another protocol, or no token.
    """
    check_origin(websocket.headers, limits)
    offered = websocket.scope.get("subprotocols", [])
    if len(offered) != 2 or offered[0] != PROTOCOL:
        raise Refused("it does not speak our protocol")
    if not 0 < len(offered[1]) <= MAX_TOKEN:
        raise Refused("its token is wrong")
    return offered[1]


def check_origin(headers: Headers, limits: Limits) -> None:
    """Whether a connection is asked for by an allowed page under an allowed name of this server.

    Raises
    ------
    Refused
        For a missing or strange Host, or another page's Origin.
    """
    host = _host(headers, limits)
    origins = headers.getlist("origin")
    if len(origins) > 1 or (origins and not _is_allowed_origin(origins[0], host, limits)):
        raise Refused("its Origin is not allowed")


def _host(headers: Headers, limits: Limits) -> str:
    hosts = headers.getlist("host")
    match = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
    if match is None:
        raise Refused("its Host is missing or malformed")
    if limits.allowed_hosts and match["name"] not in limits.allowed_hosts:
        raise Refused("its Host is not allowed")
    return match[0]


def _is_allowed_origin(origin: str, host: str, limits: Limits) -> bool:
    origin = origin.lower()
    if origin in limits.allowed_origins:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if parts.scheme not in _DEFAULT_PORTS or origin != f"{parts.scheme}://{parts.netloc}":
        return False
    default = ":" + _DEFAULT_PORTS[parts.scheme]
    return parts.netloc.removesuffix(default) == host.removesuffix(default)
