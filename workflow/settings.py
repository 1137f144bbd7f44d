"""Settings: one TOML file, checked whole before anything starts; unknown keys are refused, all faults are named at once.

Secrets never stand in the file: `*_file` names a file that holds one (a systemd credential, mode 0600).
"""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from workflow.os_faults import reason

#: `Invalid value (at line 3, column 8)`, as tomllib says where
AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")

#: `postgresql+psycopg://dondoc:mat-khau@may/dondoc`, `…/dondoc?password=mat-khau`
PASSWORD_IN_URL = re.compile(r"^[^:/]+://[^:/@]*:[^@]*@|[?&]password=")


class SettingsError(Exception):
    """The configuration cannot be used; `str()` is a Vietnamese text with one fault a line."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Office(Section):
    """The body that runs this installation."""

    name: str = "Văn phòng UBND tỉnh"
    #: as directives name it, without `tỉnh` or `thành phố`
    province: str = ""
    #: a centrally run city writes `thành phố` where a province writes `tỉnh`
    city: bool = False
    time_zone: str = "Asia/Ho_Chi_Minh"
    phone: str = ""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"múi giờ {value!r} không có; dùng Asia/Ho_Chi_Minh") from None
        return value


class Database(Section):
    #: SQLAlchemy address: sqlite:///du-lieu.db, postgresql+psycopg://dondoc@/dondoc
    url: str = "sqlite:///dondoc.db"
    #: file with the password, put into the address
    password_file: Path | None = None

    @field_validator("url")
    @classmethod
    def _without_password(cls, value: str) -> str:
        if PASSWORD_IN_URL.search(value):
            raise ValueError("không viết mật khẩu vào địa chỉ; ghi nó vào một tệp riêng và đặt khóa password_file")
        return value


class Web(Section):
    #: address that people use, without a slash at the end: links in mails begin with it
    base_url: str = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    threads: int = Field(default=8, ge=1, le=64)
    #: number of proxies in front that set X-Forwarded-*; 0 = none, headers ignored
    proxies: int = Field(default=0, ge=0, le=5)
    #: file with at least 32 random characters that sign cookies; `dondoc init` makes it
    secret_key_file: Path | None = None
    upload_limit_mb: int = Field(default=25, ge=1, le=100)
    idle_minutes: int = Field(default=30, ge=5, le=24 * 60)
    session_hours: int = Field(default=12, ge=1, le=72)

    @field_validator("base_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("phải bắt đầu bằng http:// hoặc https://")
        return value.rstrip("/")


class Mail(Section):
    """How mail leaves. Without `host` nothing is sent: messages wait, visibly."""

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: Path | None = None
    sender: str = ""
    sender_name: str = "Đôn Đốc"
    reply_to: str = ""
    #: extra certificate authority of the office's own mail server (PEM)
    ca_file: Path | None = None
    #: limit of one step; a whole attempt has a minute (`notifier.mail.ATTEMPT_SECONDS`)
    timeout_seconds: int = Field(default=30, ge=1, le=60)
    #: test mode: everything goes to this one address, the real recipient named in the mail
    redirect_all_to: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Mail:
        if self.host and "@" not in self.sender:
            raise ValueError("có máy chủ thư thì phải có địa chỉ người gửi hợp lệ ở khóa sender")
        if self.security == "none" and self.user:
            raise ValueError('không gửi mật khẩu qua kết nối không mã hóa: đặt security = "starttls" hoặc "tls"')
        return self


class Reminders(Section):
    #: when the daily run decides and sends, office time, on working days
    at: time = time(7, 30)
    #: days before the deadline on which one is reminded; 0 = the day itself
    days_before: tuple[int, ...] = (7, 3, 1, 0)
    #: every so many days once overdue
    overdue_every_days: int = Field(default=3, ge=1, le=60)
    #: overdue this many days: the head of the agency is told too
    head_after_days: int = Field(default=3, ge=0, le=90)
    #: within so many days a task counts as due soon
    soon_days: int = Field(default=7, ge=1, le=30)

    @field_validator("days_before")
    @classmethod
    def _sensible(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(day < 0 or day > 90 for day in value):
            raise ValueError("mỗi mốc nhắc từ 0 đến 90 ngày")
        return tuple(sorted(set(value), reverse=True))


def _day_month(value: str) -> str:
    found = DAY_MONTH.fullmatch(value.strip())
    try:
        date(2023, int(found[2]), int(found[1])) if found else None  # no 29/2: it is a day of every year
    except ValueError:
        found = None
    if found is None:
        raise ValueError(f"phải là ngày/tháng của năm thường, như 15/6, không phải {value!r}")
    return value.strip()


#: `15/6`
DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})")
DayMonth = Annotated[str, AfterValidator(_day_month)]


def day_month(value: str) -> tuple[int, int]:
    """Month and day of a setting like `15/6`."""
    day, month = value.split("/")
    return int(month), int(day)


class Periods(Section):
    """Periodic reports whose directive names no day: by the end of the period, or by Nghị định 09/2019/NĐ-CP (Điều 12)."""

    profile: Literal["plain", "nd09"] = "plain"
    #: day of the month on which figures are closed
    cut_off_day: int = Field(default=14, ge=1, le=28)
    #: working days after it by which the report is sent; the decree asks for one at least (Điều 8 khoản 5)
    send_working_days: int = Field(default=1, ge=1, le=30)
    #: day of the month by which it is sent instead (many provinces: 15, 20, 25); 0 = by the working days above
    send_day: int = Field(default=0, ge=0, le=28)

    @model_validator(mode="after")
    def _sent_after_closing(self) -> Periods:
        if self.send_day and self.send_day <= self.cut_off_day:
            raise ValueError("ngày gửi send_day phải sau ngày chốt số liệu cut_off_day")
        return self


class Dates(Section):
    """What the office makes of what directives say (domain rule: office defaults)."""

    #: relative terms that end on a day off run to the next working day (Bộ luật Dân sự 2015, Điều 148)
    roll_relative: bool = True
    #: `trước ngày X`: X itself is still in time; false = the day before
    before_is_inclusive: bool = True
    #: occurrences of a recurring duty are made this many days ahead
    series_horizon_days: int = Field(default=60, ge=7, le=400)
    #: day of a weekly duty that names none, and of `trong tuần này`
    weekly_day: Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"] = "FR"
    #: day of the month of a monthly, quarterly, yearly duty that names none; -1 = the last
    period_day: int = Field(default=-1, ge=-1, le=28)
    #: `ngay sau khi ban hành`: so many days
    soon_after_days: int = Field(default=10, ge=1, le=60)
    #: files for the sessions of the provincial council
    mid_year_session: DayMonth = "15/6"
    year_end_session: DayMonth = "15/11"
    #: seasons and school years
    school_opens: DayMonth = "5/9"
    school_ends: DayMonth = "31/5"
    rains: DayMonth = "15/5"
    #: `đầu năm`, `giữa năm`
    early_year: DayMonth = "31/1"
    mid_year: DayMonth = "30/6"
    #: `đầu tháng`, `giữa tháng`: day of the month
    early_month: int = Field(default=10, ge=1, le=28)
    mid_month: int = Field(default=20, ge=1, le=28)
    #: `đầu quý`, `giữa quý`: the end of its first, second month
    early_quarter: int = Field(default=1, ge=1, le=3)
    mid_quarter: int = Field(default=2, ge=1, le=3)
    #: whether what a deadline waits for has happened is asked again after so many days
    ask_every_days: int = Field(default=30, ge=7, le=366)
    periods: Periods = Periods()

    @field_validator("period_day")
    @classmethod
    def _a_day(cls, value: int) -> int:
        if value == 0:
            raise ValueError("phải là ngày 1 đến 28, hoặc -1 là ngày cuối tháng")
        return value


class Extensions(Section):
    """When an agency may ask for more time; the office is not bound by it. Offices differ: unless said nothing is limited."""

    #: working days before the deadline by which it must be asked; 0 = up to the end, and after
    ask_days_before: int = Field(default=0, ge=0, le=60)
    #: times that more time may be granted for one part of a task; 0 = as often as there is reason
    most: int = Field(default=0, ge=0, le=50)


class Returns(Section):
    """Until when an agency may return work as not its own; the office is not bound by it."""

    #: working days after it was given; 0 = as long as it has not begun
    within_working_days: int = Field(default=2, ge=0, le=60)


class Audit(Section):
    #: the worker writes the head of the history here once a day; a folder that the database's users cannot write to, best another machine's
    heads_folder: Path | None = None


class Settings(Section):
    office: Office = Office()
    database: Database = Database()
    web: Web = Web()
    mail: Mail = Mail()
    reminders: Reminders = Reminders()
    dates: Dates = Dates()
    extensions: Extensions = Extensions()
    returns: Returns = Returns()
    audit: Audit = Audit()
    #: says on every page that this is a demonstration; set by `dondoc demo` only
    demo: bool = False

    @model_validator(mode="after")
    def _demo_keeps_mail_here(self) -> Settings:
        if self.demo and self.mail.host not in ("", "127.0.0.1", "::1", "localhost"):
            raise ValueError('bản chạy thử chỉ được gửi thư trong máy này: đặt mail.host = "127.0.0.1"')
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.office.time_zone)


#: settings where nobody changed them
USUAL = Settings()


def load(path: Path) -> Settings:
    """The settings of a TOML file, its relative paths taken from the file's own folder. Raises SettingsError."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise SettingsError(f"Không có tệp cấu hình {path}. Tạo bằng lệnh: dondoc init") from None
    except OSError as fault:
        raise SettingsError(f"Không đọc được tệp cấu hình {path}: {reason(fault)}.") from fault
    except UnicodeDecodeError as fault:
        raise SettingsError(f"Tệp cấu hình {path} không phải chữ UTF-8. Hãy mở tệp và lưu lại với mã UTF-8.") from fault
    return parse(text, path)


def parse(text: str, path: Path) -> Settings:
    """The settings of a TOML text that stands, or is to stand, in the file `path`. Raises SettingsError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        place = AT_LINE.search(str(fault))
        where = f"dòng {place[1]}, cột {place[2]}" if place else "cuối tệp"
        raise SettingsError(
            f"Tệp cấu hình {path} viết sai cú pháp TOML ở {where}. Chữ phải nằm trong ngoặc kép, mỗi khóa một dòng."
        ) from fault
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as fault:
        lines = [f"- {_say(error)}" for error in fault.errors()]
        raise SettingsError(f"Tệp cấu hình {path} có {len(lines)} chỗ sai:\n" + "\n".join(lines)) from None
    return _anchored(settings, path.resolve().parent)


def secret(path: Path | None, what: str) -> str | None:
    """The secret that a file holds, without the line end; None when no file is set. Raises SettingsError."""
    if path is None:
        return None
    try:
        value = path.read_text("utf-8").strip()
    except OSError as fault:
        raise SettingsError(f"Không đọc được tệp {what} {path}: {reason(fault)}.") from fault
    except UnicodeDecodeError:
        raise SettingsError(f"Tệp {what} {path} không phải chữ UTF-8.") from None
    if not value:
        raise SettingsError(f"Tệp {what} {path} rỗng.")
    return value


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Relative file names mean the folder of the configuration, wherever the program was started."""

    def anchor(path: Path | None) -> Path | None:
        return None if path is None else folder / path

    url = settings.database.url
    if url.startswith("sqlite:///") and url not in ("sqlite:///", "sqlite:///:memory:"):
        url = f"sqlite:///{folder / url.removeprefix('sqlite:///')}"
    return settings.model_copy(
        update={
            "database": settings.database.model_copy(update={"url": url, "password_file": anchor(settings.database.password_file)}),
            "web": settings.web.model_copy(update={"secret_key_file": anchor(settings.web.secret_key_file)}),
            "audit": settings.audit.model_copy(update={"heads_folder": anchor(settings.audit.heads_folder)}),
            "mail": settings.mail.model_copy(
                update={"password_file": anchor(settings.mail.password_file), "ca_file": anchor(settings.mail.ca_file)}
            ),
        }
    )


WORDS = {
    "missing": "thiếu",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "string_type": "phải là chữ trong ngoặc kép",
    "bool_type": "phải là true hoặc false",
    "bool_parsing": "phải là true hoặc false",
    "time_parsing": 'phải là giờ, như "07:30"',
    "model_type": "phải là một mục [tên]",
}


def _say(error: Any) -> str:
    """One fault of pydantic as a Vietnamese sentence, with the likely key where one was mistyped."""
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        likely = difflib.get_close_matches(str(error["loc"][-1]), _keys(error["loc"][:-1]), n=1)
        return f"không có khóa {where}" + (f"; có phải {likely[0]}?" if likely else "")
    words = WORDS.get(error["type"])
    if error["type"] == "literal_error":
        words = "chỉ nhận một trong: " + str(error["ctx"]["expected"]).replace(" or ", ", ")
    if words is None and error["type"] == "value_error":
        words = str(error["ctx"]["error"])
    if words is None and "ge" in error.get("ctx", {}):
        words = f"phải từ {error['ctx']['ge']} trở lên"
    if words is None and "le" in error.get("ctx", {}):
        words = f"phải từ {error['ctx']['le']} trở xuống"
    return f"{where or 'tệp'}: {words or error['msg']}"


def _keys(location: tuple[Any, ...]) -> list[str]:
    model: Any = Settings
    for part in location:
        field = model.model_fields.get(str(part))
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return []
        model = field.annotation
    return list(model.model_fields)
