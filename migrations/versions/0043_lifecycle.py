"""The life of a post: its history, reviews, shared previews, and the fields of each revision."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0040"
branch_labels = None
depends_on = None


def _project_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("required_approvals", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("reviewer_role", sa.String(length=20), nullable=False, server_default="operator"),
        sa.Column("reviewers", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("may_approve_own", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def upgrade() -> None:
    for column in _project_columns():
        op.add_column("projects", column)
    op.add_column("revisions", sa.Column("fields", sa.JSON(), nullable=True))
    _create_events()
    _create_reviews()
    _create_share_links()
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "INSERT INTO item_events (item_id, at, kind, by, via, place, job_id, data) "
            "SELECT id, created_at, CASE WHEN source_path IS NULL THEN 'created' ELSE 'imported' END, "
            "'', '', '', '', '{}' FROM items"
        )
    )
    connection.execute(
        sa.text(
            "INSERT INTO item_events (item_id, at, kind, by, via, place, job_id, data) "
            "SELECT publications.item_id, publications.published_at, 'published', '', '', "
            "coalesce(destinations.name, publications.platform), '', '{}' FROM publications "
            "LEFT JOIN destinations ON destinations.id = publications.destination_id "
            "WHERE publications.published_at IS NOT NULL"
        )
    )


def downgrade() -> None:
    op.drop_table("share_links")
    op.drop_table("review_decisions")
    op.drop_table("reviews")
    op.drop_table("item_events")
    # Earlier versions do not know these states.
    op.get_bind().execute(
        sa.text("UPDATE items SET state = 'draft' WHERE state IN ('review', 'unpublished', 'archived')")
    )
    # One statement each: making a table again would delete the rows that refer to it.
    op.drop_column("revisions", "fields")
    for column in reversed(_project_columns()):
        op.drop_column("projects", column.name)


def _create_events() -> None:
    op.create_table(
        "item_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("job_id", sa.String(length=100), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_events_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_events")),
    )
    op.create_index("ix_item_events_item_id_id", "item_events", ["item_id", "id"])


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewers", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_reviews_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_item_id", "reviews", ["item_id"])
    op.create_index("ix_reviews_closed_at", "reviews", ["closed_at"])
    op.create_table(
        "review_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_review_decisions_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_review_decisions_revision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decisions")),
    )
    op.create_index("ix_review_decisions_item_id_revision_id", "review_decisions", ["item_id", "revision_id"])


def _create_share_links() -> None:
    op.create_table(
        "share_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_share_links_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_share_links_revision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_links")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_share_links_token_sha256")),
    )
    op.create_index(op.f("ix_share_links_item_id"), "share_links", ["item_id"])
