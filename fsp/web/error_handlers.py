"""Error responses: a page for people, problem details (RFC 9457) for programs."""

import logging
import secrets

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from redis.exceptions import RedisError
from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from fsp.errors import AlreadyDone, Changed, Conflict, FspError, InvalidInput, NotFound, ServiceUnavailable, UnknownName
from fsp.health.outages import cause_of, is_absence, is_wrong_schema
from fsp.redis_faults import cause_of as cause_of_redis
from fsp.redis_faults import sentence_for
from fsp.stores import db
from fsp.web.etags import who_was_first
from fsp.web.rerender import page_again
from fsp.web.schema import Problem

log = logging.getLogger(__name__)

OUT_OF_RANGE = "22003"
"""PostgreSQL: numeric_value_out_of_range."""

STATUSES: tuple[tuple[type[FspError], int], ...] = (
    (NotFound, 404),
    (InvalidInput, 422),
    (Conflict, 409),
    (ServiceUnavailable, 503),
)


def install(app: Flask) -> None:
    """Handle every error of the application."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(FspError, _known)
    app.register_error_handler(RedisError, _without_redis)
    app.register_error_handler(SQLAlchemyError, _of_database)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(OverflowError, _too_large)
    app.register_error_handler(Exception, _unknown)


def explain(code: int, detail: str) -> Response:
    """Return the response for an error."""
    name = HTTP_STATUS_CODES.get(code, "Error")
    g.fault = detail
    if request.path.startswith("/api/"):
        answer = jsonify(Problem(title=name, status=code, detail=detail).model_dump())
        answer.mimetype = "application/problem+json"
    else:
        answer = make_response(render_template("error.html", code=code, name=name, detail=detail))
    answer.status_code = code
    return answer


def _http(error: HTTPException) -> Response:
    answer = explain(error.code or 500, error.description or "")
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _known(error: FspError) -> Response:
    db.session.rollback()
    code = 404 if _is_addressed(error) else next((code for kind, code in STATUSES if isinstance(error, kind)), 500)
    if isinstance(error, Conflict):
        return _conflict(error, 412 if isinstance(error, Changed) and request.if_match else 409)
    return explain(code, str(error))


def _is_addressed(error: FspError) -> bool:
    """Return whether the missing object was named by the URL, not by the input."""
    if not isinstance(error, UnknownName):
        return False
    return error.name in {*(request.view_args or {}).values(), request.args.get("jobId")}


def _conflict(error: Conflict, code: int) -> Response:
    """Return who was first, on the page that sent the form."""
    message, trail = str(error), g.get("trail")
    if trail is not None and not isinstance(error, AlreadyDone):
        first = who_was_first(trail.begun.target, but=trail.begun.id)
        message = f"{first} {message}" if first else message
    g.fault = message
    again = None if request.path.startswith("/api/") else page_again(message)
    if again is None:
        return explain(code, message)
    again.status_code = code
    return again


def _without_redis(error: RedisError) -> Response:
    db.session.rollback()
    log.warning("redis is down", extra={"error": cause_of_redis(error)})
    fault = sentence_for(error).rstrip(".")
    answer = explain(503, f"{fault}, so jobs cannot be shown or enqueued now. Your request was saved.")
    answer.headers["Retry-After"] = "5"
    return answer


def without_database(so: str, *, cause: str = "") -> Response:
    """Return a response which says that the database is down, the consequence, and the reason if it is known."""
    why = f" ({cause})" if cause else ""
    answer = explain(503, f"The database is down{why}, {so}.")
    answer.headers["Retry-After"] = "5"
    return answer


def _of_database(error: SQLAlchemyError) -> Response:
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") == OUT_OF_RANGE:
        return _too_large(error)
    if is_wrong_schema(error):
        return _with_wrong_schema(error)
    if isinstance(error, DataError):
        return _unstorable(error)
    if not is_absence(error):
        return _unknown(error)
    # What was read before stays readable. After a plain rollback the page layout would read it again.
    db.session.expunge_all()
    db.session.rollback()
    log.warning("the database is down", extra={"error": type(error).__name__, "cause": cause_of(error)})
    done = "this cannot be shown" if request.method == "GET" else "this was not done"
    return without_database(f"so {done}. Try again when it is back", cause=cause_of(error))


def _with_wrong_schema(error: SQLAlchemyError) -> Response:
    db.session.rollback()
    log.error("the database lacks a table or a column; run fsp migrate", extra={"error": str(error)[:200]})
    detail = "The database is not set up for this version of FSP. Run fsp migrate, or start fsp up, which migrates it."
    return explain(503, detail)


def _unstorable(error: DataError) -> Response:
    """Respond that the database cannot store a value. Input is validated earlier, so this value was not detected."""
    db.session.rollback()
    log.error("a value got past the checks", exc_info=error, extra={"path": request.path})
    return explain(422, "A text or number in the request cannot be stored. Use a shorter or simpler value.")


def _too_large(error: Exception) -> Response:
    """Respond that a number is out of range, which SQLite and Python report this way."""
    db.session.rollback()
    log.warning("a number is too large", extra={"error": str(error)[:200]})
    return explain(422, "A number or time in the request is too large to store. Use a smaller value.")


def _too_deep(_error: RecursionError) -> Response:
    return explain(422, "The JSON is nested too deeply.")


def _unknown(error: Exception) -> Response:
    db.session.rollback()
    number = secrets.token_hex(4)
    log.error("request failed", exc_info=error, extra={"fault": number, "path": request.path})
    return explain(500, f"FSP did not expect this. Its log has more, under the number {number}.")
