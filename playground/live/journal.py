"""Journal: reasons for refusals in the log, at most one line of a kind a second.

Whoever knocks a thousand times must not fill the disk. Lines hold no tokens and no addresses.
"""

from __future__ import annotations

import logging
import math
import time

SECONDS_APART = 1.0

logger = logging.getLogger("playground.live")


class Journal:
    """Writes warnings; those of a kind that come too fast are counted and told with the next."""

    def __init__(self) -> None:
        self._kinds: dict[str, tuple[float, int]] = {}  # last written, held back since

    def warn(self, sentence: str) -> None:
        """Log a sentence out of a closed set."""
        now = time.monotonic()
        written, held = self._kinds.get(sentence, (-math.inf, 0))
        if now - written < SECONDS_APART:
            self._kinds[sentence] = (written, held + 1)
            return
        self._kinds[sentence] = (now, 0)
        logger.warning("%s%s", sentence, f" ({held} more before)" if held else "")
