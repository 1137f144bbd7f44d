"""Names that no list knows, with the accents that recognition lost: word pairs of the genre as all lists spell them.

A pair is mended only when no list has it as it stands and all lists agree on what it is without accents (`thắm định` → `thẩm định`).
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from directives.agency_short_forms import FIELDS, SHORT_FORMS
from directives.agency_table import heads, rows
from directives.vietnamese import bare, bare_same_length, fold_same_length, without_accents

#: Pairs of words that names of units have beside those of the tables
_MORE_WORDS = """
nhà thầu; đấu thầu; mở thầu; mời thầu; đóng thầu; gói thầu; chuyên trách; chuyên gia; chuyên môn; tần số; vô tuyến; tuyến điện; tin học;
y tế; bưu chính; viễn thông; truyền thông; truyền hình; phát thanh; phát sóng; báo chí; xuất bản; in ấn; quản trị; hành chính; tổng hợp;
văn phòng; thẩm định; thẩm quyền; thương vụ; thống kê; thẩm tra; giám sát; giám định; kiểm định; kiểm toán; kiểm nghiệm; đăng kiểm; kế
toán; nghiệp vụ; pháp chế; hộ tịch; tư pháp; điện lực; đường bộ; đường sắt; đường thủy; hàng hải; hàng không; cảng vụ; kết cấu; hạ tầng;
giao thông; vận tải; phương tiện; người lái; thủy lợi; thủy sản; chăn nuôi; thú y; trồng trọt; bảo vệ; thực vật; khuyến nông; lâm
nghiệp; kiểm lâm; rừng phòng hộ; đê điều; nước sạch; vệ sinh; môi trường; khí tượng; thủy văn; đất đai; quỹ đất; đo đạc; bản đồ; địa
chất; khoáng sản; năng lượng; hóa chất; công nghiệp; thương mại; điện tử; thị trường; cạnh tranh; người tiêu dùng; đầu tư; nước ngoài;
doanh nghiệp; hợp tác; quốc tế; đối ngoại; lãnh sự; biên giới; hải đảo; dân tộc; tôn giáo; tín ngưỡng; lao động; việc làm; bảo trợ; trẻ
em; bình đẳng; người có công; chính sách; bảo hiểm; giáo dục; đào tạo; bồi dưỡng; dạy nghề; nghề nghiệp; thường xuyên; mầm non; tiểu
học; trung học; phổ thông; đại học; cao đẳng; trung cấp; khoa học; công nghệ; sở hữu; trí tuệ; tiêu chuẩn; đo lường; chất lượng; nghiên
cứu; ứng dụng; phát triển; đổi mới; sáng tạo; chuyển đổi; văn hóa; thể thao; du lịch; nghệ thuật; biểu diễn; di sản; bảo tàng; thư viện;
gia đình; cơ sở; điều dưỡng; bệnh viện; đa khoa; khu vực; kiểm soát; bệnh tật; giường bệnh; phòng chống; thiên tai; cứu nạn; cứu hộ;
chữa cháy; tìm kiếm; quân sự; biên phòng; cảnh sát; an ninh; tổ chức; cán bộ; thi đua; khen thưởng; thanh tra; tiếp dân; lưu trữ; văn
thư; tài vụ; kế hoạch; tài chính; ngân sách; kho bạc; nhà nước; hội đồng; giúp việc; biên tập; soạn thảo; tư vấn; quản lý; dự án; xây
dựng; đô thị; quy hoạch; kiến trúc; nhà ở; chỉ đạo; chỉ huy; thường trực; công nhân; cây trồng; hợp đồng; hoạt động; tiến độ; trọng điểm;
thiếu nhi; thiếu niên; thanh thiếu; nhi đồng; lưu trú; an ninh; chi nhánh; chi cục; thứ trưởng; cơ số; thi công; cống hiến; tự phát
"""
#: So much of a text tells whether it was recognised from a picture
_SAMPLE = 60_000
_ENOUGH_SLIPS = 10
_SLIPS_PER_PAIR = 0.125
#: Small words that recognition misreads, where a name has them
_SMALL_WORDS = {"vê": "về", "cua": "của", "cùa": "của", "thuôc": "thuộc", "cac": "các", "va": "và", "cảc": "các", "vả": "và"}
#: A word of a name
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _pairs() -> tuple[frozenset[str], Mapping[str, str]]:
    """Pairs of neighbouring words that the lists have, and what each pair without accents must be."""
    kinds = {fold_same_length(head).split()[-1] for head in heads()}  # `phòng Thương mại` tells nothing of `Văn phòng Thường trực`
    known = {pair for phrase in _phrases() for pair in _neighbours(fold_same_length(phrase)) if pair.split()[0] not in kinds}
    known |= {pair for phrase in _MORE_WORDS.replace("\n", " ").split(";") for pair in _neighbours(phrase)}
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for pair in known:
        meant[bare(pair)].add(pair)
    return frozenset(known), {plain: found.pop() for plain, found in meant.items() if len(found) == 1}


def _phrases() -> Iterable[str]:
    for row in rows():
        yield from (row.name, row.format_name, *row.aliases)
    yield from heads()
    yield from (*FIELDS.values(), *SHORT_FORMS.values())
    words = tomllib.loads(files("directives").joinpath("data/wording.toml").read_text("utf-8"))
    yield from words["task_verbs"]


def _neighbours(folded: str) -> Iterable[str]:
    return (f"{a} {b}" for a, b in pairwise(_WORD.findall(folded)) if "và" not in (a, b))


@lru_cache(maxsize=2048)  # the same names come again and again
def mended(name: str) -> str:
    """A name with the pairs of words that recognition misread as all lists spell them; capitals stay as they are."""
    known, meant = _pairs()
    folded = fold_same_length(name)
    words = list(_WORD.finditer(folded))
    spelt = [w[0] for w in words]
    sure = [False] * len(words)
    for i in range(len(words) - 1):
        if f"{spelt[i]} {spelt[i + 1]}" in known:
            sure[i] = sure[i + 1] = True
    for i in range(len(words) - 1):
        if sure[i] and sure[i + 1]:
            continue
        pair = meant.get(bare_same_length(f"{spelt[i]} {spelt[i + 1]}"))
        right = pair.split() if pair else []
        if len(right) == 2 and all(not sure[j] or right[j - i] == spelt[j] for j in (i, i + 1)):
            spelt[i], spelt[i + 1] = right
            sure[i] = sure[i + 1] = True
    spelt = [_SMALL_WORDS.get(word, word) for word in spelt]
    pieces, place = [], 0
    for word, right_word in zip(words, spelt, strict=True):
        said = name[word.start() : word.end()]
        pieces += [name[place : word.start()], said if fold_same_length(said) == right_word else _cased_as(said, right_word)]
        place = word.end()
    return "".join(pieces) + name[place:]


def _cased_as(said: str, word: str) -> str:
    return word.upper() if len(said) > 1 and said.isupper() else word[:1].upper() + word[1:] if said[:1].isupper() else word


def is_misread(text: str) -> bool:
    """Whether so many word pairs of a text are only right without their accents that a recognition must have written it.

    Measured on texts of both kinds: typed ones have up to a tenth of them by chance, recognised ones a seventh and more.
    """
    known, meant = _pairs()
    words = _WORD.findall(fold_same_length(text[:_SAMPLE]))
    pairs = {f"{a} {b}" for a, b in pairwise(words)}
    right = pairs & known
    slips = sum(pair in meant for pair in without_accents("\0".join(pairs - known)).split("\0"))
    return slips >= _ENOUGH_SLIPS and slips > len(right) * _SLIPS_PER_PAIR


def known_pairs(name: str) -> int:
    """How many pairs of neighbouring words of a name the lists have."""
    known, _ = _pairs()
    return sum(pair in known for pair in _neighbours(fold_same_length(name)))
