"""axe-core finds nothing, and no page is wider than its window: every page, light and dark, wide and narrow."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import SIZES, THEMES, signed_in_page
from tests.browser.pages import OPEN, SIGNED_IN

AXE = Path(__file__).parents[2] / "build" / "for-tests" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_is_accessible(chromium: Browser, served: str, session_cookie: str, theme: str, size: str) -> None:
    axe = AXE.read_text(encoding="utf-8")

    found = {}
    with signed_in_page(chromium, served, session_cookie, theme=theme, size=size) as page:
        for path in SIGNED_IN + OPEN:
            page.goto(path)
            page.evaluate(axe)
            result = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
            faults = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in result["violations"]]
            width = page.evaluate("document.documentElement.scrollWidth")
            if faults or width > SIZES[size][0]:
                found[path] = (faults, width)

    assert found == {}
