"""Putting the web application together."""

import os

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException

from fsp.extensions import core_app
from fsp.handlers import catalogue as _handlers  # noqa: F401  (registers the job types)
from fsp.settings import Settings, from_environment
from fsp.web import headers
from fsp.web.access import guard
from fsp.web.access.login import login
from fsp.web.api.health import health
from fsp.web.files import files
from fsp.web.pages.overview import overview

MAX_BODY_BYTES = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from the given settings, or from the environment."""
    app = core_app(settings or from_environment(os.environ))
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    headers.install(app)
    guard.install(app)
    for blueprint in (login, health, files, overview):
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _explain)
    return app


def _explain(error: HTTPException) -> tuple[str | dict[str, object], int]:
    code = error.code or 500
    if request.path.startswith("/api/"):
        return {"title": error.name, "status": code, "detail": error.description}, code
    return render_template("error.html", code=code, name=error.name, detail=error.description), code
