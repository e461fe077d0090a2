"""The OpenAPI document, and the page about the API: true to what it does."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

API_PAGE = Path(__file__).parents[3] / "docs" / "api.md"


def test_the_document_names_the_arguments_of_each_job_type(program: FlaskClient) -> None:
    document = program.get("/api/openapi.json").json

    assert document is not None
    assert document["openapi"].startswith("3.1")
    assert {"/api/jobs", "/api/jobs/{job_id}", "/api/job-types"} <= set(document["paths"])
    schemas = document["components"]["schemas"]
    assert schemas["ExportDataArguments"]["required"] == ["project"]
    assert set(document["paths"]["/api/jobs"]["post"]["responses"]) >= {"201", "401", "422"}


def test_every_reference_in_the_document_is_there(program: FlaskClient) -> None:
    text = program.get("/api/openapi.json").text
    document = program.get("/api/openapi.json").json

    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert document is not None
    assert names <= set(document["components"]["schemas"])


def test_the_page_about_the_api_tells_of_every_route(app: Flask) -> None:
    text = API_PAGE.read_text(encoding="utf-8")
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}

    def is_told(route: str) -> bool:
        area, last = route.split("/")[2], [part for part in route.split("/") if part and not part.startswith("<")][-1]
        return f"/api/{area}" in text and f"/{last}" in text

    assert sorted(route for route in routes if not is_told(route)) == []
