"""A batch as JSON, for the API, the page and the command line."""

from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, model_validator

from fsp.errors import InvalidInput
from fsp.jobs.job_options import OnFailure
from fsp.jobs.labels import MAX_TAGS
from fsp.models.batch import BatchKind
from fsp.queueing.batch import MAX_JOBS, BatchJob, BatchOptions, BatchRequest, chain, group
from fsp.shape import Shape


class BatchJobBody(Shape):
    """One job of a batch."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(max_length=100)
    arguments: dict[str, Any] = Field(default_factory=dict)
    tags: list[str] = Field(default_factory=list, max_length=MAX_TAGS)

    @property
    def job(self) -> BatchJob:
        """Return the job."""
        return BatchJob(self.type, self.arguments, self.tags)


class BatchBody(Shape):
    """A chain or a group of jobs."""

    model_config = ConfigDict(extra="forbid")

    kind: BatchKind = Field(description="chain: one after the other; group: in any order, then the callback")
    jobs: list[BatchJobBody] = Field(min_length=1, max_length=MAX_JOBS)
    callback: BatchJobBody | None = Field(None, description="Of a group: runs when all jobs have ended, however")
    on_failure: Literal["wait", "run"] = Field(
        "wait", description="Of a chain: if a job does not succeed, the next one waits for its replay, or runs anyway"
    )
    id: str | None = Field(None, max_length=88, description="Of your own: the same request sent again is done once")
    name: str = Field("", max_length=100, description="Shown on the page of the batch")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.kind == BatchKind.CHAIN and self.callback is not None:
            raise ValueError("a chain has no callback; add it as the last job")
        if self.kind == BatchKind.GROUP and self.on_failure != "wait":
            raise ValueError("onFailure is of a chain; the jobs of a group do not depend on each other")
        return self

    def request(self, by: str) -> BatchRequest:
        """Request the batch; raises what `chain` and `group` raise."""
        jobs, options = [body.job for body in self.jobs], BatchOptions(id=self.id, name=self.name, requested_by=by)
        if self.kind == BatchKind.CHAIN:
            return chain(jobs, options, on_failure=OnFailure(self.on_failure))
        return group(jobs, options, callback=self.callback.job if self.callback else None)


def read_body(content: Any) -> BatchBody:
    """Return the batch in decoded JSON; raise InvalidInput for the first error."""
    try:
        return BatchBody.model_validate(content)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise InvalidInput(f"The batch is invalid: {where + ': ' if where else ''}{fault['msg']}.") from error
