"""What to do about each refusal of storage."""

import pytest

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.s3.codes import fix_of
from fsp.destinations.s3.signing import Keys


def answer(body: str, **headers: str) -> ApiResponse:
    """Return a refusal."""
    return ApiResponse(400, {name.replace("_", "-"): text for name, text in headers.items()}, body.encode())


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (answer("<Error><Code>ExpiredToken</Code></Error>"), "the session token has expired"),
        (answer("<Error><Code>InvalidAccessKeyId</Code></Error>"), "Enter the session token too"),
        (
            answer("<Code>PermanentRedirect</Code><Endpoint>b.s3.eu.example</Endpoint>"),
            "the bucket is at b.s3.eu.example",
        ),
        (answer("<Code>PermanentRedirect</Code>", x_amz_bucket_region="eu-north-1"), "to eu-north-1"),
        (answer("<Code>AuthorizationHeaderMalformed</Code><Region>eu-west-2</Region>"), "to eu-west-2"),
    ],
)
def test_a_refusal_has_its_fix(response: ApiResponse, words: str) -> None:
    assert words in fix_of(response, region="us-east-1", keys=Keys("ASIAEXAMPLE", "secret"))


def test_an_unknown_code_has_none() -> None:
    assert fix_of(answer("<Code>Teapot</Code>"), region="us-east-1", keys=Keys("AKIA", "secret")) == ""
