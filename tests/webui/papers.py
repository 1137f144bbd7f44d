"""Directives of our own writing for the tests of the pages: a plan, and the same plan read and stored."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from sqlalchemy.orm import Session

from directives import read
from directives.agencies import AgencyRegistry
from directives.model import ParsedDirective
from directives.pipeline import parse
from workflow import intake
from workflow.acting import Actor
from workflow.model import Directive
from workflow.settings import Settings

PLAN = """ỦY BAN NHÂN DÂN
TỈNH SƠN HÀ
Số: 268/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hà, ngày 16 tháng 11 năm 2026

KẾ HOẠCH
Nâng cấp truyền thanh thông minh cấp xã

I. MỤC TIÊU
Đến hết năm 2027, mọi xã, phường có đài truyền thanh thông minh.

II. NHIỆM VỤ
1. Sở Tư pháp
a) Chủ trì, phối hợp với Sở Y tế rà soát quy chế hoạt động của đài truyền thanh cơ sở, trình Ủy ban nhân dân tỉnh trước ngày 15/12/2026.
b) Tiếp tục tuyên truyền, nâng cao nhận thức của người dân về giữ gìn thiết bị công cộng.
2. Sở Y tế
Biên soạn 12 bản tin sức khỏe để phát trên đài, hoàn thành trước ngày 31/12/2026.
3. Sở Nội vụ
Tham mưu bố trí nhân lực vận hành đài tại các xã, hoàn thành trong tháng 01/2027.

Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Hữu Lộc
"""


@cache
def as_read(text: str) -> ParsedDirective:
    """What the machine reads, once for all tests."""
    return parse(read(text.encode(), "268-KH-UBND.txt"), AgencyRegistry.load())


def stored(session: Session, settings: Settings, *, user_id: int, now: datetime, today: date, text: str = PLAN) -> Directive:
    """The plan as it stands after upload: read, its candidates waiting for review."""
    data = text.encode()
    return intake.receive(
        session,
        data=data,
        filename="268-KH-UBND.txt",
        media_type="text/plain",
        parsed=as_read(text),
        actor=Actor(user_id, "web"),
        now=now,
        today=today,
        settings=settings,
    ).directive
