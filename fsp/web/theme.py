"""Whether pages are light or dark: as a cookie says, or as the browser prefers."""

from enum import StrEnum

from flask import Flask, request

THEME_COOKIE = "fsp_theme"


class Theme(StrEnum):
    """AUTO follows the browser."""

    LIGHT = "light"
    DARK = "dark"
    AUTO = "auto"


def install(app: Flask) -> None:
    """Let templates show the chosen theme."""
    app.jinja_env.globals.update(theme_choice=theme_choice)


def theme_choice() -> Theme:
    """Return the theme that this browser's cookie names."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return Theme(theme) if theme in set(Theme) else Theme.AUTO
