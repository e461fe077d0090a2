"""When which version of the code came."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deploy_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deploy_marks")),
        sa.UniqueConstraint("after_id", name=op.f("uq_deploy_marks_after_id")),
    )
    with op.batch_alter_table("deploy_marks", schema=None) as batch_op:
        batch_op.create_index("ix_deploy_marks_at", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("deploy_marks")
