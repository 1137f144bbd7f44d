"""Lists and what stands above, below and beside them: what is a unit, what is context, what is told twice."""

from __future__ import annotations

import pytest

from directives.agencies import AgencyRegistry
from directives.candidates import without_repeats
from directives.pipeline import parse
from directives.readers import read
from tests.directives.sources import table_source
from tests.directives.test_assignments import due, leads, units
from tests.directives.test_tables import read as read_table

HEAD = ["TT", "Nội dung", "Chủ trì", "Thời gian"]


def told(text: str) -> list[str]:
    return [draft.text.text for draft in units(text)]


def test_work_before_a_list_of_details_is_a_unit() -> None:
    text = "1. Sở Y tế\n- Gửi danh mục thuốc về kho dược tỉnh cùng các giấy tờ sau:\n+ Bảng giá của năm trước.\n+ Bản sao hợp đồng."
    assert told(text)[0].startswith("Gửi danh mục thuốc")


@pytest.mark.parametrize(
    "opening", ["2. Chỉ đạo Chi cục Thủy lợi, Chi cục Kiểm lâm:", "2. Về kiểm tra, giám sát:", "2. Thực hiện các nhiệm vụ sau:"]
)
def test_what_only_opens_a_list_is_no_unit(opening: str) -> None:
    text = f"I. SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG\n{opening}\na) Kiểm tra các cống dưới đê trước ngày 30/4/2026.\nb) Lắp biển báo tại các cống."
    assert len(told(text)) == 2


def test_sentences_before_a_list_are_a_unit_beside_it() -> None:
    text = (
        "1. Sở Xây dựng\nBảo đảm công khai hồ sơ cấp phép xây dựng. Chấn chỉnh việc cấp phép theo các nội dung sau:\n"
        "a) Rà soát hồ sơ tồn đọng.\nb) Niêm yết thủ tục tại trụ sở."
    )
    assert [words[:20] for words in told(text)] == ["Bảo đảm công khai hồ", "Rà soát hồ sơ tồn đọ", "Niêm yết thủ tục tại"]


def test_how_many_each_body_sends_is_no_unit() -> None:
    text = "1. Sở Nội vụ cử cán bộ tham gia đoàn kiểm tra với số lượng như sau:\n- Sở Y tế: 02 cán bộ;\n- Công an tỉnh: 03 cán bộ."
    assert all("02 cán bộ" not in words for words in told(text))


def test_label_lines_at_the_end_count_for_an_instruction_with_parts() -> None:
    text = (
        "1. Tổ chức hội nghị phổ biến Luật Thủ đô. Trong đó tập trung vào các nội dung mới.\n- Sở Tư pháp tổ chức hội nghị của tỉnh.\n"
        "- Công an tỉnh tổ chức hội nghị của ngành.\nThời gian thực hiện: Quý II/2026."
    )
    assert [due(draft) for draft in units(text)] == [["2026-06-30"]] * 3


def test_paragraphs_below_an_agency_without_marks_are_its_units() -> None:
    found = units(
        "SỞ XÂY DỰNG\nRà soát vỉa hè các tuyến phố chính, hoàn thành trước ngày 30/4/2026.\nSỞ TÀI CHÍNH\nBố trí kinh phí chỉnh trang vỉa hè trong năm 2026."
    )
    assert [leads(draft) for draft in found] == [["Sở Xây dựng"], ["Sở Tài chính"]]


@pytest.mark.parametrize(
    "line",
    [
        "Chủ phương tiện không chấp hành quy định về đăng ký sẽ bị xử lý nghiêm theo quy định của pháp luật.",
        "Tập trung vào 03 nhóm việc. Nội dung công việc cụ thể và thời hạn hoàn thành theo Phụ lục kèm theo.",
    ],
)
def test_threats_and_references_to_the_appendix_are_no_units(line: str) -> None:
    assert told(f"1. Sở Xây dựng\n- Rà soát các bến không phép.\n2. Nhiệm vụ trọng tâm\n{line}") == ["Rà soát các bến không phép."]


def test_topics_of_a_campaign_are_no_units_but_what_begins_with_a_verb_is() -> None:
    text = (
        "II. NỘI DUNG TUYÊN TRUYỀN\n- Ý nghĩa của ngày hội, các hoạt động chính trong tuần lễ văn hóa của tỉnh.\n"
        "- Tuyên truyền quy tắc ứng xử tại các bến thủy."
    )
    assert told(text) == ["Tuyên truyền quy tắc ứng xử tại các bến thủy."]


BODY = [
    "Rà soát 36 bến thủy nội địa không phép trên sông Hà, lập danh mục bến cần di dời, có phụ lục chi tiết kèm theo",
    "Cấp 400 phao cứu sinh cho các bến khách ngang sông trong tỉnh, ưu tiên bến phục vụ học sinh, có phụ lục kèm theo",
    "Mở 12 lớp tập huấn cho chủ đò, người lái đò về cứu hộ, cứu nạn tại các xã ven sông, có phụ lục kèm theo",
]
ROWS = [
    "Rà soát các bến thủy nội địa không phép trên sông Hà, lập danh mục bến cần di dời",
    "Cấp phao cứu sinh cho các bến khách ngang sông trong tỉnh, ưu tiên bến phục vụ học sinh",
    "Mở lớp tập huấn cho chủ đò, người lái đò về cứu hộ, cứu nạn tại các xã ven sông",
]


def test_a_table_that_lists_the_body_again_in_other_words_is_told_once() -> None:
    table = [HEAD, *([str(i + 1), words, "Sở Xây dựng", "Quý II/2026"] for i, words in enumerate(ROWS))]
    before = "I. NHIỆM VỤ\n1. Sở Xây dựng\n" + "\n".join(f"- {words}." for words in BODY) + "\nPHỤ LỤC"
    drafts = read_table(table_source(table, before)).drafts
    assert [draft.text.text for draft in without_repeats(drafts)] == ROWS


def test_a_few_words_are_the_same_work_only_of_the_same_bodies() -> None:
    table = [HEAD, ["1", "Thực hiện hợp đồng", "Sở Y tế", "Quý II/2026"]]
    drafts = read_table(table_source(table, "1. Sở Xây dựng\n- Thực hiện hợp đồng.\n2. Sở Y tế\n- Thực hiện hợp đồng.\nPHỤ LỤC")).drafts
    assert [leads(draft) for draft in without_repeats(drafts)] == [["Sở Xây dựng"], ["Sở Y tế"]]


def test_the_mark_of_a_footnote_is_no_part_of_words_and_names() -> None:
    page = "Số: 15/KH-UBND\nKẾ HOẠCH\nKiểm tra chợ\nI. NHIỆM VỤ\n1. Sở Y tế phối hợp với Bưu điện tỉnh¹ kiểm tra 40 km² ven sông.\n"
    (task,) = parse(read(page.encode(), "ke-hoach.txt"), AgencyRegistry.load()).tasks
    assert task.text == "Sở Y tế phối hợp với Bưu điện tỉnh kiểm tra 40 km² ven sông."
    assert task.coordinate == ("Bưu điện tỉnh",)


FORM = """Nơi nhận:
- Như trên;
- Lưu: VT.
CHỦ TỊCH
Nguyễn Văn An
{title}
UBND XÃ …
I. CÔNG TÁC CHỈ ĐẠO
Nêu rõ các văn bản đã ban hành để triển khai thực hiện kế hoạch.
II. KẾT QUẢ
1. Tuyên truyền, vận động người dân.
"""


@pytest.mark.parametrize("title", ["Mẫu số 01", "BIỂU MẪU", "Mẫu 2:", "ĐỀ CƯƠNG BÁO CÁO KẾT QUẢ NĂM 2026"])
def test_a_form_behind_the_signature_gives_nobody_work(title: str) -> None:
    page = "Số: 15/KH-UBND\nSơn Hà, ngày 05 tháng 3 năm 2026\nKẾ HOẠCH\nKiểm tra chợ\nI. NHIỆM VỤ\n1. Sở Y tế kiểm tra vệ sinh các chợ.\n"
    tasks = parse(read((page + FORM.format(title=title)).encode(), "ke-hoach.txt"), AgencyRegistry.load()).tasks
    assert [task.text for task in tasks] == ["Sở Y tế kiểm tra vệ sinh các chợ."]


def test_an_assignment_behind_the_signature_is_read() -> None:
    page = "Số: 15/KH-UBND\nSơn Hà, ngày 05 tháng 3 năm 2026\nKẾ HOẠCH\nKiểm tra chợ\nI. NHIỆM VỤ\n1. Sở Y tế kiểm tra vệ sinh các chợ.\n"
    end = FORM.format(title="Phụ lục I\nPHÂN CÔNG NHIỆM VỤ\n1. Sở Công Thương kiểm tra cân, đo tại các chợ.\nMẫu số 01")
    tasks = parse(read((page + end).encode(), "ke-hoach.txt"), AgencyRegistry.load()).tasks
    assert [task.text for task in tasks][1:] == ["Sở Công Thương kiểm tra cân, đo tại các chợ."]
