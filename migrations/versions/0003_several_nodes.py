"""Several nodes on one database, and journals that are compacted."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _nodes()
    _compaction()
    _writers()


def downgrade() -> None:
    _without_writers()
    for name in ("sync_block", "sync_snapshot"):
        op.drop_table(name)
    op.drop_table("bulletin")
    with op.batch_alter_table("sync_client") as table:
        table.drop_column("node")


def _nodes() -> None:
    """What nodes tell each other, and which of them holds a client id."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "bulletin",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("node", text(length=40), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("sync_client") as table:
        table.add_column(sa.Column("node", text(length=40), nullable=True))


def _compaction() -> None:
    """Snapshots that make loading cheap, and blocks of entries that came before them."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "sync_snapshot",
        sa.Column("document", text(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["sync_document.name"]),
        sa.PrimaryKeyConstraint("document"),
    )
    op.create_table(
        "sync_block",
        sa.Column("document", text(length=200), nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["sync_document.name"]),
        sa.PrimaryKeyConstraint("document", "first"),
    )


def _writers() -> None:
    """In which text of a shared history a client id writes; forks and splits so far share one."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "sync_writer",
        sa.Column("client_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("family", text(length=200), nullable=False),
        sa.Column("document", text(length=200), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "family"),
    )
    op.add_column("sync_document", sa.Column("family", text(length=200), nullable=True))
    op.create_index("ix_sync_document_family", "sync_document", ["family"])
    # A document is named for its paragraph and epoch; paragraphs of one lineage share a past.
    op.execute(
        "UPDATE sync_document SET family = (SELECT p.lineage FROM paragraph p "
        "WHERE sync_document.name = p.id || '@' || p.epoch)"
    )


def _without_writers() -> None:
    op.drop_index("ix_sync_document_family", "sync_document")
    op.drop_column("sync_document", "family")
    op.drop_table("sync_writer")
