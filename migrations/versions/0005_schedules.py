"""Ticks of schedules, as requests."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("schedule", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_job_requests_schedule_due_at"), ["schedule", "due_at"])


def downgrade() -> None:
    with op.batch_alter_table("job_requests", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_job_requests_schedule_due_at"), type_="unique")
        batch_op.drop_column("due_at")
        batch_op.drop_column("schedule")
