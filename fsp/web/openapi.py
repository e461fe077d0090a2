"""What every module of the API uses: its application, its blueprints, its answers."""

from typing import Any

from flask import Response, jsonify, make_response
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

CHANGED: ResponseDict = {409: Problem, 412: Problem}
"""What an action on a thing answers that somebody else has changed since it was read."""


def openapi_app(import_name: str, **options: Any) -> OpenAPI:
    """Build the Flask application that collects the document."""
    app = OpenAPI(
        import_name,
        info=Info(title=TITLE, version=VERSION, description="Enqueue, list and read jobs; health and metrics."),
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
    # 3.2 adds nothing that the document uses, and few tools read it.
    app.openapi_version = "3.1.0"
    return app


def api_blueprint(name: str) -> APIBlueprint:
    """Return a blueprint whose views are described, and need a token or a session."""
    return APIBlueprint(
        name,
        __name__,
        abp_security=[{"token": []}, {"session": []}],
        abp_responses=dict.fromkeys((401, 403, 404, 422, 503), Problem),
    )


def answer(shape: BaseModel) -> Response:
    """Return a shape as JSON, under the names it has outside."""
    return jsonify(shape.model_dump(mode="json", by_alias=True, warnings=False))


def answer_partly(shape: BaseModel) -> Response:
    """Return a shape as JSON without the fields that nobody set."""
    return jsonify(shape.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False))


def tagged(response: Response, mark: str) -> Response:
    """Give an answer the tag that `If-Match` of an action takes: it names what people set, not counts that go on."""
    response.set_etag(mark)
    return response


def _explain_fault(error: ValidationError) -> Response:
    faults = "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'body'}: {fault['msg']}, got {shown(fault['input'])}"
        for fault in error.errors(include_url=False)
    )
    return make_response(explain(422, f"The request does not match its schema: {faults}."))
