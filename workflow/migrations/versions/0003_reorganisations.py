"""What is carried over when agencies change, and to whom a task was given first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: table, new column, the table it refers to
REFERENCES = (("succession", "reorganisation_id", "reorganisation"), ("assignment", "given_to_id", "agency"))


def upgrade() -> None:
    op.create_table(
        "reorganisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("old_ids", sa.JSON(), nullable=False),
        sa.Column("new_ids", sa.JSON(), nullable=False),
        sa.Column("carried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carried_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["carried_by_id"], ["user.id"], name=op.f("fk_reorganisation_carried_by_id_user")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_reorganisation_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation")),
    )
    op.create_table(
        "reorganisation_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reorganisation_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("old", sa.JSON(), nullable=True),
        sa.Column("new", sa.JSON(), nullable=True),
        sa.Column("stayed", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["reorganisation_id"], ["reorganisation.id"], name=op.f("fk_reorganisation_change_reorganisation_id_reorganisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation_change")),
    )
    op.create_index(op.f("ix_reorganisation_change_reorganisation_id"), "reorganisation_change", ["reorganisation_id"], unique=False)
    for table, column, target in REFERENCES:
        # Alembic adds a reference in a statement of its own, which SQLite does not know; the whole column is one for both
        name = f"fk_{table}_{column}_{target}"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target} (id)")
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    """Work stays where it was carried to: only who had it first is forgotten."""
    for table, column, _ in REFERENCES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
        op.drop_column(table, column)
    op.drop_index(op.f("ix_reorganisation_change_reorganisation_id"), table_name="reorganisation_change")
    op.drop_table("reorganisation_change")
    op.drop_table("reorganisation")
