"""`GET /api/openapi.json`: the API described, made from the schemas it checks with."""

from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify
from flask_openapi.openapi import OpenAPI

from fsp.models.account import Role
from fsp.web.access.permissions import requires
from fsp.web.schema import CONTENT_TYPES

JSON, PROBLEM_JSON = "application/json", "application/problem+json"
PROBLEM = "#/components/schemas/Problem"

document = Blueprint("api_document", __name__)


@document.get("/api/openapi.json")
@requires(Role.VIEWER)
def show() -> Response:
    """Return the OpenAPI 3.1 document."""
    return jsonify(described(cast(OpenAPI, current_app)))


def described(app: OpenAPI) -> dict[str, Any]:
    """Return what the application's API is: problems have a content type of their own (RFC 9457)."""
    api_doc: dict[str, Any] = app.api_doc
    for schema in api_doc["components"]["schemas"].values():
        _add_null_defaults(schema)
    for operation in (operation for methods in api_doc["paths"].values() for operation in methods.values()):
        for parameter in operation.get("parameters", ()):
            _add_null_defaults({"properties": {} if parameter["required"] else {"": parameter["schema"]}})
        for response in operation["responses"].values():
            _add_content_types(response.get("content", {}))
    return api_doc


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
