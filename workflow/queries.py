"""The front door of the read side: every list and page, each for a viewer first."""

from workflow.agency_queries import (
    AgencyRow,
    AgencyView,
    Person,
    agency_rows,
    agency_view,
    holders,
    people_rows,
)
from workflow.directive_queries import (
    DirectiveRow,
    DirectiveView,
    FileRow,
    directive_file,
    directive_rows,
    directive_view,
    require_see_directive,
)
from workflow.message_queries import MessageRow, MessageView, message_counts, message_view, messages_page
from workflow.task_filter import Sort, TaskFilter
from workflow.task_queries import (
    SECTIONS,
    AgencyOverdue,
    Page,
    home_counts,
    home_rows,
    late_by_agency,
    obstacles_of,
    overdue_by_agency,
    rows_of,
    task_rows,
)
from workflow.task_rows import TaskRow
from workflow.task_view import AssignmentView, TaskView, report_file, task_view
from workflow.visible import visible_agencies, visible_assignments, visible_directives, visible_messages, visible_tasks

__all__ = [
    "SECTIONS",
    "AgencyOverdue",
    "AgencyRow",
    "AgencyView",
    "AssignmentView",
    "DirectiveRow",
    "DirectiveView",
    "FileRow",
    "MessageRow",
    "MessageView",
    "Page",
    "Person",
    "Sort",
    "TaskFilter",
    "TaskRow",
    "TaskView",
    "agency_rows",
    "agency_view",
    "directive_file",
    "directive_rows",
    "directive_view",
    "holders",
    "home_counts",
    "home_rows",
    "late_by_agency",
    "message_counts",
    "message_view",
    "messages_page",
    "obstacles_of",
    "overdue_by_agency",
    "people_rows",
    "report_file",
    "require_see_directive",
    "rows_of",
    "task_rows",
    "task_view",
    "visible_agencies",
    "visible_assignments",
    "visible_directives",
    "visible_messages",
    "visible_tasks",
]
