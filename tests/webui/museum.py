"""The site with one of everything, for tests that visit every page."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.webui.matrix import PRINCIPALS, Row
from tests.webui.papers import stored
from tests.webui.shelves import Shelf
from tests.webui.site import NOW, TODAY, Site, a_site
from workflow import agencies, db, feed_tokens, history, people, reorganisation, reorganisation_queries
from workflow.access import viewer_of
from workflow.acting import MACHINE, Actor
from workflow.giving import Work, give
from workflow.model import (
    AgencyAlias,
    Assignment,
    Candidate,
    DayOverride,
    Delegation,
    Directive,
    DirectiveFile,
    Extension,
    ExtensionState,
    LoginSession,
    Message,
    MessageKind,
    MessageState,
    ReorganisationKind,
    Report,
    ReportFile,
    StoredFile,
    User,
)
from workflow.reorganisation_plan import Target
from workflow.settings import Database, Office, Settings, Web

KEY = "0123456789abcdef" * 4
CSRF = "a token of the tests"
#: what a member of a group told the office, which other members must not read
MEMBERS_WORDS = "Vướng mắc riêng của phường Tân Lập"


class Museum:
    """The site with one of everything, put back as it was before each visit."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        self.shelf = shelf
        (folder / "key").write_text(KEY)
        settings = Settings(
            office=Office(province="Sơn Hà"),
            database=Database(url=shelf.url),
            web=Web(secret_key_file=folder / "key", base_url="http://localhost"),
        )
        self.site: Site = a_site(settings, db.engine(settings.database))
        self.names: dict[str, Any] = {}
        #: a visit may have changed something
        self.touched = False
        self.secrets: dict[str, str] = {}
        with db.transaction(self.site.engine) as session:
            self._furnish(session)
        self.names |= self.site.ids | {f"{name}_version": self.site.version(name) for name in ("late", "group", "other_member")}
        self.site.engine.dispose()
        shelf.keep()

    def _furnish(self, session: Any) -> None:
        ids, site = self.site.ids, self.site
        other_member = session.get_one(Assignment, ids["other_member"])
        other_member.reports.append(Report(at=NOW, text=MEMBERS_WORDS, user_id=ids["anh"]))
        other_member.extensions.append(
            Extension(due_on_before=TODAY, wanted_on=date(2026, 12, 31), reason=MEMBERS_WORDS, asked_at=NOW, state=ExtensionState.ASKED)
        )
        history.record(
            session, actor=MACHINE, now=NOW, action="assignment.reported", subject="assignment", subject_id=other_member.id,
            assignment=other_member, note=MEMBERS_WORDS,
        )  # fmt: skip
        file = StoredFile(sha256="0" * 64, name="a.pdf", media_type="application/pdf", size=4, content=b"%PDF", created_at=NOW)
        draft = stored(session, site.settings, user_id=ids["hang"], now=NOW, today=TODAY)
        late = session.get_one(Assignment, ids["late"])
        report = Report(at=NOW, text="Đã làm", user_id=ids["anh"])
        late.reports.append(report)
        session.add_all([file, DayOverride(day=date(2026, 12, 24), working=False, note="nghỉ bù")])
        report.files.append(ReportFile(file=file))
        mail = Message(
            recipient=f"user:{ids['anh']}", user_id=ids["anh"], kind=MessageKind.DIGEST, slot="2026-11-20", address="anh@sonha.example",
            subject="Thư", mime=b"Subject: x\n\nx", message_id="<a@b>", state=MessageState.FAILED, created_at=NOW, next_try_at=NOW,
        )  # fmt: skip
        absence = Delegation(
            user_id=ids["anh"], delegate_id=ids["lam"], starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 8), created_at=NOW
        )
        session.add_all([mail, absence])
        session.flush()
        anh, yen = session.get_one(User, ids["anh"]), session.get_one(User, ids["yen"])
        actor = Actor(anh.id, "web")
        feed, feed_secret = feed_tokens.create(
            session, actor=actor, viewer=viewer_of(session, anh), user_id=anh.id, agency_id=None, label="", minimal=False, now=NOW
        )
        reset = people.request_reset(session, "yen@sonha.example", NOW)
        assert reset
        self.names |= {
            "draft": draft.id,
            "draft_file": session.scalar(select(DirectiveFile.file_id).where(DirectiveFile.directive_id == draft.id)),
            "candidate": session.scalar(select(Candidate.id).where(Candidate.directive_id == draft.id).limit(1)),
            "report": report.id,
            "report_file": file.id,
            "mail": mail.id,
            "absence": absence.id,
            "feed": feed.id,
            "feed_secret": feed_secret,
            "reset": reset[1],
            "invitation": people.invite(session, yen, actor=MACHINE, now=NOW),
            "alias": session.scalar(select(AgencyAlias.id).where(AgencyAlias.agency_id == ids["stp"])),
        }
        self.names |= {"syt_name": "Sở Y tế", "reorganisation": self._renamed(session)}
        for who in filter(None, [*PRINCIPALS.values(), "na"]):
            user = session.get_one(User, ids[who])
            self.secrets[who] = people.open_session(session, user, now=NOW, ip="", user_agent="", settings=site.settings)
        session.flush()
        self.names["anhs_session"] = session.scalar(select(LoginSession.id).where(LoginSession.user_id == anh.id))

    def _renamed(self, session: Session) -> int:
        """An agency that was renamed with its open work."""
        administrator = session.get_one(User, self.site.ids["quang"])
        old = agencies.create(session, actor=MACHINE, now=NOW, name="Ban Dân tộc", kind="ban")
        plan = session.get_one(Directive, self.site.ids["plan"])
        work = Work(plan, "Chính sách dân tộc", "Chính sách dân tộc.", [old])
        give(session, work, action="task.accepted", actor=MACHINE, now=NOW, today=TODAY, assigned_on=TODAY)
        new = [Target(None, "Sở Dân tộc và Tôn giáo")]
        declaration = reorganisation_queries.declared(ReorganisationKind.RENAME, [old], new, TODAY)
        actor, viewer = Actor(administrator.id, "web"), viewer_of(session, administrator)
        return reorganisation.carry(session, declaration, actor=actor, viewer=viewer, now=NOW, today=TODAY).id

    def visitor(self, who: str | None) -> FlaskClient:
        """A browser of this person, on the database as it was."""
        if self.touched:
            self._put_back()
        client = self.site.app.test_client()
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = CSRF
            if who is not None:
                cookie["_user_id"], cookie["_fresh"] = self.secrets[who], True
        return client

    def _put_back(self) -> None:
        self.touched = False
        self.site.engine.dispose()
        self.shelf.put_back()

    def fill(self, value: Any) -> Any:
        return value.format_map(self.names) if isinstance(value, str) else value

    def ask(self, client: FlaskClient, method: str, row: Row, *, token: bool = True) -> TestResponse:
        """Ask for a row's address, with its form and the token."""
        data = {name: self.fill(value) for name, value in row.data.items()}
        if method == "POST" and token:
            data["csrf_token"] = URLSafeTimedSerializer(KEY, salt="wtf-csrf-token").dumps(CSRF)
        answer = client.open(self.fill(row.path), method=method, data=data if method == "POST" else None)
        answer.close()
        self.touched |= method == "POST" and answer.status_code not in (403, 404)
        return answer

    def contents(self, *but: str) -> str:
        """A mark of everything in the database but when sessions and calendar addresses were last used, and some tables."""
        with db.reading(self.site.engine) as session:
            names = set(inspect(session.connection()).get_table_names()) - {"login_session", "feed", *but}
            rows = [sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"')))) for name in sorted(names)]
        return hashlib.sha256(repr(rows).encode()).hexdigest()
