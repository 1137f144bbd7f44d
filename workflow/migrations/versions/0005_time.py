"""What waits for an event and is asked about, duties that follow others, reporting periods, years of the calendar, causes of delay."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: table, column, type: nothing says it yet
NEW: tuple[tuple[str, str, str], ...] = (
    ("milestone", "asked_on", "DATE"),
    ("milestone", "answered_on", "DATE"),
    ("milestone", "anchor_on", "DATE"),
    ("milestone", "dropped_on", "DATE"),
    ("extension", "decision_document", "VARCHAR(200) DEFAULT '' NOT NULL"),
    ("assignment", "due_words", "VARCHAR(80) DEFAULT '' NOT NULL"),
    ("assignment", "ended_with", "VARCHAR(200) DEFAULT '' NOT NULL"),
    ("series", "report_period", "VARCHAR(10)"),
    ("series", "send_days", "INTEGER"),
)
#: table, column, the table it refers to
REFERENCES = (("assignment", "ended_by_id", "directive"), ("series", "follows_id", "series"))
#: what waits for a date: asked about every day
WAITING = "due_on IS NULL AND met_on IS NULL AND dropped_on IS NULL"


def upgrade() -> None:
    for table, column, kind in NEW:
        # a statement of its own for each: SQLite would rebuild the table, and lose the triggers of 0004
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    for table, column, target in REFERENCES:
        name = f"fk_{table}_{column}_{target}"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target} (id)")
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    waiting = sa.text(WAITING)
    op.create_index("ix_milestone_waiting", "milestone", ["assignment_id"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["marked_by_id"], ["user.id"], name=op.f("fk_calendar_year_marked_by_id_user")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "cause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("extension_id", sa.Integer(), nullable=True),
        sa.Column("objective", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_cause_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["extension_id"], ["extension.id"], name=op.f("fk_cause_extension_id_extension")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_cause_recorded_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause")),
    )
    op.create_index(op.f("ix_cause_assignment_id"), "cause", ["assignment_id"])
    op.create_index(op.f("ix_cause_extension_id"), "cause", ["extension_id"])


def downgrade() -> None:
    """Dates stay as they were computed, and series as they were changed; who confirmed a cause is kept in the history alone."""
    op.drop_table("cause")
    op.drop_table("calendar_year")
    op.drop_index("ix_milestone_waiting", table_name="milestone")
    for table, column, _ in REFERENCES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
        op.drop_column(table, column)
    for table, column, _ in NEW:
        op.drop_column(table, column)
