"""The OpenAPI document, and the page about the API: true to what it does."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from fsp.shape import Shape

API_PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"


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


def test_every_operation_says_what_it_answers_and_what_a_problem_looks_like(program: FlaskClient) -> None:
    document = program.get("/api/openapi.json").json

    assert document is not None
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
            assert any(code.startswith("2") for code in answers), (method, path)
            assert answers["422"]["content"] == {"application/problem+json": problem}, (method, path)


def test_no_two_shapes_have_one_name() -> None:
    names = [shape.__name__ for shape in every_subclass(Shape)]

    assert len(names) > 50
    assert sorted(names) == sorted(set(names))


def every_subclass(kind: type[Shape]) -> list[type[Shape]]:
    return [result for subclass in kind.__subclasses__() for result in (subclass, *every_subclass(subclass))]
