"""Parses a job filter from a URL, an API call or a command, and reports errors in it."""

import re
from collections.abc import Mapping

from fsp.clock import moment_of
from fsp.errors import InvalidInput
from fsp.history.job_filter import ALL, STATE_WORDS, STATES, JobFilter
from fsp.jobs.labels import ARGUMENT, MAX_VALUE_CHARACTERS, PARENT, TAG
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import indexed_arguments

MAX_TEXT_CHARACTERS = 512

_TOKEN = re.compile(
    r'(?P<name>[A-Za-z][\w.-]*):(?:"(?P<quoted>[^"]*)"|(?P<value>\S+))|(?:"(?P<words>[^"]*)"|(?P<word>\S+))'
)
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")


def filter_of(fields: Mapping[str, str]) -> JobFilter:
    """Parse a filter; raise InvalidInput naming the unknown search term and the known ones.

    `q` holds words and `name:value`: `tag:nightly args.project:garden error:OSError "two words"`.
    """
    state = fields.get("state", "") or ALL
    if state not in STATES:
        raise InvalidInput(f'The state must be one of {", ".join(STATES)}, got "{state:.40}".')
    queue = fields.get("queue", "")
    if queue and queue not in QUEUE_NAMES:
        raise InvalidInput(f'The queue must be one of {", ".join(QUEUE_NAMES)}, got "{queue:.40}".')
    query = fields.get("q", "").strip()
    if len(query) > MAX_TEXT_CHARACTERS:
        raise InvalidInput(f"A search may have {MAX_TEXT_CHARACTERS} characters, got {len(query)}.")
    named, words = _parts(query)
    if state == ALL and query.casefold() in STATE_WORDS:
        # The shortest way to failed jobs. In quotes it is an ordinary word.
        state, words = STATE_WORDS[query.casefold()], []
    job_type = fields.get("type", "") or _last(named, "type")
    return JobFilter(
        state=state,
        job_type=job_type,
        queue=queue,
        since=moment_of(fields.get("since", ""), "since"),
        until=moment_of(fields.get("until", ""), "until"),
        error=_last(named, "error"),
        fingerprint=_fingerprint(_last(named, "fingerprint")),
        job_id=_last(named, "id"),
        labels=tuple(_labels(named, job_type)),
        text=" ".join(words),
    )


def _parts(query: str) -> tuple[list[tuple[str, str]], list[str]]:
    named: list[tuple[str, str]] = []
    words: list[str] = []
    for match in _TOKEN.finditer(query):
        name, value = match["name"], match["quoted"] if match["quoted"] is not None else match["value"]
        if name is None:
            words.append(match["words"] if match["words"] is not None else match["word"])
        elif name in {TAG, PARENT, "error", "fingerprint", "id", "type"} or name.startswith(ARGUMENT):
            named.append((name, value))
        else:
            # A URL or a time also contains a colon.
            words.append(match[0].replace('"', ""))
    return named, words


def _labels(named: list[tuple[str, str]], job_type: str) -> list[str]:
    labels = []
    for name, value in named:
        if name.startswith(ARGUMENT):
            _check_declared(name.removeprefix(ARGUMENT), job_type)
        elif name not in {TAG, PARENT}:
            continue
        labels.append(f"{name}:{value[:MAX_VALUE_CHARACTERS]}")
    return labels


def _check_declared(argument: str, job_type: str) -> None:
    declared = indexed_arguments()
    if argument in declared and (not job_type or job_type in declared[argument]):
        return
    searchable = "; ".join(f"{ARGUMENT}{name} of {', '.join(types)}" for name, types in sorted(declared.items()))
    of_type = f" of {job_type}" if job_type else ""
    raise InvalidInput(
        f'Jobs cannot be found by the argument "{argument:.60}"{of_type}; they can by {searchable or "none"}. '
        f'@job_type(…, indexed=("{argument:.60}",)) declares one, for jobs enqueued from then on.'
    )


def _last(named: list[tuple[str, str]], term: str) -> str:
    return next((value for name, value in reversed(named) if name == term), "")


def _fingerprint(text: str) -> str:
    if text and not _FINGERPRINT.match(text):
        raise InvalidInput(f'A fingerprint is 64 hexadecimal digits, got "{text:.70}".')
    return text
