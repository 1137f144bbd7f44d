"""Who may do what: every rule of the site with its answer for every sort of person. A rule that is not declared here fails the tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: sorts of people, and who stands for each (short names of tests.webui.site); None is nobody
PRINCIPALS: dict[str, str | None] = {
    "anonymous": None,
    "disabled": "nghi",
    "stranger": "thuong",
    "officer": "anh",
    "agency_head": "lam",
    "leader": "chu",
    "coordinator": "hang",
    "head_of_office": "loan",
    "administrator": "quang",
}

#: YES: it is done, or told what is wrong with the input. LOGIN: first log in. NO: 403. HIDDEN: 404, as if it were not there.
YES, LOGIN, NO, HIDDEN = "yes", "login", "no", "hidden"

OUTSIDE = {"anonymous": LOGIN, "disabled": LOGIN}


def level(
    stranger: str, officer: str, agency_head: str, leader: str, coordinator: str, head_of_office: str, administrator: str
) -> dict[str, str]:
    """Answers for all people who log in."""
    return OUTSIDE | {
        "stranger": stranger,
        "officer": officer,
        "agency_head": agency_head,
        "leader": leader,
        "coordinator": coordinator,
        "head_of_office": head_of_office,
        "administrator": administrator,
    }


PUBLIC = dict.fromkeys(PRINCIPALS, YES)
ANYONE = level(YES, YES, YES, YES, YES, YES, YES)
OFFICE = level(NO, NO, NO, NO, YES, YES, YES)
ADMIN = level(NO, NO, NO, NO, NO, NO, YES)
#: what belongs to Sở Tư pháp: hidden from those who have no part in it
SEEN = level(HIDDEN, YES, YES, YES, YES, YES, YES)
#: what only office and leaders know of
INSIDE = level(HIDDEN, HIDDEN, HIDDEN, YES, YES, YES, YES)
#: acts of the agency, which the office may enter for it
AGENCY_ACT = level(HIDDEN, YES, YES, NO, YES, YES, YES)
#: acts of the office on what the agency sees too
OFFICE_ACT = level(HIDDEN, NO, NO, NO, YES, YES, YES)
#: answers to requests for more time
DECISION = level(HIDDEN, NO, NO, YES, YES, YES, YES)
#: of Đỗ Thị Ánh alone
ANHS = level(HIDDEN, YES, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
#: a mail to Đỗ Thị Ánh: hers, and the office's
ANHS_MAIL = level(HIDDEN, YES, HIDDEN, HIDDEN, YES, YES, YES)


@dataclass(frozen=True)
class Row:
    """One rule and method: an address with things that are there, the answers, and a form that could be sent."""

    path: str
    answers: dict[str, str]
    data: dict[str, Any] = field(default_factory=dict)


#: (endpoint, method) → row; `{name}` in an address is an id of the site
MATRIX: dict[tuple[str, str], Row] = {
    ("static", "GET"): Row("/static/look.css", PUBLIC),
    ("home.index", "GET"): Row("/", ANYONE),
    ("find.everything", "GET"): Row("/tim?q=so+hoa", ANYONE),
    # entering
    ("auth.login", "GET"): Row("/dang-nhap", PUBLIC),
    ("auth.enter", "POST"): Row("/dang-nhap", PUBLIC, {"email": "ai@sonha.example", "password": "x"}),
    ("auth.logout", "POST"): Row("/dang-xuat", ANYONE),
    ("auth.language", "POST"): Row("/ngon-ngu", PUBLIC, {"language": "vi"}),
    ("auth.forgotten", "GET"): Row("/quen-mat-khau", PUBLIC),
    ("auth.send_reset", "POST"): Row("/quen-mat-khau", PUBLIC, {"email": "ai@sonha.example"}),
    ("auth.reset", "GET"): Row("/mat-khau/{reset}", PUBLIC),
    ("auth.set_password", "POST"): Row("/mat-khau/{reset}", PUBLIC, {"password": "x"}),
    ("auth.invitation", "GET"): Row("/loi-moi/{invitation}", PUBLIC),
    ("auth.accept", "POST"): Row("/loi-moi/{invitation}", PUBLIC, {"password": "x"}),
    ("auth.account", "GET"): Row("/tai-khoan", ANYONE),
    ("auth.change_password", "POST"): Row("/tai-khoan/mat-khau", ANYONE, {"current_password": "x"}),
    ("auth.end_session", "POST"): Row("/tai-khoan/phien/{anhs_session}/ket-thuc", ANHS),
    ("auth.end_others", "POST"): Row("/tai-khoan/phien/ket-thuc-het", ANYONE),
    # tasks
    ("tasks.index", "GET"): Row("/nhiem-vu", ANYONE),
    ("tasks.excel", "GET"): Row("/nhiem-vu.xlsx", ANYONE),
    ("tasks.overdue", "GET"): Row("/qua-han", ANYONE),
    ("tasks.overdue_excel", "GET"): Row("/qua-han.xlsx", ANYONE),
    ("tasks.show", "GET"): Row("/nhiem-vu/{late_task}", SEEN),
    ("tasks.download", "GET"): Row("/bao-cao/{report}/tep/{report_file}", SEEN),
    ("tasks.urge", "GET"): Row("/phan-cong/{late}/don-doc", OFFICE),
    ("tasks.send_urging", "POST"): Row("/phan-cong/{late}/don-doc", level(HIDDEN, NO, NO, NO, YES, YES, YES)),
    ("tasks.urge_many", "POST"): Row("/nhiem-vu/don-doc", OFFICE, {"id": "{late}"}),
    ("acts.ask", "GET"): Row("/phan-cong/{late}/bao-cao", AGENCY_ACT),
    ("acts.do", "POST"): Row("/phan-cong/{late}/bao-cao", AGENCY_ACT, {"version": "{late_version}", "text": "Báo cáo"}),
    ("waiting.ask", "GET"): Row("/moc/{waiting}", OFFICE),
    ("waiting.answer", "POST"): Row("/moc/{waiting}", OFFICE, {"answer": "chua"}),
    ("recurring.show", "GET"): Row("/nhiem-vu/{late_task}/viec-dinh-ky", OFFICE),
    ("recurring.end", "POST"): Row(
        "/nhiem-vu/{late_task}/viec-dinh-ky/ket-thuc", OFFICE, {"from_on": "1/12/2026", "reason": "Hết kế hoạch"}
    ),
    ("recurring.change", "POST"): Row("/nhiem-vu/{late_task}/viec-dinh-ky/doi", OFFICE, {"from_on": "1/12/2026", "reason": "Quy chế mới"}),
    ("recurring.set_paused", "POST"): Row("/nhiem-vu/{late_task}/viec-dinh-ky", OFFICE, {"paused": "1", "reason": "Chờ hướng dẫn mới"}),
    ("acts.understood_day", "GET"): Row("/ngay?go=mai", ANYONE),
    # mails
    ("messages.index", "GET"): Row("/thu", ANYONE),
    ("messages.show", "GET"): Row("/thu/{mail}", ANHS_MAIL),
    ("messages.preview", "GET"): Row("/thu/lan-toi", OFFICE),
    ("messages.retry", "POST"): Row("/thu/{mail}/gui-lai", OFFICE),
    ("messages.hold", "POST"): Row("/thu/giu", ADMIN),
    ("messages.release", "POST"): Row("/thu/tha", ADMIN),
    ("messages.clear_alarm", "POST"): Row("/thu/thong-lai", ADMIN),
    # documents and review
    ("documents.index", "GET"): Row("/van-ban", ANYONE),
    ("documents.show", "GET"): Row("/van-ban/{draft}", INSIDE),
    ("documents.download", "GET"): Row("/van-ban/{draft}/tep/{draft_file}", INSIDE),
    ("documents.upload", "GET"): Row("/van-ban/them", OFFICE),
    ("documents.progress", "GET"): Row("/van-ban/them/tien-do?khoa=x", OFFICE),
    ("documents.take_files", "POST"): Row("/van-ban/them", OFFICE),
    ("documents.take_text", "POST"): Row("/van-ban/dan", OFFICE),
    ("documents.spoken", "GET"): Row("/van-ban/khong-van-ban", OFFICE),
    ("documents.spoken", "POST"): Row("/van-ban/khong-van-ban", OFFICE),
    ("documents.correct", "POST"): Row("/van-ban/{draft}/sua", OFFICE),
    ("documents.attach", "POST"): Row("/van-ban/{draft}/tep", OFFICE),
    ("documents.put_in_charge", "POST"): Row("/van-ban/{draft}/phu-trach", OFFICE),
    ("review.show", "GET"): Row("/van-ban/{draft}/duyet", OFFICE),
    ("review.understood", "GET"): Row("/van-ban/{draft}/duyet/thoi-han?go=mai", OFFICE),
    ("review.decide", "POST"): Row("/van-ban/{draft}/duyet/{candidate}/luu", OFFICE),
    ("review.many", "POST"): Row("/van-ban/{draft}/duyet/nhieu", OFFICE),
    ("review.add", "POST"): Row("/van-ban/{draft}/duyet/them", OFFICE),
    ("parting.answer", "POST"): Row("/van-ban/{draft}/tep-nhieu-van-ban", OFFICE, {"act": "keep", "version": "1"}),
    # agencies, people, days
    ("admin.agencies", "GET"): Row("/co-quan", ANYONE),
    ("admin.agency", "GET"): Row("/co-quan/{stp}", SEEN),
    ("admin.new_agency", "GET"): Row("/co-quan/moi", OFFICE),
    ("admin.new_agency", "POST"): Row("/co-quan/moi", OFFICE),
    ("admin.change_agency", "POST"): Row("/co-quan/{stp}/sua", OFFICE),
    ("admin.add_alias", "POST"): Row("/co-quan/{stp}/ten-khac", OFFICE),
    ("admin.remove_alias", "POST"): Row("/co-quan/{stp}/ten-khac/{alias}/bo", OFFICE),
    ("admin.add_member", "POST"): Row("/co-quan/{xa}/thanh-vien", OFFICE),
    ("admin.remove_member", "POST"): Row("/co-quan/{xa}/thanh-vien/{nn}/bo", OFFICE),
    ("admin.reorganisations", "GET"): Row("/co-quan/sap-xep", ADMIN),
    ("admin.preview_reorganisation", "GET"): Row("/co-quan/sap-xep/xem-truoc?kieu=merge&cu={stp}&moi={syt_name}&ngay=16/11/2026", ADMIN),
    ("admin.carry_over", "POST"): Row(
        "/co-quan/sap-xep", ADMIN, {"kieu": "merge", "cu": "{stp}", "moi": "{syt_name}", "ngay": "16/11/2026"}
    ),
    ("admin.reorganisation", "GET"): Row("/co-quan/sap-xep/{reorganisation}", ADMIN),
    ("admin.undo_reorganisation", "POST"): Row("/co-quan/sap-xep/{reorganisation}/hoan-tac", ADMIN, {"version": "1"}),
    ("admin.people", "GET"): Row("/nguoi-dung", ADMIN),
    ("admin.person", "GET"): Row("/nguoi-dung/{anh}", ADMIN),
    ("admin.new_person", "GET"): Row("/nguoi-dung/moi", ADMIN),
    ("admin.new_person", "POST"): Row("/nguoi-dung/moi", ADMIN),
    ("admin.change_person", "POST"): Row("/nguoi-dung/{anh}/sua", ADMIN),
    ("admin.set_posts", "POST"): Row("/nguoi-dung/{anh}/chuc-trach", ADMIN),
    ("admin.invite_again", "POST"): Row("/nguoi-dung/{anh}/moi-lai", ADMIN),
    ("admin.disable", "POST"): Row("/nguoi-dung/{anh}/khoa", ADMIN),
    ("admin.enable", "POST"): Row("/nguoi-dung/{anh}/mo-khoa", ADMIN),
    ("admin.days", "GET"): Row("/ngay-lam-viec", ADMIN),
    ("admin.set_days", "POST"): Row("/ngay-lam-viec", ADMIN),
    ("admin.mark_year", "POST"): Row("/ngay-lam-viec/nam/2027", ADMIN, {"complete": "1"}),
    ("admin.move_dates", "POST"): Row("/ngay-lam-viec/han", ADMIN, {"id": "1"}),
    ("admin.clear_day", "POST"): Row("/ngay-lam-viec/2026-12-24/bo", ADMIN),
    ("documents.set_silence", "POST"): Row("/van-ban/{plan}/im-lang", OFFICE, {"version": "0", "silence_days": "5"}),
    ("absence.show", "GET"): Row("/vang-mat", ANYONE),
    ("absence.begin", "POST"): Row("/vang-mat", ANYONE, {"delegate_id": "1"}),
    ("absence.end", "POST"): Row("/vang-mat/{absence}/bo", ANHS | {"agency_head": YES, "administrator": YES}),
    ("documents.find_earlier", "GET"): Row("/van-ban/{plan}/thay-the?so=1/KH", OFFICE),
    ("documents.relate", "GET"): Row("/van-ban/{draft}/thay-the/{plan}", OFFICE),
    ("documents.confirm_relation", "POST"): Row("/van-ban/{draft}/thay-the/{plan}", OFFICE, {"kind": "thay_the"}),
    # calendars
    ("feeds.mine", "GET"): Row("/lich", ANYONE),
    ("feeds.create", "POST"): Row("/lich/tao", ANYONE),
    ("feeds.revoke", "POST"): Row("/lich/{feed}/thu-hoi", ANHS | {"administrator": YES}),
    ("feeds.calendar", "GET"): Row("/lich/{feed_secret}.ics", PUBLIC),
}

#: each act on an assignment in hand of Sở Tư pháp: who may do it, or is told that the state does not allow it now
ACTS: dict[str, dict[str, str]] = {
    "tiep-nhan": AGENCY_ACT,
    "bat-dau": AGENCY_ACT,
    "bao-cao": AGENCY_ACT,
    "bao-xong": AGENCY_ACT,
    "tra-lai": AGENCY_ACT,
    "xin-gia-han": AGENCY_ACT,
    "rut-gia-han": AGENCY_ACT,
    "phan-cong": AGENCY_ACT,
    "tra-loi-gia-han": DECISION,
    "xac-nhan": OFFICE_ACT,
    "lam-tiep": OFFICE_ACT,
    "tam-dung": OFFICE_ACT,
    "tiep-tuc": OFFICE_ACT,
    "huy": OFFICE_ACT,
    "nguyen-nhan": DECISION,
    "mien": OFFICE_ACT,
    "giao-tiep": OFFICE_ACT,
    "mo-lai": OFFICE_ACT,
    "doi-han": OFFICE_ACT,
    "chuyen": OFFICE_ACT,
}
#: a form that is complete, so that only permission and state can refuse it
COMPLETE = {
    "reason": "Lý do",
    "text": "Nội dung",
    "result_number": "1/BC",
    "result_date": "19/11/2026",
    "wanted_on": "31/12/2026",
    "due_on": "31/12/2026",
    "granted": "no",
    "cause": "yes",
    "agency_id": "{syt}",
    "officer_id": "{anh}",
}
