"""The health of destinations: times from due to live as sketches, limits for late posts, and who knows an expiry."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publications", sa.Column("live_bucket", sa.Integer(), nullable=True))
    op.create_index("ix_publications_live_at", "publications", ["live_at", "destination_id", "live_bucket"])
    op.create_index("ix_publications_state", "publications", ["state", "due_at"])
    op.add_column("destinations", sa.Column("alert_after_seconds", sa.Integer(), nullable=True, server_default="300"))
    op.add_column("destinations", sa.Column("expiry_source", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("destinations", "expiry_source")
    op.drop_column("destinations", "alert_after_seconds")
    op.drop_index("ix_publications_state", "publications")
    op.drop_index("ix_publications_live_at", "publications")
    op.drop_column("publications", "live_bucket")
