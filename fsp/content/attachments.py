"""Files that posts offer to their readers: documents, archives, sound and video. Images are in `content.images`.

Only these endings are published. Files that a browser runs, such as HTML and JavaScript, are not among them.
"""

from pathlib import PurePosixPath

from fsp.content.rendering.addresses import without_query

MAX_ATTACHMENT_BYTES = 64 * 1024 * 1024

_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_TYPES = {
    **dict.fromkeys((".txt", ".log", ".csv", ".tsv", ".bib", ".tex", ".diff", ".patch", ".pem", ".asc", ".sig"), _TEXT),
    **dict.fromkeys((".json", ".geojson", ".yaml", ".yml", ".toml", ".ini", ".sql", ".py", ".ipynb", ".rs"), _TEXT),
    **dict.fromkeys((".c", ".h", ".cpp", ".hpp", ".java", ".go", ".rb", ".sh", ".r", ".m", ".srt", ".pub"), _TEXT),
    **dict.fromkeys((".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".7z", ".rar", ".jar", ".whl"), _BYTES),
    **dict.fromkeys((".der", ".crt", ".cer", ".p7b", ".crl", ".gpg", ".bin", ".iso", ".img", ".dmg", ".deb"), _BYTES),
    **dict.fromkeys((".rpm", ".exe", ".msi", ".apk", ".stl", ".obj", ".gpx", ".kml", ".mid", ".midi"), _BYTES),
    **dict.fromkeys((".psd", ".ai", ".sketch", ".fig", ".blend", ".ttf", ".otf", ".woff", ".woff2"), _BYTES),
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".mobi": "application/x-mobipocket-ebook",
    ".ps": "application/postscript",
    ".eps": "application/postscript",
    ".rtf": "application/rtf",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".vtt": "text/vtt",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".key": _BYTES,
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mov": "video/quicktime",
}
_SHOWN = ("audio/", "video/", "text/plain", "application/pdf")


def is_attachment(path: str) -> bool:
    """Return whether a path or an address names a file that posts may offer."""
    return _ending(path) in _TYPES


def attachment_type(path: str) -> str:
    """Return the media type of an attachment by its ending, never one that a browser runs."""
    return _TYPES.get(_ending(path), _BYTES)


def is_shown(media_type: str) -> bool:
    """Return whether browsers show a type themselves. Others are downloaded."""
    return media_type.startswith(_SHOWN)


def _ending(path: str) -> str:
    ending = PurePosixPath(path).suffix.lower()
    return ending if ending in _TYPES else PurePosixPath(without_query(path)).suffix.lower()
