"""What directives are made of, to be put together in any order: words of our own, offices of the made-up province Sơn Hà.

Generated cases that a rule must survive and whose answers must keep their properties; `make prove` tries very many of them.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from directives.model import Block, Cell, Paragraph, Row, SourceText, Span, Table
from tests.directives.sources import source_of, table_source

#: A third of the cases that the profile asks for: whole trees, tables and sentences take longer than a phrase
FEWER = settings(max_examples=max(15, settings.default.max_examples // 3))

# --- sentences -----------------------------------------------------------------------------------------------------

KNOWN = st.sampled_from(
    [
        "Sở Y tế",
        "Sở Tài chính",
        "Sở TTTT",
        "Sở KH&CN",
        "Sở Nông nghiệp và Môi trường",
        "Công an tỉnh",
        "UBND tỉnh",
        "Ủy ban nhân dân các xã, phường",
        "UBND xã Tân Lộc",
        "Chủ tịch UBND các huyện",
        "Giám đốc Sở Nội vụ",
        "các sở, ban, ngành",
        "Bộ Tư pháp",
        "Ngân hàng Nhà nước",
        "Văn phòng UBND tỉnh",
        "Mặt trận Tổ quốc tỉnh",
        "STC",
        "tỉnh Đoàn",
    ]
)
MADE_UP = st.sampled_from(
    [
        "Câu lạc bộ Đò ngang Bến Sậy",
        "Phòng Nước sạch",
        "Chi cục Bến bãi, luồng lạch",
        "Tổ công tác 27",
        "Ban Quản lý chợ nổi Sơn Hà",
        "Trung tâm Giống lúa nếp và cây cói",
        "Hội Nghề muối",
        "Cục Đê sông",
        "đồng chí Trần Văn Bền",
        "Vụ TTNB",
    ]
)
VAGUE = st.sampled_from(["các đơn vị liên quan", "các cơ quan, tổ chức", "cấp có thẩm quyền", "thủ trưởng các đơn vị", "các bên"])
AGENCIES = st.one_of(KNOWN, KNOWN, MADE_UP, VAGUE)
CUES = st.sampled_from(
    [
        "chủ trì",
        "chủ trì, phối hợp với",
        "phối hợp với",
        "cùng với",
        "có trách nhiệm",
        "chịu trách nhiệm",
        "là cơ quan thường trực",
        "làm đầu mối",
        "báo cáo",
        "gửi về",
        "trình",
        "tham mưu",
        "Giao",
        "Yêu cầu",
        "Đề nghị",
        "Đối với",
        "chỉ đạo",
        "thì",
        "Trường hợp",
        "Căn cứ",
        "Để",
        "đồng thời",
        "Riêng",
        "được giao",
        "đã",
        "(cơ quan thường trực)",
        "(qua",
        "nay là",
        "trực thuộc",
        "các",
        "gồm",
        "như sau",
    ]
)
WORK = st.sampled_from(
    [
        "rà soát bến đò",
        "Kiểm tra kè chắn sóng",
        "lập danh sách hộ trồng cói",
        "tổ chức tập huấn nghề muối",
        "Xây dựng phương án neo đậu",
        "khẩn trương thay phao",
        "bố trí kinh phí",
        "hướng dẫn",
        "theo dõi, đôn đốc",
        "phấn đấu đạt 85% hộ có nước máy",
        "tăng ít nhất 12 bến",
        "quy chế trông đò",
        "việc nạo vét luồng",
        "theo Quyết định số 27/QĐ-UBND",
        "tại Điều 5 Quy chế",
    ]
)
TIMES = st.sampled_from(
    [
        "trước ngày 20/6/2026",
        "trong quý II/2026",
        "hằng năm",
        "vào thứ Sáu hằng tuần",
        "xong trong tháng 9",
        "đến năm 2030",
        "giai đoạn 2026 - 2030",
        "trước ngày 31/02/2026",
        "trước mùa lũ",
        "sau 15 ngày",
        "khi có yêu cầu",
        "thường xuyên",
    ]
)
#: What joins the pieces of a sentence, or begins another
JOINTS = st.sampled_from([" ", " ", " ", " ", ", ", ", ", "; ", " và ", ": ", ". ", " - ", " (", ") ", "/", " & ", "… ", "? ", "./. "])

#: Whole clauses, so that each part of the work is given often
CLAUSES = st.one_of(
    st.builds("{} chủ trì, phối hợp với {} {} {}".format, AGENCIES, AGENCIES, WORK, TIMES),
    st.builds("Giao {} {}, báo cáo {} {}".format, AGENCIES, WORK, KNOWN, TIMES),
    st.builds("{}, {} {} gửi {} tổng hợp".format, AGENCIES, AGENCIES, WORK, KNOWN),
    st.builds("{} {} cùng với {} và {}".format, AGENCIES, WORK, AGENCIES, AGENCIES),
    st.builds("{} {} {}, trình {}".format, TIMES, AGENCIES, WORK, KNOWN),
)


@st.composite
def sentences(draw: st.DrawFn, most: int = 12) -> str:
    """Agencies, cues, work and times in any order, between commas, brackets, dashes and full stops."""
    pieces = draw(st.lists(st.tuples(st.one_of(AGENCIES, CUES, WORK, TIMES, CLAUSES), JOINTS), min_size=1, max_size=most))
    return "".join(word + joint for word, joint in pieces).strip()


# --- lines ---------------------------------------------------------------------------------------------------------

MARKS = st.sampled_from(
    [
        *(
            "",
            "",
            "",
            "I. ",
            "II. ",
            "IV. ",
            "V- ",
            "lI. ",
            "A. ",
            "B - ",
            "1. ",
            "2. ",
            "3, ",
            "12. ",
            ". ",
            "1.1. ",
            "2.3 ",
            "1) ",
            "(2) ",
        ),
        *("a) ", "b) ", "đ) ", "d) ", "i) ", "ii) ", "(iv) ", "a.1) ", "b2. ", "- ", "– ", "+ ", "* ", "• ", "o ", "-", "1.", "_ ", "-- "),
        *(
            "Điều 1. ",
            "Điều 2: ",
            "Điều 1a. ",
            "Phần I ",
            "Phần thứ hai ",
            "Chương II ",
            "Mục 1. ",
            "Nhiệm vụ 2: ",
            "Thứ nhất, ",
            "Hai là: ",
        ),
    ]
)
TITLES = st.sampled_from(
    [
        "NHIỆM VỤ, GIẢI PHÁP",
        "TỔ CHỨC THỰC HIỆN",
        "MỤC TIÊU",
        "Mục đích, yêu cầu",
        "Tổ chức thực hiện:",
        "SỞ Y TẾ",
        "ĐỐI VỚI CHỦ BẾN",
        "Kinh phí",
        "Kết quả đạt được",
        "Sở Xây dựng",
        "Các sở, ban, ngành:",
        "Quý I năm 2026",
    ]
)
#: Lines that are no items: headings of appendices and attached plans, noise, cut times
OTHERS = st.sampled_from(
    [
        "PHỤ LỤC I",
        "PHỤ LỤC",
        "Phụ lục 2",
        "DANH MỤC VIỆC PHẢI LÀM",
        "KẾ HOẠCH",
        "Trông coi bến đò ngang năm 2026",
        "(Ban hành kèm theo Quyết định số 12/QĐ-UBND của UBND tỉnh Sơn Hà)",
        "QUYẾT NGHỊ:",
        "7",
        "- 3 -",
        "______",
        "III/2026.",
        "5. Quy chế trông đò",
        "- 2030",
        "- xã hội vùng ven sông",
        "thời gian: Quý",
        "4 bến trông đò ngang",
        "Trên đây là kế hoạch, đề nghị các đơn vị thực hiện./.",
        "Yêu cầu thủ trưởng các đơn vị nghiêm túc triển khai thực hiện./.",
    ]
)
LABELS = st.sampled_from(
    [
        "Cơ quan chủ trì: ",
        "Đơn vị phối hợp: ",
        "Thời gian hoàn thành: ",
        "Sản phẩm: ",
        "Nơi nhận báo cáo: ",
        "Bộ phận tham mưu: ",
        "Nội dung: ",
        "Chủ trì: ",
    ]
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """One line of a directive: a mark or none, then a title, a label or a sentence."""
    return draw(
        st.one_of(st.builds("{}{}".format, MARKS, st.one_of(sentences(6), TITLES, st.builds("{}{}".format, LABELS, sentences(3)))), OTHERS)
    )


#: Texts of any such lines
TEXTS = st.lists(lines(), min_size=1, max_size=18).map("\n".join)


@st.composite
def paged_sources(draw: st.DrawFn) -> SourceText:
    """A text of any lines on pages, some of its paragraphs footnotes, recognised from pictures or not."""
    source = source_of(draw(TEXTS))
    page, blocks = 1, []
    for block in source.blocks:
        page += draw(st.integers(0, 4)) == 0
        blocks.append(block.model_copy(update={"page": page, "footnote": draw(st.integers(0, 11)) == 0}))
    return source.model_copy(update={"blocks": tuple(blocks), "ocr": draw(st.booleans())})


# --- tables --------------------------------------------------------------------------------------------------------

HEADS = {
    "number": ["STT", "TT", "Số TT"],
    "work": ["Nội dung nhiệm vụ", "Nhiệm vụ", "Tên công việc"],
    "lead": ["Cơ quan chủ trì", "Đơn vị chủ trì", "Đơn vị thực hiện"],
    "coordinate": ["Cơ quan phối hợp", "Đơn vị phối hợp"],
    "deadline": ["Thời gian hoàn thành", "Thời hạn", "Tiến độ"],
    "product": ["Sản phẩm", "Kết quả đầu ra"],
    "tick": ["Quý I", "Tháng 6/2026"],
    "other": ["Ghi chú", "", "Nguồn vốn", "Chỉ tiêu", "Số, ngày văn bản", "(1)"],
}
NUMBERS = st.sampled_from(["1", "2", "3", "01", "I", "II", "A", "a", "1.1", "2.10", "", "", "x", "-", "b)", "14."])
WORK_CELLS = st.one_of(
    WORK,
    sentences(4),
    st.lists(st.builds("- {}".format, sentences(3)), min_size=2, max_size=3).map("\n".join),
    st.lists(st.builds("- {}".format, WORK), min_size=2, max_size=3).map("; ".join),
    TITLES,
    st.just(""),
)
WHO_CELLS = st.one_of(
    AGENCIES,
    st.lists(AGENCIES, min_size=1, max_size=3).map(", ".join),
    st.lists(AGENCIES, min_size=2, max_size=3).map("\n- ".join),
    st.sampled_from(["", "", "nt", "- nt -", '"', "x", "Sở Y tế - chủ trì; Sở Tài chính - phối hợp"]),
)
TIME_CELLS = st.one_of(TIMES, st.sampled_from(["", "nt", "Quý II/2026", "2026-2030", "6/2026", "15/6", "Tháng 13", "30/02/2026", "x"]))
CELLS = {
    **dict.fromkeys(("lead", "coordinate"), WHO_CELLS),
    **dict.fromkeys(
        ("product", "other"), st.one_of(WORK, st.sampled_from(["", "", "12.000", "Số 15/TB ngày 09/7/2026", "Số 7 ngày 31/02/2026"]))
    ),
    "number": NUMBERS,
    "work": WORK_CELLS,
    "deadline": TIME_CELLS,
    "tick": st.sampled_from(["", "x", "X"]),
}
CellWords = str | tuple[str, int, int]


@st.composite
def grids(draw: st.DrawFn) -> list[list[CellWords]]:
    """The rows of a small table: heads in any order, cells of any words, some empty, some merged over rows and columns."""
    kinds = draw(st.lists(st.sampled_from(sorted(HEADS)), min_size=1, max_size=6))
    height = draw(st.integers(1, 6))
    rows: list[list[CellWords]] = [[draw(st.sampled_from(HEADS[kind])) for kind in kinds]] if draw(st.integers(0, 9)) else []
    covered: set[tuple[int, int]] = set()
    for r in range(height):
        row: list[CellWords] = []
        for c, kind in enumerate(kinds):
            if (r, c) in covered:
                continue
            down, right = (draw(st.integers(1, 3)), draw(st.integers(1, 3))) if draw(st.integers(0, 5)) == 0 else (1, 1)
            down, right = min(down, height - r), min(right, len(kinds) - c)
            places = {(r + i, c + j) for i in range(down) for j in range(right)}
            if places & covered:
                down, right, places = 1, 1, {(r, c)}
            covered |= places
            words = draw(CELLS[kind])
            row.append(words if (down, right) == (1, 1) else (words, down, right))
        rows.append(row)
    return rows


TABLES = st.lists(st.tuples(st.sampled_from(["", "1. Việc của các sở", "PHỤ LỤC I"]), grids()), min_size=1, max_size=2)


def tables_source(parts: list[tuple[str, list[list[CellWords]]]]) -> SourceText:
    """Tables one behind another, each with the line before it."""
    text, blocks = "", []
    for before, rows in parts:
        made = table_source(rows, before)
        blocks += [_moved(block, len(text)) for block in made.blocks]
        text += made.text + ("" if made.text.endswith("\n") else "\n")
    return SourceText(text=text, blocks=tuple(blocks), reader="test")


def _moved(block: Block, by: int) -> Block:
    """A block so many characters further on."""
    span = Span(block.span.start + by, block.span.end + by)
    if isinstance(block, Paragraph):
        return block.model_copy(update={"span": span})
    rows = tuple(Row(cells=tuple(_moved_cell(cell, by) for cell in row.cells)) for row in block.rows)
    return Table(span=span, rows=rows, columns=block.columns)


def _moved_cell(cell: Cell, by: int) -> Cell:
    return cell.model_copy(update={"span": Span(cell.span.start + by, cell.span.end + by)})


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
