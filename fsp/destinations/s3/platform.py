"""S3-compatible storage: Amazon S3, MinIO, Garage, Cloudflare R2, Backblaze B2 and others."""

from dataclasses import replace
from typing import ClassVar, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

from fsp.destinations.api_client import ApiClient
from fsp.destinations.contract import Abilities, CheckResult, Markup, Tools
from fsp.destinations.post_files.document import LIMITS
from fsp.destinations.post_files.layout import FileLayout, checked_path
from fsp.destinations.post_files.platform import FilePlatform
from fsp.destinations.s3.check import check_bucket
from fsp.destinations.s3.signing import Keys
from fsp.destinations.s3.store import Bucket, S3Store
from fsp.destinations.web_address import web_address

MAX_OBJECT_BYTES = 64 * 1024 * 1024
"""The largest object that is read: the list of a large site."""


class S3Settings(FileLayout):
    """The bucket, and what is written to it."""

    endpoint: str = Field(
        ...,
        title="Endpoint",
        description="The address of the storage, such as https://s3.eu-central-1.amazonaws.com.",
        max_length=500,
    )
    region: str = Field("us-east-1", title="Region", description="As the storage names it.", max_length=100)
    bucket: str = Field(..., title="Bucket", description="It must exist.", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$")
    prefix: str = Field("", title="Folder in the bucket", description="Empty for its top.", max_length=300)
    path_style: bool = Field(
        default=True,
        title="Bucket in the path",
        description="Yes: https://host/bucket/name, which most storage accepts. No: https://bucket.host/name.",
    )
    cache_control: str = Field(
        "public, max-age=60",
        title="Cache-Control",
        description="For texts and pages. Images are named by their content, so browsers may keep them for a year.",
        max_length=200,
        pattern=r"^[\x20-\x7e]*$",
    )

    @field_validator("endpoint")
    @classmethod
    def _check_endpoint(cls, url: str) -> str:
        return web_address(url)

    @model_validator(mode="after")
    def _take_the_bucket_out_of_the_endpoint(self) -> Self:
        """Accept the address of the bucket, as many consoles show it."""
        parts = urlsplit(self.endpoint)
        if parts.netloc.startswith(f"{self.bucket}."):
            self.endpoint = f"{parts.scheme}://{parts.netloc.removeprefix(f'{self.bucket}.')}{parts.path}"
            self.path_style = False
        elif parts.path == f"/{self.bucket}":
            self.endpoint = f"{parts.scheme}://{parts.netloc}"
        return self

    @field_validator("prefix")
    @classmethod
    def _check_prefix(cls, prefix: str) -> str:
        return checked_path(prefix.strip("/")) if prefix.strip("/") else ""


class S3Credentials(BaseModel):
    """The keys of the account."""

    access_key_id: SecretStr = Field(..., title="Access key ID")
    secret_access_key: SecretStr = Field(..., title="Secret access key")
    session_token: SecretStr = Field(
        SecretStr(""), title="Session token", description="Only for temporary keys; else empty."
    )


class S3(FilePlatform):
    """Writes objects to one bucket."""

    name: ClassVar[str] = "s3"
    title: ClassVar[str] = "S3-compatible storage"
    abilities = Abilities(markup=Markup.MARKDOWN, images=LIMITS, max_parallel=2)
    SettingsModel: ClassVar[type[BaseModel]] = S3Settings
    CredentialsModel: ClassVar[type[BaseModel]] = S3Credentials

    def __init__(self, settings: S3Settings, credentials: S3Credentials, tools: Tools) -> None:
        bucket = Bucket(
            endpoint=settings.endpoint,
            region=settings.region,
            name=settings.bucket,
            prefix=settings.prefix,
            is_in_path=settings.path_style,
            cache_control=settings.cache_control,
        )
        keys = Keys(
            credentials.access_key_id.get_secret_value(),
            credentials.secret_access_key.get_secret_value(),
            credentials.session_token.get_secret_value(),
        )
        http = replace(tools.http, max_body_bytes=max(tools.http.max_body_bytes, MAX_OBJECT_BYTES))
        self.store = S3Store(
            ApiClient(http, bucket.base_url, heed=tools.heed, now=tools.now), bucket, keys, now=tools.now
        )
        super().__init__(self.store, settings, tools)

    def check(self) -> list[CheckResult]:
        """Write, read and remove an object."""
        return check_bucket(self.store)
