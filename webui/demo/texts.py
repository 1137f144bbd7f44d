"""Sample directives of our own writing, in the styles of the genre. The province of Sơn Hà, its people and figures are invented.

`{d[12]}` is the day twelve days after today as directives write it (`27/11/2026`), moved back off weekends.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple


class Days:
    """`{d[12]}` in a text: a day counted from today, moved back off a weekend."""

    def __init__(self, today: date) -> None:
        self.today = today

    def __getitem__(self, offset: str | int) -> str:
        return f"{self.day(int(offset)):%d/%m/%Y}"

    def day(self, offset: int) -> date:
        day = self.today + timedelta(days=offset)
        return day - timedelta(days=max(0, day.weekday() - 4))


class Sample(NamedTuple):
    """One directive: the file's name, days before today on which it was issued, its parts."""

    filename: str
    age: int
    number: str  # without the serial's year
    left: tuple[str, ...]  # letterhead: superior body, issuing body
    title: tuple[str, ...]  # kind and trích yếu; of a letter the V/v line alone
    body: str
    signature: tuple[str, ...]
    recipients: tuple[str, ...]
    to: tuple[str, ...] = ()  # Kính gửi of a letter
    table: tuple[tuple[str, ...], ...] = ()  # assignment table of the appendix
    table_title: str = ""


UBND = ("ỦY BAN NHÂN DÂN", "TỈNH SƠN HÀ")
OFFICE = ("ỦY BAN NHÂN DÂN TỈNH SƠN HÀ", "VĂN PHÒNG")
CHAIRMAN = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Minh Đức")

PLAN_WITH_TABLE = Sample(
    "214-KH-UBND so-hoa.docx",
    75,
    "214/KH-UBND",
    UBND,
    ("KẾ HOẠCH", "Số hóa, làm sạch và đưa vào khai thác dữ liệu dùng chung của tỉnh Sơn Hà"),
    """Thực hiện Nghị quyết số 31-NQ/TU ngày 12/5/2026 của Ban Chấp hành Đảng bộ tỉnh về chuyển đổi số toàn diện; xét đề nghị của Sở Khoa học và Công nghệ tại Tờ trình số 118/TTr-SKHCN ngày 20/7/2026, Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích: Hình thành kho dữ liệu dùng chung đúng, đủ, sạch, sống phục vụ người dân, doanh nghiệp và công tác chỉ đạo, điều hành.
2. Yêu cầu: Phân công rõ người, rõ việc, rõ thời gian, rõ trách nhiệm, rõ sản phẩm, rõ thẩm quyền; không số hóa lại những dữ liệu đã có.
II. MỤC TIÊU
1. Đến hết năm 2027, 100% sổ hộ tịch của tỉnh được số hóa và tra cứu được trên môi trường mạng.
2. Đến năm 2030, tối thiểu 90% hồ sơ thủ tục hành chính không phải nộp lại giấy tờ đã có trong kho dữ liệu.
III. TỔ CHỨC THỰC HIỆN
1. Sở Khoa học và Công nghệ
- Chủ trì, phối hợp với Văn phòng UBND tỉnh theo dõi, đôn đốc việc thực hiện Kế hoạch; định kỳ hằng quý tổng hợp, báo cáo UBND tỉnh trước ngày 20 của tháng cuối quý.
- Thẩm định phương án kết nối của các cơ quan, hoàn thành trước ngày {d[-12]}.
2. Sở Tài chính
- Tham mưu UBND tỉnh bố trí kinh phí thực hiện Kế hoạch trong dự toán năm 2027, trình UBND tỉnh trước ngày {d[5]}.
3. Ủy ban nhân dân các xã, phường
- Bố trí cán bộ và địa điểm phục vụ việc quét, đối chiếu sổ hộ tịch; báo cáo kết quả về Sở Tư pháp trước ngày {d[7]}.
4. Nhiệm vụ cụ thể của các cơ quan tại Phụ lục kèm theo Kế hoạch này.
Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các cơ quan kịp thời phản ánh về Sở Khoa học và Công nghệ để tổng hợp, báo cáo UBND tỉnh xem xét, quyết định./.""",
    CHAIRMAN,
    (
        "- TT Tỉnh ủy, TT HĐND tỉnh (b/c);",
        "- Chủ tịch, các PCT UBND tỉnh;",
        "- Các sở, ban, ngành;",
        "- UBND các xã, phường;",
        "- Lưu: VT, KGVX.",
    ),
    table_title="PHỤ LỤC\nPHÂN CÔNG NHIỆM VỤ\n(Kèm theo Kế hoạch số 214/KH-UBND của UBND tỉnh)",
    table=(
        ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm"),
        ("I", "Hạ tầng và nền tảng", "", "", "", ""),
        (
            "1",
            "Nâng cấp trung tâm dữ liệu của tỉnh, bảo đảm dung lượng cho kho dữ liệu dùng chung trong năm năm tới",
            "Sở Khoa học và Công nghệ",
            "Công an tỉnh; Sở Tài chính",
            "{d[-20]}",
            "Biên bản nghiệm thu",
        ),
        (
            "2",
            "Thiết lập đường truyền số liệu chuyên dùng tới trụ sở của 14 xã vùng cao chưa có cáp quang",
            "Sở Khoa học và Công nghệ",
            "UBND các xã, phường",
            "{d[21]}",
            "Báo cáo",
        ),
        (
            "3",
            "Kiểm tra, đánh giá an toàn thông tin theo cấp độ đối với các hệ thống kết nối vào kho dữ liệu",
            "Công an tỉnh",
            "Sở Khoa học và Công nghệ",
            "{d[0]}",
            "Kết luận kiểm tra",
        ),
        ("II", "Dữ liệu chuyên ngành", "", "", "", ""),
        (
            "4",
            "Số hóa, làm sạch và đưa vào khai thác kho dữ liệu hộ tịch của toàn tỉnh",
            "Sở Tư pháp",
            "Công an tỉnh; Sở Khoa học và Công nghệ; UBND các xã, phường",
            "{d[-8]}",
            "Báo cáo đưa vào khai thác",
        ),
        (
            "5",
            "Kết nối dữ liệu khám bệnh, chữa bệnh của các trung tâm y tế khu vực về kho dữ liệu dùng chung",
            "Sở Y tế",
            "Bảo hiểm xã hội tỉnh",
            "{d[-15]}",
            "Biên bản kết nối",
        ),
        (
            "6",
            "Hoàn thiện cơ sở dữ liệu cán bộ, công chức, viên chức của tỉnh",
            "Sở Nội vụ",
            "Các sở, ban, ngành",
            "{d[10]}",
            "Cơ sở dữ liệu",
        ),
        (
            "7",
            "Chuẩn hóa dữ liệu trường, lớp, học sinh và nhà giáo; bảo đảm mỗi học sinh có một mã định danh duy nhất",
            "Sở Giáo dục và Đào tạo",
            "Công an tỉnh",
            "{d[3]}",
            "Báo cáo",
        ),
        (
            "8",
            "Lập bản đồ số thửa đất nông nghiệp gắn với mã vùng trồng của các hợp tác xã",
            "Sở Nông nghiệp và Môi trường",
            "Liên minh Hợp tác xã tỉnh",
            "{d[45]}",
            "Bản đồ số",
        ),
        (
            "9",
            "Số hóa hồ sơ quy hoạch xây dựng đã được phê duyệt và công bố trên cổng thông tin quy hoạch",
            "Sở Xây dựng",
            "Sở Nông nghiệp và Môi trường",
            "{d[-35]}",
            "Cổng thông tin",
        ),
        (
            "10",
            "Cập nhật dữ liệu cụm công nghiệp, chợ và điểm bán hàng vào kho dữ liệu dùng chung",
            "Sở Công Thương",
            "UBND các xã, phường",
            "{d[30]}",
            "Dữ liệu cập nhật",
        ),
        (
            "11",
            "Số hóa hồ sơ di tích và di sản văn hóa phi vật thể đã được xếp hạng",
            "Sở Văn hóa, Thể thao và Du lịch",
            "Bảo tàng tỉnh",
            "{d[60]}",
            "Hồ sơ số",
        ),
        ("III", "Khai thác dữ liệu", "", "", "", ""),
        (
            "12",
            "Xây dựng bảng thông tin phục vụ lãnh đạo tỉnh chỉ đạo, điều hành trên nền dữ liệu dùng chung",
            "Văn phòng UBND tỉnh",
            "Sở Khoa học và Công nghệ",
            "{d[1]}",
            "Phần mềm",
        ),
        (
            "13",
            "Tuyên truyền về lợi ích của dữ liệu dùng chung đối với người dân và doanh nghiệp",
            "Báo và Đài Phát thanh, Truyền hình tỉnh",
            "Các cơ quan báo chí",
            "Thường xuyên",
            "Tin, bài",
        ),
        (
            "14",
            "Đào tạo kỹ năng khai thác dữ liệu cho cán bộ, công chức cấp xã",
            "Sở Nội vụ",
            "Trường Chính trị tỉnh",
            "Hằng năm",
            "Lớp tập huấn",
        ),
    ),
)

SHORT_LETTER = Sample(
    "4871-UBND-NC cong-van-ngan.txt",
    9,
    "4871/UBND-NC",
    UBND,
    ("V/v báo cáo kết quả giải quyết kiến nghị của cử tri",),
    """Để chuẩn bị kỳ họp thường lệ cuối năm của HĐND tỉnh, UBND tỉnh yêu cầu Sở Nội vụ, Sở Xây dựng, Sở Nông nghiệp và Môi trường báo cáo kết quả giải quyết kiến nghị của cử tri thuộc lĩnh vực quản lý, gửi Văn phòng UBND tỉnh trước ngày {d[4]}./.""",
    ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Hoàng Thị Minh"),
    ("- Như trên;", "- CT, các PCT UBND tỉnh;", "- Lưu: VT, NC."),
    to=("- Sở Nội vụ;", "- Sở Xây dựng;", "- Sở Nông nghiệp và Môi trường."),
)

CONCLUSIONS = Sample(
    "187-TB-VPUBND ket-luan.docx",
    40,
    "187/TB-VPUBND",
    OFFICE,
    ("THÔNG BÁO", "Kết luận của Phó Chủ tịch UBND tỉnh Lê Minh Đức tại cuộc họp kiểm điểm tiến độ các công trình trọng điểm"),
    """Ngày {d[-42]}, đồng chí Lê Minh Đức, Phó Chủ tịch UBND tỉnh chủ trì cuộc họp kiểm điểm tiến độ các công trình trọng điểm. Sau khi nghe Sở Xây dựng báo cáo và ý kiến của các cơ quan dự họp, đồng chí Phó Chủ tịch UBND tỉnh kết luận như sau:
1. Thời gian qua, các chủ đầu tư đã có nhiều cố gắng, tuy nhiên tiến độ giải phóng mặt bằng và thủ tục quy hoạch còn chậm so với yêu cầu.
2. Giao Sở Tài chính chủ trì, phối hợp với Sở Giáo dục và Đào tạo xây dựng phương án bố trí vốn đối ứng cho các trường phổ thông nội trú liên cấp ở xã biên giới, trình UBND tỉnh trước ngày {d[-8]}.
3. Giao Sở Nông nghiệp và Môi trường hoàn thiện bảng giá đất điều chỉnh, trình UBND tỉnh trước ngày {d[5]}.
4. Giao Sở Xây dựng chủ trì, phối hợp với Sở Tài chính và các cơ quan liên quan hoàn thành thẩm định đồ án quy hoạch phân khu khu dân cư phía bắc sông Lam Khê trước ngày {d[-33]}.
5. Yêu cầu Ủy ban nhân dân xã Nà Ngần bàn giao toàn bộ mặt bằng đoạn Km 12 - Km 19 tuyến đường nối cảng cạn Nà Ngần cho chủ đầu tư chậm nhất ngày {d[-28]}; báo cáo kết quả về Sở Xây dựng.
6. Giao Ban Quản lý dự án đầu tư xây dựng tỉnh rà soát năng lực các nhà thầu, đề xuất xử lý nhà thầu chậm tiến độ trước ngày {d[14]}.
7. Giao Văn phòng UBND tỉnh theo dõi, đôn đốc việc thực hiện Thông báo này.
Văn phòng UBND tỉnh thông báo để các cơ quan biết, thực hiện./.""",
    ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Trịnh Văn Quyết Tiến"),
    ("- CT, các PCT UBND tỉnh;", "- Các cơ quan dự họp;", "- Lưu: VT, KT."),
)

PLAN_BY_AGENCY = Sample(
    "268-KH-UBND truyen-thanh.docx",
    12,
    "268/KH-UBND",
    UBND,
    ("KẾ HOẠCH", "Nâng cấp hệ thống truyền thanh thông minh cấp xã giai đoạn 2026-2028 trên địa bàn tỉnh Sơn Hà"),
    """Thực hiện Chương trình công tác năm 2026 của Ủy ban nhân dân tỉnh, Ủy ban nhân dân tỉnh ban hành Kế hoạch nâng cấp hệ thống truyền thanh thông minh cấp xã như sau:
I. MỤC TIÊU
- Đến hết năm 2027, 70% số xã, phường có đài truyền thanh ứng dụng công nghệ thông tin và viễn thông.
- Đến hết năm 2028, 100% số xã, phường có đài truyền thanh ứng dụng công nghệ thông tin và viễn thông.
II. NHIỆM VỤ VÀ PHÂN CÔNG
1. Sở Văn hóa, Thể thao và Du lịch
a) Chủ trì, phối hợp với Sở Khoa học và Công nghệ khảo sát hiện trạng các đài truyền thanh cơ sở, lập danh mục thiết bị cần nâng cấp theo thứ tự ưu tiên, trình UBND tỉnh trước ngày {d[25]}.
b) Biên soạn tài liệu hướng dẫn vận hành, hoàn thành trước ngày {d[40]}.
c) Tăng cường kiểm tra nội dung phát thanh của các đài cơ sở.
2. Sở Tài chính: Tham mưu UBND tỉnh bố trí kinh phí hằng năm cho việc nâng cấp theo quy định của Luật Ngân sách nhà nước.
3. Sở Khoa học và Công nghệ
a) Hướng dẫn kết nối hệ thống truyền thanh thông minh với trung tâm giám sát, điều hành của tỉnh.
b) Thẩm định thiết kế kỹ thuật do các xã, phường lập, trả lời trong 10 ngày làm việc kể từ ngày nhận đủ hồ sơ.
4. Công an tỉnh: Thẩm định hồ sơ đề xuất cấp độ an toàn hệ thống thông tin trước khi đưa hệ thống vào vận hành.
5. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh chỉ đạo các tổ chức thành viên vận động Nhân dân tham gia giữ gìn thiết bị.
6. Ủy ban nhân dân các xã, phường
a) Lập phương án nâng cấp đài truyền thanh của địa phương, gửi Sở Văn hóa, Thể thao và Du lịch trước ngày {d[18]}.
b) Tiếp tục duy trì thời lượng phát thanh hiện có.
III. CHẾ ĐỘ BÁO CÁO
Các cơ quan, địa phương báo cáo kết quả thực hiện 6 tháng và hằng năm về Sở Văn hóa, Thể thao và Du lịch trước ngày 15 tháng 6 và ngày 15 tháng 12 để tổng hợp, báo cáo UBND tỉnh./.""",
    CHAIRMAN,
    (
        "- Bộ Văn hóa, Thể thao và Du lịch (b/c);",
        "- CT, các PCT UBND tỉnh;",
        "- Các sở, ban, ngành;",
        "- UBND các xã, phường;",
        "- Lưu: VT, KGVX.",
    ),
)

DECISION = Sample(
    "1520-QD-UBND de-an.docx",
    55,
    "1520/QĐ-UBND",
    UBND,
    ("QUYẾT ĐỊNH", "Phê duyệt Đề án phát triển chuỗi liên kết tiêu thụ nông sản của kinh tế tập thể tỉnh Sơn Hà"),
    """CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH
Căn cứ Luật Tổ chức chính quyền địa phương ngày 16/6/2025;
Căn cứ Luật Hợp tác xã ngày 20/6/2023;
Xét đề nghị của Giám đốc Sở Tài chính tại Tờ trình số 402/TTr-STC ngày 15/9/2026.
QUYẾT ĐỊNH:
Điều 1. Phê duyệt Đề án phát triển chuỗi liên kết tiêu thụ nông sản của kinh tế tập thể tỉnh Sơn Hà.
Điều 2. Tổ chức thực hiện
1. Sở Tài chính là cơ quan đầu mối, chủ trì tổng hợp kết quả thực hiện Đề án, báo cáo UBND tỉnh trước ngày 15/12 hằng năm.
2. Liên minh Hợp tác xã tỉnh chủ trì, phối hợp với Hội Nông dân tỉnh và Câu lạc bộ Doanh nghiệp nông sản Lam Khê lựa chọn 20 hợp tác xã tham gia chuỗi, hoàn thành trước ngày {d[-5]}.
3. Giao Trung tâm Xúc tiến nông sản Sơn Hà xây dựng gian hàng chung của các hợp tác xã trên sàn thương mại điện tử trước ngày {d[2]}.
4. Sở Công Thương tổ chức ít nhất hai hội nghị kết nối cung cầu trong quý IV năm nay, hoàn thành trước ngày {d[35]}.
5. Ngân hàng Nhà nước chi nhánh Khu vực 5 chỉ đạo các tổ chức tín dụng trên địa bàn ưu tiên cho vay đối với hợp tác xã tham gia chuỗi.
Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc các sở, Thủ trưởng các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành Quyết định này./.""",
    ("CHỦ TỊCH", "Nguyễn Hải Sơn"),
    ("- Như Điều 3;", "- TT Tỉnh ủy (b/c);", "- Lưu: VT, KT."),
)

DISBURSEMENT = Sample(
    "4312-UBND-KTTH giai-ngan.txt",
    30,
    "4312/UBND-KTTH",
    UBND,
    ("V/v đẩy mạnh giải ngân vốn đầu tư công những tháng cuối năm",),
    """Đến nay tỷ lệ giải ngân vốn đầu tư công của tỉnh mới đạt 61,4% kế hoạch. Để hoàn thành mục tiêu năm, Chủ tịch UBND tỉnh yêu cầu:
1. Sở Tài chính
a) Rà soát, tham mưu điều chuyển vốn từ dự án giải ngân chậm sang dự án có khả năng hấp thụ, trình UBND tỉnh trước ngày {d[-3]}.
b) Báo cáo tình hình giải ngân của từng chủ đầu tư trước ngày 25 hằng tháng.
c) Báo cáo giải ngân vốn đầu tư công đến hết tháng trước, hoàn thành trong ngày {d[0]}.
2. Ban Quản lý dự án đầu tư xây dựng các công trình nông nghiệp tỉnh khẩn trương lựa chọn nhà thầu gói thiết bị trạm bơm Suối Bạc, hoàn thành trước ngày {d[-14]}.
3. Kho bạc Nhà nước khu vực X thực hiện thanh toán trong 01 ngày làm việc kể từ ngày nhận đủ hồ sơ.
4. Thanh tra tỉnh chủ trì, phối hợp với Sở Tài chính kiểm tra ít nhất ba chủ đầu tư giải ngân dưới 40%, báo cáo Chủ tịch UBND tỉnh trước ngày {d[16]}.
Yêu cầu các cơ quan, địa phương nghiêm túc thực hiện./.""",
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Hải Sơn"),
    ("- Như trên;", "- TT Tỉnh ủy (b/c);", "- CT, các PCT UBND tỉnh;", "- Lưu: VT, KTTH."),
    to=("- Các sở, ban, ngành;", "- Các chủ đầu tư;", "- UBND các xã, phường."),
)

#: written anew for every demonstration, so that their dates lie around today
RELATIVE = (PLAN_WITH_TABLE, DECISION, CONCLUSIONS, DISBURSEMENT, SHORT_LETTER, PLAN_BY_AGENCY)

# The two below are shipped as files (a PDF and a scan cannot be made with Python alone); they wait in review, so their dates may grow old.

INSTRUCTION = Sample(
    "09-CT-UBND ho-chua.pdf",
    0,
    "09/CT-UBND",
    UBND,
    ("CHỈ THỊ", "Về việc tăng cường bảo đảm an toàn đập, hồ chứa nước và phòng cháy, chữa cháy rừng mùa khô 2026-2027"),
    """Mùa khô năm 2026-2027 được dự báo đến sớm, lượng mưa thiếu hụt. Để chủ động ứng phó, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:
1. Thủ trưởng các sở, ban, ngành; Chủ tịch UBND các xã, phường quán triệt và tổ chức thực hiện nghiêm Chỉ thị này; coi đây là nhiệm vụ trọng tâm của mùa khô.
2. Sở Nông nghiệp và Môi trường
2.1. Rà soát, công bố danh mục hồ chứa xung yếu phải hạn chế tích nước trước ngày 15/12/2026.
2.2. Chủ trì, phối hợp với Công ty TNHH Một thành viên Khai thác công trình thủy lợi Sơn Hà kiểm tra toàn bộ cống lấy nước, hoàn thành trong tháng 01/2027.
2.3. Định kỳ trước ngày 25 hằng tháng tổng hợp nguồn nước các hồ, báo cáo UBND tỉnh.
3. Bộ Chỉ huy Quân sự tỉnh chủ trì, phối hợp với Công an tỉnh và Chi cục Kiểm lâm tổ chức diễn tập chữa cháy rừng cấp tỉnh tại xã Thạch Lĩnh trong quý I/2027.
4. Sở Công Thương chỉ đạo các nhà máy thủy điện vận hành xả nước theo đúng quy trình; công khai thông tin vận hành.
5. Ủy ban nhân dân các xã, phường kiện toàn lực lượng xung kích, hoàn thành chậm nhất ngày 31/12/2026; thường xuyên tuần tra, canh gác ở các vùng trọng điểm cháy.
6. Sở Nông nghiệp và Môi trường theo dõi, đôn đốc việc thực hiện Chỉ thị này, tổng hợp báo cáo UBND tỉnh trước ngày 30/4/2027./.""",
    ("CHỦ TỊCH", "Nguyễn Hải Sơn"),
    (
        "- Bộ Nông nghiệp và Môi trường (b/c);",
        "- CT, các PCT UBND tỉnh;",
        "- Các sở, ban, ngành;",
        "- UBND các xã, phường;",
        "- Lưu: VT, NNTN.",
    ),
)

TELEGRAM = Sample(
    "12-CD-UBND ban-quet.pdf",
    0,
    "12/CĐ-UBND",
    UBND,
    ("CÔNG ĐIỆN", "Về việc tập trung phòng, chống rét đậm, rét hại cho cây trồng, vật nuôi"),
    """Để chủ động phòng, chống rét đậm, rét hại, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:
1. Giám đốc Sở Nông nghiệp và Môi trường chỉ đạo hướng dẫn kỹ thuật chống rét cho mạ và gia súc; báo cáo UBND tỉnh trước 16 giờ 00 hằng ngày trong thời gian rét hại.
2. Giám đốc Sở Y tế chủ trì, phối hợp với Ủy ban nhân dân các xã, phường bảo đảm thuốc và chăm sóc người già, trẻ em; hoàn thành phương án trước ngày 05/12/2026.
3. Giám đốc Sở Giáo dục và Đào tạo hướng dẫn việc cho học sinh nghỉ học khi nhiệt độ dưới 10 độ C.
4. Chủ tịch Ủy ban nhân dân các xã, phường vận động Nhân dân gia cố chuồng trại, dự trữ thức ăn cho gia súc trước ngày 10/12/2026./.""",
    ("CHỦ TỊCH", "Nguyễn Hải Sơn"),
    ("- Như trên;", "- TT Tỉnh ủy (b/c);", "- Lưu: VT, NNTN."),
    to=("- Giám đốc các Sở: Nông nghiệp và Môi trường, Y tế, Giáo dục và Đào tạo;", "- Chủ tịch UBND các xã, phường."),
)

SHIPPED = (INSTRUCTION, TELEGRAM)
