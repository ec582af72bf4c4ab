"""Several nodes on one database, and journals that are compacted."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _compaction()


def downgrade() -> None:
    for name in ("sync_block", "sync_snapshot"):
        op.drop_table(name)


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
