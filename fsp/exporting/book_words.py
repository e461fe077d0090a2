"""Words that a book shows in its own language."""

_CONTENTS = {
    "de": "Inhalt",
    "es": "Índice",
    "fr": "Table des matières",
    "it": "Indice",
    "nl": "Inhoud",
    "pt": "Sumário",
}


def contents_title(language: str) -> str:
    """Return the title of the table of contents, in English for other languages. Regions such as pt-BR do not count."""
    return _CONTENTS.get(language.split("-", 1)[0].lower(), "Contents")
