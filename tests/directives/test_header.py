"""The head of a directive: what stands in it, and where body, signature and appendices begin."""

import pytest

from directives import read
from directives.header import HeadReading, read_head
from directives.references import find_references
from directives.spelling import Speller

PLAN = """UBND TỈNH LÀO CAI
SỞ TÀI CHÍNH
Số: 45/KH-STC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lào Cai, ngày 05 tháng 02 năm 2026
KẾ HOẠCH
Thực hành tiết kiệm, chống lãng phí năm 2026

Thực hiện Kế hoạch số 12/KH-UBND ngày 10/01/2026 của Ủy ban nhân dân tỉnh, Sở Tài chính xây dựng Kế hoạch như sau:
I. NỘI DUNG
1. Phòng Ngân sách rà soát các khoản chi trước ngày 30/6/2026.
Trên đây là Kế hoạch của Sở Tài chính./.
Nơi nhận:
- UBND tỉnh (b/c);
- Các phòng, đơn vị
thuộc Sở;
- Lưu: VT, NS.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Trần Thị Minh An
PHỤ LỤC I
DANH MỤC NHIỆM VỤ
(Ban hành kèm theo Kế hoạch số 45/KH-STC ngày 05/02/2026)
1. Rà soát định mức chi.
PHỤ LỤC II
BIỂU MẪU BÁO CÁO
1. Báo cáo quý.
"""

LETTER = """VĂN PHÒNG UBND TỈNH LÀO CAI CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
HỎA TỐC
Số: 8123 /VP-KT Lào Cai, ngày 3Ô tháng l2 năm 2025
V/v báo cáo kết quả thực hiện
chính sách hỗ trợ hợp tác xã
Kính gửi:
- Các sở, ban, ngành;
- UBND các xã, phường;
- Liên minh Hợp tác xã tỉnh.
Xem xét Báo cáo số 357/BC-STC ngày 16/12/2025 của Sở Tài chính, đề nghị các đơn vị báo cáo trước ngày 15/01/2026./.
Nơi nhận: KT. CHÁNH VĂN PHÒNG
- Như trên; PHÓ CHÁNH VĂN PHÒNG
- Lưu: VT.
Lê Hoàng
"""

DECISION = """THỦ TƯỚNG CHÍNH PHỦ
Số: 67/QĐ-TTg
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Hà Nội, ngày 10 tháng 01 năm 2026
QUYẾT ĐỊNH
VỀ VIỆC BAN HÀNH KẾ HOẠCH PHÁT TRIỂN HỢP TÁC XÃ
THỦ TƯỚNG CHÍNH PHỦ
Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Kế hoạch phát triển hợp tác xã.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.
TM. CHÍNH PHỦ
THỦ TƯỚNG
Phạm Văn Bình
Nơi nhận:
- Ban Bí thư;
- Lưu: VT.
KẾ HOẠCH
PHÁT TRIỂN HỢP TÁC XÃ
(Ban hành kèm theo Quyết định số 67/QĐ-TTg ngày 10 tháng 01 năm 2026)
I. NHIỆM VỤ
"""

PARTY = """TỈNH ỦY LÀO CAI
*
Số 127-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Lào Cai, ngày 09 tháng 3 năm 2026
QUYẾT ĐỊNH
về thành lập Ban Chỉ đạo
- Căn cứ Điều lệ Đảng;
"""


def reading(text: str) -> HeadReading:
    return read_head(read(text.encode(), "vb.txt"))


def test_the_head_of_a_plan_is_read():
    head = reading(PLAN).head
    assert (head.number, head.kind, head.issuer) == ("45/KH-STC", "Kế hoạch", "Sở Tài chính tỉnh Lào Cai")
    assert (head.place, head.issued_on) == ("Lào Cai", "2026-02-05")
    assert head.subject == "Thực hành tiết kiệm, chống lãng phí năm 2026"
    assert head.signer is not None
    assert (head.signer.name, head.signer.title, head.signer.capacity) == ("Trần Thị Minh An", "Phó Giám đốc", "KT. Giám đốc")
    assert head.recipients == ("UBND tỉnh (b/c)", "Các phòng, đơn vị thuộc Sở")
    assert [(r.kind, r.number, r.date) for r in head.references] == [("Kế hoạch", "12/KH-UBND", "2026-01-10")]


def test_body_signature_and_appendices_are_divided():
    source = read(PLAN.encode(), "vb.txt")
    found = read_head(source)
    body, signature = (source.text[slice(*span)] for span in (found.body, found.signature))
    assert body.startswith("Thực hiện Kế hoạch số 12")
    assert body.endswith("của Sở Tài chính./.")
    assert signature.startswith("Nơi nhận:")
    assert signature.endswith("Trần Thị Minh An")
    assert [source.text[slice(*span)].partition("\n")[0] for span in found.appendices] == ["PHỤ LỤC I", "PHỤ LỤC II"]


def test_the_head_of_a_letter_on_shared_lines_is_read():
    source = read(LETTER.encode(), "vb.txt")
    found = read_head(source)
    head = found.head
    assert (head.number, head.kind, head.issuer) == ("8123/VP-KT", "Công văn", "Văn phòng Ủy ban nhân dân tỉnh Lào Cai")
    assert (head.issued_on, head.urgency, head.secrecy) == ("2025-12-30", "Hỏa tốc", None)
    assert head.subject == "V/v báo cáo kết quả thực hiện chính sách hỗ trợ hợp tác xã"
    assert head.addressees == ("Các sở, ban, ngành", "UBND các xã, phường", "Liên minh Hợp tác xã tỉnh")
    assert [source.text[slice(*span)] for span in found.addressee_spans] == list(head.addressees)
    assert head.signer is not None
    assert (head.signer.name, head.signer.title, head.signer.capacity) == ("Lê Hoàng", "Phó Chánh Văn phòng", "KT. Chánh Văn phòng")
    assert head.recipients == ("Như trên",)


def test_a_decision_with_a_plan_appended_is_divided():
    source = read(DECISION.encode(), "vb.txt")
    found = read_head(source)
    assert found.head.issuer == "Thủ tướng Chính phủ"
    assert found.head.subject == "Về việc ban hành Kế hoạch phát triển hợp tác xã"
    assert found.head.signer is not None
    assert (found.head.signer.name, found.head.signer.capacity) == ("Phạm Văn Bình", "TM. Chính phủ")
    assert source.text[slice(*found.body)].startswith("Căn cứ Luật")
    assert [source.text[slice(*span)].partition("\n")[0] for span in found.appendices] == ["KẾ HOẠCH"]


def test_the_head_of_a_party_document_is_read():
    head = reading(PARTY).head
    assert (head.number, head.kind, head.issued_on) == ("127-QĐ/TU", "Quyết định", "2026-03-09")
    assert head.subject == "về thành lập Ban Chỉ đạo"
    assert head.issuer == "Tỉnh ủy Lào Cai"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: /KH-UBND", "/KH-UBND"),
        ("Số:          /KH-UBND", "/KH-UBND"),
        ("Số: *03* /KH-UBND", "03/KH-UBND"),
        ("Số: 25/2026/QĐ-UBND", "25/2026/QĐ-UBND"),
        ("So: 112a/TTr-STC", "112a/TTr-STC"),
        ("SỐ: 4222 /TCT -PC", "4222/TCT-PC"),
        ("Số 20-NQ/TU", "20-NQ/TU"),
        ("Số 15 - CTr/TU", "15-CTr/TU"),
        ("Số: 96-KH/TĐTN-PT", "96-KH/TĐTN-PT"),
        ("Số: 12/QD-UBND", "12/QĐ-UBND"),
        ("Không có số", None),
    ],
)
def test_numbers_are_read_in_every_spelling(line, number):
    assert reading(f"{line}\nKẾ HOẠCH\nPhát triển hợp tác xã\nI. MỤC ĐÍCH\n").head.number == number


@pytest.mark.parametrize(
    ("line", "issued_on"),
    [
        ("Lào Cai, ngày tháng 7 năm 2026", "2026-07"),
        ("Lào Cai, ngày       tháng       năm 2026", "2026"),
        ("Lào Cai, ngày ... tháng ... năm 2026", "2026"),
        ("Lào Cai, ngày 31 tháng 02 năm 2026", "2026-02"),
        ("Lào Cai, ngày 7 tháng 8 năm 2026", "2026-08-07"),
        ("Ký bởi: Văn thư\nThời gian ký: 10.11.2025 15:36", "2025-11-10"),
    ],
)
def test_dates_with_blank_parts_say_what_they_say(line, issued_on):
    assert reading(f"Số: /KH-UBND\n{line}\nKẾ HOẠCH\nPhát triển hợp tác xã\n").head.issued_on == issued_on


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "Tối mật", "ĐỘ MẬT: MẬT"])
def test_a_stamp_of_secrecy_is_recognised(stamp):
    head = reading(f"UBND TỈNH LÀO CAI\nSố: 12/KH-UBND\n{stamp}\nLào Cai, ngày 1 tháng 2 năm 2026\nKẾ HOẠCH\nBảo vệ\n").head
    assert head.secrecy == {"ĐỘ MẬT: MẬT": "Mật"}.get(stamp, stamp.capitalize())
    assert head.urgency is None


@pytest.mark.parametrize("stamp", ["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "HỎA TỐC HẸN GIỜ"])
def test_a_stamp_of_urgency_is_recognised(stamp):
    assert reading(f"Số: 12/KH-UBND\n{stamp}\nKẾ HOẠCH\nBảo vệ\n").head.urgency == stamp.capitalize()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Quyết định số 749/QĐ-TTg ngày 03/6/2026 của Thủ tướng", [("Quyết định", "749/QĐ-TTg", "2026-06-03")]),
        ("Nghị quyết số 20-NQ/TW, ngày 16 tháng 6 năm 2022", [("Nghị quyết", "20-NQ/TW", "2022-06-16")]),
        ("Văn bản số 4062/STC-NS của Sở Tài chính ngày 21/11/2025", [("Công văn", "4062/STC-NS", "2025-11-21")]),
        ("Chương trình hành động số 27-CTr/TU", [("Chương trình", "27-CTr/TU", None)]),
        ("Thông tư 27/2025/TT-BTC và Luật số 43/2013/QH13", [("Thông tư", "27/2025/TT-BTC", None), ("Luật", "43/2013/QH13", None)]),
        ("số 12/QĐ-UBND; số 13/UBND-KT", [("Quyết định", "12/QĐ-UBND", None), ("Công văn", "13/UBND-KT", None)]),
        ("Kế hoạch số 5/KH-UBND. Kế hoạch số 05/KH-UBND ngày 01/02/2026", [("Kế hoạch", "5/KH-UBND", "2026-02-01")]),
        ("Nghị quyết số 06-NQ/TU; Nghị quyết 06/TU", [("Nghị quyết", "06-NQ/TU", None)]),
        (
            "Công văn số 1307 ngày 04/8/2026; CV số 88 ngày 05/8/2026",
            [("Công văn", "1307", "2026-08-04"), ("Công văn", "88", "2026-08-05")],
        ),
        ("STT\nSố 177 ngày 04/8/2026\nSố 92/TB ngày 18/6/2026", [("Công văn", "177", "2026-08-04"), ("Thông báo", "92/TB", "2026-06-18")]),
        ("Số 198/TB-VP,\nngày 04/8/2026", [("Thông báo", "198/TB-VP", "2026-08-04")]),
        ("Nghị quyết số 36a-NQ/CP", [("Nghị quyết", "36a-NQ/CP", None)]),
        ("Kế hoạch số 212-KH/TĐTN-BTG, ngày 26/01/2026", [("Kế hoạch", "212-KH/TĐTN-BTG", "2026-01-26")]),
        ("ngày 06/10/2026, Sở Y tế đã có văn bản số 76/SYT-NVY gửi", [("Công văn", "76/SYT-NVY", "2026-10-06")]),
        ("Chỉ thị số 9/CT-TTg ngày 26 tháng II năm 2025", [("Chỉ thị", "9/CT-TTg", "2025-11-26")]),
        ("Luật số 43/2013/QH 13 ngày 26/11/2013", [("Luật", "43/2013/QH13", "2013-11-26")]),
        ("Nghị quyết số 22/2026/NQ-HĐND; Nghị quyết số 22/2026/HĐND", [("Nghị quyết", "22/2026/NQ-HĐND", None)]),
        ("Mẫu số 01/BC-CCHC, biểu 02/KH-SNV, Hợp đồng số 12/HĐ-SYT, trạm số 3 ngày 05/6/2026", []),
        ("100 Mb/s, 20/KWh, ngày 5/6/2026, tỷ lệ 3/4", []),
    ],
)
def test_cited_documents_are_found_once_with_kind_and_date(text, found):
    assert [(r.kind, r.number, r.date) for r in find_references(text)] == found


def test_the_directives_own_number_is_no_citation():
    assert find_references("Kế hoạch số 45/KH-STC và Kế hoạch số 46/KH-STC", "45/KH-STC")[0].number == "46/KH-STC"


@pytest.mark.parametrize("text", ["", "Một câu.", "I. MỤC ĐÍCH\n1. Việc", "Nơi nhận:", "KẾ HOẠCH", "Kính gửi:"])
def test_a_text_without_a_head_gives_empty_fields(text):
    source = read(f"{text}\nabc".encode(), "vb.txt")
    found = read_head(source)
    assert found.head.number is None
    assert found.head.issuer is None
    assert 0 <= found.body.start <= found.body.end <= len(source.text)


def test_names_in_capitals_are_spelt_as_the_text_and_the_lists_spell_them():
    speller = Speller("Ban Quản lý các Khu công nghiệp họp với Ban quản lý.")
    assert speller.name("BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP") == "Ban Quản lý các Khu công nghiệp"
    assert speller.name("SO TAI CHINH") == "Sở Tài chính"


OFFICE = """ỦY BAN NHÂN DÂN TỈNH SƠN HÀ
VĂN PHÒNG
Số: 88/TB-VP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA
VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hà, ngày 16 tháng 11 năm
2026
THÔNG BÁO
Kết luận của Chủ tịch UBND tỉnh
"""
TELEGRAM = """CHỦ TỊCH
ỦY BAN NHÂN DÂN TỈNH SƠN HÀ
Số: 21/CĐĐ-UBND
CÔNG ĐIỆN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hà, ngày 27 tháng 9 năm 2026
Về việc ứng phó bão số 8
CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐIỆN:
- Giám đốc các sở;
- Chủ tịch UBND các xã, phường.
Để chủ động ứng phó, Chủ tịch UBND tỉnh yêu cầu:
1. Sở Y tế trực cấp cứu.
"""


def test_the_province_stands_once_in_the_name_of_an_office():
    head = reading(OFFICE).head
    assert head.issuer == "Văn phòng Ủy ban nhân dân tỉnh Sơn Hà"


def test_a_motto_and_a_date_that_a_narrow_column_broke_are_whole():
    head = reading(OFFICE).head
    assert (head.place, head.issued_on) == ("Sơn Hà", "2026-11-16")


def test_a_telegram_in_any_order_of_columns_has_its_subject_and_addressees():
    head = reading(TELEGRAM).head
    assert (head.number, head.kind, head.issued_on) == ("21/CĐ-UBND", "Công điện", "2026-09-27")
    assert head.subject == "Về việc ứng phó bão số 8"
    assert head.addressees == ("Giám đốc các sở", "Chủ tịch UBND các xã, phường")


@pytest.mark.parametrize(
    ("line", "issuer"),
    [("TỈNH ỦY SƠN HÀ", "Tỉnh ủy Sơn Hà"), ("HUYỆN ỦY AN BÌNH", "Huyện ủy An Bình"), ("THÀNH UỶ SƠN HÀ", "Thành uỷ Sơn Hà")],
)
def test_a_party_committee_is_named_with_its_place(line, issuer):
    text = f"{line}\n*\nSố 18-CTr/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nSơn Hà, ngày 02 tháng 3 năm 2026\nCHƯƠNG TRÌNH\nphát triển rừng\n"
    assert reading(text).head.issuer == issuer


def test_a_title_of_many_lines_begins_one_appendix():
    text = PLAN.replace(
        "PHỤ LỤC II\nBIỂU MẪU BÁO CÁO\n", "DANH MỤC\nMỘT SỐ NHIỆM VỤ CỦA\nCÁC PHÒNG\nGIAI ĐOẠN ĐẾN NĂM 2030\n(Ban hành kèm theo Kế hoạch)\n"
    )
    source = read(text.encode())
    starts = [source.text[span.start : span.end].split("\n")[0] for span in read_head(source).appendices]
    assert starts == ["PHỤ LỤC I", "DANH MỤC"]


MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nLào Cai, ngày 05 tháng 3 năm 2026\n"
BODY = "1. Sở Y tế rà soát hồ sơ trước ngày 30/6/2026.\n2. Sở Nội vụ báo cáo./.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"


@pytest.mark.parametrize(
    ("left", "issuer"),
    [
        ("UBND TỈNH LÀO CAI\nBAN CHỈ ĐẠO CNTT\nSố: 05/KH-BCĐCNTT", "Ban Chỉ đạo Công nghệ thông tin tỉnh Lào Cai"),
        ("TỈNH LÀO CAI\nBAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ\nSố: 05/KH-BCĐ", "Ban Chỉ đạo Chuyển đổi số tỉnh Lào Cai"),
        ("ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI\nBAN CHỈ HUY PHÒNG THỦ DÂN SỰ\nSố: 15/KH-BCH", "Ban Chỉ huy Phòng thủ dân sự tỉnh Lào Cai"),
        ("TỈNH ĐOÀN LÀO CAI\n***\nSố: 96-KH/TĐTN-PT\nĐOÀN TNCS HỒ CHÍ MINH", "Tỉnh đoàn Lào Cai"),
        ("ỦY BAN NHÂN DÂN\nXÃ BẢO HÀ\nSố: 12/KH-UBND", "Ủy ban nhân dân xã Bảo Hà"),
        ("ỦY BAN NHÂN DÂN\nĐẶC KHU CÔ TÔ\nSố: 12/KH-UBND", "Ủy ban nhân dân đặc khu Cô Tô"),
        ("BỘ TÀI CHÍNH\nTỔNG CỤC THUẾ\nSố: 321/KH-TCT", "Tổng cục Thuế"),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI\nSố: 04/CĐ-CT", "Ủy ban nhân dân tỉnh Lào Cai"),
        ("CÔNG AN TỈNH LÀO CAI - SỞ GIÁO DỤC VÀ ĐÀO TẠO\nSố: 45/KHPH-CAT-SGDĐT", "Công an tỉnh Lào Cai"),
        ("BẢO HIỂM XÃ HỘI VIỆT NAM\nBẢO HIỂM XÃ HỘI TỈNH LÀO CAI\nSố: 77/KH-BHXH", "Bảo hiểm xã hội tỉnh Lào Cai"),
        (
            "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\nTỈNH LÀO CAI\nBAN THƯỜNG TRỰC\nSố: 12/KH-MTTQ-BTT",
            "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lào Cai",
        ),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO\nTRƯỜNG THPT SỐ 1 HUYỆN BẢO YÊN\nSố: 15/KH-THPTS1", "Trường THPT số 1 huyện Bảo Yên"),
        ("UBND TỈNH LÀO CAI\nBAN QUẢN LÝ\nCÁC KHU KINH TẾ\nSố: 15/KH-BQL", "Ban Quản lý các Khu kinh tế tỉnh Lào Cai"),
    ],
)
def test_issuers_of_many_kinds_are_named_in_full(left, issuer):
    assert reading(f"{left}\n{MOTTO}KẾ HOẠCH\nRà soát hồ sơ năm 2026\n{BODY}GIÁM ĐỐC\nLò Văn An\n").head.issuer == issuer


@pytest.mark.parametrize("hour", ["hồi 15 giờ 30 ", "15 giờ ", "hồi 07 giờ 05 phút, "])
def test_the_hour_of_a_telegram_stands_before_its_day(hour):
    text = f"UBND TỈNH LÀO CAI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 04/CĐ-UBND\nLào Cai, {hour}ngày 21 tháng 9 năm 2025\nCÔNG ĐIỆN\nVề ứng phó bão\n{BODY}"
    assert reading(text).head.issued_on == "2025-09-21"


def test_an_issuer_that_a_scan_misread_is_the_body_of_the_symbol_that_the_text_names():
    text = f"BỘ TÀI CHÍNH\nTONG CYC THUE\nSố: 321/KH-TCT\n{MOTTO}KẾ HOẠCH\nRà soát hồ sơ năm 2026\n{BODY}"
    text += "2. Tổng cục Thuế tổng hợp kết quả rà soát hồ sơ.\nGIÁM ĐỐC\nLò Văn An\n"
    assert reading(text).head.issuer == "Tổng cục Thuế"


@pytest.mark.parametrize(
    ("ending", "name", "title", "capacity"),
    [
        ("KT. TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\nNguyễn Văn An\nPHÓ CHỦ TỊCH UBND TỈNH", "Nguyễn Văn An", "Phó Trưởng ban", "KT. Trưởng ban"),
        (
            "CÔNG AN TỈNH\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nĐại tá Trần Đức Hùng\nSỞ GIÁO DỤC VÀ ĐÀO TẠO\nGIÁM ĐỐC\nLò Thị Mai",
            "Trần Đức Hùng",
            "Phó Giám đốc",
            "KT. Giám đốc",
        ),
        ("PHÓ GIÁM ĐỐC PHỤ TRÁCH\nBS.CKII Phạm Bích Vân", "Phạm Bích Vân", "Phó Giám đốc", None),
        ("TUQ. GIÁM ĐỐC\nCHÁNH VĂN PHÒNG\nHoàng Thị Lan", "Hoàng Thị Lan", "Chánh Văn phòng", "TUQ. Giám đốc"),
        ("KT. GIÁM ĐỐC\n=ư 'PHÓ GIÁM ĐỐC lD\nX—* SẤuyễn Khắc Lân SỞ Y TẾ AC", "Nguyễn Khắc Lân", "Phó Giám đốc", "KT. Giám đốc"),
    ],
)
def test_of_several_names_below_a_directive_the_first_with_a_title_signs(ending, name, title, capacity):
    signer = reading(f"UBND TỈNH LÀO CAI\nSỞ Y TẾ\nSố: 5/KH-SYT\n{MOTTO}KẾ HOẠCH\nRà soát hồ sơ\n{BODY}{ending}\n").head.signer
    assert (signer.name, signer.title, signer.capacity) == (name, title, capacity)


@pytest.mark.parametrize(
    "archive",
    [
        "Lưu: VT, CN (2b).Pc ${6 xá HỦ TƯỚNG\nNguyễn Xuân An",
        "- Lưu: Văn thư, PL (5b). øjO guyền Xuân An",
        "- Lưu: Văn thư,KTTH(2b) 233 š Zuyến Xuân An",
    ],
)
def test_a_name_that_a_scan_put_beside_the_archive_line_signs(archive):
    text = f"THỦ TƯỚNG CHÍNH PHỦ\nSố: 47/CT-TTg\n{MOTTO}CHỈ THỊ\nVề việc đấu thầu\n{BODY}".replace("- Lưu: VT.", archive)
    assert reading(text).head.signer.name == "Nguyễn Xuân An"


def test_a_joint_plan_has_its_subject_behind_the_kind():
    text = f"CÔNG AN TỈNH LÀO CAI - SỞ Y TẾ\nSố: 4/KHPH-CAT-SYT\n{MOTTO}KẾ HOẠCH PHỐI HỢP\nBảo đảm an ninh bệnh viện\n{BODY}"
    assert (reading(text).head.kind, reading(text).head.subject) == ("Kế hoạch", "Bảo đảm an ninh bệnh viện")


def test_a_party_resolution_has_its_subject_behind_whose_it_is() -> None:
    text = (
        "TỈNH ỦY LÀO CAI\n*\nSố 18-NQ/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nLào Cai, ngày 02 tháng 3 năm 2026\nNGHỊ QUYẾT\n"
        "CỦA BAN THƯỜNG VỤ TỈNH ỦY\nvề phát triển kinh tế đồi rừng\nI- TÌNH HÌNH\n1- Rừng được giữ.\n"
    )
    assert reading(text).head.subject == "về phát triển kinh tế đồi rừng"


def test_a_register_without_a_letterhead_has_its_heading_as_subject():
    head = reading("BẢNG THEO DÕI CÔNG VĂN CHƯA HOÀN THÀNH\nCập nhật đến nay:\n1. Sở Y tế rà soát hồ sơ.\n").head
    assert (head.subject, head.kind, head.number) == ("Bảng theo dõi công văn chưa hoàn thành", None, None)
