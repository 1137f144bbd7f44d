"""What directives are made of, to be put together in any order: words of our own, offices of the made-up province Sơn Hà.

Generated cases that a rule must survive and whose answers must keep their properties; `make prove` tries very many of them.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from directives.model import SourceText
from tests.directives.sources import source_of

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
