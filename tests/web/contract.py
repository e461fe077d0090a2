"""A client that holds each JSON answer of the API against what the OpenAPI document says of it."""

import json
import re
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from flask_openapi.openapi import OpenAPI
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from fsp.jobs.job_type import JobType
from fsp.jobs.registry import all_job_types
from fsp.web.api_document.api import described

COMPONENTS = "#/components/schemas/"
_CONTRACTS: dict[tuple[JobType, ...], dict[str, Any]] = {}


class ContractClient(FlaskClient):
    """Fails for an answer with a status, a content type or a field that the document does not name."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        """Ask, and compare the answer with the document."""
        result = super().open(*arguments, **options)
        operation = _operation(self.application, result.request.path, result.request.method)
        if operation is not None:
            _compare(self.application, operation, result)
        return result


def _operation(app: Flask, path: str, method: str) -> dict[str, Any] | None:
    try:
        rule, _ = app.url_map.bind("localhost").match(path, method=method, return_rule=True)
    except (HTTPException, RequestRedirect):
        return None
    documented = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
    operation: dict[str, Any] | None = _contract(app)["paths"].get(documented, {}).get(method.lower())
    return operation


def _compare(app: Flask, operation: dict[str, Any], result: TestResponse) -> None:
    asked = f"{result.request.method} {result.request.path}: {result.status_code}"
    described = operation["responses"].get(str(result.status_code))
    assert described is not None, f"{asked} is not documented, {sorted(operation['responses'])} are"
    if "content" not in described:
        assert not result.data, f"{asked} is documented as empty"
        return
    content = described["content"].get(result.mimetype)
    assert content is not None, f"{asked} has the type {result.mimetype}, documented are {sorted(described['content'])}"
    if result.is_json:
        schema = {"$defs": _contract(app)["schemas"], **_localised(content["schema"])}
        faults = [
            f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(schema).iter_errors(result.json)
        ]
        assert faults == [], f"{asked} is not as documented: {faults}"


def _contract(app: Flask) -> dict[str, Any]:
    # The job types are all that differs between the documents of a test process.
    job_types = tuple(all_job_types())
    if job_types not in _CONTRACTS:
        document = json.loads(app.json.dumps(described(cast(OpenAPI, app))))
        schemas = {name: _localised(schema) for name, schema in document["components"]["schemas"].items()}
        _CONTRACTS[job_types] = {"paths": document["paths"], "schemas": schemas}
    return _CONTRACTS[job_types]


def _localised(schema: Any) -> Any:
    """Return the schema with its references inside, and without room for fields it does not name."""
    if isinstance(schema, list):
        return [_localised(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    local = {name: _localised(part) for name, part in schema.items() if name != "$defs"}
    if isinstance(local.get("$ref"), str):
        local["$ref"] = local["$ref"].replace(COMPONENTS, "#/$defs/")
    if "properties" in local and schema.get("type") == "object":
        local.setdefault("additionalProperties", False)
    return local
