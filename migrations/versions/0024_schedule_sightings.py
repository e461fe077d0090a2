"""When each schedule was first seen."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedule_sightings",
        sa.Column("schedule", sa.String(length=100), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("schedule", name=op.f("pk_schedule_sightings")),
    )


def downgrade() -> None:
    op.drop_table("schedule_sightings")
