"""Kinds of configuration fields: the rule a value must keep, and how it reads and writes as text.

Each kind has ``check(name, value)`` for code (a ValueError names the rule and the value) and
``parse(text, default)`` for text from outside: the nearest allowed value, and whether that is just
what the text says.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

MAX_LAYERS = 8
MAX_UNITS = 64


class FieldError(ValueError):
    """A value outside a field's rule; ``str(error)`` names the rule and the value."""


def shown(value: Any) -> str:
    """A value as it may stand in a message: its repr, cut to 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _words(text: str) -> list[str]:
    """The comma-separated words of a text, in lower case."""
    return [word for word in text.lower().replace(" ", ",").split(",") if word]


@dataclass(frozen=True)
class Choice:
    """One of a closed set of names, or None where ``optional``."""

    names: tuple[str, ...]
    optional: bool = False

    def check(self, name: str, value: Any) -> str | None:
        if value is None and self.optional:
            return None
        if isinstance(value, str) and value in self.names:
            return value
        raise FieldError(f"{name} must be one of {', '.join(self.names)}. Got {shown(value)}.")

    def parse(self, text: str, default: Any) -> tuple[Any, bool]:
        cleaned = text.strip().lower()
        if cleaned in self.names:
            return cleaned, True
        close = difflib.get_close_matches(cleaned, self.names, n=1)
        return (close[0] if close else default), False

    def format(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class Number:
    """A number from ``low`` to ``high``; whole if ``whole``; None where ``optional``."""

    low: float
    high: float
    whole: bool = False
    optional: bool = False

    def check(self, name: str, value: Any) -> float | int | None:
        if value is None and self.optional:
            return None
        kind = "a whole number" if self.whole else "a number"
        rule = f"{name} must be {kind} from {self.low:g} to {self.high:.10g}. Got {shown(value)}."
        if isinstance(value, bool | str):
            raise FieldError(rule)
        try:
            number = float(value)
            in_bounds = self.low <= number <= self.high  # false for NaN
            if not in_bounds or (self.whole and number != int(number)):
                raise FieldError(rule)
        except (TypeError, ValueError, OverflowError):
            raise FieldError(rule) from None
        return int(number) if self.whole else number

    def parse(self, text: str, default: Any) -> tuple[Any, bool]:
        try:
            number = float(text)
        except ValueError:
            return default, False
        if math.isnan(number):
            return default, False
        nearest = min(max(number, self.low), self.high)
        if self.whole:
            nearest = round(nearest)
        return nearest, nearest == number

    def format(self, value: Any) -> str:
        return repr(value).removesuffix(".0")  # the shortest text that reads back as this number


_FLAG_WORDS = {"true": True, "1": True, "yes": True, "on": True}
_FLAG_WORDS |= {"false": False, "0": False, "no": False, "off": False}


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def check(self, name: str, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        raise FieldError(f"{name} must be True or False. Got {shown(value)}.")

    def parse(self, text: str, default: Any) -> tuple[bool, bool]:
        word = text.strip().lower()
        return _FLAG_WORDS.get(word, default), word in _FLAG_WORDS

    def format(self, value: Any) -> str:
        return "true" if value else "false"


@dataclass(frozen=True)
class Layers:
    """Units of each hidden layer: up to ``MAX_LAYERS`` numbers from 1 to ``MAX_UNITS``."""

    units = Number(1, MAX_UNITS, whole=True)

    def check(self, name: str, value: Any) -> tuple[int, ...]:
        if isinstance(value, str | bytes) or not isinstance(value, Iterable):
            raise FieldError(f"{name} must list the units of each layer. Got {shown(value)}.")
        layers = tuple(value)
        if len(layers) > MAX_LAYERS:
            raise FieldError(f"{name} must have at most {MAX_LAYERS} layers. Got {len(layers)}.")
        return tuple(int(self.units.check(f"{name} (each layer)", n) or 0) for n in layers)

    def parse(self, text: str, default: Any) -> tuple[tuple[int, ...], bool]:
        words = _words(text)
        if words in ([], ["none"], ["0"]):
            return (), True
        parsed = [self.units.parse(word, None) for word in words]
        layers = tuple(units for units, _ in parsed if units is not None)[:MAX_LAYERS]
        exact = len(layers) == len(words) and all(exact for _, exact in parsed)
        return layers or default, exact

    def format(self, value: Any) -> str:
        return ",".join(map(str, value)) or "none"


@dataclass(frozen=True)
class LayerNames:
    """A name for each hidden layer, the first first: at most ``MAX_LAYERS`` out of a closed set.

    ``fallback`` stands for what all layers have in common; at the end of the list it is left out.
    """

    names: tuple[str, ...]
    fallback: str

    @property
    def _choice(self) -> Choice:
        return Choice((self.fallback, *self.names))

    def check(self, name: str, value: Any) -> tuple[str, ...]:
        if isinstance(value, str | bytes) or not isinstance(value, Iterable):
            raise FieldError(f"{name} must list a name for each layer. Got {shown(value)}.")
        chosen = tuple(value)
        if len(chosen) > MAX_LAYERS:
            raise FieldError(f"{name} must have at most {MAX_LAYERS} layers. Got {len(chosen)}.")
        each = f"{name} (each layer)"
        return self._shortened(str(self._choice.check(each, item)) for item in chosen)

    def parse(self, text: str, default: Any) -> tuple[tuple[str, ...], bool]:
        words = _words(text)
        if words in ([], ["none"]):
            return (), True
        parsed = [self._choice.parse(word, self.fallback) for word in words[:MAX_LAYERS]]
        exact = len(parsed) == len(words) and all(exact for _, exact in parsed)
        return self._shortened(item for item, _ in parsed), exact

    def format(self, value: Any) -> str:
        return ",".join(value) or "none"

    def _shortened(self, items: Iterable[str]) -> tuple[str, ...]:
        chosen = list(items)
        while chosen and chosen[-1] == self.fallback:
            chosen.pop()
        return tuple(chosen)


@dataclass(frozen=True)
class Names:
    """A selection out of a closed set, kept in the set's order; never fewer than ``least``."""

    names: tuple[str, ...]
    least: int = 1

    def check(self, name: str, value: Any) -> tuple[str, ...]:
        allowed = ", ".join(self.names)
        some = "one or more" if self.least else "some"
        if isinstance(value, str | bytes) or not isinstance(value, Iterable):
            raise FieldError(f"{name} must list {some} of {allowed}. Got {shown(value)}.")
        chosen = tuple(value)
        if len(chosen) < self.least or any(item not in self.names for item in chosen):
            raise FieldError(f"{name} must list {some} of {allowed}. Got {shown(chosen)}.")
        return tuple(item for item in self.names if item in chosen)

    def parse(self, text: str, default: Any) -> tuple[tuple[str, ...], bool]:
        words = set(_words(text))
        chosen = tuple(item for item in self.names if item in words)
        return chosen if len(chosen) >= self.least else default, words == set(chosen)

    def format(self, value: Any) -> str:
        return ",".join(value)


@dataclass(frozen=True)
class Text:
    """A text of at most ``most`` characters; what it says is for those to judge who read it."""

    most: int

    def check(self, name: str, value: Any) -> str:
        if isinstance(value, str) and len(value) <= self.most and not _SURROGATE.search(value):
            return value
        raise FieldError(
            f"{name} must be a text of at most {self.most} characters. Got {shown(value)}."
        )

    def parse(self, text: str, default: Any) -> tuple[str, bool]:
        kept = _SURROGATE.sub("", text)[: self.most]
        return kept, kept == text

    def format(self, value: Any) -> str:
        return value


_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character: no address can hold it


@dataclass(frozen=True)
class Values(Text):
    """Numbers by name as a text, ``x=-2,y=5``, none of them beyond ±``largest``."""

    largest: float

    def parse(self, text: str, default: Any) -> tuple[str, bool]:
        found = self.read(text)
        kept = write_values(found)
        while len(kept) > self.most:
            kept = kept.rpartition(",")[0]  # whole numbers only
        said = [part for part in text.split(",") if part.strip()]
        return kept, len(said) == kept.count("=") and len(found) == len(said)

    def read(self, text: str) -> dict[str, float]:
        """Names and numbers of a text; what is no number, or too large, is left out."""
        found = {}
        for name, number in _NAMED_NUMBER.findall(text):
            try:
                value = float(number)
            except ValueError:
                continue
            if abs(value) <= self.largest:
                found[name] = value
        return found


_NAMED_NUMBER = re.compile(r"([^\s=,]{1,12})=([-+0-9.eE]{1,24})")


def write_values(values: Mapping[str, float]) -> str:
    """The text that ``Values.read`` reads."""
    return ",".join(f"{name}={value:.10g}" for name, value in values.items())


class Kind(Protocol):
    """What all kinds can do."""

    def check(self, name: str, value: Any) -> Any:
        """The value as it is kept; a FieldError names the rule and the value."""

    def parse(self, text: str, default: Any) -> tuple[Any, bool]:
        """The nearest allowed value to a text, and whether that is just what it says."""

    def format(self, value: Any) -> str:
        """A text that reads back as this value."""


@dataclass(frozen=True)
class Setting:
    """A setting of one page, beside the run's configuration: its kind and its default."""

    kind: Kind
    default: Any
