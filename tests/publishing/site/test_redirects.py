"""Pages of old addresses."""

from pathlib import Path

import pytest

from fsp.publishing.site.redirects import redirect_file, redirect_page, redirect_target


@pytest.mark.parametrize(
    ("path", "file", "target"),
    [
        ("old", "old/index.html", "../new/"),
        ("2019/05/old", "2019/05/old/index.html", "../../../new/"),
        ("old.html", "old.html", "./new/"),
        ("2019/old.HTML", "2019/old.HTML", "../new/"),
        ("old.php", "old.php/index.html", "../new/"),
    ],
)
def test_an_old_address_leads_to_the_present_one(tmp_path: Path, path: str, file: str, target: str) -> None:
    page = redirect_page(path, slug="new", title="A & <b>", address="https://x.org/site/garden/")
    written = tmp_path / "page.html"
    written.write_text(page)

    assert redirect_file(path) == file
    assert redirect_target(written) == target
    assert '<link rel="canonical" href="https://x.org/site/garden/new/">' in page
    assert "A &amp; &lt;b&gt;" in page


def test_no_other_page_is_a_redirect(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Text</p>")

    assert redirect_target(page) is None
