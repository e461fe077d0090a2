"""What all API modules share: the application, the blueprints, and the responses."""

from typing import Any

from flask import Response, jsonify, make_response, request
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.info import Info
from flask_openapi.openapi import OpenAPI
from flask_openapi.types import ResponseDict
from pydantic import BaseModel, ValidationError

from fsp.storable import shown
from fsp.web.access.cookie import COOKIE, OVER_HTTPS
from fsp.web.error_handlers import explain
from fsp.web.schema import Problem

TITLE = "FSP"
VERSION = "1"

TAKES_SECRETS = frozenset({"api_destinations"})
"""Blueprints whose requests may hold credentials. An error does not repeat their input: it is logged."""

CHANGED: ResponseDict = {409: Problem, 412: Problem}
"""The error responses of an action on an object that someone else has changed since it was read."""


def openapi_app(import_name: str, **options: Any) -> OpenAPI:
    """Build the Flask application that collects the OpenAPI document."""
    app = OpenAPI(
        import_name,
        info=Info(
            title=TITLE,
            version=VERSION,
            description="Write, schedule and publish posts. Enqueue, list and read jobs. Health and metrics.",
        ),
        security_schemes={
            "token": {"type": "http", "scheme": "bearer", "description": "create one with fsp token create"},
            "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": f"{OVER_HTTPS} over https"},
        },
        validation_error_status=422,
        validation_error_model=Problem,
        validation_error_callback=_explain_fault,
        doc_ui=False,
        **options,
    )
    # 3.2 adds nothing that the document uses, and few tools support it.
    app.openapi_version = "3.1.0"
    return app


def api_blueprint(name: str) -> APIBlueprint:
    """Return a blueprint whose views are documented and require a token or a session."""
    return APIBlueprint(
        name,
        __name__,
        abp_security=[{"token": []}, {"session": []}],
        abp_responses=dict.fromkeys((401, 403, 404, 422, 503), Problem),
    )


def answer(shape: BaseModel) -> Response:
    """Return a schema as JSON with its external field names."""
    return jsonify(shape.model_dump(mode="json", by_alias=True, warnings=False))


def answer_partly(shape: BaseModel) -> Response:
    """Return a schema as JSON without unset fields."""
    return jsonify(shape.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False))


def tagged(response: Response, mark: str) -> Response:
    """Add the ETag for `If-Match` to a response. It covers what users set, not changing counts."""
    response.set_etag(mark)
    return response


def _explain_fault(error: ValidationError) -> Response:
    hides = request.blueprint in TAKES_SECRETS
    faults = "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'body'}: {fault['msg']}"
        + ("" if hides else f", got {shown(fault['input'])}")
        for fault in error.errors(include_url=False)
    )
    return make_response(explain(422, f"The request does not match its schema: {faults}."))
