"""`GET /api/openapi.json`: the API described, made from the schemas it checks with."""

from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, make_response
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.info import Info
from flask_openapi.openapi import OpenAPI
from flask_openapi.types import ResponseDict
from pydantic import BaseModel, ValidationError

from fsp.models.account import Role
from fsp.storable import shown
from fsp.web.access.cookie import COOKIE, OVER_HTTPS
from fsp.web.access.permissions import requires
from fsp.web.error_handlers import explain
from fsp.web.schema import CONTENT_TYPES, Problem

TITLE = "FSP"
VERSION = "1"
JSON, PROBLEM_JSON = "application/json", "application/problem+json"
PROBLEM = "#/components/schemas/Problem"

CHANGED: ResponseDict = {409: Problem, 412: Problem}
"""What an action on a thing answers that somebody else has changed since it was read."""

document = Blueprint("api_document", __name__)


@document.get("/api/openapi.json")
@requires(Role.VIEWER)
def show() -> Response:
    """Return the OpenAPI 3.1 document."""
    return jsonify(described(cast(OpenAPI, current_app)))


def described(app: OpenAPI) -> dict[str, Any]:
    """Return what the application's API is: problems have a content type of their own (RFC 9457)."""
    found: dict[str, Any] = app.api_doc
    for schema in found["components"]["schemas"].values():
        _add_null_defaults(schema)
    for operation in (operation for methods in found["paths"].values() for operation in methods.values()):
        for parameter in operation.get("parameters", ()):
            _add_null_defaults({"properties": {} if parameter["required"] else {"": parameter["schema"]}})
        for response in operation["responses"].values():
            _add_content_types(response.get("content", {}))
    return found


def _add_null_defaults(schema: dict[str, Any]) -> None:
    """flask-openapi leaves out every null, and with it the default of what may be null."""
    for name, field in schema.get("properties", {}).items():
        if name not in schema.get("required", ()) and {"type": "null"} in field.get("anyOf", ()):
            field.setdefault("default", None)


def _add_content_types(content: dict[str, Any]) -> None:
    reference = content.get(JSON, {}).get("schema", {}).get("$ref", "")
    if reference == PROBLEM:
        content[PROBLEM_JSON] = content.pop(JSON)
    for content_type in CONTENT_TYPES.get(reference.rpartition("/")[2], ()):
        content[content_type] = {"schema": {}}


def openapi_app(import_name: str, **options: Any) -> OpenAPI:
    """Build the Flask application that collects the document."""
    app = OpenAPI(
        import_name,
        info=Info(title=TITLE, version=VERSION, description="Enqueue, list and read jobs; health and metrics."),
        security_schemes={
            "token": {"type": "http", "scheme": "bearer", "description": "fsp token create makes one"},
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
    return make_response(explain(422, f"The request does not fit its schema: {faults}."))
