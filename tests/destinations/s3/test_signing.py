"""Signatures, against the examples in Amazon's documentation."""

from datetime import UTC, datetime

import pytest

from fsp.destinations.s3.signing import Keys, encoded_path, signed_headers

KEYS = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
HOST = "https://examplebucket.s3.amazonaws.com"
NOW = datetime(2013, 5, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "signature"),
    [
        (
            "GET",
            "/test.txt",
            {"Range": "bytes=0-9"},
            b"",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            encoded_path("/test$file.text"),
            {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        ("GET", "/?lifecycle", {}, b"", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        (
            "GET",
            "/?max-keys=2&prefix=J",
            {},
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_the_signature_is_that_of_the_documentation(
    method: str, target: str, headers: dict[str, str], body: bytes, signature: str
) -> None:
    signed = signed_headers(
        method, f"{HOST}{target}", headers=headers, body=body, keys=KEYS, region="us-east-1", now=NOW
    )

    assert signed["Authorization"].endswith(f"Signature={signature}")


def test_a_session_token_is_signed() -> None:
    keys = Keys("AKIAIOSFODNN7EXAMPLE", "secret", "token")

    signed = signed_headers("GET", f"{HOST}/", headers={}, body=b"", keys=keys, region="us-east-1", now=NOW)

    assert signed["x-amz-security-token"] == "token"
    assert ";x-amz-security-token," in signed["Authorization"]
    assert "secret" not in repr(keys)
