"""Letterheads, citations and ends of documents whose lines stand in any order, and what a scan makes of lines; made-up Sơn Hà."""

from __future__ import annotations

from hypothesis import strategies as st

from directives.model import SourceText
from tests.directives.pieces import lines
from tests.directives.sources import source_of

# --- letterhead and signature --------------------------------------------------------------------------------------

DOCUMENT_NUMBERS = st.sampled_from(
    ["27/KH-UBND", "05-CTr/TU", "1203/UBND-VX", "14/2026/QĐ-UBND", "88/STTTT-VP", "09/TB-BCĐ", "12/CĐ-UBND", "346/QD-SYT", "/KH-UBND"]
)
HEAD_LINES = st.one_of(
    st.sampled_from(
        [
            "ỦY BAN NHÂN DÂN",
            "TỈNH SƠN HÀ",
            "UBND TỈNH SƠN HÀ",
            "SỞ Y TẾ",
            "VĂN PHÒNG",
            "BAN CHỈ ĐẠO TRÔNG ĐÒ",
            "TỈNH ỦY SƠN HÀ",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Sơn Hà, ngày 05 tháng 3 năm 2026",
            "Sơn Hà, ngày      tháng      năm 2026",
            "Lào Cai, ngày 30 tháng 02 năm 2026",
            "HỎA TỐC",
            "KHẨN",
            "V/v trông coi bến đò ngang",
            "KẾ HOẠCH",
            "QUYẾT ĐỊNH",
            "CÔNG ĐIỆN",
            "Về việc nạo vét luồng lạch năm 2026",
            "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
            "Kính gửi: Sở Nội vụ;",
            "Kính gửi:",
            "- Các sở, ban, ngành;",
            "- UBND các xã, phường.",
            "Số:      /KH-UBND",
            "-------",
            "| UBND XÃ TÂN LỘC | Số: 15/BC |",
            "**THÔNG BÁO**",
        ]
    ),
    st.builds("Số: {}".format, DOCUMENT_NUMBERS),
    st.builds("UBND TỈNH SƠN HÀ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Số: {}".format, DOCUMENT_NUMBERS),
)
CITATIONS = st.one_of(
    st.builds(
        "{} số {}{}".format,
        st.sampled_from(["Quyết định", "Công văn", "Thông báo", "CV", "theo", "Mẫu", "Hợp đồng"]),
        st.one_of(
            DOCUMENT_NUMBERS,
            st.builds("{}/{}-{}".format, st.integers(0, 9999), st.sampled_from(["NQ", "TB", "B"]), st.sampled_from(["CP", "SYT", "TW"])),
        ),
        st.sampled_from(
            ["", " ngày 05/3/2026", ", ngày 31/02/2026", " của UBND tỉnh ngày 09 tháng 7 năm 2026", " ngày l5 tháng II năm 2026"]
        ),
    ),
    st.sampled_from(
        [
            "Nghị định 30/2020",
            "số 177 ngày 04/8/2026",
            "90 Mb/s",
            "20/KWh",
            "Luật số 59/2020/QH14",
            "12/06/2026",
            "Nghị định số 30/2020/NĐ-CP",
        ]
    ),
)
ENDINGS = st.one_of(
    st.sampled_from(
        [
            "Nơi nhận:",
            "- Như trên;",
            "- TT Tỉnh ủy;",
            "- Các phòng, đơn vị",
            "thuộc Sở;",
            "- Lưu: VT, KT.",
            "- Lưu: VT. Lò Văn Bền",
            "TM. ỦY BAN NHÂN DÂN",
            "KT. CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
            "GIÁM ĐỐC",
            "(Đã ký)",
            "Trần Thị Sậy",
            "TS. Lò Văn Bền",
            "PHỤ LỤC I",
            "DANH MỤC BẾN ĐÒ",
            "(Ban hành kèm theo Kế hoạch số 27/KH-UBND)",
            "Biểu mẫu 1",
        ]
    )
)


@st.composite
def documents(draw: st.DrawFn) -> SourceText:
    """A document whose letterhead, body and end have their lines in any order, and some lines of one part in another."""
    head = draw(st.lists(HEAD_LINES, max_size=10))
    body = draw(st.lists(st.one_of(lines(), CITATIONS, HEAD_LINES), max_size=6))
    end = draw(st.lists(st.one_of(ENDINGS, ENDINGS, lines()), max_size=9))
    return source_of("\n".join([*head, *body, *end]) or "Kế hoạch")


# --- recognised text -----------------------------------------------------------------------------------------------

SLIPS = st.sampled_from(
    [
        *(
            "S. ",
            "IH. ",
            "l. ",
            "2.l. ",
            "8) ",
            "§.1. ",
            "ˆ_`- ",
            "» ",
            "e ",
            "z ",
            "--« ",
            ". 3.2. ",
            "| ",
            "IL ",
            "TT. ",
            "ð) ",
            "?. ",
            "7: ",
        ),
    ]
)
SLIPPED = st.sampled_from(
    ["ngày Ơ1 tháng II năm 2026", "Số: /12/KH-UBND", "Sở TTTÌ kiểm tra", "11⁄2026", "bến ` đò", "trông đò:", "trông đò;"]
)
