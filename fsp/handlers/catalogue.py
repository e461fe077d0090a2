"""The job types FSP brings: importing this module registers them. A new one is a new file and a line here.

Job types of your own stay in your own modules; name those in FSP_JOB_MODULES.
"""

import sys
from importlib import import_module
from pathlib import Path

from fsp.errors import SettingsError
from fsp.handlers import (
    bulk_action,
    clean_up,
    content_generation,
    dead_letter_processing,
    deliver_notices,
    due_publication_sweep,
    export_data,
    fetch_remote_images,
    generate_report,
    health_check,
    import_posts,
    item_scheduled_publish,
    performance_aggregation,
    project_scheduled_publish,
    reconcile_requests,
)
from fsp.schedules import catalogue as schedules  # noqa: F401  (it adds the schedules)
from fsp.settings import Settings

HANDLERS = (
    clean_up.clean_up,
    dead_letter_processing.process_dead_letters,
    bulk_action.act_on_many,
    content_generation.generate_content,
    due_publication_sweep.sweep_due_publications,
    deliver_notices.deliver_notices,
    export_data.export_data,
    fetch_remote_images.fetch_remote_images,
    import_posts.import_uploaded_posts,
    health_check.check_health,
    performance_aggregation.aggregate_performance,
    generate_report.generate_report,
    item_scheduled_publish.publish_item,
    project_scheduled_publish.publish_project,
    reconcile_requests.reconcile_requests,
)


def load(settings: Settings) -> None:
    """Import the modules of FSP_JOB_MODULES, from the present folder too; raise SettingsError naming a bad one."""
    here = str(Path.cwd())
    if settings.job_modules and here not in sys.path:
        sys.path.insert(0, here)
    for name in settings.job_modules:
        try:
            import_module(name)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            raise SettingsError(f'FSP_JOB_MODULES names "{name}", which cannot be imported: {said}.') from error
