"""How dates, distances, sizes and states look on a page. Pure functions of their arguments and of the language of the request."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask
from flask_babel import get_locale, gettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from flask_login import current_user

from webui import edge
from webui.sayings import told
from workflow import timeliness
from workflow.model import Assignment, TimeClass

#: class of look.css that lends its colours to a time class
CSS = {
    TimeClass.LATE: "late",
    TimeClass.TODAY: "today",
    TimeClass.SOON: "soon",
    TimeClass.IN_TIME: "ontime",
    TimeClass.NO_DATE: "nodate",
    TimeClass.DONE_IN_TIME: "done",
    TimeClass.DONE_LATE: "donelate",
    TimeClass.DONE_UNJUDGED: "doneplain",
}
#: marks in User-Agent, the telling one first: Edge and Cốc Cốc call themselves Chrome too, and Chrome Safari
BROWSERS = (("Edg/", "Edge"), ("coc_coc", "Cốc Cốc"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
#: what the history says of each action of `workflow.history`
ACTIONS = {
    "task.accepted": later("Văn phòng giao nhiệm vụ"),
    "assignment.assigned": later("Giao cho cơ quan"),
    "assignment.received": later("Cơ quan tiếp nhận"),
    "assignment.started": later("Bắt đầu thực hiện"),
    "assignment.reported": later("Báo cáo tiến độ"),
    "assignment.submitted": later("Đề nghị xác nhận hoàn thành"),
    "assignment.confirmed": later("Văn phòng xác nhận hoàn thành"),
    "milestone.confirmed": later("Văn phòng xác nhận một mốc, còn mốc sau"),
    "milestone.asked": later("Hỏi: việc đang chờ đã xảy ra chưa"),
    "milestone.not_yet": later("Việc đang chờ chưa xảy ra, sẽ hỏi lại"),
    "milestone.happened": later("Việc đang chờ đã xảy ra, có thời hạn"),
    "milestone.dropped": later("Việc đang chờ không còn xảy ra, bỏ mốc"),
    "assignment.sent_back": later("Văn phòng yêu cầu làm tiếp"),
    "assignment.returned": later("Cơ quan trả lại vì không đúng thẩm quyền"),
    "assignment.paused": later("Tạm dừng"),
    "assignment.resumed": later("Tiếp tục"),
    "assignment.cancelled": later("Hủy"),
    "assignment.passed_on": later("Giao tiếp cho cơ quan của tỉnh"),
    "assignment.agreed_by_silence": later("Không trả lời, coi như đồng ý"),
    "directive.silence_set": later("Đặt quy tắc im lặng coi như đồng ý"),
    "assignment.excused": later("Miễn cho đơn vị"),
    "assignment.reopened": later("Mở lại"),
    "assignment.transferred": later("Chuyển cơ quan khác"),
    "assignment.succeeded": later("Cơ quan kế thừa nhận việc"),
    "assignment.absorbed": later("Nhập vào phần mà cơ quan kế thừa đã có"),
    "assignment.succession_undone": later("Hoàn tác chuyển giao"),
    "assignment.cause_recorded": later("Ghi nhận nguyên nhân chậm"),
    "assignment.officer_set": later("Phân công cán bộ"),
    "assignment.due_changed": later("Điều chỉnh thời hạn"),
    "extension.asked": later("Đề nghị gia hạn"),
    "extension.granted": later("Đồng ý gia hạn"),
    "extension.refused": later("Không đồng ý gia hạn"),
    "extension.withdrawn": later("Rút đề nghị gia hạn"),
    "assignment.urged": later("Văn phòng đôn đốc"),
    "task.recurred": later("Kỳ mới của việc định kỳ"),
    "task.imported": later("Nhập từ bảng theo dõi"),
    "assignment.imported": later("Ghi trạng thái theo bảng theo dõi"),
    "series.paused": later("Tạm dừng việc định kỳ"),
    "series.resumed": later("Tiếp tục việc định kỳ"),
    "series.ended": later("Kết thúc việc định kỳ"),
    "series.changed": later("Đổi việc định kỳ từ một ngày"),
    "directive.received": later("Nhận văn bản"),
    "directive.spoken": later("Ghi việc giao không có văn bản"),
    "directive.imported": later("Nhập từ bảng tính"),
    "directive.changed": later("Sửa thông tin văn bản"),
    "directive.file_added": later("Thêm tệp vào văn bản"),
    "directive.kept_whole": later("Giữ tệp có nhiều văn bản là một văn bản"),
    "directive.split": later("Tách tệp thành nhiều văn bản"),
    "directive.watcher_set": later("Giao chuyên viên theo dõi văn bản"),
    "directive.leader_set": later("Ghi lãnh đạo phụ trách văn bản"),
    "candidate.added": later("Thêm việc từ văn bản"),
    "user.delegated": later("Cử người làm thay khi vắng mặt"),
    "user.delegation_ended": later("Bỏ việc làm thay"),
    "task.source_added": later("Gộp thêm một văn bản nguồn"),
    "task.source_removed": later("Bỏ một văn bản nguồn"),
    "candidate.kept_apart": later("Ghi là việc khác với một nhiệm vụ đã có"),
    "directive.related": later("Ghi văn bản thay thế, sửa đổi"),
    "candidate.kept": later("Ghi nhận việc, không theo dõi"),
    "candidate.edited": later("Sửa việc khi duyệt"),
    "candidate.split": later("Tách việc khi duyệt"),
    "candidate.merged": later("Gộp việc khi duyệt"),
    "candidate.rejected": later("Loại việc khi duyệt"),
    "candidate.restored": later("Đưa lại việc đã loại"),
    "agency.seeded": later("Nạp danh mục cơ quan"),
    "agency.created": later("Thêm cơ quan"),
    "agency.changed": later("Sửa cơ quan"),
    "agency.alias_added": later("Thêm tên gọi của cơ quan"),
    "agency.alias_learned": later("Học tên gọi khi duyệt"),
    "agency.alias_removed": later("Bỏ tên gọi của cơ quan"),
    "agency.member_added": later("Thêm cơ quan vào nhóm"),
    "agency.member_removed": later("Đưa cơ quan ra khỏi nhóm"),
    "agency.reorganised": later("Sửa cơ quan khi sắp xếp tổ chức"),
    "agency.carried_over": later("Sắp xếp cơ quan, chuyển giao việc"),
    "agency.carry_undone": later("Hoàn tác một đợt sắp xếp cơ quan"),
    "feed.moved": later("Chuyển lịch cho cơ quan kế thừa"),
    "calendar.day_set": later("Đặt ngày nghỉ, ngày làm bù"),
    "calendar.year_marked": later("Đánh dấu lịch của một năm đã nhập xong hay chưa"),
    "calendar.day_cleared": later("Bỏ ngày nghỉ, ngày làm bù đã đặt"),
    "feed.created": later("Tạo địa chỉ lịch"),
    "feed.revoked": later("Thu hồi địa chỉ lịch"),
    "login.accepted": later("Đăng nhập"),
    "login.refused": later("Đăng nhập không được"),
    "mail.held": later("Giữ thư lại"),
    "mail.released": later("Thả thư"),
    "message.retried": later("Gửi lại thư"),
    "user.created": later("Thêm người dùng"),
    "user.changed": later("Sửa người dùng"),
    "user.posts_set": later("Đặt vai trò của người dùng"),
    "user.disabled": later("Ngừng quyền dùng"),
    "user.enabled": later("Mở lại quyền dùng"),
    "user.invited": later("Gửi thư mời"),
    "user.joined": later("Nhận lời mời, đặt mật khẩu"),
    "user.reset_asked": later("Xin đặt lại mật khẩu"),
    "user.password_reset": later("Đặt lại mật khẩu"),
    "user.password_changed": later("Đổi mật khẩu"),
}
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: main menu: endpoint, icon, label, left out of the bottom menu of a phone
MENU = (
    ("home.index", "home", later("Việc của tôi"), False),
    ("tasks.index", "list", later("Nhiệm vụ"), False),
    ("tasks.overdue", "late-line", later("Quá hạn"), False),
    ("documents.index", "doc", later("Văn bản"), False),
    ("admin.agencies", "org", later("Cơ quan"), False),
    ("messages.index", "mail", later("Thư đã gửi"), True),
)


def weekday(day: date) -> str:
    """Thứ Hai … Chủ Nhật."""
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ Nhật"))
    return names[day.weekday()]


def day(value: date | None) -> str:
    """`27/11/2026`; nothing for no date."""
    return value.strftime("%d/%m/%Y") if value else ""


def weekday_day(value: date | None) -> str:
    """`Thứ Sáu 27/11/2026`."""
    return f"{weekday(value)} {day(value)}" if value else ""


def local(value: datetime) -> datetime:
    """An instant on the office's clock."""
    return value.astimezone(edge.settings().zone)


def clock(value: datetime | None) -> str:
    """`08:40` on the office's clock."""
    return local(value).strftime("%H:%M") if value else ""


def moment(value: datetime | None) -> str:
    """`08:40, Thứ Sáu 20/11/2026`."""
    return f"{clock(value)}, {weekday_day(local(value).date())}" if value else ""


def near_day(value: datetime | None) -> str:
    """The day of an instant as one says it: hôm nay, hôm qua, else `Thứ Sáu 13/11` (with the year when it is another)."""
    if value is None:
        return ""
    then, today = local(value).date(), edge.today()
    if then == today:
        return _("Hôm nay")
    if then == today - timedelta(days=1):
        return _("Hôm qua")
    return f"{weekday(then)} {then.day}/{then.month}" + (f"/{then.year}" if then.year != today.year else "")


def distance(of_class: TimeClass, due_on: date | None, completed_on: date | None, today: date) -> str:
    """How far a deadline is, in words; the same as `timeliness.distance_words`, in the language of the page."""
    late = timeliness.days_late(due_on, completed_on, today)
    if of_class is TimeClass.DONE_LATE:
        return ngettext("Xong quá hạn %(num)d ngày", "Xong quá hạn %(num)d ngày", late)
    if of_class is TimeClass.DONE_IN_TIME:
        return _("Xong đúng hạn")
    if of_class is TimeClass.DONE_UNJUDGED:
        return _("Đã xong")
    if of_class is TimeClass.LATE:
        return ngettext("Quá hạn %(num)d ngày", "Quá hạn %(num)d ngày", late)
    if of_class is TimeClass.TODAY:
        return _("Hạn hôm nay")
    if due_on is None:
        return _("Chưa có hạn")
    left = (due_on - today).days
    return ngettext("Còn %(num)d ngày", "Còn %(num)d ngày", left) if left > 0 else _("Trong hạn")


def time_class(assignment: Assignment) -> TimeClass:
    """Lateness of an assignment today."""
    soon_days = edge.settings().reminders.soon_days
    return timeliness.time_class(
        assignment.state, assignment.due_on, assignment.completed_on, edge.today(), nature=assignment.task.nature, soon_days=soon_days
    )


def device(user_agent: str) -> str:
    """What a person logged in with, roughly: `Chrome, Windows`."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name) or _("Thiết bị không rõ")


def act_said(action: str) -> str:
    """What an event of the history says happened."""
    return str(ACTIONS.get(action, action))


def lower_first(text: str) -> str:
    """Within a sentence: `thứ Sáu 13/11`, `hôm qua`; English days keep their capital: `Friday 13/11`, `yesterday`."""
    if str(get_locale()) == "en" and text.startswith(ENGLISH_DAYS):
        return text
    return text[:1].lower() + text[1:]


def place(path: str) -> str:
    """Where in a document: `mục II.2.a`; an annex, an article or a table has its own word (`Phụ lục II.9`, `Điều 2.3`)."""
    named = path.startswith(("Phụ lục", "Điều", "Khoản", "Bảng", "Biểu", "Chương", "Phần", "Mục"))
    return path if named else _("mục %(path)s", path=path)


def decimal(value: float, places: int = 1) -> str:
    """A number as the language writes it: `1.310`, `1,2` in Vietnamese."""
    text = f"{value:,.{places}f}"
    return text if str(get_locale()) == "en" else text.replace(",", " ").replace(".", ",").replace(" ", ".")


def size(value: int) -> str:
    """Size of a file: `640 KB`, `1,2 MB`."""
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} KB"
    return f"{decimal(value / 1024 / 1024)} MB"


def badge_class(of_class: TimeClass) -> str:
    """The class, and the icon, of a time class."""
    return CSS[of_class]


def word(term: object) -> str:
    """The label of a vocabulary's member in the language of the page."""
    return gettext(term.label) if hasattr(term, "label") else str(term)


def menu() -> list[tuple[str, str, str, bool]]:
    """The main menu in the language of the page."""
    return [(endpoint, icon, str(label), rare) for endpoint, icon, label, rare in MENU]


def install(app: Flask) -> None:
    """Give the templates their words."""
    words = (weekday, day, weekday_day, clock, moment, near_day, distance, device, act_said, decimal, size, word, lower_first, place, told)
    for filter_ in (*words, time_class, badge_class):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def given() -> dict[str, object]:
        settings = edge.settings()
        viewer = current_user.viewer if current_user.is_authenticated else None
        return {"viewer": viewer, "office": settings.office, "demo": settings.demo, "menu": menu, "now": edge.now(), "today": edge.today()}
