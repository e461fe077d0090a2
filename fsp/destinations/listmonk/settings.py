"""The settings and credentials of a Listmonk destination."""

import re

from pydantic import BaseModel, Field, SecretStr, field_validator

from fsp.destinations.web_address import web_address

_ADMIN_AREA = re.compile(r"/admin(?:/.*)?\Z")


class ListmonkSettings(BaseModel):
    """The server and the lists."""

    url: str = Field(..., title="Address", description="Such as https://lists.garden.example.", max_length=500)
    lists: str = Field(
        ...,
        title="Lists",
        description="The ids of the lists, with commas. Listmonk shows them in the address of a list.",
        max_length=200,
    )
    sender: str = Field(
        "",
        title="Sender",
        description="Empty for Listmonk's default. Such as Garden <news@garden.example>.",
        max_length=300,
    )
    template: int = Field(0, title="Template", description="The id of a template; 0 for Listmonk's default.", ge=0)

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        return _ADMIN_AREA.sub("", web_address(url))

    @field_validator("lists")
    @classmethod
    def _check_lists(cls, text: str) -> str:
        ids = [part for part in re.split(r"[,;\s]+", text) if part]
        if not ids or not all(part.isascii() and part.isdigit() and int(part) > 0 for part in ids):
            raise ValueError("must be whole numbers with commas, such as 1, 3")
        return ", ".join(dict.fromkeys(ids))

    @property
    def list_ids(self) -> list[int]:
        """Return the ids of the lists."""
        return [int(part) for part in self.lists.split(", ")]


class ListmonkCredentials(BaseModel):
    """A user of the API."""

    user: SecretStr = Field(..., title="API user", description="Of the type API, from Admin → Users.")
    token: SecretStr = Field(..., title="Access token")
