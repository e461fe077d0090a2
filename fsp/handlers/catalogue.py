"""Registers the built-in job types on import. A new one is a new file and a line here.

Your own job types stay in your own modules, which FSP_JOB_MODULES names.
"""

import sys
from importlib import import_module
from pathlib import Path

from fsp.errors import SettingsError
from fsp.settings import Settings

MODULES = (
    "fsp.handlers.bulk_action",
    "fsp.handlers.clean_up",
    "fsp.handlers.content_generation",
    "fsp.handlers.dead_letter_processing",
    "fsp.handlers.deliver_notices",
    "fsp.handlers.due_publication_sweep",
    "fsp.handlers.export_data",
    "fsp.handlers.fetch_remote_images",
    "fsp.handlers.generate_report",
    "fsp.handlers.health_check",
    "fsp.handlers.import_posts",
    "fsp.handlers.item_scheduled_publish",
    "fsp.handlers.look_for_drift",
    "fsp.handlers.mail_report",
    "fsp.handlers.performance_aggregation",
    "fsp.handlers.preflight",
    "fsp.handlers.project_scheduled_publish",
    "fsp.handlers.reconcile_requests",
    "fsp.handlers.report_subscriptions",
    "fsp.schedules.catalogue",
)

for module in MODULES:
    import_module(module)


def load(settings: Settings) -> None:
    """Import the modules in FSP_JOB_MODULES, also from the current folder; raise SettingsError naming a bad one."""
    here = str(Path.cwd())
    if settings.job_modules and here not in sys.path:
        sys.path.insert(0, here)
    for name in settings.job_modules:
        try:
            import_module(name)
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            raise SettingsError(f'FSP_JOB_MODULES names "{name}", which cannot be imported: {message}.') from error
