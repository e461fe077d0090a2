"""Indexes that the list of causes of death is read from, without the letters themselves."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "dead_letter_queue"
INDEXES = {
    "ix_dead_letter_queue_state_buried_at": ["state", "buried_at"],
    "ix_dead_letter_queue_causes": ["state", "fingerprint", "buried_at", "id"],
    "ix_dead_letter_queue_kinds": ["fingerprint", "job_type", "version", "buried_at"],
    "ix_dead_letter_queue_version": ["version"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, TABLE, columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, TABLE)
