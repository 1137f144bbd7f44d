"""Citations on the pages: links to what is here, the way back, and nothing of what a person may not see."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.webui.papers import PLAN, stored
from tests.webui.site import Site
from tests.workflow.world import NOW, TODAY
from workflow import citations, db
from workflow.model import Citation, Directive

CITING = PLAN.replace(
    "I. MỤC TIÊU",
    "Căn cứ Kế hoạch số 12/KH-UBND ngày 01/10/2026 và Quyết định số 99/QĐ-TTg ngày 02/3/2025 của Thủ tướng Chính phủ;\nI. MỤC TIÊU",
)


@pytest.fixture
def citing(site: Site) -> int:
    with db.transaction(site.engine) as session:
        return stored(session, site.settings, user_id=site.ids["hang"], now=NOW, today=TODAY, text=CITING).id


def panel(page: str, title: str) -> str:
    """The list below a title; empty where there is none."""
    found = re.search(rf"<b>{title}</b>.*?</ul>", page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("path", ["/van-ban/{id}", "/van-ban/{id}/duyet"])
def test_what_is_cited_and_here_is_a_link_the_rest_is_words(site: Site, coordinator: FlaskClient, citing: int, path: str) -> None:
    cited = panel(coordinator.get(path.format(id=citing)).text, "Văn bản viện dẫn")
    assert re.search(rf'<a href="/van-ban/{site.ids["plan"]}"[^>]*>Kế hoạch 12/KH-UBND</a>', cited)
    assert "Quyết định 99/QĐ-TTg" in cited
    assert cited.count("<a ") == 1


def test_the_cited_directive_says_by_whom(site: Site, coordinator: FlaskClient, citing: int) -> None:
    page = coordinator.get(f"/van-ban/{site.ids['plan']}").text
    assert re.search(rf'<a href="/van-ban/{citing}"[^>]*>Kế hoạch 268/KH-UBND</a>', panel(page, "Được dẫn bởi"))


def test_an_agency_is_not_told_of_directives_that_it_may_not_see(site: Site, officer: FlaskClient, citing: int) -> None:
    page = officer.get(f"/van-ban/{site.ids['plan']}").text
    assert "Nhiệm vụ" in page
    assert panel(page, "Được dẫn bởi") == ""
    with db.transaction(site.engine) as session:
        session.get_one(Directive, citing).number_key = citations.number_key("77/KH-UBND")
        session.get_one(Directive, citing).issued_on = None
        session.add(Citation(directive_id=site.ids["plan"], ordinal=0, kind="Kế hoạch", number="77/KH-UBND", number_key="77/kh-ubnd"))
    for client, links in ((officer, 0), (site.client("hang"), 1)):
        cited = panel(client.get(f"/van-ban/{site.ids['plan']}").text, "Văn bản viện dẫn")
        assert "Kế hoạch 77/KH-UBND" in cited
        assert cited.count("<a ") == links
