"""Job types: the function of a job and its rules."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from fsp.errors import InvalidArguments, UnstorableInput
from fsp.jobs.backoff import DEFAULT_BACKOFF, Backoff
from fsp.jobs.circuit import DEFAULT_CIRCUIT, Circuit
from fsp.jobs.deduplication import DEFAULT_DEDUPLICATION, Deduplication
from fsp.jobs.gate import Gate
from fsp.jobs.priority import Priority
from fsp.storable import check_value, shown

MAX_ARGUMENTS_BYTES = 64 * 1024
DEFAULT_TIMEOUT_SECONDS = 180


@dataclass(frozen=True, kw_only=True)
class JobRules:
    """The rules of a job type.

    `retries` is how often a failed job is retried; a job that has waited `max_wait_seconds` counts as high.
    Errors in `permanent_errors` are not retried; those in `uncounted_errors` do not count for the circuit.
    Upkeep types are FSP's own maintenance and are excluded from the targets.
    A type that `stays_inside` contacts nothing outside FSP: `fsp up --paused` holds all others.
    A time-based type depends on the time of day, so a worker whose clock is off by more than a minute runs none of its
    jobs.
    `size` assigns the arguments to a class: run times of different classes are not compared.
    `gates` block jobs by the value of an argument, as concurrency and circuit do for the whole type.
    Within a priority, the values of the argument that `share_by` names take turns.
    Jobs can be found by the arguments in `indexed`; each job has these `tags` in addition to its own.
    A `large_result` of more than 256 kB is refused, or stored as an artifact, which is a downloadable file.
    """

    priority: Priority = Priority.MEDIUM
    concurrency: int = 5
    retries: int = 3
    timeout_seconds: int = DEFAULT_TIMEOUT_SECONDS
    max_wait_seconds: int = 600
    backoff: Backoff = DEFAULT_BACKOFF
    circuit: Circuit = DEFAULT_CIRCUIT
    deduplication: Deduplication = DEFAULT_DEDUPLICATION
    gates: tuple[Gate, ...] = ()
    share_by: str = ""
    uncounted_errors: tuple[type[BaseException], ...] = ()
    permanent_errors: tuple[type[BaseException], ...] = ()
    is_upkeep: bool = False
    stays_inside: bool = False
    is_time_based: bool = False
    size: Callable[..., str] | None = None
    indexed: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    large_result: Literal["refuse", "artifact"] = "refuse"


@dataclass(frozen=True, slots=True)
class CheckedArguments:
    """Valid arguments of a job as plain JSON values with defaults, and as JSON."""

    values: dict[str, Any]
    text: str


@dataclass(frozen=True, kw_only=True)
class JobType(JobRules):
    """A registered function and its rules."""

    name: str
    function: Callable[..., Any]
    arguments_model: type[BaseModel]
    description: str = ""

    @property
    def function_path(self) -> str:
        """Return the dotted path that RQ's own tools show. FSP never imports by it."""
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def validated(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments as plain JSON values with defaults; raise InvalidArguments for any error."""
        return self.checked(arguments).values

    def checked(self, arguments: dict[str, Any]) -> CheckedArguments:
        """Return the same with its JSON."""
        checked = self._storable(arguments)
        if len(checked.text) > MAX_ARGUMENTS_BYTES:
            raise InvalidArguments(
                f"The arguments of {self.name} may take {MAX_ARGUMENTS_BYTES} bytes as JSON, got {len(checked.text)}; "
                "keep large things in an item or a file and pass its id."
            )
        return checked

    def _storable(self, arguments: dict[str, Any]) -> CheckedArguments:
        """Return the arguments as plain, storable JSON values."""
        try:
            # Checked before as well: a model would write a number that JSON does not have as null.
            for name, value in arguments.items() if isinstance(arguments, dict) else ():
                check_value(value, name)
            values = self._fitting(arguments).model_dump(mode="json")
            for name, value in values.items():
                check_value(value, name)
            return CheckedArguments(values, json.dumps(values))
        except UnstorableInput as error:
            faults = {error.field.split(".")[0]: str(error)}
            raise InvalidArguments(f"The arguments of {self.name} do not fit: {error}", faults) from error
        except (ValueError, TypeError, RecursionError) as error:
            # For example a number of 5,000 digits, or deeply nested lists.
            raise InvalidArguments(
                f"The arguments of {self.name} cannot be written as JSON: {error!s:.200}."
            ) from error

    def call(self, arguments: dict[str, Any]) -> Any:
        """Run the function; raise InvalidArguments first if the arguments are invalid."""
        if not arguments and not self.arguments_model.model_fields:
            return self.function()
        model = self._fitting(arguments)
        return self.function(**{name: getattr(model, name) for name in type(model).model_fields})

    def _fitting(self, arguments: dict[str, Any]) -> BaseModel:
        try:
            return self.arguments_model.model_validate(arguments)
        except RecursionError as error:
            raise InvalidArguments(f"The arguments of {self.name} are nested too deeply.") from error
        except ValidationError as error:
            details = error.errors(include_url=False)
            faults = "; ".join(_fault(fault) for fault in details)
            by_name = {str(fault["loc"][0]): _what_is_wrong(fault) for fault in reversed(details) if fault["loc"]}
            raise InvalidArguments(f"The arguments of {self.name} do not fit: {faults}.", by_name) from error


def arguments_model_of(name: str, function: Callable[..., Any]) -> type[BaseModel]:
    """Create a strict schema from a function's type hints; raise TypeError for a parameter without one."""
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for parameter in signature(function).parameters.values():
        if parameter.name not in hints or parameter.kind in {Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD}:
            raise TypeError(f"{function.__qualname__}: parameter {parameter.name!r} needs a type hint of its own")
        default = ... if parameter.default is Parameter.empty else parameter.default
        fields[parameter.name] = (hints[parameter.name], default)
    title = "".join(part.title() for part in name.split("-")) + "Arguments"
    return create_model(title, __config__=ConfigDict(extra="forbid"), **fields)


def _fault(fault: Any) -> str:
    where = ".".join(str(part) for part in fault["loc"]) or "arguments"
    return f"{where}: {_what_is_wrong(fault)}"


def _what_is_wrong(fault: Any) -> str:
    if fault["type"] in {"missing", "extra_forbidden"}:
        return str(fault["msg"]).lower()
    return f"{fault['msg'].lower()}, got {shown(fault['input'])}"
