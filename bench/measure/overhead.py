"""M25: what counting costs requests, by blocks with and without it in turn."""

import random
import statistics
import time
from collections.abc import Iterator
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient

from bench.bounds import Line
from bench.setting import open_setting, scaled
from fsp.accounts.api_tokens import create_token
from fsp.app import create_app
from fsp.core import current_settings
from fsp.metrics.http_recorder import HttpRecorder
from fsp.models.account import Account
from fsp.queueing.enqueue import enqueue_many
from fsp.stores import current_redis, db
from fsp.web.response_metrics import Answers, current_answers

SEED = 25
BLOCKS = 30
REQUESTS = 1000
WARM = 200
TURN = 25
RESAMPLES = 2000
LIMIT = 0.05
ADDED_LIMIT_MILLISECONDS = 1.0
PATH = "/api/jobs?limit=20"


def m25_overhead() -> Iterator[Line]:
    """Ask with and without counting in turn; then with the store away."""
    with open_setting() as setting:
        # A list of twenty jobs: more than a health check asks, less than a page.
        enqueue_many(setting.connection, "bench-noop", [{}] * 100)
        token = _token()
        app = create_app(current_settings())
        counted = _client(app, token)
        with patch("fsp.app.count_answers"):
            plain = _client(create_app(current_settings()), token)
        for client in (counted, plain):
            _seconds(client, WARM)
        ratios = [_ratio(counted, plain, app) for _ in range(BLOCKS)]
        bound = _upper_bound(ratios) - 1
        what = f"{BLOCKS} blocks of {scaled(REQUESTS):,} requests: added by counting, upper bound of 95 %"
        median = statistics.median(ratios) - 1
        yield Line("M25", what, f"{bound:.1%} (median {median:.1%})", "< 5 %", "–", bound < LIMIT)
        yield _without_store(token)


def _ratio(counted: FlaskClient, plain: FlaskClient, app: Flask) -> float:
    """Return how much longer one block takes with counting; both take turns, so that what drifts is on both sides.

    Telling Redis is in it, once a block: a served process does that each five seconds.
    """
    taken = {counted: 0.0, plain: 0.0}
    for number in range(_turns()):
        for client in (counted, plain) if number % 2 else (plain, counted):
            taken[client] += _seconds(client, TURN)
    taken[counted] += _flush_seconds(app)
    return taken[counted] / taken[plain]


def _flush_seconds(app: Flask) -> float:
    started = time.process_time()
    with app.app_context():
        assert current_answers().flush(current_redis())
    return time.process_time() - started


def _without_store(token: str) -> Line:
    """Keep counting while Redis is away, with room for a few requests; none may wait for it.

    An application that can tell Redis takes turns with it: only what its absence adds is in the difference.
    """
    settings = current_settings()
    away = create_app(settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock"}))
    recorder = HttpRecorder(most=100)
    with patch("fsp.app.count_answers", lambda app: app.extensions.update(fsp_answers=Answers(app, recorder))):
        lost = create_app(settings)
    here = create_app(settings)
    clients = _client(here, token), _client(lost, token)
    for client in clients:
        _seconds(client, WARM)
    with lost.app_context():
        answers = current_answers()
    with away.app_context():
        is_kept = not answers.flush(current_redis())
    added = statistics.median(_turn_difference(*clients, number) for number in range(_turns())) * 1000
    is_met = is_kept and recorder.dropped > 0 and added <= ADDED_LIMIT_MILLISECONDS
    what = "the store of counts away: added to a request; requests not counted"
    return Line("M25", what, f"{added:+.2f} ms; {recorder.dropped}", "<= 1 ms; > 0", "–", is_met)


def _turns() -> int:
    return max(1, scaled(REQUESTS) // TURN)


def _turn_difference(here: FlaskClient, lost: FlaskClient, number: int) -> float:
    """Return the CPU seconds that one request takes longer; each goes first every other time."""
    taken = {client: _seconds(client, TURN) / TURN for client in ((here, lost) if number % 2 else (lost, here))}
    return taken[lost] - taken[here]


def _token() -> str:
    account = Account(name="bench-overhead", role="operator")
    db.session.add(account)
    db.session.commit()
    return create_token(account, "bench")


def _client(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def _seconds(client: FlaskClient, count: int) -> float:
    """Return the CPU seconds of so many requests: those of others on this machine are not in it."""
    started = time.process_time()
    for _ in range(count):
        assert client.get(PATH).status_code == 200
    return time.process_time() - started


def _upper_bound(ratios: list[float]) -> float:
    """Return the upper end of the 95 % interval of the median, by resampling."""
    chance = random.Random(SEED)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLES))
    return medians[round(0.975 * RESAMPLES)]
