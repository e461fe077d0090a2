"""Facts that were only in texts: who cancelled an ended job, and whether a worker marked a deploy by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job_history", sa.Column("cancelled_by", sa.String(length=200), nullable=True))
    op.add_column("deploy_marks", sa.Column("is_automatic", sa.Boolean(), nullable=True))
    # What follows `cancelled by `.
    op.execute(
        "UPDATE job_history SET cancelled_by = substr(error_message, 14, 200) "
        "WHERE state = 'canceled' AND error_message LIKE 'cancelled by %'"
    )
    marks = sa.table("deploy_marks", sa.column("by", sa.String), sa.column("is_automatic", sa.Boolean))
    op.execute(marks.update().where(marks.c.by.like("worker on %")).values(is_automatic=True))


def downgrade() -> None:
    for table, column in (("job_history", "cancelled_by"), ("deploy_marks", "is_automatic")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
