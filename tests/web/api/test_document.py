"""The OpenAPI document: true to what the API does."""

from flask.testing import FlaskClient


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
