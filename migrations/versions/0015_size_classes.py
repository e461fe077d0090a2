"""Baselines by job type and size class."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("performance_baselines", schema=None) as batch_op:
        batch_op.add_column(sa.Column("size_class", sa.String(length=40), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("uq_performance_baselines_job_type_version"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_performance_baselines_job_type_size_class_version"), ["job_type", "size_class", "version"]
        )
    with op.batch_alter_table("performance_baselines", schema=None) as batch_op:
        batch_op.alter_column(
            "size_class", existing_type=sa.String(length=40), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    op.execute("DELETE FROM performance_baselines WHERE size_class <> ''")
    with op.batch_alter_table("performance_baselines", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_performance_baselines_job_type_size_class_version"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_performance_baselines_job_type_version"), ["job_type", "version"]
        )
        batch_op.drop_column("size_class")
