"""What every page depends on."""

import pytest

from fsp.models.project import Project
from fsp.publishing.site.fingerprint import site_fingerprint

ADDRESS = "https://x.org/site/garden/"


@pytest.mark.parametrize("field", ["title", "description", "author", "language", "timezone"])
def test_a_fact_that_every_page_shows_changes_it(project: Project, field: str) -> None:
    before = site_fingerprint(project, address=ADDRESS)

    setattr(project, field, "other")

    assert site_fingerprint(project, address=ADDRESS) != before


def test_it_stays_and_the_address_counts(project: Project) -> None:
    assert site_fingerprint(project, address=ADDRESS) == site_fingerprint(project, address=ADDRESS)
    assert site_fingerprint(project, address=ADDRESS) != site_fingerprint(project, address="https://y.org/")
