"""Bodies in a cell or a label line that no list and no grammar knows: kept as they are written, for a person to look at."""

from __future__ import annotations

import re

from directives.passages import Passage
from directives.setting import Named
from directives.wording import wording

_DOUBT = "Tên không có trong danh mục"
# between two bodies of a cell: `Hải quan; Nhà in Sơn Hà và Viettel`
_BETWEEN = re.compile(r"[,;]|(?<!\w)(?:và|cùng)(?!\w)")
# before a body in its piece: `- Hải quan`, `1. Hải quan`
_MARK = re.compile(r"[\s\-–+•*.]*(?:\d{1,2}[.)]\s*)?")
# a name in one piece: a capital, no figure that begins it, no colon or full stop (`Hải quan`, `Nhà máy số 2`)
_NAME = re.compile(r"[^\W\d_](?:[^:.?!]|\.(?=\w)){2,79}")
# `Đ/c Hà`, `Ông Lò Văn An`: beside a body it only tells who of it does the work
_PERSON = re.compile(r"(?:đ/c|đồng chí|đ\.c|ông|bà|anh|chị|ths|ts)(?!\w)")
# times, places, remarks and roles with a capital: `Tháng 5`, `Hằng năm`, `Toàn tỉnh`, `Không`, `Như trên`, `Theo kế hoạch`, `Chủ trì`,
# `Ngân sách tỉnh`, `Dự kiến 500 người`, `Cán bộ`
_NO_BODY = re.compile(
    r"(?:ngày|tháng|quý|năm|tuần|hằng|hàng|trước|trong|sau|từ|đến|giai đoạn|thường xuyên|định kỳ|khi|theo|toàn|cả|tất cả|mọi|mỗi|không|có"
    r"|như|nt|đã|đang|chưa|sẽ|được|chủ trì|phối hợp|thực hiện|tham mưu|riêng|nếu|tùy|trường hợp|một số|những|các|nhiệm vụ|nội dung"
    r"|lĩnh vực|ghi chú|số|khác|chung|liên quan|còn lại|việc|kinh phí|nguồn|ngân sách|dự kiến|đối tượng|cán bộ)(?!\w)"
)
# what a body does, or which bodies are meant at large, inside the piece: `Hải quan phối hợp`, `Đơn vị có liên quan`
_TELLS = re.compile(r"(?<!\w)(?:chủ trì|phối hợp|thực hiện|tham mưu|báo cáo|theo dõi|liên quan|được giao|có trách nhiệm)(?!\w)")


def with_unlisted(words: Passage, names: tuple[Named, ...], rule: str) -> tuple[Named, ...]:
    """The agencies found in a cell or label line, and in their places the bodies among its pieces that no list knows, with a doubt."""
    words = words.without_brackets()
    ends = [(m.start(), m.end()) for m in _BETWEEN.finditer(words.text)]
    said = list(names)
    for start, end in zip([0, *(e for _, e in ends)], [*(s for s, _ in ends), len(words.text)], strict=True):
        found = _body(words, start, end, rule)
        if found is None or any(n.name == found.name or _meet(n, found) for n in said):
            continue
        if (names and _PERSON.match(found.name.casefold())) or _goes_on(words, start, names):
            continue
        said.append(found)
    return tuple(sorted(said, key=lambda n: n.span.start)) if len(said) > len(names) else names


def _body(words: Passage, start: int, end: int, rule: str) -> Named | None:
    """The body that a piece names, as it is written; None where it says something else."""
    mark = _MARK.match(words.text, start, end)
    first = mark.end() if mark else start
    name = words.text[first:end].rstrip(" .…-–/")
    if not name[:1].isupper() or not _NAME.fullmatch(name):
        return None
    piece = words.part(first, first + len(name))
    if _NO_BODY.match(piece.folded) or _TELLS.search(piece.folded) or wording()["task_verbs"].end_at(piece, 0) is not None:
        return None
    return Named(" ".join(name.split()), piece.span(), rule, _DOUBT, known=False)


def _meet(one: Named, other: Named) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def _goes_on(words: Passage, start: int, names: tuple[Named, ...]) -> bool:
    """Whether a piece behind a comma or `và` may be the rest of a name that is itself unknown: `Phòng Văn hóa, Thông tin`."""
    if start == 0 or words.text[start - 1] == ";":
        return False
    before = [n for n in names if n.span.end <= words.span(start).start]
    return bool(before) and not before[-1].known
