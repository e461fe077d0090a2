"""Converts the HTML of docutils and pandoc to Markdown: formulas, notices, footnotes and code keep their meaning."""

import re

from bs4 import BeautifulSoup, Tag

from fsp.content.rendering.admonitions import is_notice
from fsp.errors import InvalidInput
from fsp.importing.formats.html_markdown import markdown_of_element

_SAVED = re.compile("\ue010(\\d+)\ue011")
_NOTICES = "aside.admonition, div.admonition, aside.topic, div.topic, aside.sidebar, div.sidebar"
_NOTICE_TITLE = ["admonition-title", "topic-title", "sidebar-title", "title"]
_BLOCK_MATH = "pre.math, div.math, span.math.display"
_NO_LANGUAGE = frozenset({"code", "literal-block", "sourceCode", "numberSource", "src", "example"})
_DELIMITERS = re.compile(r"\A\s*(?:\\\(|\\\[|\${1,2})?(.*?)(?:\\\)|\\\]|\${1,2})?\s*\Z", re.DOTALL)


def markdown_of_marked(html: str) -> str:
    """Return the Markdown of an HTML fragment; raise InvalidInput if its elements are nested too deeply."""
    soup = BeautifulSoup(html, "html.parser")
    saved_texts: list[str] = []
    try:
        _move_ids(soup)
        _mark_footnotes(soup)
        _keep_formulas(soup, saved_texts)
        _mark_code(soup)
        _mark_lines(soup)
        _keep_notices(soup, saved_texts)
        markdown = markdown_of_element(soup)
    except RecursionError as error:
        raise InvalidInput("The text is nested too deeply. Simplify it.") from error
    return _SAVED.sub(lambda match: saved_texts[int(match[1])], markdown)


def _move_ids(soup: BeautifulSoup) -> None:
    """Give a heading the id of its section, and links to an empty anchor before a heading that id."""
    for link in soup.select("a.toc-backref"):
        link.unwrap()
    for section in soup.select("section[id], div.section[id]"):
        heading = next((child for child in section.children if isinstance(child, Tag)), None)
        while heading is not None and heading.name == "span":
            heading = heading.find_next_sibling()
        if isinstance(heading, Tag) and re.fullmatch("h[1-6]", heading.name) and not heading.get("id"):
            heading["id"] = section["id"]
            del section["id"]
    for anchor in soup.select("span[id]"):
        following = anchor.find_next_sibling()
        if anchor.get_text() or not isinstance(following, Tag) or not following.get("id"):
            continue
        for link in soup.find_all("a", href=f"#{anchor['id']}"):
            link["href"] = f"#{following['id']}"
        anchor.decompose()


def _mark_footnotes(soup: BeautifulSoup) -> None:
    """Write footnotes and citations as a superscript link to the item of a list."""
    for note in soup.select("aside.footnote[id], div.citation[id], dl.footnote dd[id]"):
        for label in note.select("span.label"):
            label.decompose()
        note.name = "li"
        if isinstance(note.parent, Tag):
            note.parent.name = "ol"
    for link in soup.select("a[role=doc-noteref], a[role=doc-biblioref], a.footnote-reference, a.citation-reference"):
        inside = link.find("sup")
        if isinstance(inside, Tag):
            inside.unwrap()
        link.wrap(soup.new_tag("sup"))


def _mark_code(soup: BeautifulSoup) -> None:
    for number in soup.select("pre small.ln"):
        number.decompose()
    for literal in soup.select("span.literal, tt.literal, tt"):
        literal.name = "code"
    for classifier in soup.select("dt span.classifier"):
        classifier.insert_before(" : ")
    for block in soup.select("pre"):
        classes = [name for name in block.get_attribute_list("class") if name and name not in _NO_LANGUAGE]
        block["class"] = f"language-{classes[0].removeprefix('src-')}" if classes else ""
    for image in soup.select("img[alt]"):
        # docutils writes the address of an image that has no alternative text.
        if image["alt"] == image.get("src"):
            image["alt"] = ""


def _mark_lines(soup: BeautifulSoup) -> None:
    for line in soup.select("div.line-block div.line"):
        if line.find_next_sibling() is not None:
            line.append(soup.new_tag("br"))
        line.unwrap()
    for block in soup.select("div.line-block"):
        block.name = "p" if block.find("div") is None and block.find_parent(class_="line-block") is None else "div"


def _keep_formulas(soup: BeautifulSoup, saved_texts: list[str]) -> None:
    for formula in soup.select(_BLOCK_MATH):
        text = " ".join(_formula(formula).split("\n"))
        _replace(soup, formula, saved_texts, f"$${text}$$", is_block=formula.name != "span")
    for formula in soup.select("tt.math, span.math, code.math"):
        _replace(soup, formula, saved_texts, f"${' '.join(_formula(formula).split())}$", is_block=False)


def _formula(element: Tag) -> str:
    match = _DELIMITERS.match(element.get_text())
    return (match[1] if match else element.get_text()).strip()


def _keep_notices(soup: BeautifulSoup, saved_texts: list[str]) -> None:
    for contents in soup.select("nav.contents, div.contents, div#table-of-contents"):
        _replace(soup, contents, saved_texts, "[TOC]", is_block=True)
    for notice in soup.select(_NOTICES):
        heading = notice.find(class_=_NOTICE_TITLE)
        title = " ".join(heading.get_text().split()) if isinstance(heading, Tag) else ""
        if isinstance(heading, Tag):
            heading.decompose()
        kind = next((name for name in notice.get_attribute_list("class") if name and is_notice(name)), "note")
        shown = "" if title.casefold() == kind else f" {title}"
        notice.insert(0, _place(soup, saved_texts, f"::: {kind}{shown}", is_block=True))
        notice.append(_place(soup, saved_texts, ":::", is_block=True))
        notice.name = "div"


def _replace(soup: BeautifulSoup, element: Tag, saved_texts: list[str], markdown: str, *, is_block: bool) -> None:
    element.replace_with(_place(soup, saved_texts, markdown, is_block=is_block))


def _place(soup: BeautifulSoup, saved_texts: list[str], markdown: str, *, is_block: bool) -> Tag:
    saved_texts.append(markdown)
    place = soup.new_tag("p" if is_block else "span")
    place.string = f"\ue010{len(saved_texts) - 1}\ue011"
    return place
