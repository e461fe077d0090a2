"""Shapes of answers that are a dataclass's fields under their names outside."""

from dataclasses import fields
from typing import Any, get_type_hints

from pydantic import create_model

from fsp.web.api.shapes.shape import Shape


def derived(kind: type, name: str, *, without: tuple[str, ...] = (), **other: Any) -> type[Shape]:
    """Return the shape of a dataclass's fields, without some and with others in their place or beside them."""
    hints = get_type_hints(kind)
    known = {field.name: hints[field.name] for field in fields(kind) if field.name not in without} | other
    parts: dict[str, Any] = {field: (hint, ...) for field, hint in known.items()}
    return create_model(name, __base__=Shape, __doc__=kind.__doc__, **parts)
