"""The negotiated text: brackets, alternatives, numbering, positions, silence."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from app.kit.ids import new_id
from app.rules.numbering import Number, label

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _alternatives()
    _positions()
    _brackets()
    _numbering()
    _credits()
    _silence()


def downgrade() -> None:
    _silence_back()
    op.drop_table("credit")
    _positions_back()
    _numbering_back()
    _brackets_back()
    _alternatives_back()


def _alternatives() -> None:
    """Sets of options, instead of one paragraph pointing at another."""
    text = sqlmodel.sql.sqltypes.AutoString
    when = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "option_set",
        sa.Column("id", text(), nullable=False),
        sa.Column("document_id", text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", when(), nullable=False),
        sa.Column("decided_at", when(), nullable=True),
        sa.Column("decided_by", text(), nullable=True),
        sa.Column("reason", text(), nullable=True),
        sa.Column("retired", sa.JSON(), nullable=False),
        sa.Column("forked_from", text(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("option_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_option_set_document_id"), ["document_id"])
        batch_op.create_index(batch_op.f("ix_option_set_forked_from"), ["forked_from"])
    op.create_table(
        "option",
        sa.Column("id", text(), nullable=False),
        sa.Column("set_id", text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("no_text", sa.Boolean(), nullable=False),
        sa.Column("proposers", sa.JSON(), nullable=False),
        sa.Column("added_at", when(), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("merged_into", text(), nullable=True),
        sa.Column("recommended", sa.Boolean(), nullable=False),
        sa.Column("forked_from", text(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["option.id"]),
        sa.ForeignKeyConstraint(["set_id"], ["option_set.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_option_forked_from"), ["forked_from"])
        batch_op.create_index(batch_op.f("ix_option_set_id"), ["set_id"])
    # In plain SQL: a batch would make the table anew, which what refers to it does not allow.
    op.execute("ALTER TABLE paragraph ADD COLUMN option_id VARCHAR REFERENCES option (id)")
    op.create_index("ix_paragraph_option_id", "paragraph", ["option_id"])
    _stems_become_sets()
    op.execute("ALTER TABLE paragraph DROP COLUMN alternative_to")


def _stems_become_sets() -> None:
    """A stem with its alternatives becomes a set of which it is the first option."""
    database = op.get_bind()
    known = database.execute(
        sa.text(
            "SELECT p.id, p.alternative_to, p.document_id, d.created_at, p.proposers, p.digest "
            "FROM paragraph p JOIN category c ON c.id = p.category_id "
            "JOIN document d ON d.id = p.document_id "
            "WHERE p.alternative_to IS NOT NULL OR p.id IN "
            "(SELECT alternative_to FROM paragraph) ORDER BY c.position, p.position"
        )
    ).all()
    for stem in [row for row in known if row.alternative_to is None]:
        made = {"id": new_id(), "document": stem.document_id, "at": stem.created_at}
        database.execute(
            sa.text(
                "INSERT INTO option_set (id, document_id, state, opened_at, retired) "
                "VALUES (:id, :document, 'standing', :at, '[]')"
            ),
            made,
        )
        options = [stem, *(row for row in known if row.alternative_to == stem.id)]
        for position, row in enumerate(options, start=1):
            option = new_id()
            database.execute(
                sa.text(
                    "INSERT INTO option (id, set_id, position, no_text, proposers, added_at, "
                    "added, fate, recommended) VALUES "
                    "(:id, :set, :position, :no, :by, :at, '[]', 'standing', :no)"
                ),
                {
                    "id": option,
                    "set": made["id"],
                    "position": position,
                    "no": False,
                    "by": row.proposers,
                    "at": stem.created_at,
                },
            )
            database.execute(
                sa.text("UPDATE paragraph SET option_id = :option WHERE id = :id"),
                {"option": option, "id": row.id},
            )


def _alternatives_back() -> None:
    op.execute("ALTER TABLE paragraph ADD COLUMN alternative_to VARCHAR")
    database = op.get_bind()
    rows = database.execute(
        sa.text(
            "SELECT p.id, o.set_id FROM paragraph p JOIN option o ON o.id = p.option_id "
            "JOIN category c ON c.id = p.category_id "
            "ORDER BY o.set_id, o.position, c.position, p.position"
        )
    ).all()
    first: dict[str, str] = {}
    for row in rows:
        if first.setdefault(row.set_id, row.id) != row.id:
            database.execute(
                sa.text("UPDATE paragraph SET alternative_to = :stem WHERE id = :id"),
                {"stem": first[row.set_id], "id": row.id},
            )
    op.drop_index("ix_paragraph_option_id", "paragraph")
    op.execute("ALTER TABLE paragraph DROP COLUMN option_id")
    op.drop_table("option")
    op.drop_table("option_set")


def _brackets() -> None:
    """Brackets, placeholders and notes, and who holds the brackets."""
    text = sqlmodel.sql.sqltypes.AutoString
    when = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "bracket",
        sa.Column("document_id", text(), nullable=False),
        sa.Column("id", text(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("placed_at", when(), nullable=False),
        sa.Column("placed_by", text(), nullable=True),
        sa.Column("rivals", text(), nullable=True),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_at", when(), nullable=True),
        sa.Column("ended_by", text(), nullable=True),
        sa.Column("ended_reason", text(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("document_id", "id"),
    )
    with op.batch_alter_table("bracket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bracket_rivals"), ["rivals"])
    op.create_table(
        "bracket_holder",
        sa.Column("document_id", text(), nullable=False),
        sa.Column("bracket_id", text(), nullable=False),
        sa.Column("seat", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("accepts", text(), nullable=True),
        sa.Column("since", when(), nullable=False),
        sa.Column("changed_at", when(), nullable=False),
        sa.Column("lifted_at", when(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id", "bracket_id"], ["bracket.document_id", "bracket.id"]
        ),
        sa.PrimaryKeyConstraint("document_id", "bracket_id", "seat"),
    )


def _brackets_back() -> None:
    op.drop_table("bracket_holder")
    op.drop_table("bracket")


def _numbering() -> None:
    """Levels, labels that are remembered, renumberings, and references to paragraphs."""
    text = sqlmodel.sql.sqltypes.AutoString
    when = sqlmodel.sql.sqltypes.UTCDateTime
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("numbering", sa.String(), nullable=False, server_default="through")
        )
    with op.batch_alter_table("paragraph", schema=None) as batch_op:
        batch_op.add_column(sa.Column("under", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "paragraph_label",
        sa.Column("id", text(), nullable=False),
        sa.Column("document_id", text(), nullable=False),
        sa.Column("paragraph_id", text(), nullable=False),
        sa.Column("category_id", text(), nullable=False),
        sa.Column("label", text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("since", when(), nullable=False),
        sa.Column("until", when(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraph.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "renumbering",
        sa.Column("id", text(), nullable=False),
        sa.Column("document_id", text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("at", when(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("numbering", sa.String(), nullable=False),
        sa.Column("digest", text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reference",
        sa.Column("document_id", text(), nullable=False),
        sa.Column("id", text(), nullable=False),
        sa.Column("paragraph_id", text(), nullable=False),
        sa.Column("target_id", text(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("said", text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraph.id"]),
        sa.ForeignKeyConstraint(["target_id"], ["paragraph.id"]),
        sa.PrimaryKeyConstraint("document_id", "id"),
    )
    for table, columns in _NUMBERING_INDEXES.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column])

    _labels_are_remembered()


def _labels_are_remembered() -> None:
    """What paragraphs are called now is the first that is known of what they were called."""
    database = op.get_bind()
    rows = database.execute(
        sa.text(
            "SELECT p.id, p.document_id, p.category_id, p.kind, p.whole, p.suffix, p.alt, "
            "d.created_at FROM paragraph p JOIN document d ON d.id = p.document_id "
            "WHERE p.whole IS NOT NULL"
        )
    ).all()
    for row in rows:
        name = label(row.kind, Number(row.whole, row.suffix, row.alt))
        if name:
            database.execute(
                sa.text(
                    "INSERT INTO paragraph_label "
                    "(id, document_id, paragraph_id, category_id, label, generation, since) "
                    "VALUES (:id, :document, :paragraph, :category, :label, 0, :since)"
                ),
                {
                    "id": new_id(),
                    "document": row.document_id,
                    "paragraph": row.id,
                    "category": row.category_id,
                    "label": name,
                    "since": row.created_at,
                },
            )


_NUMBERING_INDEXES = {
    "paragraph_label": ("document_id", "paragraph_id"),
    "renumbering": ("document_id",),
    "reference": ("paragraph_id", "target_id"),
}


def _numbering_back() -> None:
    for table in reversed(_NUMBERING_INDEXES):
        op.drop_table(table)
    for table, column in (
        ("paragraph", "level"),
        ("paragraph", "under"),
        ("document", "numbering"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _positions() -> None:
    """What delegations think, who confirms, what is agreed together, who declared a status."""
    text = sqlmodel.sql.sqltypes.AutoString
    when = sqlmodel.sql.sqltypes.UTCDateTime
    op.execute(
        "ALTER TABLE working_group ADD COLUMN positions_shown VARCHAR NOT NULL DEFAULT 'names'"
    )
    op.execute("ALTER TABLE amendment ADD COLUMN outcome JSON NOT NULL DEFAULT '{}'")
    for column in ("status_by", "status_by_name", "status_by_role"):
        op.execute(f"ALTER TABLE paragraph ADD COLUMN {column} VARCHAR")
    op.create_table(
        "position",
        sa.Column("subject_id", text(), nullable=False),
        sa.Column("delegation_id", text(), nullable=False),
        sa.Column("document_id", text(), nullable=False),
        sa.Column("paragraph_id", text(), nullable=False),
        sa.Column("option_id", text(), nullable=True),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("reason", text(), nullable=True),
        sa.Column("would_lift", text(), nullable=True),
        sa.Column("digest", text(), nullable=False),
        sa.Column("person_id", text(), nullable=False),
        sa.Column("at", when(), nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"]),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.ForeignKeyConstraint(["option_id"], ["option.id"]),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraph.id"]),
        sa.PrimaryKeyConstraint("subject_id", "delegation_id"),
    )
    op.create_index("ix_position_document_id", "position", ["document_id"])
    op.create_table(
        "confirmation",
        sa.Column("paragraph_id", text(), nullable=False),
        sa.Column("delegation_id", text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("digest", text(), nullable=False),
        sa.Column("asked_at", when(), nullable=False),
        sa.Column("answered_at", when(), nullable=True),
        sa.Column("person_id", text(), nullable=True),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"]),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraph.id"]),
        sa.PrimaryKeyConstraint("paragraph_id", "delegation_id"),
    )
    op.create_table(
        "package",
        sa.Column("id", text(), nullable=False),
        sa.Column("document_id", text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", when(), nullable=False),
        sa.Column("opened_by", text(), nullable=False),
        sa.Column("closed_at", when(), nullable=True),
        sa.Column("reason", text(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_package_document_id", "package", ["document_id"])
    op.create_table(
        "package_part",
        sa.Column("package_id", text(), nullable=False),
        sa.Column("paragraph_id", text(), nullable=False),
        sa.Column("digest", text(), nullable=False),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"]),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraph.id"]),
        sa.PrimaryKeyConstraint("package_id", "paragraph_id"),
    )
    op.create_index("ix_package_part_paragraph_id", "package_part", ["paragraph_id"])


def _positions_back() -> None:
    for table in ("package_part", "package", "confirmation", "position"):
        op.drop_table(table)
    for column in ("status_by", "status_by_name", "status_by_role"):
        op.execute(f"ALTER TABLE paragraph DROP COLUMN {column}")
    op.execute("ALTER TABLE working_group DROP COLUMN positions_shown")
    op.execute("ALTER TABLE amendment DROP COLUMN outcome")


def _credits() -> None:
    """Whose the words are that the server had to write anew."""
    op.create_table(
        "credit",
        sa.Column("client", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("client", "first"),
    )


def _silence() -> None:
    """The silence procedure, and the group's sittings."""
    text = sqlmodel.sql.sqltypes.AutoString
    when = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "silence",
        sa.Column("id", text(), nullable=False),
        sa.Column("document_id", text(), nullable=False),
        sa.Column("note", text(), nullable=True),
        sa.Column("opened_at", when(), nullable=False),
        sa.Column("opened_by", text(), nullable=False),
        sa.Column("opened_by_name", text(), nullable=False),
        sa.Column("opened_by_role", text(), nullable=False),
        sa.Column("closes_at", when(), nullable=False),
        sa.Column("reminded", sa.JSON(), nullable=False),
        sa.Column("cancelled_at", when(), nullable=True),
        sa.Column("cancelled_reason", text(), nullable=True),
        sa.Column("concluded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("silence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_silence_closes_at"), ["closes_at"])
        batch_op.create_index(batch_op.f("ix_silence_concluded"), ["concluded"])
        batch_op.create_index(batch_op.f("ix_silence_document_id"), ["document_id"])
    op.create_table(
        "silenced_paragraph",
        sa.Column("silence_id", text(), nullable=False),
        sa.Column("paragraph_id", text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("label", text(), nullable=False),
        sa.Column("digest", text(), nullable=False),
        sa.Column("broken_at", when(), nullable=True),
        sa.Column("broken_by", text(), nullable=True),
        sa.Column("reason", text(), nullable=True),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraph.id"]),
        sa.ForeignKeyConstraint(["silence_id"], ["silence.id"]),
        sa.PrimaryKeyConstraint("silence_id", "paragraph_id"),
    )
    with op.batch_alter_table("silenced_paragraph", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_silenced_paragraph_paragraph_id"), ["paragraph_id"])
    op.create_table(
        "explanation",
        sa.Column("id", text(), nullable=False),
        sa.Column("silence_id", text(), nullable=False),
        sa.Column("paragraph_id", text(), nullable=True),
        sa.Column("delegation_id", text(), nullable=True),
        sa.Column("person_id", text(), nullable=False),
        sa.Column("at", when(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"]),
        sa.ForeignKeyConstraint(["paragraph_id"], ["paragraph.id"]),
        sa.ForeignKeyConstraint(["silence_id"], ["silence.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("explanation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_explanation_silence_id"), ["silence_id"])
    with op.batch_alter_table("paragraph", schema=None) as batch_op:
        batch_op.add_column(sa.Column("silent_until", when(), nullable=True))
    op.create_table(
        "sitting",
        sa.Column("id", text(), nullable=False),
        sa.Column("group_id", text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", text(), nullable=False),
        sa.Column("opened_at", when(), nullable=False),
        sa.Column("opened_by", text(), nullable=False),
        sa.Column("closed_at", when(), nullable=True),
        sa.Column("closed_by", text(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_group_id"), ["group_id"])


def _silence_back() -> None:
    op.drop_table("sitting")
    op.execute("ALTER TABLE paragraph DROP COLUMN silent_until")
    for name in ("explanation", "silenced_paragraph", "silence"):
        op.drop_table(name)
