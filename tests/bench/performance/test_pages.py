"""What a page makes a browser fetch stays light; how fast it comes is measured, see bench/pages.py."""

import redis
from flask import Flask

from bench.performance.pages import weight, weight_of_scripts, weight_of_styles
from fsp.app import create_app
from fsp.clock import utc_now
from fsp.settings import Settings
from fsp.web.access.cookie import COOKIE
from testbed.dataset.fill import amounts, fill
from testbed.sign_in import first_session


def test_scripts_and_styles_are_light() -> None:
    assert 13 < weight_of_scripts() <= 26
    assert 1 < weight_of_styles() <= 15


def test_a_refresh_of_a_full_first_screen_is_light(core: Flask, settings: Settings, redis_client: redis.Redis) -> None:
    fill(redis_client, amounts(500), seed=1, now=utc_now())
    client = create_app(settings).test_client()
    client.set_cookie(COOKIE, first_session())

    answer = client.get("/", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert 1 < weight(answer.data) <= 15
