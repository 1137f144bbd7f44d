"""What directives cite, by a number that can be compared; what else a file holds until a person says whether to split it."""

from __future__ import annotations

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"đ": "d"})
#: readings are large: so many at a time
AT_ONCE = 50


def number_key(number: str) -> str:
    """As `workflow.citations.number_key` was when this was written."""
    letters = unicodedata.normalize("NFD", number.lower())
    plain = "".join(one for one in letters if not unicodedata.combining(one)).translate(DASHES)
    return "".join(plain.split()).lstrip("0")[:80]


def upgrade() -> None:
    op.add_column("directive", sa.Column("number_key", sa.String(length=80), server_default="", nullable=False))
    op.create_index(op.f("ix_directive_number_key"), "directive", ["number_key"], unique=False)
    op.add_column("reading", sa.Column("further", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("number_key", sa.String(length=80), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_citation_directive_id_directive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        sa.UniqueConstraint("directive_id", "ordinal", name=op.f("uq_citation_directive_id_ordinal")),
    )
    op.create_index(op.f("ix_citation_number_key"), "citation", ["number_key"], unique=False)
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """Keys of the directives that are here, and their citations from what the machine read of them."""
    directive = sa.table("directive", sa.column("id", sa.Integer), sa.column("number", sa.String), sa.column("number_key", sa.String))
    for id_, number in connection.execute(sa.select(directive.c.id, directive.c.number)).all():
        connection.execute(directive.update().where(directive.c.id == id_).values(number_key=number_key(number)))
    reading = sa.table("reading", sa.column("id", sa.Integer), sa.column("directive_id", sa.Integer), sa.column("parsed", sa.JSON))
    citation = sa.table("citation", *(sa.column(name) for name in ("directive_id", "ordinal", "kind", "number", "number_key", "dated")))
    last = 0
    while rows := connection.execute(sa.select(reading).where(reading.c.id > last).order_by(reading.c.id).limit(AT_ONCE)).all():
        last = rows[-1].id
        cited = [row for one in rows for row in citations(one.directive_id, one.parsed)]
        if cited:
            connection.execute(citation.insert(), cited)


def citations(directive_id: int, parsed: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one reading."""
    references = (parsed or {}).get("directive", {}).get("references", [])
    return [
        {
            "directive_id": directive_id,
            "ordinal": ordinal,
            "kind": (reference.get("kind") or "")[:80],
            "number": reference["number"][:80],
            "number_key": number_key(reference["number"]),
            "dated": (reference.get("date") or "")[:10],
        }
        for ordinal, reference in enumerate(references)
    ]


def downgrade() -> None:
    op.drop_index(op.f("ix_citation_number_key"), table_name="citation")
    op.drop_table("citation")
    op.drop_column("reading", "further")
    op.drop_index(op.f("ix_directive_number_key"), table_name="directive")
    op.drop_column("directive", "number_key")
