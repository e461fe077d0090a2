"""Putting the web application together."""

import logging
import os
from typing import cast

from flask import Flask
from flask_openapi.openapi import OpenAPI

from fsp import logs, tracing
from fsp.alerts.monitor import Monitor
from fsp.content.wording import FILTERS
from fsp.core import core_app
from fsp.extensions import current_redis
from fsp.handlers import catalogue
from fsp.health.schema import WrongSchema, require_schema_at_start
from fsp.jobs.registry import all_job_types
from fsp.metrics.probes import PROBE_SECONDS
from fsp.redis_ops.usable import check_redis_is_usable
from fsp.settings import Settings, from_environment
from fsp.web import error_handlers, form_limits, headers, hosts, store_timeouts, template_globals, upload_request
from fsp.web.access import form_token, guard
from fsp.web.access.address import trust_proxies
from fsp.web.alerts.api import alerts_api
from fsp.web.alerts.channel_pages import channels
from fsp.web.alerts.pages import alerts
from fsp.web.alerts.silence_pages import silences
from fsp.web.artifacts.api import files_api
from fsp.web.artifacts.pages import artifacts
from fsp.web.audit.api import audit_api
from fsp.web.audit.pages import audit
from fsp.web.background import Background
from fsp.web.bulk.api import bulk_api
from fsp.web.bulk.pages import bulk
from fsp.web.confirm.pages import confirm
from fsp.web.dead_letters.api import dead_letters_api
from fsp.web.dead_letters.pages import dead_letters
from fsp.web.deploys.api import deploys_api
from fsp.web.health.api import health
from fsp.web.health_watch import LOOK_SECONDS, current_watch, watch_health
from fsp.web.imports.api import imports_api
from fsp.web.imports.pages import imports
from fsp.web.items.api import items_api
from fsp.web.items.pages import items
from fsp.web.job_types.api import gates_api
from fsp.web.job_types.pages import job_types
from fsp.web.jobs.action_api import job_actions_api
from fsp.web.jobs.api import jobs_api
from fsp.web.jobs.pages import jobs
from fsp.web.login.pages import login
from fsp.web.metrics.api import metrics
from fsp.web.openapi import document, openapi_app
from fsp.web.overview.api import problems_api
from fsp.web.overview.pages import overview
from fsp.web.performance.api import performance_api
from fsp.web.performance.pages import performance
from fsp.web.projects.api import projects_api
from fsp.web.projects.pages import projects
from fsp.web.rejected.api import turned_away_api
from fsp.web.response_metrics import FLUSH_SECONDS, count_answers, current_answers
from fsp.web.schedules.api import schedules_api
from fsp.web.schedules.pages import schedules
from fsp.web.settings.api import accounts_api
from fsp.web.settings.pages import settings as settings_pages
from fsp.web.settings.preference_pages import preferences
from fsp.web.site.pages import files
from fsp.web.targets.api import targets_api
from fsp.web.workers.api import workers_api
from fsp.web.workers.pages import workers

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024

BLUEPRINTS = (
    *(login, document, files, confirm, preferences, overview, projects, imports, items),
    *(jobs, bulk, job_types, schedules, dead_letters, artifacts, alerts, silences, channels, performance, workers),
    *(audit, settings_pages),
)

APIS = (
    *(health, metrics, targets_api, problems_api, deploys_api, dead_letters_api, gates_api, schedules_api, alerts_api),
    *(performance_api, workers_api, audit_api, files_api, turned_away_api),
    *(bulk_api, job_actions_api),
    *(accounts_api, items_api, imports_api, projects_api),
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from the given settings, or from the environment."""
    settings = settings or from_environment(os.environ)
    catalogue.load(settings)
    app = cast(OpenAPI, core_app(settings, app_class=openapi_app))
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=form_limits.MAX_FIELDS,
        SESSION_COOKIE_SAMESITE="Lax",
        # The forms of a page left open over lunch still work; the session itself ends after 12 h.
        WTF_CSRF_TIME_LIMIT=12 * 3600,
    )
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(FILTERS)
    trust_proxies(app, settings.trusted_proxies)
    upload_request.install(app)
    store_timeouts.install(app)
    headers.install(app)
    form_token.install(app)
    template_globals.install(app)
    # First, so that what the guard refuses is counted too.
    count_answers(app)
    hosts.install(app)
    form_limits.install(app)
    watch_health(app)
    guard.install(app)
    error_handlers.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for api in (*APIS, jobs_api(tuple(all_job_types()))):
        app.register_api(api)
    return app


def served_app() -> Flask:
    """Build the application as gunicorn serves it: it tells Redis what it answered, and knows how FSP fares."""
    settings = from_environment(os.environ)
    logs.configure_unless_done(settings.log_level)
    app = create_app(settings)
    _log_wrong_schema(app)
    check_redis_is_usable(settings)
    background = Background(app)
    background.every(FLUSH_SECONDS, lambda: current_answers().flush(current_redis()), also_at_exit=True)
    background.every(LOOK_SECONDS, lambda: current_watch().read())
    # Whatever becomes of the scheduler and the workers, a page that is there tells people of it.
    monitor = Monitor(app, watch=app.extensions["fsp_health_watch"], part="web")
    background.every(PROBE_SECONDS, monitor.check)
    background.begin_with_first_request()
    # In each process by itself: gunicorn forks after the application is made.
    app.before_request(_trace)
    return app


def _log_wrong_schema(app: Flask) -> None:
    try:
        require_schema_at_start(app)
    except WrongSchema as error:
        # It serves all the same: pages and health checks say what to do, and it goes on by itself once that is done.
        log.error(str(error))


def _trace() -> None:
    tracing.configure(os.environ)
