"""What readings of scans lost against the clean text: lines joined or torn, numbers of letterheads and tables, specks read as signs."""

import pytest
from PIL import Image

from directives import AgencyRegistry, parse
from directives.agency_spelling import mended
from directives.readers.assembly import FoundCell, FoundParagraph, FoundRow, FoundTable
from directives.readers.flow import Line, Page, continue_table, flow
from directives.readers.scan_picture import blackened
from directives.readers.slips import mended_words, without_slips
from tests.directives.sources import source_of, table_source


def line(text: str, top: float, x0: float = 85, x1: float = 540) -> list[Line]:
    return [Line(text, x0, x1, top, top + 14, 13.0)]


def paragraphs(*rows: list[Line]) -> list[str]:
    page = Page(1, 595, 842, rows=list(rows), recognised=True)
    return [block.text for block in flow([page]) if isinstance(block, FoundParagraph)]


BODY = [line(f"công việc thứ {n} của các xã ven sông trong mùa mưa", 300 + 18 * n) for n in range(5)]


END_OF_HEAD = [line("Kính gửi: Sở Y tế", 260, 200, 400), *BODY]


def test_a_title_below_the_place_and_date_is_a_line_of_its_own():
    found = paragraphs(line("Sơn Hà, ngày 15 tháng 5 năm 2026", 100, 330, 530), line("KẾ HOẠCH", 118, 270, 340), *BODY)
    assert found[:2] == ["Sơn Hà, ngày 15 tháng 5 năm 2026", "KẾ HOẠCH"]


def test_what_stands_below_the_number_of_a_letter_is_a_line_of_its_own():
    found = paragraphs(line("Số: 12/UBND-NC", 100, 100, 200), line("bài gỡ vướng mắc cho các xã", 116, 90, 215), *END_OF_HEAD)
    assert found[:2] == ["Số: 12/UBND-NC", "bài gỡ vướng mắc cho các xã"]


def test_the_first_indented_line_below_a_centred_subject_begins_the_body():
    subject = line("Kết luận của Giám đốc Sở tại cuộc họp giao ban", 250, 130, 495)
    found = paragraphs(subject, line("Sáng ngày 14/5/2026, tại phòng họp của Sở, đồng chí Giám đốc chủ", 270, 113, 540), *BODY)
    assert found[0] == "Kết luận của Giám đốc Sở tại cuộc họp giao ban"
    assert found[1].startswith("Sáng ngày 14/5/2026")


def test_a_speck_read_as_a_point_at_the_end_of_a_line_ends_no_paragraph():
    found = paragraphs(
        *BODY, line("2. Hoàn tất thủ tục thanh toán khối lượng đã nghiệm thu trước.", 410), line("ngày 30/6/2026.", 433, 85, 160)
    )
    assert found[-1] == "2. Hoàn tất thủ tục thanh toán khối lượng đã nghiệm thu trước. ngày 30/6/2026."


def test_a_full_line_of_a_heading_is_not_joined_to_an_indented_paragraph():
    text = [line("Rà soát các trạm của từng xã và lập danh sách những trạm cần sửa", 60 + 36 * n, 113) for n in range(4)]
    text += [line("chữa trong năm nay của các xã ven sông mùa mưa năm nay nữa.", 78 + 36 * n) for n in range(4)]
    heading = [line("4. Văn phòng Ủy ban nhân dân phường, Trung tâm hành chính công", 500, 113), line("Đăng tải kế hoạch của", 518, 113)]
    found = paragraphs(*sorted([*text, *heading], key=lambda r: r[0].top))
    assert found[-2:] == ["4. Văn phòng Ủy ban nhân dân phường, Trung tâm hành chính công", "Đăng tải kế hoạch của"]


def test_a_faded_page_is_made_black_on_white_and_another_stays():
    page = Image.new("L", (200, 200), 232)
    page.paste(95, (20, 20, 60, 60))
    assert blackened(page).getextrema() == (0, 255)
    dark = Image.new("L", (200, 200), 250)
    dark.paste(10, (20, 20, 60, 60))
    assert blackened(dark) is dark
    blank = Image.new("L", (200, 200), 232)
    assert blackened(blank) is blank


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("Số: 1 Í/CT-UBND", "Số: 11/CT-UBND"),
        ("số: 29 1 5/UBND-NC", "số: 2915/UBND-NC"),
        ("Số: Ö7/CĐ-UBND", "Số: 07/CĐ-UBND"),
        ("số: 1268 JQĐ-BGTVT", "số: 1268/QĐ-BGTVT"),
        ("Số: 12lKH-UBND", "Số: 12/KH-UBND"),
        ("Số: /SYT-NVY", "Số: /SYT-NVY"),
        ("UBND các. phường ven sông có. số hộ", "UBND các phường ven sông có số hộ"),
        ("khu vực . tại các .. xã ] ven biển", "khu vực tại các xã ven biển"),
        ("cam, bưởi v.v. và TT. huyện ủy, nhãn... ba xã. Sau đó", "cam, bưởi v.v. và TT. huyện ủy, nhãn... ba xã. Sau đó"),
        ("Thời gian: Quý HI/2026.", "Thời gian: Quý III/2026."),
        ("xong trong quý H/2026", "xong trong quý II/2026"),
        ("- UBND tỉnh (b/€);", "- UBND tỉnh (b/c);"),
        ("- Bộ Nội vụ (h/c);", "- Bộ Nội vụ (b/c);"),
        ("Chỉ cục Thủy lợi, chí nhánh huyện", "Chi cục Thủy lợi, chi nhánh huyện"),
        ("trước ngày -31/3/2026, ngày . 05/9", "trước ngày 31/3/2026, ngày 05/9"),
        ("phối hợp với các - địa phương, Trạm Trồng trọt và . Bảo vệ", "phối hợp với các địa phương, Trạm Trồng trọt và Bảo vệ"),
        (
            "Bộ Xây dựng.hướng dẫn, gửi về snv@sonha.gov.vn, sonha.vn, các xã.Giao",
            "Bộ Xây dựng hướng dẫn, gửi về snv@sonha.gov.vn, sonha.vn, các xã.Giao",
        ),
        ("UBND cát huyện, thị xã", "UBND các huyện, thị xã"),
        ("hãng tuần, bằng quý báo cáo", "hằng tuần, hằng quý báo cáo"),
        ("thu phải bằng năm trước, tăng bằng tháng 5", "thu phải bằng năm trước, tăng bằng tháng 5"),
    ],
)
def test_specks_and_misread_figures_within_a_text(read_as, meant):
    assert mended_words(read_as) == meant


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        (
            ["1. Chỉ đạo", "- Họp.", "- Truyền thông", "- Treo băng rôn.", "- 3. Kiểm tra"],
            ["1. Chỉ đạo", "- Họp.", "2. Truyền thông", "- Treo băng rôn.", "3. Kiểm tra"],
        ),
        (
            ["IV. TỔ CHỨC", "- Phòng Kinh tế", "- Rà soát hộ.", "2. Trạm Y tế"],
            ["IV. TỔ CHỨC", "1. Phòng Kinh tế", "- Rà soát hộ.", "2. Trạm Y tế"],
        ),
        (["IV. GIẢI PHÁP", "Tẹ Đẩy mạnh tuyên truyền.", "2. Về cơ chế"], ["IV. GIẢI PHÁP", "1. Đẩy mạnh tuyên truyền.", "2. Về cơ chế"]),
        (["1. Chỉ đạo", "- Họp.", "- Treo băng rôn.", "3. Kiểm tra"], ["1. Chỉ đạo", "- Họp.", "- Treo băng rôn.", "3. Kiểm tra"]),
        (["IV. TỔ CHỨC", "- Họp dân.", "- Rà soát hộ.", "2. Trạm Y tế"], ["IV. TỔ CHỨC", "- Họp dân.", "- Rà soát hộ.", "2. Trạm Y tế"]),
    ],
)
def test_the_one_number_that_a_list_lacks_is_put_back(read_as, meant):
    found = without_slips([FoundParagraph(text, words=[(word, 90) for word in text.split()]) for text in read_as])
    assert [block.text for block in found if isinstance(block, FoundParagraph)] == meant


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        (["a) Họp dân.", "b) Rà soát.", "C) Lắp biển."], ["a) Họp dân.", "b) Rà soát.", "c) Lắp biển."]),
        (["a: Họp dân.", "b..Rà soát.", "C. Lắp biển.", "d. Báo cáo."], ["a. Họp dân.", "b. Rà soát.", "c. Lắp biển.", "d. Báo cáo."]),
        (["a. Họp dân.", "b. Rà soát.", "C. Tổ chức thực hiện"], ["a. Họp dân.", "b. Rà soát.", "C. Tổ chức thực hiện"]),
        (["b) Rà soát.", "1. Sở Y tế", "C) Lắp biển."], ["b) Rà soát.", "1. Sở Y tế", "C) Lắp biển."]),
    ],
)
def test_letters_of_points_are_mended_where_their_neighbours_prove_it(read_as, meant):
    found = without_slips([FoundParagraph(text, words=[(word, 90) for word in text.split()]) for text in read_as])
    assert [block.text for block in found if isinstance(block, FoundParagraph)] == meant


def test_a_centred_line_below_a_full_one_ends_the_subject_of_a_scan():
    text = (
        "THÔNG BÁO\nKết luận của Giám đốc Sở tại buổi kiểm tra thực tế Dự án nâng cấp đê Rạch\nLớn và tình hình sạt lở\n1. Sở Y tế họp dân."
    )
    source = source_of(text)
    blocks = [block.model_copy(update={"centered": place in (0, 2)}) for place, block in enumerate(source.blocks)]
    parsed = parse(source.model_copy(update={"ocr": True, "blocks": tuple(blocks)}), AgencyRegistry.load())
    assert parsed.directive.subject.endswith("Rạch Lớn và tình hình sạt lở")


def row(number: str, *cells: str, wide: bool = False) -> FoundRow:
    rest = [FoundCell(cells[0], 1, 3)] if wide else [FoundCell(text, place) for place, text in enumerate(cells, 1)]
    return FoundRow([FoundCell(number, 0, words=[(number, 90)]), *rest])


def test_numbers_of_groups_are_counted_apart_from_those_of_rows():
    rows = [
        row("", "THÁNG 4", wide=True),
        *(row(n, "Rà soát hồ", "Sở Y tế", "Quý I") for n in ("1", "2")),
        row("H", "THÁNG 5", wide=True),
        *(row(n, "Rà soát hồ", "Sở Y tế", "Quý I") for n in ("§", "", "5")),
        row("Hì\\", "THÁNG 6", wide=True),
        row("6", "Rà soát hồ", "Sở Y tế", "Quý I"),
    ]
    without_slips([FoundTable(rows)])
    assert [r.cells[0].text for r in rows] == ["I", "1", "2", "II", "3", "4", "5", "III", "6"]


def test_a_row_whose_number_was_lost_at_the_top_of_a_page_is_a_row_of_its_own():
    table = FoundTable([row(n, "Rà soát hồ", "Sở Y tế", "Quý I") for n in ("5", "6")])
    continue_table(table, FoundTable([row("", "Lắp biển báo", "Sở Xây dựng", "Quý II"), row("8", "Họp dân", "Sở Y tế", "Quý II")]))
    assert len(table.rows) == 4


def test_a_group_named_by_a_month_is_no_part_of_the_head_where_its_number_is_lost():
    head = ["TT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"]
    rows = [head, ["", ("THÁNG 4", 1, 4)], ["1", "Xây dựng phương án sơ tán dân vùng bãi", "Sở Xây dựng", "Công an tỉnh", "15/4"]]
    parsed = parse(table_source(rows), AgencyRegistry.load())
    assert [(task.text, task.lead[0]) for task in parsed.tasks] == [("Xây dựng phương án sơ tán dân vùng bãi", "Sở Xây dựng")]


END = "KẾ HOẠCH\nTrồng rừng ven biển\nI. NHIỆM VỤ\n1. Sở Y tế rà soát các trạm.\nTrên đây là Kế hoạch, đề nghị thực hiện./.\n"


@pytest.mark.parametrize(
    "ending",
    [
        "Nơi nhận:\n- Như trên;\n- Sở Y tế;\n- Lưu: VT.",
        "Nơi me\n- Như trên;\n- Sở Y tế;\n- Lưu: VT.",
        "ỦY BAN NHÂN DÂN - Như trên;\n- Sở Y tế;\n- Lưu: VT.",
        "Nơi nhận:\n- Như trên;\nSở Y tế;\n- Lưu: VT.",
    ],
)
def test_recipients_are_told_where_a_stamp_covers_their_title_or_a_dash_is_lost(ending):
    parsed = parse(source_of(END + ending + "\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nĐặng Văn Khoa"), AgencyRegistry.load())
    assert list(parsed.directive.recipients) == ["Như trên", "Sở Y tế"]
    assert len([task for task in parsed.tasks if task.path]) == 1


@pytest.mark.parametrize("name", ["Trung tâm Giống cây trồng tỉnh", "Ban Công nhân", "Hội Cựu thanh niên"])
def test_a_right_name_stays(name):
    assert mended(name) == name


def test_a_name_of_young_people_is_mended():
    assert mended("Trung tâm Hoạt động Thanh thiếu nhỉ tỉnh") == "Trung tâm Hoạt động Thanh thiếu nhi tỉnh"
