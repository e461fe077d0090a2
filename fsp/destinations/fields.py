"""Checks what a person entered for a destination, by the schema of its platform: one fault for each field."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from fsp.destinations.contract import Platform
from fsp.errors import InvalidInput
from fsp.security.redaction import redact_text
from fsp.storable import check_value

MAX_SECRET_CHARACTERS = 20_000


class InvalidFields(InvalidInput):
    """Values that do not fit; `faults` has one sentence for each field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults.items()) + ".")
        self.faults = dict(faults)


def checked_settings(platform: type[Platform], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings as they are stored; raise InvalidFields."""
    check_value(dict(values), "settings")
    model = _validated(platform.SettingsModel, values, shows_values=True)
    return model.model_dump(mode="json")


def checked_credentials(platform: type[Platform], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the secrets by field; raise InvalidFields, whose text contains no secret."""
    filled = {name: str(value).strip() for name, value in values.items() if value not in (None, "")}
    check_value(filled, "credentials")
    too_long = [name for name, value in filled.items() if len(value) > MAX_SECRET_CHARACTERS]
    if too_long:
        raise InvalidFields(dict.fromkeys(too_long, f"at most {MAX_SECRET_CHARACTERS} characters"))
    model = _validated(platform.CredentialsModel, filled, shows_values=False)
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in model
        if value is not None
    }


def _validated(kind: type[BaseModel], values: Mapping[str, Any], *, shows_values: bool) -> BaseModel:
    aliases = {name: info.alias or name for name, info in kind.model_fields.items()}
    names = {*aliases, *aliases.values()}
    unknown = {name: "is not known to this platform" for name in values if name not in names}
    if unknown:
        raise InvalidFields(unknown)
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        # Only the message: the input of a fault may be a secret.
        raise InvalidFields(
            {
                str(fault["loc"][0]) if fault["loc"] else "settings": _sentence(fault["msg"], shows_values=shows_values)
                for fault in reversed(error.errors(include_url=False, include_input=False, include_context=False))
            }
        ) from None


def _sentence(message: str, *, shows_values: bool) -> str:
    text = message.removeprefix("Value error, ").rstrip(".")
    text = "is required" if text == "Field required" else text
    return text if shows_values else redact_text(text)
