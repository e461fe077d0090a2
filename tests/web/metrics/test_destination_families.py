"""What Prometheus gets of destinations."""

from datetime import timedelta

import redis
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from fsp.clock import utc_now
from fsp.metrics.delivery_times import count_deliveries
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.publication import Publication, PublicationState
from fsp.stores import db

NOW = utc_now()


def test_times_posts_circuits_and_expiries_have_a_bounded_label(
    program: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    for number in range(50):
        name = f"Blog {number:02}"
        expires_at = NOW + timedelta(days=9)
        row = Destination(
            project_id=garden.project_id, platform="webhook", name=name, settings={}, credentials_expire_at=expires_at
        )
        db.session.add(row)
        db.session.flush()
        held = Publication(item_id=garden.id, destination_id=row.id, platform="webhook", state=PublicationState.HELD)
        db.session.add(held)
    db.session.commit()
    count_deliveries(redis_client, [(f"garden/Blog {number:02}", 70.0) for number in range(50)])

    text = program.get("/api/metrics?format=prometheus").text
    samples = {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("fsp_destination_")
    }

    assert samples["fsp_destination_due_to_live_seconds_bucket", ("60.0", "garden/Blog 00")] == 0
    assert samples["fsp_destination_due_to_live_seconds_bucket", ("90.0", "garden/Blog 00")] == 1
    assert samples["fsp_destination_due_to_live_seconds_count", ("other",)] == 38 + 1
    assert samples["fsp_destination_posts", ("garden/Blog 00", "held")] == 1
    assert samples["fsp_destination_circuit", ("garden/Blog 00",)] == 0
    expiry = samples["fsp_destination_credentials_expire_timestamp_seconds", ("garden/Blog 00",)]
    assert expiry == (NOW + timedelta(days=9)).timestamp()
    assert len({labels for _, labels in samples}) < 500
