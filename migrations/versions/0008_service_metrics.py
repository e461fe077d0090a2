"""What FSP answered, and whether it was up."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_metrics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resolution_seconds", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("seconds_sum", sa.Double(), nullable=False),
        sa.Column("seconds_sketch", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("up", sa.Integer(), nullable=False),
        sa.Column("down", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_metrics")),
        sa.UniqueConstraint(
            "resolution_seconds", "span_start", name=op.f("uq_service_metrics_resolution_seconds_span_start")
        ),
    )
    with op.batch_alter_table("service_metrics", schema=None) as batch_op:
        batch_op.create_index("ix_service_metrics_span_start", ["span_start"], unique=False)


def downgrade() -> None:
    op.drop_table("service_metrics")
