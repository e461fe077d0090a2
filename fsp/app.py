"""Assembles the web application."""

import logging
import os
from typing import cast

from flask import Flask
from flask_openapi.openapi import OpenAPI

from fsp import logs, tracing
from fsp.alerts.monitor import Monitor
from fsp.alerts.run_evaluation import run_evaluation
from fsp.content.wording import FILTERS
from fsp.core import core_app
from fsp.handlers import catalogue
from fsp.health.catalogue import all_checks
from fsp.health.schema import WrongSchema, require_schema_at_start
from fsp.health.watch import Watch
from fsp.metrics.probes import PROBE_SECONDS
from fsp.redis_ops.usable import check_redis_is_usable
from fsp.settings import Settings, from_environment
from fsp.stores import current_redis
from fsp.web import (
    compression,
    error_handlers,
    form_limits,
    headers,
    hosts,
    store_timeouts,
    template_globals,
    upload_request,
)
from fsp.web.access import form_token, guard
from fsp.web.access.address import trust_proxies
from fsp.web.background import Background
from fsp.web.blueprints import register_blueprints
from fsp.web.health_watch import LOOK_SECONDS, current_watch
from fsp.web.openapi import openapi_app
from fsp.web.response_metrics import FLUSH_SECONDS, count_answers, current_answers
from fsp.web.site import hosts as site_hosts
from fsp.web.tab_state import REFRESH_SECONDS, refresh_state

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from these settings, or from the environment."""
    settings = settings or from_environment(os.environ)
    catalogue.load(settings)
    app = cast(OpenAPI, core_app(settings, app_class=openapi_app))
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=form_limits.MAX_FIELDS,
        SESSION_COOKIE_SAMESITE="Lax",
        # Forms of a page left open for hours still work; the session itself ends after 12 h.
        WTF_CSRF_TIME_LIMIT=12 * 3600,
    )
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(FILTERS)
    # Inside the proxies, which may name the host.
    site_hosts.install(app, settings)
    trust_proxies(app, settings.trusted_proxies)
    # First, so that it compresses the final responses.
    compression.install(app)
    upload_request.install(app)
    store_timeouts.install(app)
    headers.install(app)
    form_token.install(app)
    template_globals.install(app)
    # First, so that refused requests are counted too.
    count_answers(app)
    hosts.install(app)
    form_limits.install(app)
    # It checks nothing until its state is read.
    app.extensions["fsp_health_watch"] = Watch(all_checks(app))
    guard.install(app)
    error_handlers.install(app)
    register_blueprints(app)
    return app


def served_app() -> Flask:
    """Build the application for gunicorn, with its background work: metrics, health checks, outage notifications."""
    settings = from_environment(os.environ)
    logs.configure_unless_done(settings.log_level)
    app = create_app(settings)
    _log_wrong_schema(app)
    check_redis_is_usable(settings)
    background = Background(app)
    background.every(FLUSH_SECONDS, lambda: current_answers().flush(current_redis()), also_at_exit=True)
    background.every(LOOK_SECONDS, lambda: current_watch().read())
    background.every(REFRESH_SECONDS, refresh_state)
    # The web processes send the notification when the scheduler or all workers are down.
    monitor = Monitor(app, run_evaluation, watch=app.extensions["fsp_health_watch"], part="web")
    background.every(PROBE_SECONDS, monitor.check)
    background.begin_with_first_request()
    # In each process, because gunicorn forks after the application is built.
    app.before_request(_trace)
    return app


def _log_wrong_schema(app: Flask) -> None:
    try:
        require_schema_at_start(app)
    except WrongSchema as error:
        # Continue: pages and health checks say what to do, and FSP recovers automatically after that.
        log.error(str(error))


def _trace() -> None:
    tracing.configure(os.environ)
