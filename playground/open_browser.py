"""Open the playground in the person's browser once the server answers; used by ``make run``."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
import webbrowser

WAIT_SECONDS = 60


def open_when_ready(url: str) -> bool:
    """Wait for the server behind ``url``, then open a browser tab; False if it never answers."""
    give_up = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return webbrowser.open_new_tab(url)
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    return False


if __name__ == "__main__":
    open_when_ready(f"http://localhost:{int(sys.argv[1])}")
