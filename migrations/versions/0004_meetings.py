"""Meetings, agendas, the floor and its speakers; sittings of breakouts, and planned ones."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

text = sqlmodel.sql.sqltypes.AutoString
time = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    _meeting()
    _sitting()
    _agenda_item()
    _floor()
    _speaker()


def downgrade() -> None:
    for name in ("speaker", "floor", "agenda_item"):
        op.drop_table(name)
    with op.batch_alter_table("sitting") as sitting:
        sitting.drop_constraint("fk_sitting_meeting", type_="foreignkey")
        sitting.drop_index("ix_sitting_meeting_id")
        sitting.drop_index("ix_sitting_breakout_id")
        for name in ADDED:
            sitting.drop_column(name)
        sitting.alter_column("opened_by", existing_type=text(), nullable=False)
        sitting.alter_column("opened_at", existing_type=time(), nullable=False)
    op.drop_table("meeting")


ADDED = (
    "breakout_id",
    "meeting_id",
    "planned_for",
    "agenda_revision",
    "adopted_at",
    "list_closed_at",
    "seconds_each",
)


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", text(), nullable=False),
        sa.Column("group_id", text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", text(), nullable=False),
        sa.Column("remote_access", text(), nullable=False),
        sa.Column("announced_at", time(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_meeting_group_id", "meeting", ["group_id"])


def _sitting() -> None:
    with op.batch_alter_table("sitting") as sitting:
        sitting.add_column(sa.Column("breakout_id", text(), nullable=True))
        sitting.add_column(sa.Column("meeting_id", text(), nullable=True))
        sitting.add_column(sa.Column("planned_for", time(), nullable=True))
        sitting.add_column(
            sa.Column("agenda_revision", sa.Integer(), nullable=False, server_default="0")
        )
        sitting.add_column(sa.Column("adopted_at", time(), nullable=True))
        sitting.add_column(sa.Column("list_closed_at", time(), nullable=True))
        sitting.add_column(sa.Column("seconds_each", sa.Integer(), nullable=True))
        sitting.alter_column("opened_at", existing_type=time(), nullable=True)
        sitting.alter_column("opened_by", existing_type=text(), nullable=True)
        sitting.create_index("ix_sitting_breakout_id", ["breakout_id"])
        sitting.create_index("ix_sitting_meeting_id", ["meeting_id"])
        sitting.create_foreign_key("fk_sitting_meeting", "meeting", ["meeting_id"], ["id"])


def _agenda_item() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", text(), nullable=False),
        sa.Column("sitting_id", text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", text(), nullable=False),
        sa.Column("about_kind", text(), nullable=True),
        sa.Column("about_id", text(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("taken_up_at", time(), nullable=True),
        sa.Column("concluded_at", time(), nullable=True),
        sa.Column("carried_from", text(), nullable=True),
        sa.ForeignKeyConstraint(["carried_from"], ["agenda_item.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_agenda_item_sitting_id", "agenda_item", ["sitting_id"])


def _about() -> list[sa.Column[str]]:
    """What was on the floor."""
    return [
        sa.Column("item_id", text(), nullable=True),
        sa.Column("document_id", text(), nullable=True),
        sa.Column("paragraph_id", text(), nullable=True),
    ]


def _about_keys() -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"]),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraph.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
    ]


def _floor() -> None:
    op.create_table(
        "floor",
        sa.Column("sitting_id", text(), nullable=False),
        *_about(),
        sa.Column("question", text(), nullable=False),
        sa.Column("since", time(), nullable=False),
        *_about_keys(),
        sa.PrimaryKeyConstraint("sitting_id"),
    )


def _speaker() -> None:
    op.create_table(
        "speaker",
        sa.Column("id", text(), nullable=False),
        sa.Column("sitting_id", text(), nullable=False),
        sa.Column("delegation_id", text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("asked_at", time(), nullable=False),
        sa.Column("began_at", time(), nullable=True),
        sa.Column("ended_at", time(), nullable=True),
        sa.Column("seconds_before", sa.Integer(), nullable=False),
        *_about(),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"]),
        *_about_keys(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_speaker_sitting_id", "speaker", ["sitting_id"])
    op.create_index("ix_speaker_paragraph_id", "speaker", ["paragraph_id"])
