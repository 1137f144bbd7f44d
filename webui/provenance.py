"""Where what is shown comes from, in words: which program read a document, which rule found a field."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as later

from webui.sayings import told

#: `tesseract 5.3.0 (vie)`, `plain (utf-8)`: a program or way of reading, its version, in brackets its language or encoding
STEP = re.compile(r"(?P<name>\w+)(?: (?P<version>\d[\w.]*))?(?: \((?P<with>[^)]*)\))?")


def read_by(reader: str) -> str:
    """How the text of a document was got: `tesseract 5.3.0, tiếng Việt`; several steps are joined by a plus sign."""
    return " + ".join(_step(step) for step in reader.split(" + ") if step)


def _step(step: str) -> str:
    found = STEP.fullmatch(step.strip())
    if found is None:
        return step
    name, version, detail = found["name"], found["version"], found["with"]
    known = {
        "word": _("đọc thẳng tệp Word"),
        "html": _("đọc thẳng trang HTML"),
        "plain": _("đọc thẳng tệp văn bản"),
        "mail": _("tệp trong thư điện tử"),
    }
    words = " ".join(filter(None, (known.get(name, name), version)))
    detail = _("tiếng Việt") if detail == "vie" else detail
    return ", ".join(filter(None, (words, detail)))


#: field, rule of the parser → what the rule saw
RULES = {
    ("text", "động từ"): later("Câu mở đầu bằng một việc phải làm."),
    ("text", "hàng của bảng"): later("Một hàng của bảng phân công."),
    ("text", "chủ ngữ"): later("Câu nêu cơ quan rồi nêu việc cơ quan đó làm."),
    ("text", "câu sau có chủ ngữ riêng"): later("Câu sau nêu cơ quan khác, nên tách thành việc riêng."),
    ("text", "câu trong phần giao việc"): later("Câu nằm trong phần giao việc."),
    ("text", "có dòng nhãn bên dưới"): later("Bên dưới có dòng ghi cơ quan, thời hạn."),
    ("text", "có dòng nhãn ngay sau"): later("Ngay sau có dòng ghi cơ quan, thời hạn."),
    ("text", "dưới tiêu đề cơ quan"): later("Nằm dưới tiêu đề nêu tên cơ quan."),
    ("text", "kèm danh sách chi tiết"): later("Câu giao việc có danh sách chi tiết đi kèm."),
    ("text", "mục con không giao việc"): later("Việc nêu ở mục này; các mục con chỉ nói rõ thêm."),
    ("text", "từ bắt buộc"): later("Câu có từ bắt buộc: phải, có trách nhiệm."),
    ("text", "đoạn kết giao việc"): later("Đoạn kết giao việc."),
    ("text", "đoạn văn giao việc"): later("Đoạn văn giao việc."),
    ("lead", "chỉ đạo chủ trì"): later("Đứng sau chữ “chỉ đạo”, và cơ quan đó chủ trì."),
    ("lead", "chủ ngữ"): later("Cơ quan là chủ ngữ của câu."),
    ("lead", "chủ trì"): later("Đứng cạnh chữ “chủ trì”."),
    ("lead", "câu mở đầu"): later("Câu mở đầu phía trên giao cho cơ quan này."),
    ("lead", "cơ quan ban hành"): later("Không nêu ai khác: cơ quan ban hành tự làm."),
    ("lead", "cột"): later("Ghi ở cột cơ quan của bảng."),
    ("lead", "giao"): later("Đứng sau chữ “giao”, “yêu cầu”, “đề nghị”."),
    ("lead", "kính gửi"): later("Nêu ở dòng Kính gửi."),
    ("lead", "nhãn"): later("Ghi sau nhãn, như “Cơ quan chủ trì:”."),
    ("lead", "tiêu đề"): later("Tiêu đề phía trên nêu tên cơ quan."),
    ("lead", "tên đầu câu"): later("Tên cơ quan đứng đầu câu."),
    ("coordinate", "phối hợp"): later("Đứng trước chữ “phối hợp”, sau cơ quan chủ trì."),
    ("coordinate", "phối hợp với"): later("Đứng sau chữ “phối hợp”."),
    ("coordinate", "cùng với"): later("Đứng sau chữ “cùng với”."),
    ("coordinate", "cột"): later("Ghi ở cột phối hợp của bảng."),
    ("coordinate", "nhãn"): later("Ghi sau nhãn, như “Cơ quan phối hợp:”."),
    ("report_to", "báo cáo"): later("Đứng sau chữ “báo cáo”."),
    ("report_to", "báo cáo về"): later("Đứng sau chữ “báo cáo về”."),
    ("report_to", "gửi"): later("Đứng sau chữ “gửi”."),
    ("report_to", "gửi về"): later("Đứng sau chữ “gửi về”."),
    ("report_to", "qua"): later("Đứng sau chữ “qua”: nơi tổng hợp."),
    ("report_to", "trình"): later("Đứng sau chữ “trình”."),
    ("report_to", "cung cấp để"): later("Đứng sau “cung cấp … để”: nơi tổng hợp, sử dụng."),
    ("report_to", "gọi tắt"): later("Tên gọi tắt của cơ quan nêu ở tiêu đề phía trên."),
    ("", "chức vụ"): later("Nêu chức vụ: người đứng đầu là cơ quan."),
}


def rule_said(field: str, rule: str) -> str:
    """What a rule of the parser saw when it found a field; its own name where that says enough."""
    seen = RULES.get((field, rule)) or RULES.get(("", rule))
    if seen is not None:
        return str(seen)
    if field == "report_to":  # a verb that gives and a word that leads to the receiver: `cung cấp cho`, `bàn giao cho`, `báo cáo với`
        return _("Đứng sau chữ “%(words)s”, chỉ nơi nhận.", words=rule)
    if field == "deadlines":
        return _("Cách nói thời hạn: %(rule)s.", rule=told(rule))
    return _("Quy tắc: %(rule)s.", rule=told(rule))
