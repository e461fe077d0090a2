"""Error messages of the command line when Redis or the database is down or not set up yet."""

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from sqlalchemy.exc import DBAPIError

from fsp.health.outages import is_wrong_schema
from fsp.redis_faults import refusal_code, sentence_for


def words_for(error: RedisError | DBAPIError) -> str:
    """Return what is wrong and what to do, in one line."""
    if isinstance(error, DBAPIError):
        cause = _first_line(error.orig or error)
        if is_wrong_schema(error):
            return (
                f"the database is not set up for this version of FSP ({cause});"
                " run fsp migrate, or fsp up, which does it"
            )
        return f"database error: {cause}. Check that the server is running and DATABASE_URL is correct."
    sentence = sentence_for(error).rstrip(".")
    if refusal_code(error):
        return f"{sentence}. Nothing was done. Run the command again when Redis works."
    if isinstance(error, RedisConnectionError | RedisTimeoutError):
        return f"{sentence}. Start FSP with fsp up, or check REDIS_URL."
    return sentence


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
