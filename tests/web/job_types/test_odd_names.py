"""Job types of any name have pages: their names break neither an id nor a link."""

import re

import pytest
from flask.testing import FlaskClient

from fsp.jobs.registry import job_type

NAME = "test pages/a & b?"
UNUSABLE_ID = re.compile(r'\sid="([^"]*\s[^"]*)"')
LINK = re.compile(r'href="([^"]*test[^"]*pages[^"]*)"')


@job_type(NAME)
def _nothing() -> None:
    """Do nothing."""


@pytest.mark.parametrize("path", ["/", "/job-types", "/performance", "/schedules"])
def test_a_name_breaks_no_id_and_no_link(signed_in: FlaskClient, path: str) -> None:
    page = signed_in.get(path).text

    links = [link.replace("&amp;", "&") for link in LINK.findall(page)]
    assert UNUSABLE_ID.findall(page) == []
    assert [signed_in.get(link.partition("#")[0]).status_code for link in links] == [200] * len(links)


def test_its_own_page_and_its_jobs_are_found(signed_in: FlaskClient) -> None:
    page = signed_in.get("/job-types").text
    (link, *_) = LINK.findall(page)

    own = signed_in.get(link.replace("&amp;", "&"))

    assert own.status_code == 200
    assert "test pages/a &amp; b?" in own.text
