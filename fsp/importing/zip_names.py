"""The names of the entries of a zip, as the program wrote them that made it."""

import zipfile

NAME_ENCODINGS = ("utf-8", "gbk", "shift_jis", "cp1252")
"""Tried in this order for names in a zip that does not declare their encoding."""

_UTF8_NAME = 0x800


def name_of_entry(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry, with backslashes and local encodings of Windows tools converted."""
    name = entry.orig_filename.partition("\0")[0]
    if not entry.flag_bits & _UTF8_NAME:
        # Python decodes such names as code page 437, which loses nothing.
        name = _decoded(name.encode("cp437", "replace"))
    return name.replace("\\", "/")


def _decoded(raw: bytes) -> str:
    for encoding in NAME_ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
