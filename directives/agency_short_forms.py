"""Short forms inside the names of units that no list knows, written out: `Trung tâm CNTT`, `Ban QLDA ĐTXD`, `Phòng BCVTCNTT`."""

from __future__ import annotations

import re

from directives.agency_table import UPPER

#: Fields of work as the codes of internal units say them, none the beginning of another
FIELDS = {
    "BCVT": "Bưu chính - Viễn thông", "CNTT": "Công nghệ thông tin", "CĐS": "Chuyển đổi số", "TTBCXB": "Thông tin - Báo chí - Xuất bản",
    "KHTC": "Kế hoạch - Tài chính", "TCKH": "Tài chính - Kế hoạch", "TCCB": "Tổ chức cán bộ", "TCHC": "Tổ chức - Hành chính",
    "HCTH": "Hành chính - Tổng hợp", "HCQT": "Hành chính - Quản trị", "CCHC": "Cải cách hành chính", "QLXD": "Quản lý xây dựng",
    "KTHT": "Kinh tế - Hạ tầng", "VHTT": "Văn hóa - Thông tin", "VHXH": "Văn hóa - Xã hội", "LĐVL": "Lao động - Việc làm",
}  # fmt: skip

#: Short forms that mean one thing in every name; those that mean several (NN, TT, KH, VH alone) stay as they are
SHORT_FORMS = {
    "CNTT&TT": "công nghệ thông tin và Truyền thông", "CNTT-TT": "công nghệ thông tin và Truyền thông", "CNTT": "công nghệ thông tin",
    "TT&TT": "thông tin và Truyền thông", "TTTT": "thông tin và Truyền thông", "ATTT": "an toàn thông tin",
    "ATTTM": "an toàn thông tin mạng", "CĐS": "chuyển đổi số", "CCHC": "cải cách hành chính", "PVHCC": "phục vụ hành chính công",
    "HCC": "hành chính công", "TTHC": "thủ tục hành chính", "TTĐT": "thông tin điện tử", "QLDA": "quản lý dự án",
    "ĐTXD": "đầu tư xây dựng", "XDCB": "xây dựng cơ bản", "GPMB": "giải phóng mặt bằng", "KCN": "khu công nghiệp", "KKT": "khu kinh tế",
    "CCN": "cụm công nghiệp", "XTĐT": "xúc tiến đầu tư", "XTTM": "xúc tiến thương mại", "HTX": "hợp tác xã", "KTTT": "kinh tế tập thể",
    "DNNVV": "doanh nghiệp nhỏ và vừa", "NTM": "nông thôn mới", "MTQG": "mục tiêu quốc gia",
    "NN&PTNT": "nông nghiệp và Phát triển nông thôn", "NN&MT": "nông nghiệp và Môi trường", "PTNT": "phát triển nông thôn",
    "BVTV": "bảo vệ thực vật", "BVMT": "bảo vệ môi trường", "TN&MT": "tài nguyên và Môi trường", "TNMT": "tài nguyên và Môi trường",
    "GTVT": "giao thông vận tải", "ATGT": "an toàn giao thông", "ATTP": "an toàn thực phẩm", "VSATTP": "vệ sinh an toàn thực phẩm",
    "PCTT": "phòng, chống thiên tai", "TKCN": "tìm kiếm cứu nạn", "PCCC": "phòng cháy, chữa cháy", "CNCH": "cứu nạn, cứu hộ",
    "PBGDPL": "phổ biến, giáo dục pháp luật", "TĐKT": "thi đua - Khen thưởng", "CSXH": "chính sách xã hội", "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế", "GDĐT": "giáo dục và Đào tạo", "GD&ĐT": "giáo dục và Đào tạo", "GDNN": "giáo dục nghề nghiệp",
    "GDTX": "giáo dục thường xuyên", "KHCN": "khoa học và Công nghệ", "KH&CN": "khoa học và Công nghệ", "KHĐT": "kế hoạch và Đầu tư",
    "KH&ĐT": "kế hoạch và Đầu tư", "LĐTBXH": "lao động - Thương binh và Xã hội", "LĐ-TB&XH": "lao động - Thương binh và Xã hội",
    "LĐTB&XH": "lao động - Thương binh và Xã hội", "TB&XH": "thương binh và Xã hội", "VHTT&TT": "văn hóa, Thể thao và Truyền thông",
    "VH,TT&TT": "văn hóa, Thể thao và Truyền thông", "VHTTDL": "văn hóa, Thể thao và Du lịch", "VHTT&DL": "văn hóa, Thể thao và Du lịch",
    "PTTH": "phát thanh - Truyền hình", "PT-TH": "phát thanh - Truyền hình", "PT&TH": "phát thanh và Truyền hình",
    "THADS": "thi hành án dân sự", "QLTT": "quản lý thị trường", "TCKH": "tài chính - Kế hoạch", "TC-KH": "tài chính - Kế hoạch",
    "KTHT": "kinh tế và Hạ tầng", "KT&HT": "kinh tế và Hạ tầng", "VSMT": "vệ sinh môi trường", "VSMTNT": "vệ sinh môi trường nông thôn",
    "YHCT": "y học cổ truyền", "YTDP": "y tế dự phòng",
    "KSBT": "kiểm soát bệnh tật", "QTTH": "quản trị - Tổng hợp", "MTTQ": "Mặt trận Tổ quốc", "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBMTTQVN": "Ủy ban Mặt trận Tổ quốc Việt Nam", "MTTQVN": "Mặt trận Tổ quốc Việt Nam", "LHPN": "Liên hiệp Phụ nữ",
    "LHTN": "Liên hiệp Thanh niên", "CCB": "Cựu chiến binh", "TNCS": "Thanh niên Cộng sản", "NCT": "Người cao tuổi",
    "CĐCS": "công đoàn cơ sở",
    "LĐLĐ": "Liên đoàn Lao động", "ĐBQH": "đại biểu Quốc hội", "CHQS": "chỉ huy quân sự", "BĐBP": "bộ đội biên phòng",
    "NHNN": "Ngân hàng Nhà nước", "KBNN": "Kho bạc Nhà nước", "BQL": "ban quản lý", "BCĐ": "ban chỉ đạo",
    "VKSND": "Viện kiểm sát nhân dân", "TAND": "Tòa án nhân dân",
}  # fmt: skip
_SHORT_FORM = re.compile(
    rf"(?<![\w&-])(?:{'|'.join(re.escape(s) for s in sorted(SHORT_FORMS, key=len, reverse=True))})(?![\w]|[&-][{UPPER}])"
)
#: Kinds of units that are written short before a field: Ban QL, Cty
_SHORT_KIND = {"Ban QL": "Ban Quản lý", "Cty": "Công ty", "TT.": "Trung tâm", "VP": "Văn phòng"}
_SHORT_KINDS = re.compile(r"^(?:Ban QL|Cty|VP)(?!\w)")


def written_out_fields(code: str) -> str:
    """`BCVTCNTT` → `Bưu chính - Viễn thông - Công nghệ thông tin`; empty unless every letter is accounted for."""
    rest, found = re.sub(r"[&-]", "", code), []
    while rest:
        field = next((f for f in FIELDS if rest.startswith(f)), None)
        if field is None:
            return ""
        found.append(FIELDS[field])
        rest = rest[len(field) :]
    return " - ".join(found)


def written_out(name: str) -> str:
    """A name with the short forms of fields in it written out, large behind a kind of unit, small inside a clause (`về CNTT`)."""
    name = _SHORT_KINDS.sub(lambda m: _SHORT_KIND[m[0]], name)
    long, place = "", 0
    for short in _SHORT_FORM.finditer(name):
        long += name[place : short.start()]
        long += _cased(SHORT_FORMS[short[0]], long)
        place = short.end()
    return long + name[place:]


def _cased(words: str, before: str) -> str:
    """A field begins with a capital behind a word with one; `về`, `,` and `các` go on small."""
    last = (before.split() or [""])[-1]
    if (
        not last
        or last in "-–"
        or (last[0].isupper() and not last.endswith(","))
        or (before.count(" ") <= 2 and last not in ("về", "các", "và"))
    ):
        return words[:1].upper() + words[1:]
    return words if words[0].isupper() else words.lower()
