"""The closed vocabularies of the model: the value is what the database keeps, the label what people read."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A vocabulary whose members carry their Vietnamese label: `State.NEW.label == "Mới giao"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Post(Labelled):
    """What a person is in an agency; rights follow from it (design.md, decision 10)."""

    COORDINATOR = "coordinator", "Chuyên viên theo dõi"
    HEAD_OF_OFFICE = "head_of_office", "Lãnh đạo Văn phòng"
    OFFICER = "officer", "Cán bộ đầu mối"
    AGENCY_HEAD = "agency_head", "Thủ trưởng cơ quan"
    PROVINCIAL_LEADER = "provincial_leader", "Lãnh đạo UBND tỉnh"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


class ReorganisationKind(Labelled):
    """What happened to agencies on a day."""

    RENAME = "rename", "Đổi tên"
    MERGE = "merge", "Sáp nhập, hợp nhất"
    SPLIT = "split", "Chia, tách"
    ABOLISH = "abolish", "Giải thể"
    PART = "part", "Chuyển một phần việc"  # the old agency goes on


class Part(Labelled):
    """The part that an agency has in a task."""

    LEAD = "lead", "Chủ trì"
    COORDINATE = "coordinate", "Phối hợp"


class State(Labelled):
    """State of an assignment, moved only by `lifecycle.TRANSITIONS`."""

    NEW = "moi_giao", "Mới giao"
    RECEIVED = "da_tiep_nhan", "Đã tiếp nhận"
    IN_PROGRESS = "dang_thuc_hien", "Đang thực hiện"
    SUBMITTED = "cho_xac_nhan", "Chờ xác nhận"
    DONE = "hoan_thanh", "Hoàn thành"
    RETURNED = "tra_lai", "Trả lại"
    REDO = "thuc_hien_lai", "Thực hiện lại"
    PAUSED = "tam_dung", "Tạm dừng"
    CANCELLED = "huy", "Hủy"


class TimeClass(Labelled):
    """Lateness, derived by `timeliness`, never stored."""

    LATE = "qua_han", "Quá hạn"
    TODAY = "den_han_hom_nay", "Đến hạn hôm nay"
    SOON = "sap_den_han", "Sắp đến hạn"
    IN_TIME = "trong_han", "Trong hạn"
    NO_DATE = "khong_han", "Không thời hạn"
    DONE_IN_TIME = "hoan_thanh_dung_han", "Hoàn thành đúng hạn"
    DONE_LATE = "hoan_thanh_qua_han", "Hoàn thành quá hạn"
    # outside any rate: without a date, without a day of completion, or regular work
    DONE_UNJUDGED = "hoan_thanh_khong_xet_han", "Hoàn thành, không xét hạn"


class TaskNature(Labelled):
    SPECIFIC = "specific", "Nhiệm vụ cụ thể"
    REGULAR = "regular", "Công việc thường xuyên"  # followed up periodically, never counted as overdue


class Urgency(Labelled):
    """Độ khẩn, Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II, điểm 10b."""

    NORMAL = "normal", "Thường"
    URGENT = "khan", "Khẩn"
    VERY_URGENT = "thuong_khan", "Thượng khẩn"
    EXPRESS = "hoa_toc", "Hỏa tốc"


class DirectiveSource(Labelled):
    FILE = "file", "Tệp văn bản"
    PASTE = "paste", "Dán nội dung"
    SPOKEN = "spoken", "Không có văn bản"  # ý kiến chỉ đạo, bút phê, cuộc họp, điện thoại


class CandidateState(Labelled):
    PROPOSED = "proposed", "Chờ duyệt"
    ACCEPTED = "accepted", "Đã chấp nhận"
    REJECTED = "rejected", "Đã loại"
    REPLACED = "replaced", "Đã tách hoặc gộp"
    KEPT = "kept", "Ghi nhận, không theo dõi"  # given to ministries, other provinces
    JOINED = "joined", "Gộp vào nhiệm vụ đã có"  # another source of a task that was there


class RelationKind(Labelled):
    """What a later directive does to an earlier one."""

    REPLACES = "thay_the", "Thay thế"
    AMENDS = "sua_doi", "Sửa đổi, bổ sung"
    REPEALS = "bai_bo", "Bãi bỏ"
    CORRECTS = "dinh_chinh", "Đính chính"


class ExtensionState(Labelled):
    ASKED = "asked", "Đang xin"
    GRANTED = "granted", "Đồng ý"
    REFUSED = "refused", "Không đồng ý"
    WITHDRAWN = "withdrawn", "Đã rút"


class MessageState(Labelled):
    HELD = "held", "Đang giữ"  # a person must release it
    PENDING = "pending", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    ACCEPTED = "accepted", "Máy chủ thư đã nhận"
    FAILED = "failed", "Không gửi được"
    CANCELLED = "cancelled", "Đã hủy"


class MessageKind(Labelled):
    DIGEST = "digest", "Thư nhắc trong ngày"
    ASSIGNED = "assigned", "Giao nhiệm vụ"
    RETURNED = "returned", "Yêu cầu làm tiếp"
    EXTENSION = "extension", "Trả lời đề nghị gia hạn"
    URGED = "urged", "Đôn đốc"  # a person pressed the button
    INVITATION = "invitation", "Mời dùng hệ thống"
    PASSWORD = "password", "Đặt lại mật khẩu"
    TEST = "test", "Thư thử"


class Rung(Labelled):
    """Steps of the ladder of urging; the number of days stands in settings."""

    ASSIGNED = "assigned", "Mới giao"
    BEFORE = "before", "Sắp đến hạn"
    TODAY = "today", "Đến hạn hôm nay"
    OVERDUE = "overdue", "Quá hạn"
    RETURNED = "returned", "Yêu cầu làm tiếp"
    EXTENSION = "extension", "Trả lời đề nghị gia hạn"
    BY_HAND = "by_hand", "Đôn đốc trực tiếp"
