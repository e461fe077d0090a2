"""The arguments a dead job is replayed with: as a person typed them, and with the secrets its letter hides."""

import json
from typing import Any, cast

import redis

from fsp.errors import Conflict, InvalidInput
from fsp.models.dead_letter import DeadLetterQueue
from fsp.redis_ops import rq_keys
from fsp.security.redaction import HIDDEN


def edited_arguments(text: str) -> dict[str, Any]:
    """Return the arguments a person typed as JSON; raise InvalidInput if they are no object."""
    try:
        arguments = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The arguments must be JSON: {error}.") from error
    if not isinstance(arguments, dict):
        raise InvalidInput(f"The arguments must be a JSON object in braces, got {text:.80}.")
    return arguments


def kept_arguments(connection: redis.Redis, letter: DeadLetterQueue, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with the secrets put back that the letter itself hides; raise Conflict if they were not kept."""
    hidden = [name for name, value in wanted.items() if HIDDEN in json.dumps(value)]
    if not hidden:
        return wanted
    stored = cast(bytes | None, connection.hget(rq_keys.job(letter.job_id), "fsp_arguments"))
    if stored is None or any(wanted[name] != letter.arguments.get(name) for name in hidden):
        raise Conflict("The arguments of the job contained a secret that was not stored. Replay it with new arguments.")
    known = json.loads(stored)
    return wanted | {name: known.get(name) for name in hidden}
