"""What keeps Redis from working, in words: its code, its meaning, the server's own words and nothing of ours."""

import pytest
import redis
from redis.exceptions import BusyLoadingError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError

from fsp.redis_faults import cause_of, refusal_code, sentence_for


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (
            ResponseError("NOREPLICAS Not enough good replicas to write."),
            "NOREPLICAS",
            "Redis rejects writes: too few of its replicas are connected (min-replicas-to-write)"
            " (NOREPLICAS Not enough good replicas to write).",
        ),
        (
            ResponseError("ERR Error running script (call to f_1): @user_script:4: -OOM command not allowed"),
            "OOM",
            "Redis rejects writes: its memory is full (maxmemory)"
            " (OOM ERR Error running script (call to f_1): @user_script:4: -OOM command not allowed).",
        ),
        (
            BusyLoadingError("Redis is loading the dataset in memory"),
            "LOADING",
            "Redis error: it is still loading its data (LOADING Redis is loading the dataset in memory).",
        ),
        (
            ResponseError("UNBLOCKED force unblock from blocking operation, instance state changed"),
            "UNBLOCKED",
            "Redis rejects writes: it is a read-only replica; writes belong to its primary"
            " (UNBLOCKED force unblock from blocking operation, instance state changed).",
        ),
        (
            RedisConnectionError("Error 111 connecting to 10.1.2.3:6379. Connection refused."),
            "",
            "Redis is not responding: Connection refused.",
        ),
        (
            ResponseError("WRONGTYPE Operation against a key"),
            "",
            "Redis error: WRONGTYPE Operation against a key.",
        ),
        (
            RedisConnectionError("redis://:secret@host"),
            "",
            "Redis is not responding: it is stopped or unreachable (ConnectionError).",
        ),
        (
            ResponseError("NOPERM User ada has no permissions to run the 'set' command"),
            "NOPERM",
            "Redis error: its user in REDIS_URL lacks a permission that FSP needs"
            " (NOPERM The user has no permissions to run the 'set' command).",
        ),
    ],
)
def test_a_fault_is_named_by_its_code_and_its_meaning(error: redis.RedisError, code: str, sentence: str) -> None:
    assert (refusal_code(error), sentence_for(error)) == (code, sentence)


def test_our_own_command_is_not_repeated() -> None:
    error = ResponseError(
        "Command # 2 (SET key secret (1)) of pipeline caused error: OOM command not allowed"
        " script: 0123456789012345678901234567890123456789, on @user_script:5."
    )

    assert cause_of(error) == "its memory is full (maxmemory) (OOM command not allowed)"
