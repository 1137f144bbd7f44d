"""Who lives in Sơn Hà, and what happened to its tasks: data of the demonstration, told in days relative to today."""

from __future__ import annotations

from typing import Any, NamedTuple

from workflow.lifecycle import Act
from workflow.model import Post

PROVINCE = "Sơn Hà"
PASSWORD = "muoi-hai-con-giap"  # noqa: S105  of the demonstration only, printed and shown on its log-in page


class Person(NamedTuple):
    name: str
    email: str
    title: str
    agency: str  # code of the agency
    post: Post


PEOPLE = (
    Person("Nguyễn Thu Hằng", "hang@sonha.example.vn", "Chuyên viên Phòng Tổng hợp", "vp_ubnd_tinh", Post.COORDINATOR),
    Person("Đỗ Quang Bình", "binh@sonha.example.vn", "Chuyên viên Phòng Kinh tế", "vp_ubnd_tinh", Post.COORDINATOR),
    Person("Hoàng Thị Minh", "minh@sonha.example.vn", "Chánh Văn phòng UBND tỉnh", "vp_ubnd_tinh", Post.HEAD_OF_OFFICE),
    Person("Lê Minh Đức", "duc@sonha.example.vn", "Phó Chủ tịch UBND tỉnh", "ubnd_tinh", Post.PROVINCIAL_LEADER),
    Person("Nguyễn Hải Sơn", "son@sonha.example.vn", "Chủ tịch UBND tỉnh", "ubnd_tinh", Post.PROVINCIAL_LEADER),
    Person("Phạm Quốc Anh", "quantri@sonha.example.vn", "Quản trị hệ thống", "vp_ubnd_tinh", Post.ADMINISTRATOR),
    Person("Lê Thị Mai", "mai@stp.sonha.example.vn", "Chuyên viên", "so_tu_phap", Post.OFFICER),
    Person("Hoàng Văn Lâm", "lam@stp.sonha.example.vn", "Giám đốc Sở Tư pháp", "so_tu_phap", Post.AGENCY_HEAD),
    Person("Trần Anh Tuấn", "tuan@sxd.sonha.example.vn", "Chuyên viên", "so_xay_dung", Post.OFFICER),
    Person("Vũ Ngọc Khánh", "khanh@skhcn.sonha.example.vn", "Phó Chánh Văn phòng Sở", "so_kh_cn", Post.OFFICER),
    Person("Bùi Thanh Hà", "ha@stc.sonha.example.vn", "Chuyên viên", "so_tai_chinh", Post.OFFICER),
    Person("Lò Văn Páo", "pao@nangan.sonha.example.vn", "Công chức Văn phòng HĐND và UBND xã", "xa_na_ngan", Post.OFFICER),
    Person("Đặng Thị Thơm", "thom@lmhtx.sonha.example.vn", "Trưởng phòng Chính sách", "lmhtx", Post.OFFICER),
)

#: made-up communes and wards: code, name
COMMUNES = (
    ("phuong_lam_khe", "UBND phường Lam Khê"),
    ("phuong_bac_son_ha", "UBND phường Bắc Sơn Hà"),
    ("phuong_dong_may", "UBND phường Đồng Mây"),
    ("xa_na_ngan", "UBND xã Nà Ngần"),
    ("xa_thach_linh", "UBND xã Thạch Lĩnh"),
    ("xa_suoi_bac", "UBND xã Suối Bạc"),
    ("xa_ban_hon", "UBND xã Bản Hon"),
    ("xa_tan_phu_ha", "UBND xã Tân Phú Hà"),
    ("xa_khe_trang", "UBND xã Khe Tràng"),
    ("xa_muong_lay", "UBND xã Mường Lày"),
    ("xa_dinh_son", "UBND xã Đình Sơn"),
    ("xa_hop_tien", "UBND xã Hợp Tiến"),
)

#: agencies of the shipped table that this province has, by code; all others are known by name but not tracked
TRACKED = (
    "ubnd_tinh",
    "vp_ubnd_tinh",
    "so_noi_vu",
    "so_tu_phap",
    "so_tai_chinh",
    "so_cong_thuong",
    "so_nn_mt",
    "so_xay_dung",
    "so_kh_cn",
    "so_vh_tt_dl",
    "so_gd_dt",
    "so_y_te",
    "so_dt_tg",
    "thanh_tra_tinh",
    "bql_kkt",
    "cong_an_tinh",
    "bo_chqs_tinh",
    "ubmttq_tinh",
    "hoi_nong_dan",
    "hoi_lhpn",
    "tinh_doan",
    "hoi_ccb",
    "ldld_tinh",
    "lmhtx",
    "bao_ptth_tinh",
    "bhxh_tinh",
    "thue_tinh",
    "kbnn_kv",
    "nhnn_kv",
    "truong_chinh_tri",
    "bqlda_dtxd",
)


class Step(NamedTuple):
    """One act: on the assignments of an agency (or of all leads) in the task whose words hold the fragment."""

    fragment: str  # words of the task's text
    who: str  # start of the agency's name; empty = every lead
    day: int  # relative to today, negative = past
    act: Act
    words: dict[str, Any] = {}  # noqa: RUF012  what the person enters; `*_on` and `result_date` are days relative to today
    by: str = ""  # e-mail; empty = the agency's own officer, else the coordinator for it


def _done(fragment: str, who: str, received: int, submitted: int, number: str) -> tuple[Step, ...]:
    """Received, reported complete, confirmed the day after."""
    return (
        Step(fragment, who, received, Act.RECEIVE),
        Step(
            fragment, who, submitted, Act.SUBMIT, {"result_number": number, "result_date": submitted, "text": "Đã hoàn thành theo yêu cầu."}
        ),
        Step(fragment, who, submitted + 1, Act.CONFIRM),
    )


STORY: tuple[Step, ...] = (
    *_done("Theo dõi, đôn đốc việc thực hiện Kế hoạch", "Sở Khoa học", -70, -63, "88/BC-SKHCN"),
    *_done("tình hình giải ngân của từng chủ đầu tư", "Sở Tài chính", -28, -26, "271/BC-STC"),
    *_done("Nâng cấp trung tâm dữ liệu", "Sở Khoa học", -70, -23, "95/BC-SKHCN"),
    *_done("Thẩm định phương án kết nối", "Sở Khoa học", -70, -7, "131/BC-SKHCN"),
    Step("kho dữ liệu hộ tịch", "Sở Tư pháp", -72, Act.RECEIVE),
    Step("kho dữ liệu hộ tịch", "Sở Tư pháp", -30, Act.REPORT, {"progress": 55, "text": "Đã quét xong sổ của 8 xã, phường."}),
    Step(
        "kho dữ liệu hộ tịch",
        "Sở Tư pháp",
        -15,
        Act.ASK_EXTENSION,
        {
            "wanted_on": 25,
            "reason": "Mưa lũ làm ướt kho sổ của 3 xã, phải phục chế trước khi quét.",
            "objective": True,
            "document": "588/STP-HTQT",
        },
        "lam@stp.sonha.example.vn",
    ),
    Step(
        "kho dữ liệu hộ tịch",
        "Sở Tư pháp",
        -13,
        Act.DECIDE_EXTENSION,
        {"granted": True, "granted_on": 7, "reason": "Đồng ý, tập trung hoàn thành."},
        "duc@sonha.example.vn",
    ),
    Step(
        "kho dữ liệu hộ tịch",
        "Sở Tư pháp",
        -7,
        Act.REPORT,
        {
            "progress": 80,
            "text": "Đã số hóa 1.284.600 trang sổ hộ tịch.",
            "obstacles": "Đường truyền ở 14 xã chưa đạt, chờ Sở Khoa học và Công nghệ.",
        },
    ),
    Step(
        "kho dữ liệu hộ tịch",
        "Sở Tư pháp",
        -1,
        Act.SUBMIT,
        {"result_number": "142/BC-STP", "result_date": -1, "text": "Đã nghiệm thu, đưa vào khai thác."},
    ),
    *_done("kho dữ liệu hộ tịch", "Công an tỉnh", -60, -10, "1204/CAT-PC06"),
    Step("kho dữ liệu hộ tịch", "Sở Khoa học", -60, Act.RECEIVE),
    Step("khám bệnh, chữa bệnh", "Sở Y tế", -60, Act.RECEIVE),
    Step(
        "khám bệnh, chữa bệnh",
        "Sở Y tế",
        -18,
        Act.REPORT,
        {"progress": 60, "text": "Đã kết nối 6 trong 9 trung tâm.", "obstacles": "Ba trung tâm chưa nâng cấp phần mềm."},
    ),
    Step("an toàn thông tin theo cấp độ", "Công an", -20, Act.RECEIVE),
    Step("an toàn thông tin theo cấp độ", "Công an", -6, Act.REPORT, {"progress": 90, "text": "Đang hoàn thiện kết luận kiểm tra."}),
    Step("hồ sơ quy hoạch xây dựng", "Sở Xây dựng", -66, Act.RECEIVE),
    Step("bảng thông tin phục vụ", "Văn phòng", -50, Act.RECEIVE),
    Step(
        "bảng thông tin phục vụ", "Văn phòng", -4, Act.SUBMIT, {"result_number": "77/BB-VPUBND", "result_date": -4, "text": "Đã chạy thử."}
    ),
    Step(
        "bảng thông tin phục vụ",
        "Văn phòng",
        -2,
        Act.SEND_BACK,
        {"reason": "Chưa có số liệu giải ngân theo ngày, bổ sung rồi báo lại."},
        "minh@sonha.example.vn",
    ),
    Step("dữ liệu trường, lớp", "Sở Giáo dục", -44, Act.RECEIVE),
    Step("bản đồ số thửa đất", "Sở Nông nghiệp", -44, Act.RECEIVE),
    Step("bản đồ số thửa đất", "Sở Nông nghiệp", -20, Act.PAUSE, {"reason": "Chờ Bộ ban hành chuẩn dữ liệu mã vùng trồng."}),
    Step("hồ sơ di tích", "Sở Văn hóa", -40, Act.RECEIVE),
    Step("dữ liệu cụm công nghiệp", "Sở Công Thương", -44, Act.RECEIVE),
    Step(
        "dữ liệu cụm công nghiệp",
        "Sở Công Thương",
        -16,
        Act.CANCEL,
        {"reason": "Bộ Công Thương đã có cơ sở dữ liệu chung, dùng dữ liệu của Bộ."},
    ),
    Step("bố trí kinh phí thực hiện Kế hoạch trong dự toán", "Sở Tài chính", -60, Act.RECEIVE),
    Step("bảng giá đất", "Sở Nông nghiệp", -38, Act.RECEIVE),
    Step("bảng giá đất", "Sở Nông nghiệp", -9, Act.REPORT, {"progress": 70, "text": "Đang lấy ý kiến các xã, phường."}),
    Step("vốn đối ứng", "Sở Tài chính", -38, Act.RECEIVE),
    Step("vốn đối ứng", "Sở Tài chính", -1, Act.SUBMIT, {"result_number": "301/TTr-STC", "result_date": -1, "text": "Đã trình UBND tỉnh."}),
    Step("quy hoạch phân khu", "Sở Xây dựng", -38, Act.RECEIVE),
    Step("quy hoạch phân khu", "Sở Xây dựng", -12, Act.REPORT, {"progress": 65, "text": "Đang chỉnh sửa theo ý kiến hội đồng thẩm định."}),
    Step("bàn giao toàn bộ mặt bằng", "UBND xã Nà Ngần", -37, Act.RECEIVE),
    Step(
        "bàn giao toàn bộ mặt bằng",
        "UBND xã Nà Ngần",
        -6,
        Act.REPORT,
        {"progress": 85, "text": "Còn 7 hộ chưa nhận tiền.", "obstacles": "Hai hộ đề nghị xem lại đơn giá cây trồng."},
    ),
    Step(
        "bàn giao toàn bộ mặt bằng",
        "UBND xã Nà Ngần",
        -2,
        Act.ASK_EXTENSION,
        {"wanted_on": 14, "reason": "Chờ kết quả xem lại đơn giá cây trồng của hai hộ.", "objective": False},
    ),
    *_done("lựa chọn 20 hợp tác xã", "Hội Nông dân", -45, -20, "88/CV-HND"),
    Step("lựa chọn 20 hợp tác xã", "Liên minh", -50, Act.RECEIVE),
    Step(
        "lựa chọn 20 hợp tác xã",
        "Liên minh",
        -6,
        Act.SUBMIT,
        {"result_number": "64/BC-LMHTX", "result_date": -6, "text": "Đã chọn 20 hợp tác xã."},
    ),
    Step("lựa chọn 20 hợp tác xã", "Liên minh", -5, Act.CONFIRM),
    Step("kết nối cung cầu", "Sở Công Thương", -40, Act.RECEIVE),
    Step("điều chuyển vốn", "Sở Tài chính", -28, Act.RECEIVE),
    Step(
        "điều chuyển vốn",
        "Sở Tài chính",
        -4,
        Act.SUBMIT,
        {"result_number": "295/TTr-STC", "result_date": -4, "text": "Đã trình phương án điều chuyển 42 tỷ đồng."},
    ),
    Step("điều chuyển vốn", "Sở Tài chính", -3, Act.CONFIRM),
    Step("đến hết tháng trước", "Sở Tài chính", -20, Act.RECEIVE),
    Step("Suối Bạc", "Ban Quản lý", -26, Act.RECEIVE),
    Step("ít nhất ba chủ đầu tư", "Thanh tra", -25, Act.RECEIVE),
    Step("ít nhất ba chủ đầu tư", "Thanh tra", -24, Act.START),
    Step(
        "thanh toán trong 01 ngày làm việc",
        "Kho bạc",
        -24,
        Act.RETURN_NOT_OURS,
        {"reason": "Thời hạn thanh toán theo quy định của Bộ Tài chính, đề nghị xem lại."},
    ),
    Step("kiến nghị của cử tri", "Sở Nội vụ", -7, Act.RECEIVE),
    Step("kiến nghị của cử tri", "Sở Nội vụ", -2, Act.REPORT, {"progress": 50, "text": "Đã có dự thảo báo cáo."}),
    Step("bố trí cán bộ và địa điểm", "UBND xã Nà Ngần", -60, Act.RECEIVE),
    *(
        step
        for place, commune in enumerate(
            ("UBND phường Lam Khê", "UBND phường Đồng Mây", "UBND xã Suối Bạc", "UBND xã Bản Hon", "UBND xã Đình Sơn")
        )
        for step in _done("bố trí cán bộ và địa điểm", commune, -60, -20 + place, f"{31 + place}/BC-UBND")
    ),
)
