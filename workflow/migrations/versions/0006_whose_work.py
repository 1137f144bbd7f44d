"""Whose work it is: given on, excused, silent, done by another while away; several sources of a task, directives that replace."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def columns() -> list[tuple[str, sa.Column[Any]]]:
    """New columns by table."""
    return [
        ("assignment", sa.Column("unit", sa.String(length=200), nullable=False, server_default="")),
        ("assignment", sa.Column("excused", sa.Boolean(), nullable=False, server_default=sa.false())),
        ("task", sa.Column("untracked", sa.JSON(), nullable=False, server_default="{}")),
        ("directive", sa.Column("silence_days", sa.Integer(), nullable=True)),
        ("candidate", sa.Column("apart", sa.JSON(), nullable=False, server_default="[]")),
    ]


def upgrade() -> None:
    for table, column in columns():
        op.add_column(table, column)
    # Alembic adds a reference in a statement of its own, which SQLite does not know; the whole column is one for both
    name = "fk_assignment_passed_from_id_assignment"
    op.execute(f"ALTER TABLE assignment ADD COLUMN passed_from_id INTEGER CONSTRAINT {name} REFERENCES assignment (id)")
    op.create_index(op.f("ix_assignment_passed_from_id"), "assignment", ["passed_from_id"])
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_delegation_user_id_user"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["delegate_id"], ["user.id"], name=op.f("fk_delegation_delegate_id_user"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_delegation_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index(op.f("ix_delegation_user_id"), "delegation", ["user_id"])
    op.create_index(op.f("ix_delegation_delegate_id"), "delegation", ["delegate_id"])
    op.create_table(
        "task_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_source_task_id_task")),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_task_source_directive_id_directive")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_task_source_candidate_id_candidate")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_task_source_added_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_source")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_task_source_candidate_id")),
    )
    op.create_index(op.f("ix_task_source_task_id"), "task_source", ["task_id"])
    op.create_index(op.f("ix_task_source_directive_id"), "task_source", ["directive_id"])
    op.create_table(
        "directive_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("phrase", sa.String(length=300), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_directive_relation_directive_id_directive")),
        sa.ForeignKeyConstraint(["other_id"], ["directive.id"], name=op.f("fk_directive_relation_other_id_directive")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name=op.f("fk_directive_relation_confirmed_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directive_relation")),
        sa.UniqueConstraint("directive_id", "other_id", name=op.f("uq_directive_relation_directive_id_other_id")),
    )
    op.create_index(op.f("ix_directive_relation_other_id"), "directive_relation", ["other_id"])


def downgrade() -> None:
    """Takes away only what later rows said; tasks stay with their first source."""
    for table in ("directive_relation", "task_source", "delegation"):
        op.drop_table(table)
    op.drop_index(op.f("ix_assignment_passed_from_id"), table_name="assignment")
    op.drop_column("assignment", "passed_from_id")
    for table, column in reversed(columns()):
        op.drop_column(table, column.name)
