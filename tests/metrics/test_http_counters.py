"""HTTP numbers since the beginning: what several processes add is one sum, whatever stands in a rule."""

import redis

from fsp.metrics.http_counters import add_http_counters, bucket_field, read_http_counters, request_field, sum_field


def test_what_is_added_is_read_back(redis_client: redis.Redis) -> None:
    more = {
        request_field("GET", "200", "/a/<any(x|y):z>"): 2,
        sum_field("GET", "/a/<any(x|y):z>"): 1_500_000,
        bucket_field("GET", "0.5", "/a/<any(x|y):z>"): 1,
    }

    for _ in range(2):
        add_http_counters(redis_client, more)

    result = read_http_counters(redis_client)
    assert result.requests == {("GET", "200", "/a/<any(x|y):z>"): 4}
    assert result.sums == {("GET", "/a/<any(x|y):z>"): 3.0}
    assert result.buckets == {("GET", "/a/<any(x|y):z>"): {"0.5": 2}}


def test_nothing_is_nothing(redis_client: redis.Redis) -> None:
    add_http_counters(redis_client, {})

    assert read_http_counters(redis_client).requests == {}
