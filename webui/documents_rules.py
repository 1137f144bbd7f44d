"""Rules of one directive: how long a coordinating agency may be silent."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webui import edge
from webui.documents_base import blueprint
from webui.documents_pages import changed
from webui.forms import Entered
from workflow import silence
from workflow.access import require_office


@blueprint.post("/van-ban/<int:directive_id>/im-lang")
def set_silence(directive_id: int) -> ResponseReturnValue:
    """After how many working days without an answer a coordinating agency agrees."""
    viewer = edge.current_viewer()
    require_office(viewer)
    entered = Entered(request.form)
    version = entered.number("version", low=0, high=10**9, required=_("Biểu mẫu thiếu phiên bản: tải lại trang.")) or 0
    days = entered.number("silence_days", low=1, high=silence.LONGEST)
    said = (
        _("Đã bỏ quy tắc: cơ quan phối hợp không trả lời thì vẫn là chưa trả lời.")
        if days is None
        else _("Đã ghi: cơ quan phối hợp không trả lời trong %(days)s ngày làm việc thì coi như đồng ý.", days=days)
    )
    return changed(
        directive_id,
        entered,
        lambda session: silence.set_days(
            session, directive_id, actor=edge.actor(), viewer=viewer, now=edge.now(), version=version, days=days
        ),
        said,
    )
