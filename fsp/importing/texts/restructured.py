"""Converts reStructuredText to Markdown with docutils, with the values that Pelican, Nikola and ABlog write in it."""

import io
from collections.abc import Callable
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree, publish_from_doctree
from docutils.writers import html5_polyglot

from fsp.content.header_split import KNOWN_FIRST_KEYS
from fsp.errors import InvalidInput
from fsp.importing.texts.converted_text import ConvertedText
from fsp.importing.texts.marked_html import markdown_of_marked
from fsp.importing.texts.restructured_context import Context
from fsp.importing.texts.restructured_directives import ADDED
from fsp.importing.texts.restructured_names import mark_unknown, unmark

_ERROR = 3
_PAGE_SETTINGS = frozenset({"orphan", "tocdepth", "nosearch", "nocomments", "hidetitle"})
_SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    # Files are read by FSP's own directives, only inside the source.
    "file_insertion_enabled": False,
    "raw_enabled": True,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "syntax_highlight": "none",
    "math_output": "LaTeX",
    "initial_header_level": 2,
    "embed_stylesheet": False,
    "halt_level": 5,
    "line_length_limit": 1_000_000,
}


def convert_restructured(
    text: str, *, read: Callable[[str], str | None] = lambda _: None, has_title: bool = False
) -> ConvertedText:
    """Return a text with its values; raise InvalidInput if docutils cannot read it.

    `read` returns the text of another file of the source. Without a title elsewhere, the first heading is the title.
    """
    context = Context(read)
    try:
        document = publish_doctree(
            mark_unknown(text, ADDED),
            settings_overrides=_SETTINGS | {"fsp": context, "report_level": _ERROR, "warning_stream": io.StringIO()},
        )
        _take_messages(document, context)
        _take_fields(document, context)
        if not has_title and "title" not in context.values:
            _take_title(document, context)
        writer = html5_polyglot.Writer()
        overrides = _SETTINGS | {"report_level": 5, "warning_stream": io.StringIO()}
        publish_from_doctree(document, writer=writer, settings_overrides=overrides)
    except (RecursionError, SystemError, ValueError, AttributeError, KeyError, IndexError) as error:
        raise InvalidInput(f"The reStructuredText cannot be read: {type(error).__name__}: {error}.") from error
    body = unmark(markdown_of_marked(writer.parts["fragment"]))
    return ConvertedText(body, context.values, tuple(context.notes))


def _take_messages(document: nodes.document, context: Context) -> None:
    """Report the errors of docutils, and remove them from the text."""
    for message in list(document.findall(nodes.system_message)):
        if message["level"] >= _ERROR:
            context.note(message.get("line", 1), " ".join(message.children[0].astext().split())[:200].rstrip("."))
        message.parent.remove(message)
    for problem in list(document.findall(nodes.problematic)):
        problem.parent.replace(problem, nodes.Text(problem.astext()))
    for section in list(
        document.findall(
            lambda node: "system-messages" in node.get("classes", ()) if isinstance(node, nodes.section) else False
        )
    ):
        section.parent.remove(section)


def _take_fields(document: nodes.document, context: Context) -> None:
    """Take the list of fields at the top, if it is the header of a post or a page."""
    for fields in list(document.findall(nodes.field_list))[:1]:
        pairs = {
            field[0].astext().strip(): " ".join(field[1].astext().split()) for field in fields.findall(nodes.field)
        }
        names = {name.lower() for name in pairs}
        parent = fields.parent
        before = [node for node in parent.children[: parent.index(fields)] if not _is_silent(node)]
        if not before and names & (KNOWN_FIRST_KEYS | _PAGE_SETTINGS):
            context.values |= {
                name.lower(): value for name, value in pairs.items() if value and name.lower() not in _PAGE_SETTINGS
            }
            parent.remove(fields)


def _take_title(document: nodes.document, context: Context) -> None:
    """Take the first heading as the title, if nothing comes before it."""
    shown = [node for node in document.children if not _is_silent(node)]
    first = shown[0] if shown else None
    if not isinstance(first, nodes.section):
        return
    title = first[0]
    context.values["title"] = " ".join(title.astext().split())
    first.remove(title)
    place = document.index(first)
    document.remove(first)
    document.insert(place, first.children)


def _is_silent(node: nodes.Node) -> bool:
    """Return whether a node shows nothing."""
    return isinstance(node, nodes.title | nodes.comment | nodes.target | nodes.substitution_definition | nodes.pending)
