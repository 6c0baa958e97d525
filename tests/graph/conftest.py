"""The pictures' modules in a real browser, with the shell tests' page and server."""

from tests.stage_shell.conftest import in_browser, modules_url, run

__all__ = ["in_browser", "modules_url", "run"]
