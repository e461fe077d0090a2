"""Requests that run after others."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("after", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("on_failure", sa.String(length=10), server_default="wait", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("job_requests", schema=None) as batch_op:
        batch_op.drop_column("on_failure")
        batch_op.drop_column("after")
