"""Colour is never alone: in greyscale and forced colours each state looks like no other, by its icon and word."""

import base64
from itertools import combinations

import pytest
from flask import render_template_string
from playwright.sync_api import Locator, Page

from fsp.app import create_app
from fsp.charts.stacks import stacks
from fsp.settings import Settings
from tests.browser.looking import faint_marks

STATES = ("finished", "failed", "started", "queued", "rate_limited", "scheduled")
SHOWN_AS = {"started": "running", "rate_limited": "blocked"}
LEVELS = range(1, 6)
BARS = ("wait", "blocked", "run", "step", "retry", "failed")
KINDS = ("running", "waiting", "blocked", "scheduled")
MARKUP = """{% import "macros.html" as ui with context %}
<link rel="stylesheet" href="/static/fsp.css">
<main>{% for word in words %}<p>{{ ui.state(word) }}</p>{% endfor %}{% include "charts/queues.svg" %}
<svg class="chart heatmap">
{% for level in levels %}<rect class="level-{{ level }}" width="9" height="9" />{% endfor %}
</svg>
<svg class="chart waterfall">{% for kind in bars %}<rect class="{{ kind }}" width="9" height="9" />{% endfor %}</svg>
</main>"""

DIFFERENT_PART = """async ([one, other]) => {
  const pixels = async (text) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(text), letter => letter.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(12, 12).getContext("2d");
    canvas.drawImage(image, 0, 0, 12, 12);
    const data = canvas.getImageData(0, 0, 12, 12).data;
    return Array.from({length: 144}, (_, n) => .2126 * data[4 * n] + .7152 * data[4 * n + 1] + .0722 * data[4 * n + 2]);
  };
  const [first, second] = [await pixels(one), await pixels(other)];
  return first.filter((light, n) => Math.abs(light - second[n]) > 40).length / first.length;
}"""
"""Which part of two pictures, as if they were of one size, is lighter or darker in one by more than a sixth."""


@pytest.fixture(params=["achromatopsia", "forced colours", "forced colours, dark"])
def without_colours(request: pytest.FixtureRequest, page: Page, settings: Settings) -> Page:
    """Show the six states and a chart to who sees no colours, or has chosen a few of his own."""
    page.route("**/states", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=_page(settings)))
    page.goto("/states")
    if request.param == "achromatopsia":
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    else:
        page.emulate_media(forced_colors="active", color_scheme="dark" if "dark" in request.param else "light")
    return page


def test_six_states_differ_in_pictures_and_in_words(without_colours: Page) -> None:
    shown = [without_colours.locator("main .state").nth(number) for number in range(len(STATES))]

    icons = [state.locator(".icon").inner_text() for state in shown]

    assert len(set(icons)) == len(STATES)
    assert all(part > 0.05 for part in _different_parts([state.locator(".icon") for state in shown]))
    assert [state.inner_text().removeprefix(icon).strip() for state, icon in zip(shown, icons, strict=True)] == [
        SHOWN_AS.get(word, word) for word in STATES
    ]


def test_what_jobs_of_a_queue_do_is_told_apart_in_its_bar(without_colours: Page) -> None:
    squares = [without_colours.locator(f"svg.stacks rect.{kind}").first for kind in KINDS]

    assert all(part > 0.1 for part in _different_parts(squares))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"])
def test_every_kind_of_mark_is_told_from_its_ground(page: Page, settings: Settings, theme: str, forced: str) -> None:
    page.route("**/states", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=_page(settings)))
    page.goto("/states")
    page.emulate_media(color_scheme=theme, forced_colors=forced)  # type: ignore[arg-type]

    assert page.locator("svg rect").count() > len(LEVELS) + len(BARS)
    assert faint_marks(page) == []


def _different_parts(shown: list[Locator]) -> list[float]:
    pictures = [base64.b64encode(entry.screenshot()).decode() for entry in shown]
    page = shown[0].page
    return [float(page.evaluate(DIFFERENT_PART, list(pair))) for pair in combinations(pictures, 2)]


def _page(settings: Settings) -> str:
    chart = stacks("Jobs by queue", KINDS, [("high", (3, 4, 5, 6))])
    with create_app(settings).test_request_context():
        return render_template_string(MARKUP, words=STATES, chart=chart, levels=LEVELS, bars=BARS)
