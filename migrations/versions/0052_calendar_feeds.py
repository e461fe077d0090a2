"""Calendar feeds: how often the address of each was replaced, so that an earlier address ends."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("project_slug", sa.String(100), primary_key=True),
        sa.Column("replaced", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("calendar_feeds")
