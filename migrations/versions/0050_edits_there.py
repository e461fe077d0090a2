"""Posts that somebody changed at their destination: what an update does then, and what is known of the update."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("destinations", sa.Column("after_edit", sa.String(10), nullable=False, server_default="ask"))
    op.add_column("publications", sa.Column("update_sent_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("publications", sa.Column("edited_hash", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    # An older version knows no such state. The update that waits is sent again when the post changes.
    op.execute("UPDATE publications SET state = 'published', held_because = '' WHERE state = 'edited'")
    op.drop_column("publications", "edited_hash")
    op.drop_column("publications", "update_sent_at")
    op.drop_column("destinations", "after_edit")
