"""Notices to authors: the mail address of an account, and the draft that a budget refused last."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("email", sa.String(320), nullable=False, server_default=""))
    op.add_column("model_spending", sa.Column("refused", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("model_spending", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("model_spending", "refused_at")
    op.drop_column("model_spending", "refused")
    op.drop_column("accounts", "email")
