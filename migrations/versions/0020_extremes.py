"""The shortest and the longest of each roll-up; of older rows they are unknown, and read from the sketch."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ADDED = {
    "job_metrics": ("run_seconds_min", "run_seconds_max", "wait_seconds_min", "wait_seconds_max"),
    "service_metrics": ("seconds_min", "seconds_max"),
}


def upgrade() -> None:
    for table, names in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.add_column(sa.Column(name, sa.Double(), nullable=True))


def downgrade() -> None:
    for table, names in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.drop_column(name)
