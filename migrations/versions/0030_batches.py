"""Batches: jobs requested together as a chain or a group; and the job that answers a skipped request."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.String(length=100), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("cancelled_by", sa.String(length=200), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index("ix_batches_requested_at", "batches", ["requested_at"])
    with op.batch_alter_table("job_requests") as batch_op:
        batch_op.add_column(sa.Column("answered_by", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("batch_id", sa.String(length=100), nullable=True))
        batch_op.create_index(batch_op.f("ix_job_requests_batch_id"), ["batch_id"])


def downgrade() -> None:
    with op.batch_alter_table("job_requests") as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_requests_batch_id"))
        batch_op.drop_column("batch_id")
        batch_op.drop_column("answered_by")
    op.drop_table("batches")
