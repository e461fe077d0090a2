"""What to do about the error codes of S3-compatible storage."""

import re

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.s3.signing import Keys

_ELEMENT = re.compile(rb"<(Code|Message|Region|Endpoint)>([^<]{1,500})</\1>")
_FIXES = {
    "RequestTimeTooSkewed": "Set the clock of this machine by NTP. A signature is valid for 15 minutes.",
    "SignatureDoesNotMatch": "Replace the credentials: the secret access key does not belong to the access key ID.",
    "InvalidAccessKeyId": "Replace the credentials: the storage does not know the access key ID.",
    "ExpiredToken": "Replace the credentials: the session token has expired.",
    "ExpiredTokenException": "Replace the credentials: the session token has expired.",
    "TokenRefreshRequired": "Replace the credentials: the session token must be refreshed.",
    "InvalidToken": "Replace the credentials: the session token is invalid.",
    "AccessDenied": "Give the key the rights s3:GetObject, s3:PutObject and s3:DeleteObject for the bucket.",
    "NoSuchBucket": "Create the bucket, or check its name and the endpoint.",
    "AuthorizationHeaderMalformed": "Change the region of the destination.",
    "PermanentRedirect": "Change the endpoint and the region: the bucket is elsewhere.",
    "TemporaryRedirect": "Wait until the new bucket is known everywhere, or enter the endpoint of its region.",
    "EntityTooLarge": "Use smaller images.",
    "QuotaExceeded": "Make room in the storage, or raise its quota.",
    "InvalidBucketName": "Check the name of the bucket.",
}
OTHER_FIX = "Check the endpoint, the region and the name of the bucket."
_TEMPORARY = "ASIA"
"""How Amazon's access key IDs start that need a session token."""


def code_of(response: ApiResponse) -> str:
    """Return the error code in a response; empty for none."""
    return element_of(response, "Code")


def element_of(response: ApiResponse, name: str) -> str:
    """Return the text of an element of an error; empty for none."""
    elements = {match[1].decode(): match[2].decode("utf-8", "replace") for match in _ELEMENT.finditer(response.body)}
    return " ".join(elements.get(name, "").split())


def fix_of(response: ApiResponse, *, region: str, keys: Keys) -> str:
    """Return what to do about a refusal; empty if its code is unknown. `region` is that of the settings."""
    right_region = element_of(response, "Region") or response.headers.get("x-amz-bucket-region", "")
    if right_region and right_region != region:
        return f"Change the region of the destination to {right_region}."
    endpoint, code = element_of(response, "Endpoint"), code_of(response)
    if endpoint and code == "PermanentRedirect":
        return f"Change the endpoint: the bucket is at {endpoint}."
    if code == "InvalidAccessKeyId" and keys.access_key_id.startswith(_TEMPORARY) and not keys.session_token:
        return "Enter the session token too: the access key ID is that of temporary keys."
    return _FIXES.get(code, "")
