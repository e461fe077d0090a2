"""The overview of a running FSP as a person reads it: its problem cards, fetched over HTTP."""

import html
import re
import urllib.request
from dataclasses import dataclass
from urllib.error import HTTPError, URLError

from fsp.web.access.cookie import COOKIE

_CARD = re.compile(r'<article class="problem.*?</article>', re.S)
_HIDDEN = re.compile(r'<span\s+class="hidden">.*?</span>', re.S)
_BUTTON = re.compile(r'<(?:button|a class="button[^"]*")[^>]*>(.*?)</(?:button|a)>', re.S)


@dataclass(frozen=True)
class Card:
    """One problem card; `button` is the label of the one that acts, with the command it copies."""

    rule: str
    summary: str
    text: str
    button: str


@dataclass(frozen=True)
class Overview:
    """Where the overview is, and the cookie of a session that may act."""

    url: str
    cookie: str

    def responds(self) -> bool:
        """Return whether the web server is up."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/health/live", timeout=5) as response:
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    def read(self) -> str:
        """Return the page; empty while it cannot be read."""
        request = urllib.request.Request(f"{self.url}/", headers={"Cookie": f"{COOKIE}={self.cookie}"})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return str(response.read().decode())
        except (HTTPError, URLError, OSError):
            return ""

    def cards(self) -> list[Card]:
        """Return the problems, the worst first."""
        return cards_of(self.read())


def cards_of(page: str) -> list[Card]:
    """Return the problem cards of a page."""
    return [_card(card) for card in _CARD.findall(page)]


def _card(markup: str) -> Card:
    rule = re.search(r'href="/runbook#([a-z0-9-]+)"', markup)
    summary = re.search(r"<h2[^>]*>(.*?)</h2>", markup, re.S)
    buttons = _BUTTON.findall(_HIDDEN.sub("", markup.rsplit('class="problem-actions"', maxsplit=1)[-1]))
    command = re.search(r'<code class="problem-command"[^>]*>(.*?)</code>', markup, re.S)
    label = _text(buttons[0]) if buttons else ""
    return Card(
        rule=rule[1] if rule else "",
        summary=_text(summary[1]) if summary else "",
        text=_text(_HIDDEN.sub("", markup.split('<div class="problem-actions"', maxsplit=1)[0])),
        button=f"{label}: {_text(command[1])}" if command else label,
    )


def _text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())
