"""Recurring slots of a project."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publishing_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_publishing_slots_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_slots")),
        sa.UniqueConstraint(
            "project_id", "weekday", "minute", name=op.f("uq_publishing_slots_project_id_weekday_minute")
        ),
    )
    op.create_index(op.f("ix_publishing_slots_project_id"), "publishing_slots", ["project_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_publishing_slots_project_id"), table_name="publishing_slots")
    op.drop_table("publishing_slots")
