"""What a job type's performance track remembers between runs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("performance_baselines", schema=None) as batch_op:
        batch_op.add_column(sa.Column("track", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("performance_baselines", schema=None) as batch_op:
        batch_op.alter_column("track", existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("performance_baselines", schema=None) as batch_op:
        batch_op.drop_column("track")
