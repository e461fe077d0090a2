"""Files of Markdown."""

from fsp.content.text_files import is_markdown


def test_markdown_has_many_endings() -> None:
    assert all(map(is_markdown, ("a.md", "a.MDX", "a.qmd", "a.Rmd", "b/a.markdown")))
    assert not any(map(is_markdown, ("a.rst", "md", "a.md.html")))
