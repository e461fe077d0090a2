"""The schema of a new job in the API: one alternative for each job type, which names its arguments."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model

from fsp.errors import InvalidInput
from fsp.jobs.job_options import MAX_AFTER, OnFailure
from fsp.jobs.job_type import JobType
from fsp.jobs.labels import MAX_TAGS

ON_FAILURE = "What to do if one of them fails permanently or is cancelled: wait until it succeeds, or run anyway"


def new_job_model(job_types: Sequence[JobType]) -> type[BaseModel]:
    """Create the schema of a new job: one alternative for each job type, distinguished by `type`."""
    if not job_types:
        raise InvalidInput("The API needs at least one job type; import fsp.handlers.catalogue first.")
    shapes: list[Any] = [_alternative(job_type) for job_type in job_types]
    union = reduce(or_, shapes)
    if len(shapes) > 1:
        union = Annotated[union, Field(discriminator="type")]
    base: Any = RootModel.__class_getitem__(union)
    return type("NewJob", (base,), {"__doc__": "A job to enqueue.", "__module__": __name__})


def _alternative(job_type: JobType) -> type[BaseModel]:
    needs_arguments = any(field.is_required() for field in job_type.arguments_model.model_fields.values())
    name: Any = Literal[job_type.name]
    default = Field(...) if needs_arguments else Field(default_factory=job_type.arguments_model)
    return create_model(
        job_type.arguments_model.__name__.removesuffix("Arguments") + "Job",
        __config__=ConfigDict(extra="forbid"),
        __doc__=job_type.description,
        type=(name, ...),
        arguments=(job_type.arguments_model, default),
        after=(list[str], Field([], max_length=MAX_AFTER, description="Ids of the jobs it runs after")),
        on_failure=(OnFailure, Field(OnFailure.WAIT, alias="onFailure", description=ON_FAILURE)),
        tags=(list[str], Field(default_factory=list, max_length=MAX_TAGS)),
    )
