"""What every page depends on."""

from pathlib import Path

import pytest

from fsp.models.project import Project
from fsp.publishing.site.fingerprint import site_fingerprint
from fsp.publishing.site.own_theme import Theme

ADDRESS = "https://x.org/site/garden/"
THEME = Theme(Path("/nowhere"))


def test_an_own_style_sheet_changes_it(project: Project, tmp_path: Path) -> None:
    before = site_fingerprint(project, Theme(tmp_path), address=ADDRESS)

    (tmp_path / "site.css").write_text("h1 { color: red; }")

    assert site_fingerprint(project, Theme(tmp_path), address=ADDRESS) != before


@pytest.mark.parametrize(
    "field", ["title", "description", "author", "language", "timezone", "accent", "logo", "footer"]
)
def test_a_fact_that_every_page_shows_changes_it(project: Project, field: str) -> None:
    before = site_fingerprint(project, THEME, address=ADDRESS)

    setattr(project, field, "other")

    assert site_fingerprint(project, THEME, address=ADDRESS) != before


def test_it_stays_and_the_address_counts(project: Project) -> None:
    assert site_fingerprint(project, THEME, address=ADDRESS) == site_fingerprint(project, THEME, address=ADDRESS)
    assert site_fingerprint(project, THEME, address=ADDRESS) != site_fingerprint(
        project, THEME, address="https://y.org/"
    )
