"""Next pages: only FSP's own."""

import pytest

from fsp.web.local_path import local_path, path_of


@pytest.mark.parametrize("text", ["/", "/jobs?state=dead&q=a%20b", "/jobs/1#log"])
def test_a_path_of_fsp_is_kept(text: str) -> None:
    assert local_path(text) == text


@pytest.mark.parametrize(
    "value",
    [None, "", "jobs", "//evil", "/\\evil", "/\t/evil", "\\evil", "https://evil/", "javascript:alert(1)", " /x"],
)
def test_anything_else_becomes_the_overview(value: str | None) -> None:
    assert local_path(value) == "/"


def test_a_url_is_cut_down_to_its_path() -> None:
    assert path_of("http://host:1/jobs?state=dead#x") == "/jobs?state=dead"
    assert path_of("http://host:1/jobs") == "/jobs"
