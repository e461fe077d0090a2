"""A project's own style sheet and templates."""

from pathlib import Path

import pytest

from fsp.errors import InvalidInput
from fsp.publishing.site.content import Site
from fsp.publishing.site.own_theme import Theme, theme_folder
from fsp.publishing.site.render import ListPage, Pages
from fsp.settings import Settings

ADDRESS = "https://x.org/"
SITE = Site(1, "garden", "Garden", "", "Ada", "en")
BUILT_IN = Pages(Theme(Path("/nowhere")), ADDRESS).list(SITE, ListPage([]), "")


def page_with(folder: Path, template: str, *, name: str = "index.html") -> tuple[str, str]:
    """Return the home page with one own template, and the fault of that."""
    (folder / name).write_text(template)
    theme = Theme(folder)
    return Pages(theme, ADDRESS).list(SITE, ListPage([]), ""), theme.problem


def test_an_own_template_replaces_the_built_in_one(tmp_path: Path) -> None:
    page, problem = page_with(tmp_path, "<p>Hello from {{ site.title }}</p>")

    assert (page, problem) == ("<p>Hello from Garden</p>", "")


def test_a_block_of_the_built_in_template_can_be_replaced_alone(tmp_path: Path) -> None:
    page, problem = page_with(
        tmp_path,
        '{% extends "builtin/layout.html" %}{% block footer %}<footer>Mine</footer>{% endblock %}',
        name="layout.html",
    )

    assert problem == ""
    assert "<footer>Mine</footer>" in page
    assert "<h1>Garden</h1>" in page


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("a\n{% if %}", "index.html, line 2: Expected an expression, got 'end of statement block'"),
        ("a\nb\n{{ nothing }}", "index.html, line 3: UndefinedError: 'nothing' is undefined"),
        ("{% include 'site/none.html' %}", "index.html, line 1: TemplateNotFound: site/none.html"),
        ("{{ site.__class__.__mro__ }}", "index.html, line 1: SecurityError"),
        ("{{ 1 // 0 }}", "index.html, line 1: ZeroDivisionError"),
    ],
)
def test_a_template_with_a_fault_is_named_and_the_built_in_one_is_used(
    tmp_path: Path, template: str, problem: str
) -> None:
    page, shown = page_with(tmp_path, template)

    assert shown.startswith(problem)
    assert page == BUILT_IN


def test_a_fault_in_a_template_that_others_extend_is_found_too(tmp_path: Path) -> None:
    page, problem = page_with(tmp_path, '{% extends "builtin/layout.html" %}\n{% block footer %}', name="layout.html")

    assert problem.startswith("layout.html, line 2: ")
    assert page == BUILT_IN


def test_what_a_template_shows_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("{{ site.title }}")
    site = Site(1, "garden", "<b>", "", "Ada", "en")

    assert Pages(Theme(tmp_path), ADDRESS).list(site, ListPage([]), "") == "&lt;b&gt;"


def test_the_folder_is_inside_the_data_folder(settings: Settings) -> None:
    assert theme_folder(settings, "garden") == settings.data_dir / "themes" / "garden"
    with pytest.raises(InvalidInput):
        theme_folder(settings, "..")


def test_an_own_style_sheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("h1 { color: red; }")

    assert (Theme(tmp_path).style, Theme(Path("/nowhere")).style) == ("h1 { color: red; }", "")
