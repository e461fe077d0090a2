"""The arguments of a replay: as a user entered them, with the hidden secrets restored."""

import json
from typing import Any, cast

import redis

from fsp.errors import Conflict, InvalidInput
from fsp.models.dead_letter import DeadLetterQueue
from fsp.redis_ops import rq_keys
from fsp.security.redaction import HIDDEN


def edited_arguments(text: str) -> dict[str, Any]:
    """Return the arguments that a user entered as JSON; raise InvalidInput if they are not an object."""
    try:
        arguments = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The arguments must be JSON: {error}.") from error
    if not isinstance(arguments, dict):
        raise InvalidInput(f"The arguments must be a JSON object in braces, got {text:.80}.")
    return arguments


def kept_arguments(connection: redis.Redis, letter: DeadLetterQueue, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with the secrets that the dead letter hides; raise Conflict if they were not stored."""
    hidden = [name for name, value in arguments.items() if HIDDEN in json.dumps(value)]
    if not hidden:
        return arguments
    stored = cast(bytes | None, connection.hget(rq_keys.job(letter.job_id), "fsp_arguments"))
    if stored is None or any(arguments[name] != letter.arguments.get(name) for name in hidden):
        raise Conflict("The arguments of the job contained a secret that was not stored. Replay it with new arguments.")
    stored_arguments = json.loads(stored)
    return arguments | {name: stored_arguments.get(name) for name in hidden}
