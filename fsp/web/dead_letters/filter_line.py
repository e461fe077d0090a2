"""The tabs and chips above the list of dead letters."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from fsp.dead_letters.selection import count
from fsp.web.chips import Chip, chips_of
from fsp.web.dead_letters.views import STATES, LettersPage

PATH = "/dead-letters"
NAMES = {
    "type": "type",
    "reason": "reason",
    "fingerprint": "error group",
    "text": "text",
    "since": "from",
    "until": "to",
}


@dataclass(frozen=True)
class Tab:
    """One state; `count` is None where it would take a scan of the errors."""

    state: str
    href: str
    is_current: bool
    count: int | None


def tabs_of(view: LettersPage) -> list[Tab]:
    """Return a tab for each state, under the other parts of the selection."""
    return [_tab(view, state) for state in STATES]


def filter_chips(view: LettersPage) -> list[Chip]:
    """Return a chip for each part of the selection other than the state."""
    return chips_of(PATH, dict(parse_qsl(view.query)), NAMES)


def cleared(view: LettersPage) -> str:
    """Return the address of all dead letters in the current state, in the same view."""
    query = dict(parse_qsl(view.query))
    return _href({"state": query.get("state", ""), "view": query.get("view", "")})


def _tab(view: LettersPage, state: str) -> Tab:
    query = dict(parse_qsl(view.query)) | {"state": "" if state == STATES[0] else state}
    return Tab(state, _href(query), state == view.selection.state, _count(view, state))


def _href(query: dict[str, str]) -> str:
    filled = {name: value for name, value in query.items() if value}
    return f"{PATH}?{urlencode(filled)}" if filled else PATH


def _count(view: LettersPage, state: str) -> int | None:
    if state == view.selection.state:
        return view.total
    return None if view.selection.text else count(replace(view.selection, state=state))
