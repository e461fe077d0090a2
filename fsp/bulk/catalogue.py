"""All kinds of targets for bulk actions."""

from fsp.bulk.dead_letters import DEAD_LETTERS
from fsp.bulk.jobs import JOBS
from fsp.bulk.subject import Subject
from fsp.models.bulk_operation import BulkOperation

SUBJECTS = {subject.name: subject for subject in (JOBS, DEAD_LETTERS)}


def subject_of(operation: BulkOperation) -> Subject:
    """Return the kind of target of an operation."""
    return SUBJECTS[operation.subject]
