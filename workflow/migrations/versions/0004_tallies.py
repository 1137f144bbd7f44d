"""What lists and counts need at a million tasks: two facts beside each assignment, kept counters, indexes on what is open.

Triggers keep the facts and the counters, whoever writes. On PostgreSQL they take the history's lock first, so that two transactions that
touch the same counters wait for each other and never for each other's counters.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: `workflow.history.CHAIN_LOCK`
CHAIN_LOCK = 0x0D0DD0C
IS_OPEN = "state IN ('cho_xac_nhan', 'da_tiep_nhan', 'dang_thuc_hien', 'moi_giao', 'tam_dung', 'thuc_hien_lai', 'tra_lai')"
TOLD = ["counted", "parent_id", "regular", "state", "completed_on"]
OPEN_INDEXES = {
    "ix_assignment_open_due_on": ["part", "due_on", "id", "agency_id", *TOLD],
    "ix_assignment_open_agency_id": ["agency_id", "due_on", "id", "part", *TOLD],
}
COLUMNS = ("counted", "regular")
KEY = "agency_id, part, counted, own, regular, state, finished, month"
MONTH = {"sqlite": "substr(r.due_on, 1, 7)", "postgresql": "to_char(r.due_on, 'YYYY-MM')"}

#: Rows of assignments with a sign, as additions to the counters: to the agency's own and to those of all together
ADD = """
INSERT INTO assignment_tally ({key}, number)
SELECT r.agency_id * e.own, r.part, r.counted, r.parent_id IS NULL, r.regular, r.state,
  CASE WHEN r.completed_on IS NULL THEN 0 WHEN r.due_on IS NOT NULL AND r.completed_on > r.due_on THEN 2 ELSE 1 END,
  CASE WHEN r.due_on IS NULL THEN '' WHEN r.state IN ('hoan_thanh', 'huy') THEN '-' ELSE {month} END,
  SUM(r.sign)
FROM {rows} r CROSS JOIN (SELECT 1 AS own UNION ALL SELECT 0) e
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING SUM(r.sign) <> 0
ON CONFLICT ({key}) DO UPDATE SET number = assignment_tally.number + excluded.number
"""
FACTS = ("agency_id", "part", "counted", "parent_id", "regular", "state", "completed_on", "due_on")

IS_GROUP = "UPDATE assignment SET counted = false WHERE id = NEW.parent_id AND counted"
IS_NONE = (
    "UPDATE assignment SET counted = true WHERE id = OLD.parent_id AND NOT counted "
    "AND NOT EXISTS (SELECT 1 FROM assignment m WHERE m.parent_id = OLD.parent_id)"
)
IS_REGULAR = (
    "UPDATE assignment SET regular = true WHERE id = NEW.id AND NOT regular "
    "AND EXISTS (SELECT 1 FROM task t WHERE t.id = NEW.task_id AND t.nature = 'regular')"
)
NATURE = "UPDATE assignment SET regular = (NEW.nature = 'regular') WHERE task_id = NEW.id AND regular <> (NEW.nature = 'regular')"


def upgrade() -> None:
    op.add_column("assignment", sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("assignment", sa.Column("regular", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE assignment SET counted = false WHERE id IN (SELECT m.parent_id FROM assignment m WHERE m.parent_id IS NOT NULL)")
    op.execute("UPDATE assignment SET regular = true WHERE task_id IN (SELECT id FROM task WHERE nature = 'regular')")
    for name, columns in OPEN_INDEXES.items():
        op.create_index(name, "assignment", columns, sqlite_where=sa.text(IS_OPEN), postgresql_where=sa.text(IS_OPEN))
    op.create_index("ix_assignment_task_id_parent_id", "assignment", ["task_id", "parent_id"])
    op.drop_index("ix_assignment_task_id", table_name="assignment")
    asked = sa.text("state = 'asked'")
    op.create_index("ix_extension_asked", "extension", ["assignment_id"], sqlite_where=asked, postgresql_where=asked)
    op.create_index(op.f("ix_urging_slot"), "urging", ["slot"])
    op.create_table(
        "assignment_tally",
        sa.Column("agency_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("regular", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY.split(", "), name=op.f("pk_assignment_tally")),
        sqlite_with_rowid=False,
    )
    kind = op.get_bind().dialect.name
    op.execute(count_all(kind))
    for statement in triggers(kind):
        op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    """The counters are counted anew on the way up; nothing else is lost."""
    kind = op.get_bind().dialect.name
    for statement in no_triggers(kind):
        op.execute(statement)
    op.drop_table("assignment_tally")
    op.drop_index(op.f("ix_urging_slot"), table_name="urging")
    op.drop_index("ix_extension_asked", table_name="extension")
    op.create_index("ix_assignment_task_id", "assignment", ["task_id"])
    for name in ("ix_assignment_task_id_parent_id", *OPEN_INDEXES):
        op.drop_index(name, table_name="assignment")
    for column in COLUMNS:
        op.drop_column("assignment", column)


def count_all(kind: str) -> str:
    """The statement that fills empty counters from all assignments."""
    return add(kind, f"(SELECT {', '.join(FACTS)}, 1 AS sign FROM assignment WHERE true)")


def add(kind: str, rows: str) -> str:
    """The statement that adds rows with a sign to the counters."""
    return ADD.format(key=KEY, month=MONTH[kind], rows=rows)


def one(row: str, sign: int) -> str:
    """A row of a trigger as a row of a query."""
    return f"SELECT {', '.join(f'{row}.{fact} AS {fact}' for fact in FACTS)}, {sign} AS sign"


#: trigger: on which change, and what it does, a statement each
ADDED, CHANGED, GONE = f"({one('NEW', 1)})", f"({one('OLD', -1)} UNION ALL {one('NEW', 1)})", f"({one('OLD', -1)})"
OTHER_PARENT = "OLD.parent_id IS DISTINCT FROM NEW.parent_id"


def acts(kind: str) -> dict[str, tuple[str, str, str, list[str]]]:
    """Triggers by name: event, table, condition, statements."""
    changed = " OR ".join(f"OLD.{fact} IS DISTINCT FROM NEW.{fact}" for fact in FACTS)
    return {
        "assignment_tally_added": ("INSERT", "assignment", "", [add(kind, ADDED)]),
        "assignment_tally_changed": (f"UPDATE OF {', '.join(FACTS)}", "assignment", changed, [add(kind, CHANGED)]),
        "assignment_tally_gone": ("DELETE", "assignment", "", [add(kind, GONE)]),
        "assignment_member_added": ("INSERT", "assignment", "NEW.parent_id IS NOT NULL", [IS_GROUP]),
        "assignment_member_moved": ("UPDATE OF parent_id", "assignment", OTHER_PARENT, [IS_GROUP, IS_NONE]),
        "assignment_member_gone": ("DELETE", "assignment", "OLD.parent_id IS NOT NULL", [IS_NONE]),
        "assignment_regular": ("INSERT", "assignment", "", [IS_REGULAR]),
        "task_nature": ("UPDATE OF nature", "task", "OLD.nature IS DISTINCT FROM NEW.nature", [NATURE]),
    }


def triggers(kind: str) -> list[str]:
    """The statements that make the triggers."""
    made = []
    for name, (event, table, condition, statements) in acts(kind).items():
        when = f" WHEN ({condition})" if condition else ""
        body = "; ".join(statements)
        if kind == "sqlite":
            when = when.replace("IS DISTINCT FROM", "IS NOT")  # since 3.39 the same; older ones know only the latter
            made.append(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW{when} BEGIN {body}; END")
            continue
        made.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN PERFORM pg_advisory_xact_lock({CHAIN_LOCK}); {body}; RETURN NULL; END $$"
        )
        made.append(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW{when} EXECUTE FUNCTION {name}()")
    return made


def no_triggers(kind: str) -> list[str]:
    """The statements that take them away."""
    names = acts(kind)
    if kind == "sqlite":
        return [f"DROP TRIGGER {name}" for name in names]
    return [f"DROP FUNCTION {name}() CASCADE" for name in names]
