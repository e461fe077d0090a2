"""Publications belong to a destination, and say what was sent there, what it holds, and what a person must decide."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

SITE = "site"


def _columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("destination_id", sa.Integer(), nullable=True),
        sa.Column("create_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remote_hash", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("evidence", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("text_override", sa.Text(), nullable=False, server_default=""),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_because", sa.Text(), nullable=False, server_default=""),
        sa.Column("preflight", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("preflight_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drift", sa.String(length=10), nullable=False, server_default=""),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
    )


def upgrade() -> None:
    with op.batch_alter_table("publications") as batch_op:
        for column in _columns():
            batch_op.add_column(column)
        batch_op.alter_column("external_id", type_=sa.String(length=1000), existing_type=sa.String(length=300))
        batch_op.alter_column("url", type_=sa.String(length=2000), existing_type=sa.String(length=1000))
        batch_op.drop_constraint("uq_publications_item_id_platform", type_="unique")
        batch_op.create_unique_constraint("uq_publications_item_id_destination_id", ["item_id", "destination_id"])
        batch_op.create_foreign_key(
            "fk_publications_destination_id",
            "destinations",
            ["destination_id"],
            ["id"],
            ondelete="CASCADE",
        )
    op.create_index("ix_publications_destination_id", "publications", ["destination_id"])
    _create_destinations(op.get_bind())


def downgrade() -> None:
    connection = op.get_bind()
    # Only one account of each platform can stay.
    connection.execute(
        sa.text(
            "DELETE FROM publications WHERE id NOT IN (SELECT min(id) FROM publications GROUP BY item_id, platform)"
        )
    )
    op.drop_index("ix_publications_destination_id", "publications")
    with op.batch_alter_table("publications") as batch_op:
        batch_op.drop_constraint("fk_publications_destination_id", type_="foreignkey")
        batch_op.drop_constraint("uq_publications_item_id_destination_id", type_="unique")
        batch_op.create_unique_constraint("uq_publications_item_id_platform", ["item_id", "platform"])
        for column in _columns():
            batch_op.drop_column(column.name)
    connection.execute(sa.text("DELETE FROM destinations"))


def _create_destinations(connection: sa.Connection) -> None:
    """Create a destination for each platform of each project, and point its publications at it."""
    destinations = _destinations_table()
    for project_id, platform in _platforms(connection):
        row = _site(project_id) if platform == SITE else _other(project_id, platform)
        destination_id = connection.execute(destinations.insert().values(**row)).inserted_primary_key[0]
        connection.execute(
            sa.text(
                "UPDATE publications SET destination_id = :destination WHERE platform = :platform "
                "AND item_id IN (SELECT id FROM items WHERE project_id = :project)"
            ),
            {"destination": destination_id, "platform": platform, "project": project_id},
        )
    connection.execute(sa.text("UPDATE publications SET live_at = published_at"))


def _platforms(connection: sa.Connection) -> list[tuple[int, str]]:
    """Return (project, platform) of each platform that a project names or has publications on."""
    pairs: set[tuple[int, str]] = set()
    for project_id, stored in connection.execute(sa.text("SELECT id, platforms FROM projects")).all():
        pairs |= {(project_id, name) for name in _names(stored)}
    used = sa.text("SELECT DISTINCT i.project_id, p.platform FROM publications p JOIN items i ON i.id = p.item_id")
    pairs |= {(project_id, platform) for project_id, platform in connection.execute(used).all()}
    return sorted(pairs)


def _names(stored: Any) -> list[str]:
    """Return the names in a column of JSON, which SQLite returns as text; the site for one that is damaged."""
    try:
        names = json.loads(stored) if isinstance(stored, str) else stored
    except ValueError:
        names = None
    texts = [name[:50] for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return texts or [SITE]


def _destinations_table() -> sa.Table:
    return sa.Table("destinations", sa.MetaData(), autoload_with=op.get_bind())


def _site(project_id: int) -> dict[str, Any]:
    return _other(project_id, SITE) | {
        "max_lateness_seconds": None,
        "after_late": "send",
        "sends_older_posts": True,
    }


def _other(project_id: int, platform: str) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "platform": platform,
        "name": platform.capitalize(),
        "settings": {},
        "text_template": "",
        "max_lateness_seconds": 3600,
        "after_late": "hold",
        "sends_older_posts": False,
        "paused_by": "",
        "pause_reason": "",
        "check_results": [],
        "created_at": datetime.now(UTC),
    }
