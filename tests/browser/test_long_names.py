"""Names of any length fit a phone."""

import pytest
from playwright.sync_api import Page

from fsp.jobs.registry import job_type


@job_type("test-" + "n" * 95)
def _nothing() -> None:
    """Do nothing."""


@pytest.mark.parametrize("path", ["/jobs", "/jobs?state=ended", "/audit", "/dead-letters"])
def test_a_long_name_in_a_list_of_choices_does_not_widen_the_page(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})

    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 375
