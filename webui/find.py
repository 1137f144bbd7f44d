"""The search box of every page: tasks, documents, agencies and people at once; a code typed whole opens its task."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webui import edge
from webui.tasks import soon_days
from workflow import search

blueprint = Blueprint("find", __name__)


@blueprint.get("/tim")
def everything() -> ResponseReturnValue:
    """What was found, each sort with its first rows and a way to the rest."""
    with edge.reading() as unit:
        found = search.everything(unit, edge.current_viewer(), request.args.get("q", ""), today=edge.today(), soon_days=soon_days())
        if found.task_id is not None:
            return redirect(url_for("tasks.show", task_id=found.task_id))
        return render_template("find.html", found=found)
