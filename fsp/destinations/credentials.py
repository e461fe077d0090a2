"""Reads and encrypts the credentials of destinations. Nothing else reads the column.

A variable `FSP_DESTINATION_<NAME>_<FIELD>`, or one with `_FILE` that names a file, wins over the stored value.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError
from sqlalchemy import select

from fsp.destinations.catalogue import platform_class
from fsp.errors import PermanentFailure
from fsp.models.destination import Destination
from fsp.secret_keys import secret_keys
from fsp.security.encryption import Encryption, WrongSecretKey
from fsp.settings import Settings
from fsp.stores import db, reading

_NOT_IN_VARIABLES = re.compile(r"[^A-Z0-9]+")


def encrypted(values: Mapping[str, str], *, settings: Settings) -> str | None:
    """Return the secrets in the form that is stored; None if there are none."""
    filled = {name: value for name, value in values.items() if value}
    return encryption(settings).encrypt(json.dumps(filled)) if filled else None


def read_credentials(
    destination: Destination, *, settings: Settings, environment: Mapping[str, str] | None = None
) -> BaseModel:
    """Return the platform's credentials; raise PermanentFailure if they are missing or cannot be decrypted."""
    platform = platform_class(destination.platform)
    values = stored_values(destination, settings=settings) | _from_environment(destination, _variables(environment))
    try:
        return platform.CredentialsModel.model_validate(values)
    except ValidationError as error:
        names = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}))
        raise PermanentFailure(
            f'The credentials of "{destination.name}" are missing or unusable: {names}. Replace the credentials.'
        ) from None


def stored_values(destination: Destination, *, settings: Settings) -> dict[str, str]:
    """Return the stored secrets by field; raise PermanentFailure if no known key decrypts them."""
    if not destination.credentials:
        return {}
    try:
        return _decrypted(destination.credentials, settings)
    except WrongSecretKey:
        current = _read_again(destination)
    try:
        return _decrypted(current, settings) if current else {}
    except WrongSecretKey as error:
        raise PermanentFailure(
            f'The credentials of "{destination.name}" were encrypted with another FSP_SECRET_KEY. '
            "Add that key to FSP_SECRET_KEY_PREVIOUS, or replace the credentials."
        ) from error


def _decrypted(encrypted_values: str, settings: Settings) -> dict[str, str]:
    values = json.loads(encryption(settings).decrypt(encrypted_values))
    return {str(name): str(value) for name, value in values.items()}


def _read_again(destination: Destination) -> str | None:
    """Return the stored credentials as they are now: the key may have been rotated since the row was read."""
    with reading():
        return db.session.scalar(select(Destination.credentials).where(Destination.id == destination.id))


def credential_sources(
    destination: Destination, *, settings: Settings, environment: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return where each field of the credentials comes from: a variable, "stored", or "" if it is missing."""
    variables = _variables(environment)
    try:
        stored = stored_values(destination, settings=settings)
    except PermanentFailure:
        stored = {}
    fields = platform_class(destination.platform).CredentialsModel.model_fields
    return {
        field: _variable_of(destination, field, variables) or ("stored" if field in stored else "") for field in fields
    }


def encryption(settings: Settings) -> Encryption:
    """Return the encryption with the keys that hold now."""
    return Encryption(secret_keys(settings))


def variable_name(destination_name: str, field: str) -> str:
    """Return the variable that overrides a field, such as FSP_DESTINATION_COMPANY_BLOG_PASSWORD."""
    name = _NOT_IN_VARIABLES.sub("_", f"{destination_name}_{field}".upper()).strip("_")
    return f"FSP_DESTINATION_{name}"


def _from_environment(destination: Destination, variables: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for field in platform_class(destination.platform).CredentialsModel.model_fields:
        variable = _variable_of(destination, field, variables)
        if variable:
            values[field] = SecretStr(_value_of(variable, variables))
    return values


def _variable_of(destination: Destination, field: str, variables: Mapping[str, str]) -> str:
    """Return the variable that is set for a field, or nothing."""
    name = variable_name(destination.name, field)
    return next((variable for variable in (name, f"{name}_FILE") if variables.get(variable, "").strip()), "")


def _value_of(variable: str, variables: Mapping[str, str]) -> str:
    value = variables[variable].strip()
    if not variable.endswith("_FILE"):
        return value
    try:
        return Path(value).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise PermanentFailure(f"The file that {variable} names cannot be read: {type(error).__name__}.") from error


def _variables(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environment is None else environment
