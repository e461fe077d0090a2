"""Accounts can be disabled; sessions remember when their person was last confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LONG_AGO = "1970-01-01 00:00:00+00:00"
"""So that whoever is signed in while this runs is asked for the password before the next action of an admin."""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    long_ago = LONG_AGO.removesuffix("+00:00") if is_sqlite else LONG_AGO
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False, server_default=long_ago)
        )
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.alter_column(
            "confirmed_at", existing_type=sa.DateTime(timezone=True), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("disabled_at")
