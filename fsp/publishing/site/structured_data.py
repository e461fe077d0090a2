"""Describes the pages of a site for search engines, as JSON-LD. Source: https://schema.org/BlogPosting."""

import json
from typing import Any

from fsp.clock import iso
from fsp.publishing.frozen_moments import moment_from_text
from fsp.publishing.site.content import Entry, Site
from fsp.publishing.site.manifest import Line
from fsp.publishing.site.words import Words


def describe_site(site: Site, address: str) -> str:
    """Return the description of the home page."""
    return _written([_filled({"@type": "Blog", "name": site.title, "url": address, "description": site.description})])


def describe_entry(
    site: Site, entry: Entry, line: Line, *, address: str, image: str, word_count: int, words: Words
) -> str:
    """Return the description of the page of a post or another page. `address` is the site's own."""
    url = entry.canonical_url or f"{address}{line.slug}/"
    trail = [(site.title, address), (entry.title, f"{address}{line.slug}/")]
    if line.is_post:
        trail[1:1] = [(words("archive"), f"{address}archive/"), (str(line.year), f"{address}archive/{line.year}/")]
    page: dict[str, Any] = {
        "@type": "WebPage" if entry.is_page else "BlogPosting",
        "headline": entry.title,
        "description": line.summary,
        "url": url,
        "mainEntityOfPage": url,
        "image": image,
        "datePublished": iso(moment_from_text(line.published_at)),
        "dateModified": iso(moment_from_text(line.updated_at)),
        "inLanguage": line.language or site.language,
        "author": [{"@type": "Person", "name": name} for name in entry.authors or (site.author,)],
        "publisher": _publisher(site, address),
        "keywords": ", ".join(entry.tags),
        "wordCount": word_count,
    }
    return _written([_filled(page), _breadcrumbs(trail)])


def _publisher(site: Site, address: str) -> dict[str, Any]:
    logo = {"@type": "ImageObject", "url": f"{address}{site.logo.address}"} if site.logo else None
    return _filled({"@type": "Organization", "name": site.title, "url": address, "logo": logo})


def _breadcrumbs(trail: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate(trail, start=1)
        ],
    }


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _written(graph: list[dict[str, Any]]) -> str:
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    # Inside a script element, these characters could end it.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
