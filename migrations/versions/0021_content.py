"""What an import needs to be a merge, what an item says beyond its text, redirects, and frozen publications."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def _item_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("authors", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("cover", sa.String(length=1000), nullable=False, server_default=""),
        sa.Column("language", sa.String(length=35), nullable=False, server_default=""),
        sa.Column("series", sa.String(length=300), nullable=False, server_default=""),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column("layout", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("canonical_url", sa.String(length=2000), nullable=False, server_default=""),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_unlisted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("held_because", sa.Text(), nullable=False, server_default=""),
        sa.Column("extra", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("imported", sa.JSON(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
    )


def _project_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("timezone", sa.String(length=64), nullable=False, server_default="UTC"),
        sa.Column("has_unicode_slugs", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("fetches_remote_images", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
    )


def upgrade() -> None:
    for table, columns in (("items", _item_columns()), ("projects", _project_columns())):
        for column in columns:
            op.add_column(table, column)
    op.add_column("publications", sa.Column("frozen", sa.JSON(), nullable=True))
    op.create_index("ix_items_project_id_source_path", "items", ["project_id", "source_path"])
    op.create_table(
        "redirects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_redirects_project_id_projects"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_redirects_item_id_items"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redirects")),
        sa.UniqueConstraint("project_id", "path", name=op.f("uq_redirects_project_id_path")),
    )
    op.create_index("ix_redirects_item_id", "redirects", ["item_id"])
    op.create_table(
        "import_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_import_reports_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_reports")),
    )
    op.create_index("ix_import_reports_project_id", "import_reports", ["project_id"])


def downgrade() -> None:
    op.drop_table("import_reports")
    op.drop_table("redirects")
    op.drop_index("ix_items_project_id_source_path", "items")
    with op.batch_alter_table("publications") as batch_op:
        batch_op.drop_column("frozen")
    for table, columns in (("projects", _project_columns()), ("items", _item_columns())):
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.drop_column(column.name)
