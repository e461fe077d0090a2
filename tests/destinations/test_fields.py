"""What was entered for a platform: checked by its schema, and no fault repeats a secret."""

from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, Field, SecretStr, field_validator

from fsp.destinations.fields import InvalidFields, checked_credentials, checked_settings
from tests.destinations.notes import Notes

SECRET = "hunter2-hunter2"


class Strict(Notes):
    class Keys(BaseModel):
        key: SecretStr = Field(title="Key", min_length=100)
        note: SecretStr | None = None

        @field_validator("note")
        @classmethod
        def _refuse(cls, note: SecretStr | None) -> SecretStr | None:
            if note is not None:
                raise ValueError(f"token={note.get_secret_value()}")
            return note

    CredentialsModel: ClassVar[type[BaseModel]] = Keys


def faults(check: Any, platform: Any, values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        check(platform, values)
    return refused.value.faults


def test_settings_are_stored_with_their_defaults() -> None:
    assert checked_settings(Notes, {"url": "x"}) == {"url": "x", "visibility": "public"}


def test_settings_are_refused_by_field() -> None:
    assert faults(checked_settings, Notes, {}) == {"url": "is required"}
    assert faults(checked_settings, Notes, {"url": "x", "colour": 1}) == {"colour": "is not known to this platform"}


def test_credentials_are_trimmed_and_empty_ones_omitted() -> None:
    assert checked_credentials(Notes, {"token": f" {SECRET}\n"}) == {"token": SECRET}
    assert faults(checked_credentials, Notes, {"token": ""}) == {"token": "is required"}


def test_no_fault_repeats_a_secret() -> None:
    texts = faults(checked_credentials, Strict, {"key": SECRET, "note": SECRET})

    assert set(texts) == {"key", "note"}
    assert SECRET not in str(texts)
    assert "at most" in faults(checked_credentials, Notes, {"token": "x" * 20_001})["token"]
