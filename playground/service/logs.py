"""Logs: every logger through one handler on stderr, as text or JSON, without personal data.

Streamlit gives each of its loggers a handler of its own when it is first asked for, some only while
a page runs. So a logger is taken over at the moment it first speaks.

Addresses, tokens, session names and the query part of URLs are struck out of whatever is said,
tracebacks included: a message of a library is not ours to trust.
"""

from __future__ import annotations

import datetime
import ipaddress
import json
import logging
import re
import sys
import threading
import warnings
from types import TracebackType
from typing import Any

QUIET = ("uvicorn.error", "uvicorn.access", "websockets")
"""Loggers that tell of every connection by its address; only their warnings are wanted."""
TEXT_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_STRIKES = (
    (re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*"), "?[query]"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE), "[session]"),
    (re.compile(r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{40,}"), "[token]"),
    (re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)(?::\d{1,5})?"), "[address]"),
)
_PERHAPS_IPV6 = re.compile(
    r"(?<![\w:.])\[?([0-9a-fA-F]{0,4}(?::[0-9a-fA-F.]{0,15}){2,8})\]?(?![\w:])"
)
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


def strike_out(text: str) -> str:
    """The text without addresses, tokens, session names and queries."""
    for pattern, word in _STRIKES:
        text = pattern.sub(word, text)
    return _PERHAPS_IPV6.sub(_struck_if_address, text)


def _struck_if_address(match: re.Match[str]) -> str:
    try:
        ipaddress.IPv6Address(match[1])
    except ValueError:
        return match[0]
    return "[address]"


class TextFormatter(logging.Formatter):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__(TEXT_FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, and its traceback below."""
        return strike_out(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: ``time`` (UTC), ``level``, ``logger``, ``message``, perhaps
    ``traceback``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        told: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": strike_out(record.getMessage()),
        }
        told |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            told["traceback"] = strike_out(self.formatException(record.exc_info))
        return json.dumps(told, default=lambda value: strike_out(str(value)))


FORMATTERS: dict[str, type[logging.Formatter]] = {"text": TextFormatter, "json": JsonFormatter}


def configure_logs(log_format: str) -> None:
    """Send every logger of the process through one handler, warnings and lost errors as well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATTERS[log_format]())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in (*QUIET, *list(logging.root.manager.loggerDict)):
        _take_over(name)
    make = logging.getLogRecordFactory()
    taken: set[str] = set()

    def take_over_and_make(name: str, *args: Any, **kwargs: Any) -> logging.LogRecord:
        if name not in taken:
            taken.add(name)
            _take_over(name)
        return make(name, *args, **kwargs)

    logging.setLogRecordFactory(take_over_and_make)
    logging.captureWarnings(True)
    warnings.simplefilter("default")
    sys.excepthook = _tell_error
    threading.excepthook = _tell_thread_error


def _take_over(name: str) -> None:
    logger = logging.getLogger(name)
    logger.handlers = []
    logger.propagate = True
    if name in QUIET:
        logger.setLevel(logging.WARNING)


def _tell_error(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("playground").critical(
        "An error ended the process", exc_info=(kind, error, trace)
    )


def _tell_thread_error(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        logging.getLogger("playground").error(
            "An error ended a thread", exc_info=(told.exc_type, told.exc_value, told.exc_traceback)
        )
