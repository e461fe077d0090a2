"""The endings of files that contain Markdown."""

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd", ".rmarkdown", ".mdoc")


def is_markdown(path: str) -> bool:
    """Return whether a path names a Markdown file."""
    return path.lower().endswith(MARKDOWN)
