"""The job types FSP brings: importing this module registers them. A new one is a new file and a line here."""

from fsp.handlers import (
    content_generation,
    due_publication_sweep,
    export_data,
    generate_report,
    item_scheduled_publish,
    project_scheduled_publish,
    reconcile_requests,
)

HANDLERS = (
    content_generation.generate_content,
    export_data.export_data,
    generate_report.generate_report,
    due_publication_sweep.sweep_due_publications,
    item_scheduled_publish.publish_item,
    project_scheduled_publish.publish_project,
    reconcile_requests.reconcile_requests,
)
