"""Dead letters: the code that failed, who settled them, and indexes for groups and pages."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = "dead_letter_queue"


def upgrade() -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.String(length=100), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("settled_by", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_dead_letter_queue_state_id", ["state", "id"])
        batch_op.create_index("ix_dead_letter_queue_state_fingerprint_id", ["state", "fingerprint", "id"])


def downgrade() -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_index("ix_dead_letter_queue_state_fingerprint_id")
        batch_op.drop_index("ix_dead_letter_queue_state_id")
        batch_op.drop_column("settled_at")
        batch_op.drop_column("settled_by")
        batch_op.drop_column("version")
