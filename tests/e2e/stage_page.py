"""The playground's page as a person uses it, for browser tests: press, read, wait."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlparse

from playwright.sync_api import Locator, Page, expect

_PIXELS = "part => [...part.querySelectorAll('canvas')].map(c => c.toDataURL()).join(' ')"
WAIT = 30_000  # milliseconds; generous, since a test never asserts speed


class StagePage:
    """What the tests do on the page, in the page's own words."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self, path: str = "", **query: str) -> StagePage:
        """Go to a page by its address, and wait until its stage shows the run."""
        self.page.goto(f"{self.url}/{path}?{urlencode(query)}" if query else f"{self.url}/{path}")
        return self.wait_run()

    def wait_run(self) -> StagePage:
        expect(self.part("epoch")).to_have_text(re.compile(r"\d"), timeout=WAIT)
        expect(self.part("train-loss")).to_have_text(re.compile(r"\d"), timeout=WAIT)
        return self

    def part(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def control(self, field: str) -> Locator:
        return self.page.locator(f".st-key-{field}")

    def press(self, name: str) -> StagePage:
        self.part(name).click()
        return self

    def text(self, name: str) -> str:
        return self.part(name).inner_text()

    def number(self, name: str) -> float:
        found = re.search(r"[-−]?\d+(\.\d+)?(e[-−+]?\d+)?", self.text(name).replace(",", ""))
        assert found, f"{name} shows no number: {self.text(name)!r}"
        return float(found[0].replace("−", "-"))

    def pixels(self, name: str = "boundary") -> str:
        """What the canvases of a part show, as data URLs."""
        return self.part(name).evaluate(_PIXELS)

    def wait_pixels(self, name: str, *, same_as: str = "", other_than: str = "") -> StagePage:
        """Wait until a part shows these pixels again, or no longer these."""
        wanted = {"name": name, "same": same_as, "other": other_than}
        self.wait_until(
            f"({{name, same, other}}) => {{ const now = ({_PIXELS})(document.querySelector("
            "`[data-testid=${name}]`)); return same ? now === same : now !== other; }",
            wanted,
        )
        return self

    def wait_until(self, expression: str, argument: object = None) -> None:
        self.page.wait_for_function(expression, arg=argument, timeout=WAIT)

    def wait_epoch(self, at_least: float) -> StagePage:
        self.wait_until(
            "least => parseFloat(document.querySelector('[data-testid=epoch]')"
            ".textContent.replace(/[, ]/g, '')) >= least",
            at_least,
        )
        return self

    def wait_text(self, name: str, pattern: str) -> StagePage:
        expect(self.part(name)).to_have_text(re.compile(pattern), timeout=WAIT)
        return self

    def slide(self, name: str, value: float) -> StagePage:
        """Drag a native slider of the stage to a value."""
        self.part(name).evaluate(
            "(slider, value) => { slider.value = value;"
            " slider.dispatchEvent(new Event('input', {bubbles: true})); }",
            value,
        )
        return self

    def release(self, name: str) -> StagePage:
        self.part(name).evaluate(
            "slider => slider.dispatchEvent(new Event('change', {bubbles: true}))"
        )
        return self

    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlparse(self.page.url).query).items()}

    def wait_query(self, **wanted: str) -> StagePage:
        for key, value in wanted.items():
            self.wait_until(
                "([key, value]) => new URLSearchParams(location.search).get(key) === value",
                [key, value],
            )
        return self
