"""Changes that a site's next build takes up, and the addresses of tags."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_site_changes_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_changes")),
    )
    op.create_index("ix_site_changes_project_id", "site_changes", ["project_id"])
    op.create_table(
        "tag_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_tag_addresses_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_addresses")),
        sa.UniqueConstraint("project_id", "tag", name=op.f("uq_tag_addresses_project_id_tag")),
        sa.UniqueConstraint("project_id", "slug", name=op.f("uq_tag_addresses_project_id_slug")),
    )


def downgrade() -> None:
    op.drop_table("tag_addresses")
    op.drop_index("ix_site_changes_project_id", "site_changes")
    op.drop_table("site_changes")
