"""The job types FSP brings: importing this module registers them. A new one is a new file and a line here."""

from fsp.handlers import (
    due_publication_sweep,
    item_scheduled_publish,
    project_scheduled_publish,
    reconcile_requests,
)

HANDLERS = (
    due_publication_sweep.sweep_due_publications,
    item_scheduled_publish.publish_item,
    project_scheduled_publish.publish_project,
    reconcile_requests.reconcile_requests,
)
