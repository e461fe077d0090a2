"""Texts that the web generates use standard terms: the API document and the runbook."""

from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

from fsp.jobs.registry import all_job_types
from tests.test_wording import CODE, PATTERN, TEMPLATE_CODE, banned_in


def test_the_api_document_uses_standard_words(app: Flask) -> None:
    document = app.api_doc  # type: ignore[attr-defined]
    # Other tests of this process have job types of their own, whose docstrings the document includes.
    of_tests = {kind.description for kind in all_job_types() if kind.function.__module__.startswith("tests.")}

    texts = [text for text in described(document) if text not in of_tests]
    assert len(texts) > 100
    assert [text for text in texts if PATTERN.search(CODE.sub("", text))] == []


def described(node: object) -> Iterator[str]:
    """Yield the summaries and descriptions in a JSON document."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in {"summary", "description"} and isinstance(value, str):
                yield value
            else:
                yield from described(value)
    elif isinstance(node, list):
        for value in node:
            yield from described(value)


def test_the_runbook_uses_standard_words(signed_in: FlaskClient) -> None:
    page = signed_in.get("/runbook").text

    assert banned_in(TEMPLATE_CODE.sub(" ", page)) == []
