"""Destinations: one account on one platform for each row; and the images that were uploaded to them."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destinations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("credentials", sa.Text(), nullable=True),
        sa.Column("credentials_expire_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_template", sa.Text(), nullable=False),
        sa.Column("max_lateness_seconds", sa.Integer(), nullable=True),
        sa.Column("after_late", sa.String(length=10), nullable=False),
        sa.Column("sends_older_posts", sa.Boolean(), nullable=False),
        sa.Column("rate_units", sa.Integer(), nullable=True),
        sa.Column("rate_window_seconds", sa.Integer(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_by", sa.String(length=200), nullable=False),
        sa.Column("pause_reason", sa.String(length=500), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_results", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_destinations_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destinations")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_destinations_project_id_name")),
    )
    op.create_index(op.f("ix_destinations_project_id"), "destinations", ["project_id"])
    op.create_table(
        "destination_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("destination_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=1000), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["destination_id"],
            ["destinations.id"],
            name=op.f("fk_destination_uploads_destination_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destination_uploads")),
        sa.UniqueConstraint("destination_id", "sha256", name=op.f("uq_destination_uploads_destination_id_sha256")),
    )
    op.create_index(op.f("ix_destination_uploads_destination_id"), "destination_uploads", ["destination_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_destination_uploads_destination_id"), table_name="destination_uploads")
    op.drop_table("destination_uploads")
    op.drop_index(op.f("ix_destinations_project_id"), table_name="destinations")
    op.drop_table("destinations")
