"""The job types FSP knows: the only functions a worker will ever call."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import ParamSpec, TypeVar

from fsp.errors import UnknownJobType
from fsp.jobs.gate import Gate, GateRules
from fsp.jobs.job_type import JobRules, JobType, arguments_model_of
from fsp.jobs.labels import checked_tags
from fsp.storable import MAX_NAME_BYTES, fault_of

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_GENERATORS = (
    (inspect.isasyncgenfunction, "an async generator", "[value async for value in …]"),
    (inspect.isgeneratorfunction, "a generator", "list(…)"),
)

_LARGE_RESULTS = ("refuse", "artifact")

_types: dict[str, JobType] = {}


@dataclass(frozen=True)
class job_type(JobRules):  # noqa: N801  (a decorator)
    """Register the decorated function as a job type, under the rules given as keywords.

    The function is a plain one or `async def`. Raise ValueError for a taken or odd name or a senseless rule, TypeError
    for a generator, which a call would not run.
    """

    name: str

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise ValueError(
                f"a job type's name takes 1 to {MAX_NAME_BYTES} bytes as UTF-8, without | and what cannot be seen, and "
                f"is no path with empty parts, . or .., got {self.name!r}"
            )
        if min(self.concurrency, self.timeout_seconds, self.max_wait_seconds) < 1 or self.retries < 0:
            raise ValueError(
                f"{self.name}: concurrency, timeout_seconds and max_wait_seconds must be 1 or more and retries 0 or "
                f"more, got {self.concurrency}, {self.timeout_seconds}, {self.max_wait_seconds} and {self.retries}"
            )
        if self.large_result not in _LARGE_RESULTS:
            raise ValueError(f'{self.name}: large_result must be "refuse" or "artifact", got {self.large_result!r}')

    def __call__(self, function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        """Register the function and return it."""
        name = self.name
        _refuse_generator(name, function)
        registered = _types.get(name)
        if registered is not None and registered.function_path != f"{function.__module__}.{function.__qualname__}":
            raise ValueError(f"the job type {name!r} is already registered by {registered.function_path}")
        arguments_model = arguments_model_of(name, function)
        unknown = set(self.indexed) - set(arguments_model.model_fields)
        if unknown:
            raise ValueError(f"{name}: indexed must name arguments of {function.__qualname__}, got {sorted(unknown)}")
        keyed_by = {gate.argument_name for gate in self.gates} | ({self.share_by} if self.share_by else set())
        if not keyed_by <= set(arguments_model.model_fields):
            raise ValueError(
                f"{name}: gates and share_by must name arguments of {function.__qualname__}, got {sorted(keyed_by)}"
            )
        if self.share_by:
            Gate(self.share_by)
        for gate in self.gates:
            _agree(name, gate)
        rules = {field.name: getattr(self, field.name) for field in fields(JobRules)}
        rules |= {"tags": tuple(checked_tags(self.tags)), "gates": tuple(self.gates)}
        description = (function.__doc__ or "").strip().split("\n")[0]
        _types[name] = JobType(
            name=name, function=function, arguments_model=arguments_model, description=description, **rules
        )
        return function


def _refuse_generator(name: str, function: Callable[..., object]) -> None:
    """Raise TypeError for a function whose call only makes a generator, which nobody would run."""
    # A wrapper that runs it is an ordinary function.
    called = function if inspect.isroutine(function) else type(function).__call__
    for looks_so, kind, collected in _GENERATORS:
        if looks_so(function) or looks_so(called):
            named = getattr(function, "__qualname__", function)
            raise TypeError(
                f"{name}: {named!s:.100} is {kind}, which a worker would never run to its end; "
                f"register a function that returns its values, such as {collected}."
            )


def _agree(name: str, gate: Gate) -> None:
    """Raise ValueError for a gate that another job type declares with other rules: its keys are the same gates."""
    for other in _types.values():
        if other.name != name and any(
            declared.name == gate.name and declared.rules != gate.rules for declared in other.gates
        ):
            raise ValueError(f"{name}: the gate {gate.name!r} has other rules in {other.name}")


def gate_rules() -> dict[str, GateRules]:
    """Return the rules of every keyed gate that a job type declares, by name."""
    return {gate.name: gate.rules for rules in _types.values() for gate in rules.gates}


def _is_name(name: str) -> bool:
    """Return whether every store, every counter and every address can hold it."""
    parts = name.split("/")
    is_text = name.isprintable() and "|" not in name and not fault_of(name, max_bytes=MAX_NAME_BYTES)
    return is_text and name == name.strip() and not {"", ".", ".."} & set(parts)


def get_job_type(name: str) -> JobType:
    """Return the job type of this name; raise UnknownJobType, naming those there are."""
    try:
        return _types[name]
    except KeyError:
        names = ", ".join(sorted(_types)) or "none"
        raise UnknownJobType(f'There is no job type "{name}"; the registered ones are: {names}.', name) from None


def find_job_type(name: str) -> JobType | None:
    """Return the job type of this name, if there is one now: what was counted may be of one that is gone."""
    return _types.get(name)


def find_by_function_path(path: str) -> JobType | None:
    """Return the job type whose function has this dotted path, for jobs that plain RQ enqueued."""
    return next((rules for rules in _types.values() if rules.function_path == path), None)


def indexed_arguments() -> dict[str, list[str]]:
    """Return the arguments jobs can be found by, each with the job types that declare it."""
    by_argument: dict[str, list[str]] = {}
    for rules in all_job_types():
        for name in rules.indexed:
            by_argument.setdefault(name, []).append(rules.name)
    return by_argument


def user_job_types() -> list[JobType]:
    """Return the job types that people ask for, by name: all but FSP's own upkeep."""
    return [rules for rules in all_job_types() if not rules.is_upkeep]


def is_upkeep(name: str) -> bool:
    """Return whether this type is FSP's own upkeep; one that is gone is none."""
    rules = _types.get(name)
    return rules is not None and rules.is_upkeep


def all_job_types() -> list[JobType]:
    """Return every registered job type, by name."""
    return sorted(_types.values(), key=lambda rules: rules.name)
