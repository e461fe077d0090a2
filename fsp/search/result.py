"""What a search returns: a job, a post, a project or a job type."""

from dataclasses import dataclass
from enum import StrEnum


class ResultKind(StrEnum):
    """The kind of a result."""

    JOB = "job"
    POST = "post"
    PROJECT = "project"
    JOB_TYPE = "job_type"


PATHS = {
    ResultKind.JOB: "/jobs/",
    ResultKind.POST: "/items/",
    ResultKind.PROJECT: "/projects/",
    ResultKind.JOB_TYPE: "/job-types/",
}


@dataclass(frozen=True)
class SearchResult:
    """One result. `id` is the id of a job or post, the slug of a project or the name of a job type."""

    kind: ResultKind
    id: str
    title: str
    detail: str = ""
    """More about it, such as the state and the type of a job."""

    @property
    def url(self) -> str:
        """Return its page."""
        return f"{PATHS[self.kind]}{self.id}"
