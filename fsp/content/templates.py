"""Jinja templates outside web requests, with HTML and XML escaping."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from fsp import paths
from fsp.content.wording import FILTERS


@cache
def environment() -> Environment:
    """Return the environment with FSP's own templates."""
    jinja = Environment(
        loader=FileSystemLoader(paths.resource("templates")),
        autoescape=select_autoescape(("html", "xml", "xhtml", "opf", "svg"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(FILTERS)
    return jinja


def render(template: str, **values: Any) -> str:
    """Render one template with these values."""
    return environment().get_template(template).render(**values)
