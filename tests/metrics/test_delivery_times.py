"""Times from due to live for Prometheus."""

import redis

from fsp.metrics.delivery_times import count_deliveries, read_deliveries
from fsp.redis_ops import metric_keys


def test_deliveries_are_counted_by_destination_and_bucket(redis_client: redis.Redis) -> None:
    count_deliveries(redis_client, [("garden/Blog", 12.0), ("garden/Blog", 70.5), ("site", 4000.0)])
    redis_client.hset(metric_keys.DELIVERIES, "damaged|garden/Blog", "x")

    histograms = read_deliveries(redis_client)

    blog, site = histograms["garden/Blog"], histograms["site"]
    assert (blog.buckets, blog.sum_seconds, blog.count) == ({15.0: 1, 90.0: 1}, 82.5, 2)
    assert (site.buckets, site.count) == ({float("inf"): 1}, 1)
