"""Times that are no deadlines by what stands around them: horizons of targets, the past, which things are meant."""

from __future__ import annotations

import re
from datetime import date

from directives.deadline_readings import HARD, Anchor, left_of, right_of, says

#: `nợ thuế phát sinh trước ngày …`, `thuế phải nộp của năm …`, `tiền thuê đất …`: which ones, not by when
WHICH = r"(?:phat sinh|phai nop|tinh thue|\bsinh|sinh ra)(?: (?:cua|tu))?\s*$"
#: the same of a day that has passed: `hợp đồng ký trước ngày …`, `công trình xây dựng trước năm …`
WHICH_OF_THE_PAST = (
    r"(?:(?<!dang )\bky|ky ket|cap|ban hanh|khoi cong|tiep nhan|xay dung|thanh lap|co hieu luc|thu hoi|su dung|hoat dong|dau tu|cong nhan"
    r"|tuyen dung|ton tai|co tu|ton dong|no dong)\s*$"
)


def tells_which(m: re.Match[str], at: Anchor, *, of_the_past: bool = False) -> bool:
    """Whether a time tells which things are meant: `các khoản nợ phát sinh trước ngày 01/3/2020`; of the past behind more verbs."""
    return at.place == "unit" and says(WHICH_OF_THE_PAST if of_the_past else WHICH, left_of(m, at))


def is_history(m: re.Match[str], at: Anchor, due: date | None, bound: str) -> bool:
    """`khắc phục hạn chế trong tháng 01/2026`, said later: a time that has passed and bounds nothing tells what was.

    Behind `báo cáo Thủ tướng Chính phủ` it is a slip of the pen, kept and doubted.
    """
    passed = due is not None and at.issued_on is not None and due < at.issued_on
    reports = says(r"(?:bao cao|trinh|gui|hoan thanh|ban hanh)(?! nhiem)[^,;.]{0,60}$", left_of(m, at, 80))
    return passed and at.place == "unit" and not says(HARD, bound) and not reports


def is_horizon(m: re.Match[str], at: Anchor, bound: str) -> bool:
    """`đến năm 2030`, `phấn đấu đến hết năm 2025 có 70% …`: the time of a target, not of the work."""
    if at.place != "unit":
        return False
    if says(r"^den $", bound) and "cuoi nam" not in m[0] and not says(r"tu nam [12]\d{3} $|hoan thanh\W+$", left_of(m, at)):
        return True
    aims = says(r"(?:phan ~~~|phan dau|muc tieu|tam nhin|dinh huong|chi tieu)[^;.]{0,30}$", left_of(m, at, 60))
    measures = says(r"^\W*(?:co |dat |tang |giam |tren |it nhat |toi thieu )?(?:\w+ ){0,4}\d[\d.,]*\s?%", right_of(m, at))
    counts = says(r"^\W*(?:co|dat|thanh lap) (?:\w+ ){0,3}\d", right_of(m, at))
    return ("den" in bound and (aims or measures)) or (aims and (measures or counts))


def is_past_work(m: re.Match[str], at: Anchor, due: date | None) -> bool:
    """`trong năm 2022 đã thành lập …`, `hạn chế đã chỉ ra trong năm 2023`: what was done."""
    if at.place == "unit" and says(r"\bda (?:[a-z]+ ){1,3}$", left_of(m, at, 30)):
        return True
    if at.place != "unit" or due is None or at.issued_on is None or due >= at.issued_on:
        return False
    return says(r"^\W*(?:\w+ ){0,4}da\b", right_of(m, at)) or says(r"\bda\b[^,;.]{0,40}$", left_of(m, at))
