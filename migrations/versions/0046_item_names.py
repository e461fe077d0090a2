"""The names of posts, by which texts link to them, and since when a change of a publication waits."""

import sqlalchemy as sa
from alembic import op

from fsp.content.references.names import post_names

revision = "0046"
down_revision = "0042"
branch_labels = None
depends_on = None

BATCH = 1000


def upgrade() -> None:
    names = op.create_table(
        "item_names",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("is_exact", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_names_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_item_names_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "name", name=op.f("pk_item_names")),
    )
    op.create_index("ix_item_names_project_id_name", "item_names", ["project_id", "name"])
    op.add_column("publications", sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True))
    last_id = 0
    while rows := _items_after(last_id):
        last_id = rows[-1].id
        op.bulk_insert(names, _names_of(rows))


def _items_after(item_id: int) -> list[sa.Row]:
    query = sa.text(
        "SELECT id, project_id, source_path, slug, title FROM items WHERE id > :after ORDER BY id LIMIT :batch"
    )
    return list(op.get_bind().execute(query, {"after": item_id, "batch": BATCH}))


def _names_of(rows: list[sa.Row]) -> list[dict[str, object]]:
    """Return the rows of these posts. The index is derived, so it is made by the code that keeps it."""
    query = sa.text("SELECT item_id, path FROM redirects WHERE item_id BETWEEN :first AND :last ORDER BY id")
    addresses: dict[int, list[str]] = {}
    for item_id, path in op.get_bind().execute(query, {"first": rows[0].id, "last": rows[-1].id}):
        addresses.setdefault(item_id, []).append(path)
    return [
        {"item_id": row.id, "name": name, "project_id": row.project_id, "is_exact": not number}
        for row in rows
        for number, name in enumerate(
            post_names(
                source_path=row.source_path or "", slug=row.slug, title=row.title, addresses=addresses.get(row.id, ())
            )
        )
    ]


def downgrade() -> None:
    op.drop_column("publications", "wanted_at")
    op.drop_index("ix_item_names_project_id_name", table_name="item_names")
    op.drop_table("item_names")
