"""Formats errors as storable text, however long they are, and even if their own methods fail."""

import traceback
from typing import Any

MAX_CLASS_CHARACTERS = 200
MAX_MESSAGE_CHARACTERS = 30_000
MAX_TRACEBACK_CHARACTERS = 60_000

_NAME_OF: Any = type.__dict__["__name__"].__get__
_TRACEBACK_OF: Any = BaseException.__dict__["__traceback__"].__get__
"""Read from the classes that define them, because a subclass may return wrong values or raise."""


def class_name_of(error: BaseException) -> str:
    """Return the name of an error's class."""
    return escaped(_NAME_OF(type(error)))[:MAX_CLASS_CHARACTERS]


def message_of(error: BaseException) -> str:
    """Return the message of an error; a placeholder if it cannot be formatted."""
    try:
        return shortened(escaped(str(error)), MAX_MESSAGE_CHARACTERS)
    except BaseException as fault:  # noqa: BLE001  (an error's own code may raise anything at all)
        return f"(the message cannot be read: its __str__ raised {class_name_of(fault)})"


def traceback_of(error: BaseException) -> str:
    """Return an error's traceback. A long one is cut in the middle, so that its last line stays."""
    try:
        whole = escaped("".join(traceback.format_exception(error)))
        if len(whole) <= MAX_TRACEBACK_CHARACTERS:
            return whole
        return _cut(whole, escaped("".join(traceback.format_exception_only(error))))
    except BaseException:  # noqa: BLE001  (formatting runs the error's own code)
        frames = "".join(traceback.format_tb(_TRACEBACK_OF(error)))
        end = f"{class_name_of(error)}: {message_of(error)}\n"
        return shortened(f"Traceback (most recent call last):\n{escaped(frames)}", MAX_MESSAGE_CHARACTERS) + end


def escaped(text: str) -> str:
    """Return a text with NUL and lone surrogates as escapes, because they cannot be stored."""
    # The method of str itself, because a subclass may override it.
    return str.encode(text, "utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def shortened(text: str, limit: int) -> str:
    """Return a text of about this many characters, cut in the middle, between two lines if possible."""
    if len(text) <= limit:
        return text
    start, end = text[: limit // 2], text[-(limit // 2) :]
    start = start[: start.rfind("\n") + 1] or start
    end = end[end.find("\n") + 1 :] or end
    left_out = len(text) - len(start) - len(end)
    # Indented like a line of code, so that traceback parsers skip it.
    return f"{start}    … {left_out:,} characters left out …\n{end}"


def _cut(whole: str, last: str) -> str:
    if not whole.endswith(last):
        # A group of errors is drawn as a tree.
        return shortened(whole, MAX_TRACEBACK_CHARACTERS)
    end = shortened(last, MAX_TRACEBACK_CHARACTERS // 2)
    return shortened(whole.removesuffix(last), MAX_TRACEBACK_CHARACTERS - len(end)) + end
