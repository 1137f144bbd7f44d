"""What this office taught about names, for the parser: wordings that people added, and agencies that no shipped list knows."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directives.agency_table import rows
from workflow.model import Agency, AgencyAlias

#: UBND of communes are recognised by their form, not by a list
BY_FORM = ("ubnd_xa", "ubnd_huyen")


def taught_names(session: Session) -> dict[str, str]:
    """Wording → full name of the agency, for `ingest.read_and_parse(learned=…)`."""
    shipped = [row.id for row in rows()]
    own = Agency.code.not_in(shipped) & Agency.kind.not_in(BY_FORM)
    query = (
        select(AgencyAlias.alias, Agency.name)
        .join(Agency, Agency.id == AgencyAlias.agency_id)
        .where(or_(AgencyAlias.learned_by_id.is_not(None), own))
        .order_by(AgencyAlias.id)
    )
    return {row.alias: row.name for row in session.execute(query)}
