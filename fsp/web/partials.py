"""Live pages: the whole page for a visit, and only the changing panel for a poll."""

from typing import Any

from flask import render_template, request


def is_poll() -> bool:
    """Return whether a script requests this page, and already has the rest of it."""
    return bool(request.headers.get("HX-Request"))


def live_page(name: str, **values: Any) -> str:
    """Render the page with this name (`jobs/index`), or for a poll its panel (`jobs/panels/index`)."""
    feature, _, page = name.partition("/")
    return render_template(f"{feature}/panels/{page}.html" if is_poll() else f"{name}.html", **values)
