"""Recurring work on the page of one of its occurrences: the office stops further ones, or lets them come again."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webui import edge
from webui.forms import Entered
from webui.security import back
from workflow import series
from workflow.access import require_office
from workflow.model import Task
from workflow.refusals import NotFound

blueprint = Blueprint("recurring", __name__)


@blueprint.post("/nhiem-vu/<int:task_id>/viec-dinh-ky")
def set_paused(task_id: int) -> ResponseReturnValue:
    """Stop or resume the recurring work that made this task; the task itself stays as it is."""
    viewer = edge.current_viewer()
    require_office(viewer)
    typed = Entered(request.form)
    paused = typed.flag("paused")
    with edge.writing() as unit:
        task = unit.get(Task, task_id)
        if task is None or task.series_id is None:
            raise NotFound("Không có việc định kỳ này.")
        reason = typed.text("reason", limit=500)
        series.set_paused(unit, task.series_id, paused=paused, reason=reason, actor=edge.actor(), viewer=viewer, now=edge.now())
    if paused:
        flash(_("Đã tạm dừng: không tạo kỳ mới. Các kỳ đã giao giữ nguyên."))
    else:
        flash(_("Các kỳ sau lại được tạo tự động."))
    return back("tasks.show", task_id=task_id)
