"""Looking at a page as axe-core and a narrow window do: light and dark, wide, narrow and zoomed to 400 %."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "build" / "for-tests" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]

WIDE = (1280, 800)
SIZES = {"wide": WIDE, "narrow": (375, 812)}
ZOOMED = (320, 200)
"""A window of 1280 by 800 zoomed to 400 % is 320 by 200 pixels of CSS."""

RUN = """({tags, rules}) => axe.run({
    runOnly: rules ? {type: "rule", values: rules} : {type: "tag", values: tags},
    rules: rules ? {} : {"target-size": {enabled: true}},
    resultTypes: ["violations"],
}).then(result => result.violations.map(fault => `${fault.id}: ${fault.nodes.map(node => node.html).join(" ")}`))"""


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page as it is now, in each theme and width; it is light and wide afterwards.

    The whole of axe runs at both widths; in the dark only what depends on colours does.
    """
    return _faults_of(
        page,
        {("wide", "light"): None, ("wide", "dark"): COLOURS, ("narrow", "light"): None, ("narrow", "dark"): COLOURS},
    )


def faults_of_state(page: Page) -> list[str]:
    """Return what is wrong with a page whose frame and tables `faults_of` has looked at in another state."""
    return _faults_of(page, {("wide", "light"): None, ("narrow", "dark"): COLOURS})


def _faults_of(page: Page, looks: dict[tuple[str, str], list[str] | None]) -> list[str]:
    page.evaluate(_axe())
    results = []
    for (size, theme), rules in looks.items():
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        faults = page.evaluate(RUN, {"tags": TAGS, "rules": rules})
        results += [f"{size} {theme}: {fault}" for fault in faults] + _sideways(page, size, width)
    page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    results += _sideways(page, "zoomed", ZOOMED[0])
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return results


def _sideways(page: Page, name: str, width: int) -> list[str]:
    needed = page.evaluate("document.documentElement.scrollWidth")
    return [f"{name}: the page is {needed} wide"] if needed > width else []


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
