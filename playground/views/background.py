"""Work beside the page's script: how far it is, what came of it, and the way to stop it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Generator, Hashable
from typing import Generic, TypeVar

from playground.views.capacity_settings import ONE_AT_A_TIME

BREATH = 2e-3
"""Seconds between two pieces, in which other visitors' work gets its turn."""
UNWANTED_SECONDS = 20.0
"""Work that nobody has looked at for so long stops."""

logger = logging.getLogger("playground.views")
Step = TypeVar("Step")
Result = TypeVar("Result")


class Work(Generic[Step, Result]):
    """A generator that is run in a thread of its own, one piece of all visitors' work at a time.

    Parameters
    ----------
    key : hashable
        What tells this work from other work.
    steps : generator
        Yields how far it is, and returns the result. A ``ValueError`` is a sentence for people.

    Attributes
    ----------
    state : {"running", "finished", "cancelled", "failed"}
    step
        The last one yielded; None before the first.
    result
        None until it is finished.
    sentence : str
        Why it failed.
    """

    def __init__(self, key: Hashable, steps: Generator[Step, None, Result]) -> None:
        self.key = key
        self.state = "running"
        self.step: Step | None = None
        self.result: Result | None = None
        self.sentence = ""
        self._steps = steps
        self._cancelled = threading.Event()
        self._looked_at = time.monotonic()
        self._thread = threading.Thread(target=self._work, name="page work", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait for the end, but no longer than this."""
        self.look()
        self._thread.join(seconds)

    def look(self) -> None:
        """Somebody still wants this."""
        self._looked_at = time.monotonic()

    def cancel(self) -> None:
        """Stop after the present piece."""
        self._cancelled.set()

    def _work(self) -> None:
        try:
            while not self._stop():
                with ONE_AT_A_TIME:
                    self.step = next(self._steps)
                time.sleep(BREATH)
            self.state = "cancelled"
        except StopIteration as end:
            self.result = end.value
            self.state = "finished"
        except ValueError as error:
            self.sentence, self.state = str(error), "failed"
        except Exception:
            logger.exception("Work for a page failed")
            self.sentence = "Something went wrong in this computation. Other settings may work."
            self.state = "failed"
        finally:
            self._steps.close()

    def _stop(self) -> bool:
        unwanted = time.monotonic() - self._looked_at > UNWANTED_SECONDS
        return self._cancelled.is_set() or unwanted
