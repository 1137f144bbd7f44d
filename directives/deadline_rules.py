"""RULES: the table of time phrases, each with its name, its pattern and what it says.

Order is meaning: an earlier rule takes its stretch of text, a later one sees only what is left. A rule that says nothing
(`[]`) takes its stretch too: so cited documents, the past, horizons and rates are kept from being read as deadlines.
"""

from __future__ import annotations

from directives.deadline_cells import CELL_RULES
from directives.deadline_conditions import CONDITION_RULES
from directives.deadline_dates import DATE_RULES, SPAN_RULES
from directives.deadline_events import CONTINUOUS_RULES, EVENT_RULES, VAGUE_RULES
from directives.deadline_lookalikes import NO_DEADLINE_RULES
from directives.deadline_readings import Rule
from directives.deadline_rhythms import RHYTHM_RULES
from directives.deadline_weeks import WEEK_RULES

RULES: tuple[Rule, ...] = (
    *EVENT_RULES,
    *CONDITION_RULES,
    *NO_DEADLINE_RULES,
    *WEEK_RULES,
    *RHYTHM_RULES,
    *DATE_RULES,
    *VAGUE_RULES,
    *SPAN_RULES,
    *CELL_RULES,
    *CONTINUOUS_RULES,
)
