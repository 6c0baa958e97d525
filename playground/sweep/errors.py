"""What can be wrong with a sweep, as sentences for the person who started it."""

from __future__ import annotations

from playground.sweep.lines import key_lines


class SweepError(ValueError):
    """Why a sweep cannot begin or go on, as a sentence for the person who started it."""


class SpecError(SweepError):
    """A sweep that breaks a rule: the sentence, the key it is about, and its line in the file.

    Attributes
    ----------
    sentence : str
    key : str or None
        With its table: ``"axes.learning_rate"``.
    line : int or None
        From 1; known only where a file was read (see ``at``).
    """

    def __init__(self, sentence: str, key: str | None = None, line: int | None = None) -> None:
        self.sentence, self.key, self.line = sentence, key, line
        place = [f"line {line}"] if line else []
        where = ", ".join([*place, key] if key else place)
        super().__init__(f"{where}: {sentence}" if where else sentence)

    def at(self, text: str) -> SpecError:
        """The same error with the line of its key in the file's text."""
        if self.line is not None or self.key is None:
            return self
        lines = key_lines(text)
        path = tuple(self.key.split("."))
        while path and path not in lines:
            path = path[:-1]
        return SpecError(self.sentence, self.key, lines.get(path))
