"""The design of a project's site: colour, logo, navigation and footer; and what is wrong with its own templates."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("projects", sa.Column("accent", sa.String(length=7), nullable=False, server_default=""))
    op.add_column("projects", sa.Column("logo", sa.String(length=500), nullable=False, server_default=""))
    op.add_column("projects", sa.Column("navigation", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("projects", sa.Column("footer", sa.Text(), nullable=False, server_default=""))
    op.add_column("projects", sa.Column("site_problem", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    # One statement each: making the table again would delete the posts that belong to its rows.
    for name in ("site_problem", "footer", "navigation", "logo", "accent"):
        op.drop_column("projects", name)
