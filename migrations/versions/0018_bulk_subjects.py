"""Bulk operations act on dead letters too, and replay at a pace."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bulk_operations", sa.Column("subject", sa.String(20), nullable=False, server_default="jobs"))
    op.add_column("bulk_operations", sa.Column("per_minute", sa.Integer(), nullable=False, server_default="600"))


def downgrade() -> None:
    # Not in batch mode: on SQLite that makes the table anew, and dropping the old one would take its items along.
    op.drop_column("bulk_operations", "per_minute")
    op.drop_column("bulk_operations", "subject")
